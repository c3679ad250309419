/** The application's menu: the one owner of its keys. The page opens each submenu from its own title bar. */
import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { basename } from 'node:path';
import { commandInfo } from '../../shared/commands';
import type { MenuCommand, MenuName } from '../../shared/contract';
import { LOADER_VERSIONS, type LoaderVersion } from '../../shared/machine';
import {
  EDIT_COMMANDS,
  FILE_COMMANDS,
  GO_COMMANDS,
  HELP_COMMANDS,
  MACHINE_COMMANDS,
  type MenuList,
  menuTitle,
  RUN_COMMANDS,
  THEME_COMMANDS,
  VIEW_COMMANDS,
} from './menu-commands';

type Item = MenuItemConstructorOptions;

/** What the menu can do besides sending commands to the focused window. */
export interface MenuActions {
  /** Sends a command to a window. */
  command(window: BrowserWindow, command: MenuCommand): void;
  /** Opens a file, or asks for one; `window` is the focused one. */
  open(window: BrowserWindow | null, path: string | null): void;
  openSample(window: BrowserWindow | null): void;
  newWindow(): void;
  /** Loads the window's file again; by the same release of the loader where no other is given. */
  reload(window: BrowserWindow, loader?: LoaderVersion): void;
  clearRecent(): void;
}

const IS_MAC = process.platform === 'darwin';
/** Which commands are on; the menu is built anew when the recent documents change. */
const checked = new Map<MenuCommand, boolean>();

/** Builds the menu and makes it the application's. */
export function installMenu(actions: MenuActions, recent: readonly string[]): void {
  const menus: readonly [MenuName, string, Item[]][] = [
    ['file', '&File', fileMenu(actions, recent)],
    ['edit', '&Edit', editMenu(actions)],
    ['view', '&View', viewMenu(actions)],
    ['go', '&Go', commandItems(actions, GO_COMMANDS)],
    ['run', '&Run', commandItems(actions, RUN_COMMANDS)],
    ['help', '&Help', helpMenu(actions)],
  ];
  const template: Item[] = menus.map(([id, label, submenu]) => ({ id, label, submenu }));
  Menu.setApplicationMenu(Menu.buildFromTemplate(IS_MAC ? [{ role: 'appMenu' }, ...template] : template));
}

/** Shows whether a command that is on or off, as "stop at stages", is on in the window in front. */
export function checkMenuItem(command: MenuCommand, on: boolean): void {
  checked.set(command, on);
  const item = Menu.getApplicationMenu()?.getMenuItemById(command);
  if (item) item.checked = on;
}

/** Opens one submenu in a window; `x` and `y` in CSS pixels from its corner. */
export function popupMenu(browser: BrowserWindow, menu: MenuName, x: number, y: number): void {
  const submenu = Menu.getApplicationMenu()?.getMenuItemById(menu)?.submenu;
  const zoom = browser.webContents.getZoomFactor();
  submenu?.popup({ window: browser, x: Math.round(x * zoom), y: Math.round(y * zoom) });
}

function fileMenu(actions: MenuActions, recent: readonly string[]): Item[] {
  const recentItems: Item[] = recent.map((path) => ({
    label: basename(path).replaceAll('&', '&&'),
    sublabel: path,
    toolTip: path,
    click: (_item, window) => actions.open(browserOf(window), path),
  }));
  const clear: Item = {
    label: 'Clear Recent',
    enabled: recent.length > 0,
    click: () => actions.clearRecent(),
  };
  return [
    { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: () => actions.newWindow() },
    {
      label: 'Open…',
      accelerator: 'CmdOrCtrl+O',
      click: (_item, window) => actions.open(browserOf(window), null),
    },
    { label: 'Open Recent', submenu: [...recentItems, { type: 'separator' }, clear] },
    { label: 'Open Sample Kernel', click: (_item, window) => actions.openSample(browserOf(window)) },
    { type: 'separator' },
    {
      label: 'Reload from Disk',
      accelerator: 'CmdOrCtrl+R',
      click: (_item, window) => withWindow(window, (browser) => actions.reload(browser)),
    },
    { label: 'Reload with Loader', submenu: LOADER_VERSIONS.map((version) => loaderItem(actions, version)) },
    { label: 'Machine', submenu: commandItems(actions, MACHINE_COMMANDS) },
    { type: 'separator' },
    ...commandItems(actions, FILE_COMMANDS),
    { type: 'separator' },
    { label: 'Close Window', role: 'close' },
    ...(IS_MAC ? [] : [{ label: 'Quit', role: 'quit' as const, accelerator: 'Ctrl+Q' }]),
  ];
}

function loaderItem(actions: MenuActions, version: LoaderVersion): Item {
  return {
    label: version,
    click: (_item, window) => withWindow(window, (browser) => actions.reload(browser, version)),
  };
}

function editMenu(actions: MenuActions): Item[] {
  return [
    { role: 'undo' },
    { role: 'redo' },
    { type: 'separator' },
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
    { type: 'separator' },
    ...commandItems(actions, EDIT_COMMANDS),
  ];
}

function viewMenu(actions: MenuActions): Item[] {
  return [
    ...commandItems(actions, VIEW_COMMANDS),
    { type: 'separator' },
    { label: 'Theme', submenu: commandItems(actions, THEME_COMMANDS) },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { label: 'Developer Tools', role: 'toggleDevTools' },
  ];
}

function helpMenu(actions: MenuActions): Item[] {
  return [...commandItems(actions, HELP_COMMANDS), { type: 'separator' }, { role: 'about' }];
}

function commandItems(actions: MenuActions, commands: MenuList): Item[] {
  return commands.map((command) =>
    command === null ? { type: 'separator' } : commandItem(actions, command),
  );
}

function commandItem(actions: MenuActions, command: MenuCommand): Item {
  const { label, keys } = commandInfo(command);
  const [accelerator] = keys;
  return {
    id: command,
    label: menuTitle(label),
    ...(accelerator === undefined ? {} : { accelerator: accelerator.replace('Ctrl', 'CmdOrCtrl') }),
    ...(command === 'run.stopAtStages'
      ? { type: 'checkbox' as const, checked: checked.get(command) ?? false }
      : {}),
    click: (_item, window) => withWindow(window, (browser) => actions.command(browser, command)),
  };
}

/** Electron 45 speaks of a base window here; every window of ours is a browser window. */
type MenuWindow = Parameters<NonNullable<Item['click']>>[1];

function browserOf(window: MenuWindow): BrowserWindow | null {
  return (window as BrowserWindow | undefined) ?? null;
}

function withWindow(window: MenuWindow, action: (browser: BrowserWindow) => void): void {
  const browser = browserOf(window);
  if (browser) action(browser);
}
