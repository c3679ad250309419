import { BrowserWindow, nativeTheme } from 'electron';
import type { DocumentState, EventName, Events } from '../../shared/contract';
import type { DocumentWindow } from './documents';
import { sendEvent } from './ipc';
import { KernelDocument, type StartWorker } from './kernel-document';
import { confine } from './page';

const SIZE = { width: 1440, height: 900, minWidth: 900, minHeight: 600 };
/** `--bg-window` of the page, so that nothing flashes before its first paint. */
const BACKGROUND = { dark: '#111317', light: '#e9ecf0' };

/** What a window needs to come up. */
export interface WindowOptions {
  readonly url: string;
  readonly preload: string;
  readonly startWorker: StartWorker;
}

/** A window of the system with its document. */
export class KernelWindow implements DocumentWindow {
  readonly browser: BrowserWindow;
  readonly document: KernelDocument;

  constructor(options: WindowOptions) {
    this.browser = new BrowserWindow({
      ...SIZE,
      show: false,
      title: 'Loadscope',
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      // The page draws the title bar; macOS keeps its own buttons.
      ...(process.platform === 'darwin' ? { titleBarStyle: 'hiddenInset' } : { frame: false }),
      webPreferences: {
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    });
    this.document = new KernelDocument(options.startWorker, (state) => this.#show(state));
    confine(this.browser.webContents);
    this.browser.on('page-title-updated', (event) => event.preventDefault());
    this.browser.once('ready-to-show', () => this.browser.show());
    this.browser.loadURL(options.url).catch((error: unknown) => {
      // A window that is closed while it loads is no defect; a page that is missing is.
      if (!this.browser.isDestroyed()) throw error;
    });
  }

  send<N extends EventName>(name: N, payload: Events[N]): void {
    if (!this.browser.isDestroyed()) sendEvent(this.browser.webContents, name, payload);
  }

  focus(): void {
    if (this.browser.isDestroyed()) return;
    if (this.browser.isMinimized()) this.browser.restore();
    // Before the first paint there is nothing to bring to the front.
    if (this.browser.isVisible()) this.browser.focus();
  }

  #show(state: DocumentState): void {
    if (this.browser.isDestroyed()) return;
    this.browser.setTitle(state.kind === 'empty' ? 'Loadscope' : `${state.name} — Loadscope`);
    if (process.platform === 'darwin') {
      this.browser.setRepresentedFilename(state.kind === 'empty' ? '' : state.path);
    }
    this.send('document', state);
  }
}
