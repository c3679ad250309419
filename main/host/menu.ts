/** The application's menu: the one owner of its keys. The page opens each submenu from its own title bar. */
import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { basename } from 'node:path';
import type { MenuCommand, MenuName } from '../../shared/contract';
import { LOADER_VERSIONS, type LoaderVersion } from '../../shared/machine';

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

/** Builds the menu and makes it the application's. */
export function installMenu(actions: MenuActions, recent: readonly string[]): void {
  const menus: readonly [MenuName, string, Item[]][] = [
    ['file', '&File', fileMenu(actions, recent)],
    ['edit', '&Edit', editMenu(actions)],
    ['view', '&View', viewMenu(actions)],
    ['go', '&Go', goMenu(actions)],
    ['run', '&Run', runMenu(actions)],
    ['help', '&Help', helpMenu(actions)],
  ];
  const template: Item[] = menus.map(([id, label, submenu]) => ({ id, label, submenu }));
  Menu.setApplicationMenu(Menu.buildFromTemplate(IS_MAC ? [{ role: 'appMenu' }, ...template] : template));
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
    { type: 'separator' },
    commandItem(actions, 'Export Memory Image…', 'export.raw', 'CmdOrCtrl+E'),
    commandItem(actions, 'Export ELF Core File…', 'export.elf-core', 'CmdOrCtrl+Shift+E'),
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
    commandItem(actions, 'Find…', 'find', 'CmdOrCtrl+F'),
  ];
}

function viewMenu(actions: MenuActions): Item[] {
  return [
    commandItem(actions, 'Memory', 'view.memory', 'CmdOrCtrl+1'),
    commandItem(actions, 'Loader Source', 'view.source', 'CmdOrCtrl+2'),
    { type: 'separator' },
    commandItem(actions, 'Left Side', 'view.toggleLeft', 'CmdOrCtrl+B'),
    commandItem(actions, 'Right Side', 'view.toggleRight', 'CmdOrCtrl+Alt+B'),
    commandItem(actions, 'Next Panel', 'panel.next', 'F6'),
    commandItem(actions, 'Previous Panel', 'panel.previous', 'Shift+F6'),
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { label: 'Developer Tools', role: 'toggleDevTools' },
  ];
}

function goMenu(actions: MenuActions): Item[] {
  return [
    commandItem(actions, 'Go to…', 'goto', 'CmdOrCtrl+G'),
    { type: 'separator' },
    commandItem(actions, 'First Moment', 'move.first.back', 'CmdOrCtrl+Home'),
    commandItem(actions, 'Last Moment', 'move.last.forward', 'CmdOrCtrl+End'),
  ];
}

function runMenu(actions: MenuActions): Item[] {
  return [
    commandItem(actions, 'Continue', 'move.continue.forward', 'F5'),
    commandItem(actions, 'Step Over', 'move.over.forward', 'F10'),
    commandItem(actions, 'Step Into', 'move.into.forward', 'F11'),
    commandItem(actions, 'Step Out', 'move.out.forward', 'Shift+F11'),
    { type: 'separator' },
    commandItem(actions, 'Continue Back', 'move.continue.back', 'CmdOrCtrl+F5'),
    commandItem(actions, 'Step Over Back', 'move.over.back', 'CmdOrCtrl+F10'),
    commandItem(actions, 'Step Into Back', 'move.into.back', 'CmdOrCtrl+F11'),
    commandItem(actions, 'Step Out Back', 'move.out.back', 'CmdOrCtrl+Shift+F11'),
    { type: 'separator' },
    commandItem(actions, 'Toggle Breakpoint', 'breakpoint.toggle', 'F9'),
  ];
}

function helpMenu(actions: MenuActions): Item[] {
  return [commandItem(actions, 'Keys', 'keys.show', 'F1'), { type: 'separator' }, { role: 'about' }];
}

function commandItem(actions: MenuActions, label: string, command: MenuCommand, accelerator: string): Item {
  const click: Item['click'] = (_item, window) =>
    withWindow(window, (browser) => actions.command(browser, command));
  return { id: command, label, accelerator, click };
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
