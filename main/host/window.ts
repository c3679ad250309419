import { BrowserWindow, dialog, nativeTheme } from 'electron';
import type { EventName, Events } from '../../shared/contract';
import { titleOf, type DocumentState } from '../../shared/load-types';
import type { DocumentWindow } from './documents';
import { sendEvent } from './ipc';
import type { StartWorker } from './document-worker';
import { KernelDocument } from './kernel-document';
import { checkMenuItem } from './menu';
import { confine } from './page';

const SIZE = { width: 1440, height: 900, minWidth: 900, minHeight: 600 };
/** `--bg-window` of the page, so that nothing flashes before its first paint. */
const BACKGROUND = { dark: '#111317', light: '#e9ecf0' };

/** A page that crashes again within this time (in milliseconds) would only go on crashing. */
const CRASH_INTERVAL = 10_000;

/** What a window needs to come up. */
export interface WindowOptions {
  readonly url: string;
  readonly preload: string;
  /** Picture for the task bar. */
  readonly icon: string;
  readonly startWorker: StartWorker;
}

/** A window of the system with its document. */
export class KernelWindow implements DocumentWindow {
  readonly browser: BrowserWindow;
  readonly document: KernelDocument;
  #lastCrash = -Infinity;
  #stopsAtStages = false;

  constructor(options: WindowOptions) {
    this.browser = new BrowserWindow({
      ...SIZE,
      show: false,
      title: 'Loadscope',
      icon: options.icon,
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
    this.document = new KernelDocument(
      options.startWorker,
      (state) => this.#show(state),
      (change) => this.send('sourceChanged', change),
    );
    confine(this.browser.webContents);
    this.browser.webContents.on('render-process-gone', (_event, { reason }) => this.#pageGone(reason));
    this.browser.on('page-title-updated', (event) => event.preventDefault());
    this.browser.on('focus', () => this.#showChecks());
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

  /** Whether "continue" stops at stages in this window: the menu, which all windows share, shows it. */
  showStopAtStages(on: boolean): void {
    this.#stopsAtStages = on;
    if (!this.browser.isDestroyed() && this.browser.isFocused()) this.#showChecks();
  }

  #showChecks(): void {
    checkMenuItem('run.stopAtStages', this.#stopsAtStages);
  }

  /** A page that crashed comes back as it was: the document lives here, not in the page. */
  #pageGone(reason: string): void {
    if (reason === 'clean-exit' || this.browser.isDestroyed()) return;
    const now = Date.now();
    const again = now - this.#lastCrash < CRASH_INTERVAL;
    this.#lastCrash = now;
    if (!again) {
      this.browser.webContents.reload();
      return;
    }
    dialog.showErrorBox(
      'The window has crashed',
      `Its page ended twice within seconds (${reason}). Close the window and open the file again.`,
    );
  }

  #show(state: DocumentState): void {
    if (this.browser.isDestroyed()) return;
    this.browser.setTitle(titleOf(state));
    if (process.platform === 'darwin') {
      this.browser.setRepresentedFilename(state.kind === 'empty' ? '' : state.path);
    }
    this.send('document', state);
  }
}
