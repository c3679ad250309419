/** `npm run build`: builds main, preload and renderer to out/. Others call {@link buildIfStale}. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './lock.mjs';
import { ROOT } from './paths.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { run, runMain } from './process.mjs';

/** What the build is made of. */
const INPUTS = [
  'shared',
  'main',
  'preload',
  'renderer',
  'electron.vite.config.ts',
  'scripts/carry-disassembler.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

/** Build products without which the application does not start. */
const OUTPUTS = [
  'main/index.cjs',
  'main/cli.cjs',
  'main/engine-worker.cjs',
  'main/disassembler.cjs',
  'main/iced_x86_bg.wasm',
  'main/demangler.wasm',
  'preload/index.cjs',
  'renderer/index.html',
];

/**
 * Builds unless out/ was built from exactly these sources.
 *
 * @param {string} root
 * @returns {Promise<boolean>} whether out/ is now up to date
 */
export async function buildIfStale(root) {
  if (isFresh(root)) return true;
  return withLock(join(root, '.cache', 'build.lock'), async () => isFresh(root) || build(root));
}

/**
 * Makes the next {@link buildIfStale} build.
 *
 * @param {string} root
 */
export function forgetBuild(root) {
  rmSync(stampOf(root), { force: true });
}

/**
 * The file that says what out/ was built from.
 *
 * @param {string} root
 */
function stampOf(root) {
  return join(root, 'out', '.built-from');
}

/** @param {string} root */
function isFresh(root) {
  const stamp = stampOf(root);
  return (
    existsSync(stamp) &&
    OUTPUTS.every((path) => existsSync(join(root, 'out', path))) &&
    readFileSync(stamp, 'utf8') === sourcesHash(root)
  );
}

/**
 * @param {string} root
 * @returns {Promise<boolean>} whether it went well
 */
async function build(root) {
  console.log('Building …');
  const hash = sourcesHash(root);
  // A build that fails half-way must not pass for the earlier one.
  forgetBuild(root);
  const tool = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status } = await run(process.execPath, [tool, 'build', '--logLevel', 'warn'], { cwd: root });
  if (status !== 0) return false;
  // `bin` of package.json: also to be run as it is, through a link or on the path.
  chmodSync(join(root, 'out', 'main', 'cli.cjs'), 0o755);
  writeFileSync(stampOf(root), hash);
  return true;
}

/**
 * SHA-256 over the names and contents of all inputs.
 *
 * @param {string} root
 * @returns {string}
 */
export function sourcesHash(root) {
  const hash = createHash('sha256');
  for (const input of INPUTS) {
    for (const file of filesUnder(root, input)) {
      const bytes = readFileSync(join(root, file));
      hash.update(`${file}\0${bytes.length}\0`).update(bytes);
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]} files relative to the root, in a fixed order
 */
function filesUnder(root, path) {
  const full = join(root, path);
  // Missing, or a link to nowhere: some editors mark an open file with one.
  const stats = statSync(full, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.isFile() ? [path] : [];
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesUnder(root, join(path, name)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    await ensureNodeModules(ROOT);
    return (await withLock(join(ROOT, '.cache', 'build.lock'), () => build(ROOT))) ? 0 : 1;
  });
}
