import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { KernelDocument } from './kernel-document';
import { DEFAULT_CHOICE, type LoadChoice } from './load-choice';

/** A window with its document, as far as opening files is concerned. */
export interface DocumentWindow {
  readonly document: KernelDocument;
  /** Brings the window to the front. */
  focus(): void;
}

/** Which file belongs in which window: one document a window, one window a file. */
export class Documents<W extends DocumentWindow> {
  readonly #windows = new Set<W>();
  readonly #createWindow: () => W;
  readonly #onOpened: (path: string) => void;
  readonly #usualChoice: () => LoadChoice;

  /**
   * @param createWindow makes an empty window
   * @param onOpened called with the path of each file that was loaded, for the recent documents
   * @param usualChoice how files are loaded where nothing else is said; may throw a `FailureError`
   */
  constructor(
    createWindow: () => W,
    onOpened: (path: string) => void,
    usualChoice: () => LoadChoice = () => DEFAULT_CHOICE,
  ) {
    this.#createWindow = createWindow;
    this.#onOpened = onOpened;
    this.#usualChoice = usualChoice;
  }

  /** All windows, oldest first. */
  get windows(): readonly W[] {
    return [...this.#windows];
  }

  /** A new, empty window. */
  addWindow(): W {
    const window = this.#createWindow();
    this.#windows.add(window);
    return window;
  }

  /** Forgets a closed window and ends its document. */
  async removeWindow(window: W): Promise<void> {
    this.#windows.delete(window);
    await window.document.close();
  }

  /**
   * Opens a file: focuses the window that has it already, else loads it in `preferred` or another window without a
   * kernel, else in a new one.
   *
   * @param choice how; where it is given, a file that is open already is loaded again that way
   * @returns the file's window, once the load has ended either way
   */
  async open(path: string, preferred?: W, choice?: () => LoadChoice): Promise<W> {
    const real = identity(path);
    const owner = this.windows.find((window) => window.document.path === real);
    if (owner) {
      owner.focus();
      // The user wants the file that could not be opened: try again.
      if (owner.document.state.kind === 'failed' || choice) await this.#load(owner, real, choice);
      return owner;
    }
    const target = this.#reusable(preferred) ?? this.addWindow();
    target.focus();
    await this.#load(target, real, choice);
    return target;
  }

  async #load({ document }: W, path: string, choice: () => LoadChoice = this.#usualChoice): Promise<void> {
    if (await document.open(path, choice)) this.#onOpened(path);
  }

  #reusable(preferred: W | undefined): W | undefined {
    if (preferred && preferred.document.state.kind === 'failed') return preferred;
    const candidates = preferred ? [preferred, ...this.windows] : this.windows;
    return candidates.find((window) => window.document.state.kind === 'empty');
  }
}

/** One name for one file, however it is reached; a file that cannot be looked at keeps its absolute path. */
function identity(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
