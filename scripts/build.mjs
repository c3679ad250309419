/** `npm run build`: builds main, preload and renderer to out/. Others call {@link buildIfStale}. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

/** Build products without which the application does not start. */
const OUTPUTS = [
  'main/index.cjs',
  'main/cli.cjs',
  'main/engine-worker.cjs',
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

/** @param {string} root */
function isFresh(root) {
  const stamp = join(root, 'out', '.built-from');
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
  rmSync(join(root, 'out', '.built-from'), { force: true });
  const tool = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status } = await run(process.execPath, [tool, 'build', '--logLevel', 'warn'], { cwd: root });
  if (status !== 0) return false;
  writeFileSync(join(root, 'out', '.built-from'), hash);
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
  if (!existsSync(full)) return [];
  const entries = readEntries(full);
  if (entries === null) return [path];
  return entries.flatMap((name) => filesUnder(root, join(path, name)));
}

/**
 * @param {string} path
 * @returns {string[] | null} `null` for a file
 */
function readEntries(path) {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return null;
    throw error;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    await ensureNodeModules(ROOT);
    return (await withLock(join(ROOT, '.cache', 'build.lock'), () => build(ROOT))) ? 0 : 1;
  });
}
