/**
 * `npm run screenshots [-- FOLDER]`: pictures of the real window for docs/, in both themes at 1440×900. Each scene
 * loads the sample kernel and goes to a place with the window's own commands.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildIfStale } from './build.mjs';
import { startXvfb } from './display.mjs';
import { electronFlags, resolveElectron } from './electron-runtime.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { runMain, SetupError } from './process.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * @typedef {object} Scene
 * @property {string} name file name without the theme
 * @property {string} file what is opened
 * @property {'ready' | 'failed'} state
 * @property {string[]} commands menu commands that lead to the place
 */

const SAMPLE = join(ROOT, 'resources', 'sample-kernel', 'sample-kernel.elf');
const SIZE = { width: 1440, height: 900 };
/** Long enough for the last page of data to be drawn. */
const SETTLE = 1500;

/** @type {readonly Scene[]} */
const SCENES = [
  { name: 'loaded', file: SAMPLE, state: 'ready', commands: ['move.last.forward'] },
  {
    name: 'step',
    file: SAMPLE,
    state: 'ready',
    commands: ['move.first.back', ...Array(12).fill('move.over.forward'), 'move.into.forward'],
  },
];

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
  const userData = mkdtempSync(join(tmpdir(), 'loadscope-screenshots-'));
  const flags = electronFlags({ ...process.env, DISPLAY: display });
  const app = await _electron.launch({
    executablePath: electron,
    args: [ROOT, ...flags, `--user-data-dir=${userData}`, `--theme=${theme}`, scene.file],
    cwd: ROOT,
    chromiumSandbox: !flags.includes('--no-sandbox'),
    colorScheme: null,
    env: { .../** @type {Record<string, string>} */ (process.env), ...(display && { DISPLAY: display }) },
  });
  try {
    const page = await app.firstWindow();
    const window = await app.browserWindow(page);
    await window.evaluate(
      (/** @type {any} */ browser, size) => browser.setContentSize(size.width, size.height),
      SIZE,
    );
    await page.waitForSelector(`html[data-app-state="${scene.state}"]`);
    for (const command of scene.commands) {
      await window.evaluate(
        (/** @type {any} */ browser, name) => browser.webContents.send('loadscope:event', 'command', name),
        command,
      );
      await page.waitForTimeout(60);
    }
    await page.waitForTimeout(SETTLE);
    const path = join(folder, `${scene.name}-${theme}.png`);
    await page.screenshot({ path });
    console.log(path);
  } finally {
    await app.close();
    rmSync(userData, { recursive: true, force: true });
  }
}
