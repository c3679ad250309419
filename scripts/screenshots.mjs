/**
 * `npm run screenshots [-- FOLDER]`: pictures of the real window for docs/. Each scene opens a file and goes to a
 * place with the keys that a user has.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildIfStale } from './build.mjs';
import { startXvfb } from './display.mjs';
import { electronEnvironment, electronFlags, resolveElectron } from './electron-runtime.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { recompress } from './png.mjs';
import { runMain, SetupError } from './process.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * @typedef {import('@playwright/test').Page} Page
 *
 * @typedef {object} Scene
 * @property {string} name of the picture, without the theme
 * @property {readonly ('light' | 'dark')[]} themes
 * @property {{ width: number, height: number }} size
 * @property {(folder: string) => string} file makes or names the file to open
 * @property {readonly string[]} [moves] keys that lead to the moment, from the end of the load
 * @property {readonly string[]} [keys] keys that lead to the place, without moving in time
 * @property {string} shows a text by which the place is known
 */

const SAMPLE = join(ROOT, 'resources', 'sample-kernel', 'sample-kernel.elf');
const REFERENCE = { width: 1440, height: 900 };
const SMALL = { width: 1180, height: 760 };

/** To the first relocation, whose page has just been replaced by its copy. */
const COPY_ON_WRITE = ['Control+Home', ...Array(6).fill('Shift+F11'), ...Array(4).fill('F11')];

/** @type {readonly Scene[]} */
const SCENES = [
  {
    name: 'step',
    themes: ['dark'],
    size: REFERENCE,
    file: () => SAMPLE,
    moves: COPY_ON_WRITE,
    shows: '+COPIED',
  },
  {
    name: 'failure',
    themes: ['dark'],
    size: SMALL,
    file: collidingKernel,
    shows: 'map_to failed',
  },
  {
    name: 'problems',
    themes: ['light'],
    size: REFERENCE,
    file: collidingKernel,
    keys: ['Control+Shift+M', 'Control+J'],
    shows: 'How to mend it',
  },
  {
    name: 'address-space',
    themes: ['light'],
    size: REFERENCE,
    file: () => SAMPLE,
    // The range that relocations have copied.
    keys: ['Control+Alt+V', 'ArrowDown'],
    shows: 'Merged ranges',
  },
  {
    name: 'physical-map',
    themes: ['dark'],
    size: REFERENCE,
    file: () => SAMPLE,
    moves: COPY_ON_WRITE,
    keys: ['Control+Alt+F'],
    shows: 'Play the load',
  },
  {
    name: 'kernel-file',
    themes: ['light'],
    size: REFERENCE,
    file: () => SAMPLE,
    // The last of its parts, the picture.
    keys: ['Control+Alt+H', 'Shift+Tab', 'End'],
    shows: 'page of a shared frame',
  },
  {
    name: 'disassembly',
    themes: ['dark'],
    size: REFERENCE,
    file: () => SAMPLE,
    keys: ['Control+Alt+I'],
    shows: 'ENTRY POINT',
  },
];

/**
 * Waits until every panel shows the current moment and nothing is left to be drawn.
 *
 * @param {Page} page
 */
async function settled(page) {
  await page.waitForSelector('html[data-app-state="ready"][data-pending="0"]');
  await page.evaluate(async () => {
    await document.fonts.ready;
    // The first frame draws what the last answer has changed; after the second it is on the screen.
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  });
  if ((await page.getAttribute('html', 'data-pending')) !== '0') await settled(page);
}

/**
 * Presses a key that moves in time and waits for the arrival.
 *
 * @param {Page} page
 * @param {string} key
 */
async function travel(page, key) {
  const before = await page.getAttribute('html', 'data-moment');
  await page.keyboard.press(key);
  await page.waitForSelector(`html:not([data-moment="${before}"])`);
  await settled(page);
}

/**
 * The sample kernel with its text one page lower, onto the page before: what a linker does that is told not to align
 * segments (`-n`, `--nmagic`).
 *
 * @param {string} folder
 */
function collidingKernel(folder) {
  const elf = readFileSync(SAMPLE);
  const start = Number(elf.readBigUInt64LE(32));
  const headers = Array.from(
    { length: elf.readUInt16LE(56) },
    (_, index) => start + index * elf.readUInt16LE(54),
  );
  const text = headers.find((at) => elf.readUInt32LE(at) === 1 && (elf.readUInt32LE(at + 4) & 1) !== 0);
  if (text === undefined) throw new SetupError('The sample kernel has no executable segment.');
  elf.writeBigUInt64LE(elf.readBigUInt64LE(text + 16) - 0x1000n, text + 16);
  const path = join(folder, 'kernel-nmagic.elf');
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
    for (const scene of SCENES) {
      for (const theme of scene.themes) await take(scene, theme, electron, server?.display, folder);
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
    // The window manager's answer: what is drawn before it has another size.
    await page.waitForFunction(({ width }) => innerWidth === width, scene.size);
    await settled(page);
    for (const key of scene.moves ?? []) await travel(page, key);
    for (const key of scene.keys ?? []) {
      await page.keyboard.press(key);
      await settled(page);
    }
    // Nothing below the pointer is highlighted.
    await page.mouse.move(scene.size.width / 4, 1);
    await settled(page);
    const shown = await page.getByText(scene.shows).count();
    if (shown === 0) throw new SetupError(`The scene ${scene.name} does not show "${scene.shows}".`);
    const path = join(folder, `${scene.name}-${theme}.png`);
    writeFileSync(path, recompress(await page.screenshot()));
    console.log(path);
  } finally {
    await app.close();
    rmSync(work, { recursive: true, force: true });
  }
}
