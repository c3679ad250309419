/** The harness of the end-to-end tests: starts the real application in folders of its own and ends it. */
import { test as base, _electron, expect, type ElectronApplication, type Page } from '@playwright/test';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { MenuCommand } from '../../shared/contract';

export const ROOT = resolve(__dirname, '..', '..');
export const SAMPLE = join(ROOT, 'resources', 'sample-kernel', 'sample-kernel.elf');

/** What a window says of itself in `data-app-state`. */
export type AppState = 'empty' | 'loading' | 'ready' | 'failed';

const IS_ROOT = process.getuid?.() === 0;
const START_TIMEOUT = 30_000;

/** How to start the application. */
export interface LaunchOptions {
  readonly file?: string;
  readonly theme?: 'light' | 'dark';
  /** Arguments besides. */
  readonly args?: readonly string[];
}

/** One test's own folders. */
export interface Folders {
  /** For the test's files. */
  readonly work: string;
  /** Electron's user data; what is remembered lies here. */
  readonly userData: string;
  /** The application's TMPDIR: what is left here after the end is a leak. */
  readonly temporary: string;
  readonly home: string;
}

/** A running application with its first window. */
export class Application {
  /** Errors that a page logged or threw; a test that does not take them fails. */
  readonly complaints: string[] = [];

  constructor(
    readonly electron: ElectronApplication,
    readonly page: Page,
  ) {
    electron.windows().forEach((window) => this.#listen(window));
    electron.on('window', (window) => this.#listen(window));
  }

  #listen(window: Page): void {
    window.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    window.on('pageerror', (error) => this.complaints.push(error.message));
  }

  /** Waits for a window to be in a state; the first window unless another is given. */
  async waitFor(state: AppState, page: Page = this.page): Promise<void> {
    const html = page.locator('html');
    await expect(html).toHaveAttribute('data-app-state', state, { timeout: 30_000 });
    if (state !== 'ready') return;
    // The panels come with the state, what they show a little later.
    await expect(html).toHaveAttribute('data-moment', /^\d+$/);
    await expect(html).toHaveAttribute('data-pending', '0');
  }

  /** Waits for the current moment of a window. */
  async waitForMoment(moment: number, page: Page = this.page): Promise<void> {
    await expect(page.locator('html')).toHaveAttribute('data-moment', String(moment));
  }

  /** Chooses a menu item by its command, as its key does: Playwright's keys reach the page, not the menu. */
  async menu(command: MenuCommand, page: Page = this.page): Promise<void> {
    const window = await this.electron.browserWindow(page);
    await window.evaluate((browser) => browser.focus());
    await this.electron.evaluate(({ Menu, BrowserWindow }, id) => {
      const item = Menu.getApplicationMenu()?.getMenuItemById(id);
      if (!item) throw new Error(`no menu item ${id}`);
      item.click(undefined, BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]);
    }, command);
  }

  /** Texts in which a panel says that Loadscope itself is at fault; none of an application that has ended. */
  async shownDefects(): Promise<string[]> {
    const open = this.electron.windows().filter((window) => !window.isClosed());
    const texts = open.map((window) =>
      window
        .getByRole('alert')
        .filter({ hasText: /(defect of|bug in|error in) Loadscope/i })
        .allInnerTexts(),
    );
    return (await Promise.allSettled(texts)).flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  }

  /** Titles of all windows, sorted. */
  async titles(): Promise<string[]> {
    const titles = await this.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.getTitle()),
    );
    return titles.sort();
  }

  /** Makes the system's dialogs answer with these paths instead of appearing; `null` cancels. */
  async answerDialogs(paths: readonly string[] | null): Promise<void> {
    await this.electron.evaluate(({ dialog }, answer) => {
      const canceled = answer === null;
      dialog.showOpenDialog = () => Promise.resolve({ canceled, filePaths: [...(answer ?? [])] });
      dialog.showSaveDialog = () => Promise.resolve({ canceled, filePath: answer?.[0] ?? '' });
    }, paths);
  }

  /** Drops files on the middle of a window. */
  async drop(files: readonly string[], page: Page = this.page): Promise<void> {
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
    }
    await session.detach();
  }
}

/** The executable and the arguments that start the application. */
export function commandLine(folders: Folders, options: LaunchOptions): { program: string; args: string[] } {
  const program = process.env['ELECTRON_EXEC_PATH'];
  if (!program) throw new Error('ELECTRON_EXEC_PATH is not set: run the tests with npm run e2e');
  const args = [
    ROOT,
    ...(IS_ROOT ? ['--no-sandbox'] : []),
    `--user-data-dir=${folders.userData}`,
    ...(options.theme ? [`--theme=${options.theme}`] : []),
    ...(options.args ?? []),
    ...(options.file === undefined ? [] : [options.file]),
  ];
  return { program, args };
}

/** The environment of an application that must not see the user's own folders. */
export function environment(folders: Folders): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const own = {
    HOME: folders.home,
    TMPDIR: folders.temporary,
    XDG_CONFIG_HOME: join(folders.home, '.config'),
  };
  return { ...Object.fromEntries(inherited), ...own };
}

interface Fixtures {
  readonly folders: Folders;
  /** Starts the application; it is ended after the test, and must leave nothing behind and no complaint. */
  readonly launch: (options?: LaunchOptions) => Promise<Application>;
}

export const test = base.extend<Fixtures>({
  folders: async ({}, use) => {
    const root = mkdtempSync(join(tmpdir(), 'loadscope-e2e-'));
    const [work, userData, temporary, home] = ['work', 'user-data', 'tmp', 'home'].map((name) =>
      join(root, name),
    ) as [string, string, string, string];
    for (const folder of [work, userData, temporary, home]) mkdirSync(folder);
    await use({ work, userData, temporary, home });
    rmSync(root, { recursive: true, force: true });
  },

  launch: async ({ folders }, use) => {
    const running: Application[] = [];
    await use(async (options = {}) => {
      const { program, args } = commandLine(folders, options);
      const electron = await _electron.launch({
        executablePath: program,
        args,
        cwd: ROOT,
        chromiumSandbox: !IS_ROOT,
        // Playwright would emulate the light theme; the application's own choice is what is tested.
        colorScheme: null,
        env: environment(folders),
        timeout: START_TIMEOUT,
      });
      const application = new Application(electron, await electron.firstWindow());
      running.push(application);
      return application;
    });
    const defects = await Promise.all(running.map((application) => application.shownDefects()));
    for (const application of running) await application.electron.close();
    expect(defects.flat()).toEqual([]);
    expect(running.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect(leftovers(folders)).toEqual([]);
  },
});

export { expect };

/** Files of ours in the temporary folder; Electron's own do not count. */
export function leftovers(folders: Folders): string[] {
  if (!existsSync(folders.temporary)) return [];
  return readdirSync(folders.temporary).filter((name) => name.startsWith('loadscope'));
}
