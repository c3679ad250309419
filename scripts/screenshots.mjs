/**
 * `npm run screenshots [-- FOLDER]`: pictures of the real window for docs/, in both themes. Each scene opens a file
 * and goes to a place with the keys and buttons that a user has.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildIfStale } from './build.mjs';
import { startXvfb } from './display.mjs';
import { electronEnvironment, electronFlags, resolveElectron } from './electron-runtime.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { runMain, SetupError } from './process.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * @typedef {import('@playwright/test').Page} Page
 *
 * @typedef {object} Scene
 * @property {string} name file name without the theme
 * @property {{ width: number, height: number }} size
 * @property {(folder: string) => string} file makes or names the file to open
 * @property {(page: Page) => Promise<void>} go to the place
 */

const SAMPLE = join(ROOT, 'resources', 'sample-kernel', 'sample-kernel.elf');
const REFERENCE = { width: 1440, height: 900 };
const SMALL = { width: 1180, height: 760 };
/** Long enough for the last page of data to be drawn. */
const SETTLE = 1000;

/** @type {readonly Scene[]} */
const SCENES = [
  { name: 'loaded', size: REFERENCE, file: () => SAMPLE, go: (page) => press(page, 'Control+End') },
  { name: 'step', size: REFERENCE, file: () => SAMPLE, go: toCopyOnWrite },
  { name: 'failure', size: SMALL, file: overlappingKernel, go: () => Promise.resolve() },
];

/**
 * Presses a key and waits until every panel shows where it led.
 *
 * @param {Page} page
 * @param {string} key
 */
async function press(page, key) {
  await page.keyboard.press(key);
  await page.waitForTimeout(100);
  await page.waitForSelector('html[data-pending="0"]');
}

/**
 * To the relocation whose page has just been replaced by its copy.
 *
 * @param {Page} page
 */
async function toCopyOnWrite(page) {
  const panel = page.getByRole('region', { name: 'Breakpoints' });
  await press(page, 'Control+Home');
  await panel.getByRole('button', { name: 'Add breakpoint' }).first().click();
  await panel.getByLabel('Kind', { exact: true }).selectOption({ label: 'Relocation' });
  await panel.getByRole('button', { name: 'Add', exact: true }).click();
  for (const key of ['F5', 'F11', 'F11', 'F11']) await press(page, key);
}

/**
 * The sample kernel with its last LOAD segment moved onto the one before: its first page is taken.
 *
 * @param {string} folder
 */
function overlappingKernel(folder) {
  const elf = readFileSync(SAMPLE);
  const start = Number(elf.readBigUInt64LE(32));
  const headers = Array.from(
    { length: elf.readUInt16LE(56) },
    (_, index) => start + index * elf.readUInt16LE(54),
  );
  const [before = 0, last = 0] = headers.filter((at) => elf.readUInt32LE(at) === 1).slice(-2);
  const page = elf.readBigUInt64LE(before + 16) & ~0xfffn;
  elf.writeBigUInt64LE(page | (elf.readBigUInt64LE(last + 16) & 0xfffn), last + 16);
  const path = join(folder, 'kernel.elf');
  writeFileSync(path, elf);
  return path;
}

await runMain(async () => {
  const folder = resolve(process.argv[2] ?? join(ROOT, 'docs'));
  await ensureNodeModules(ROOT);
  if (!(await buildIfStale(ROOT))) throw new SetupError('The build failed (see above).');
  const electron = await resolveElectron();
  await ensureSystemPackages(electron, { display: true });
  mkdirSync(folder, { recursive: true });
  const server = process.platform === 'linux' ? await startXvfb() : null;
  try {
    for (const theme of /** @type {const} */ (['dark', 'light'])) {
      for (const scene of SCENES) await take(scene, theme, electron, server?.display, folder);
    }
  } finally {
    await server?.stop();
  }
  return 0;
});

/**
 * @param {Scene} scene
 * @param {'light' | 'dark'} theme
 * @param {string} electron
 * @param {string | undefined} display
 * @param {string} folder
 */
async function take(scene, theme, electron, display, folder) {
  const { _electron } = await import('@playwright/test');
  const work = mkdtempSync(join(tmpdir(), 'loadscope-screenshots-'));
  const env = { ...electronEnvironment(process.env), ...(display !== undefined && { DISPLAY: display }) };
  const flags = electronFlags(env);
  const app = await _electron.launch({
    executablePath: electron,
    args: [ROOT, ...flags, `--user-data-dir=${join(work, 'user')}`, `--theme=${theme}`, scene.file(work)],
    cwd: ROOT,
    chromiumSandbox: !flags.includes('--no-sandbox'),
    colorScheme: null,
    env: /** @type {Record<string, string>} */ (env),
  });
  try {
    const page = await app.firstWindow();
    const window = await app.browserWindow(page);
    await window.evaluate((browser, { width, height }) => browser.setContentSize(width, height), scene.size);
    await page.waitForSelector('html[data-app-state="ready"]');
    await scene.go(page);
    await page.waitForTimeout(SETTLE);
    const path = join(folder, `${scene.name}-${theme}.png`);
    await page.screenshot({ path });
    console.log(path);
  } finally {
    await app.close();
    rmSync(work, { recursive: true, force: true });
  }
}
