/** Electron's entry: one instance of the application, its windows, menu and documents. */
import { app, nativeTheme, session, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { launchChoice, readLaunchArguments, type LaunchArguments } from './host/arguments';
import { createDispatcher, openInWindow, reload } from './host/dispatcher';
import { Documents } from './host/documents';
import { EngineWorker } from './host/engine-worker';
import { handleCalls } from './host/ipc';
import { KeptNotes } from './host/kept-notes';
import type { LoadChoice } from './host/load-choice';
import { LayoutStore, themeSourceOf } from './host/layout-state';
import { installMenu, popupMenu, type MenuActions } from './host/menu';
import {
  applyDevelopmentPolicy,
  isOwnPage,
  pageUrl,
  refusePermissions,
  registerPageScheme,
  servePage,
} from './host/page';
import { RecentDocuments } from './host/recent';
import { KernelWindow } from './host/window';

/** This file is built to out/main. */
const OUT = join(__dirname, '..');
const WORKER = join(__dirname, 'engine-worker.cjs');
const RESOURCES = join(OUT, '..', 'resources');
const SAMPLE = join(RESOURCES, 'sample-kernel', 'sample-kernel.elf');
const ICON = join(RESOURCES, 'icons', 'loadscope.png');
/** How long quitting waits for the engine workers to remove their images. */
const QUIT_PATIENCE = 5000;

const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
const launch = readLaunchArguments(process.argv, app.getAppPath(), process.cwd());
/** What a second start asks of the first. */
type StartRequest = Pick<LaunchArguments, 'file' | 'machine' | 'config'>;

const { file, machine, config } = launch;
if (app.requestSingleInstanceLock({ file, machine, config } satisfies StartRequest)) start();
else app.quit();

function start(): void {
  /** Files that the system wants opened before the application is ready. */
  const early: string[] = launch.file === null ? [] : [launch.file];
  let documents: Documents<KernelWindow> | null = null;
  const open = (path: string): void => {
    if (documents) void documents.open(path);
    else early.push(path);
  };
  registerPageScheme();
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open(path);
  });
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    const asked = requestOfSecondInstance(data);
    if (asked.file === null) documents?.windows.at(-1)?.focus();
    else if (documents === null) early.push(asked.file);
    else void documents.open(asked.file, undefined, choiceOf(asked));
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => {
    if (documents?.windows.length === 0) documents.addWindow();
  });
  void app.whenReady().then(() => {
    documents = run();
    if (early.length === 0) documents.addWindow();
    early.forEach(open);
  });
}

/** What another start asks of this one; nothing where it was started (or built) otherwise. */
function requestOfSecondInstance(data: unknown): StartRequest {
  const sent = (data ?? {}) as Partial<Record<keyof StartRequest, unknown>>;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return { file: text(sent.file), machine: text(sent.machine), config: text(sent.config) };
}

/** How a start wants its file loaded; `undefined` where it does not say. */
function choiceOf(asked: StartRequest): (() => LoadChoice) | undefined {
  return asked.machine === null && asked.config === null ? undefined : () => launchChoice(asked);
}

/** Puts the application together once Electron is ready. */
function run(): Documents<KernelWindow> {
  servePage(join(OUT, 'renderer'));
  if (developmentUrl) applyDevelopmentPolicy(session.defaultSession, developmentUrl);
  refusePermissions(session.defaultSession);
  const userData = app.getPath('userData');
  const layout = new LayoutStore(join(userData, 'layout.json'), launch.theme);
  nativeTheme.themeSource = themeSourceOf(layout.get());
  const closing = new Set<Promise<void>>();
  const createWindow = (): KernelWindow => {
    const window = new KernelWindow({
      url: pageUrl(developmentUrl),
      preload: join(OUT, 'preload', 'index.cjs'),
      icon: ICON,
      startWorker: (onCrash) => EngineWorker.start(WORKER, { onCrash }),
    });
    window.browser.once('closed', () => {
      const closed = documents.removeWindow(window).finally(() => closing.delete(closed));
      closing.add(closed);
    });
    return window;
  };
  const documents = new Documents(
    createWindow,
    (path) => {
      recent.add(path);
      app.addRecentDocument(path);
    },
    () => launchChoice(launch),
  );
  const recent = new RecentDocuments(join(userData, 'recent.json'), (paths) => installMenu(actions, paths));
  const actions = menuActions(documents, recent);
  installMenu(actions, recent.list());
  const dispatch = createDispatcher({
    documents,
    recent,
    layout,
    notes: new KeptNotes(join(userData, 'notes')),
    samplePath: SAMPLE,
    popupMenu: (window, menu, x, y) => popupMenu(window.browser, menu, x, y),
  });
  handleCalls(
    (url) => isOwnPage(url, developmentUrl),
    async (sender, name, params) => {
      const window = documents.windows.find(({ browser }) => browser.webContents === sender);
      if (window) return dispatch(window, name, params);
      return { ok: false, failure: { code: 'window.closed', message: 'The window is closed.', advice: '' } };
    },
  );
  waitForWorkers(documents, closing);
  return documents;
}

/** What the menu does to the focused window. */
function menuActions(documents: Documents<KernelWindow>, recent: RecentDocuments): MenuActions {
  const windowOf = (browser: BrowserWindow | null): KernelWindow | null =>
    documents.windows.find((window) => window.browser === browser) ?? null;
  return {
    command: (browser, command) => windowOf(browser)?.send('command', command),
    open: (browser, path) => void openInWindow(documents, windowOf(browser), path),
    openSample: (browser) => void openInWindow(documents, windowOf(browser), SAMPLE),
    newWindow: () => void documents.addWindow(),
    reload: (browser, loader) => {
      const window = windowOf(browser);
      if (window && window.document.path !== null) void reload(window.document, loader ?? null);
    },
    clearRecent: () => recent.clear(),
  };
}

/** Holds quitting back until every worker has ended and removed its image from the disk. */
function waitForWorkers(documents: Documents<KernelWindow>, closing: ReadonlySet<Promise<void>>): void {
  let waited = false;
  app.on('will-quit', (event) => {
    const open = documents.windows.map((window) => documents.removeWindow(window));
    if (waited || closing.size + open.length === 0) return;
    waited = true;
    event.preventDefault();
    const patience = new Promise((resolve) => setTimeout(resolve, QUIT_PATIENCE));
    void Promise.race([Promise.allSettled([...closing, ...open]), patience]).then(() => app.quit());
  });
}
