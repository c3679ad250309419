import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { run, SetupError } from './process.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} Locked
 */

/**
 * Installs the npm packages of the lock file if they are not there already.
 *
 * @param {string} root
 */
export async function ensureNodeModules(root) {
  if (matchesLock(root)) return;
  await withLock(join(root, '.cache', 'packages.lock'), async () => {
    if (matchesLock(root)) return;
    console.log('Installing npm packages from package-lock.json …');
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    // npm is a script on Windows, which only a shell can start; `npm_execpath` is the same npm everywhere.
    const npm = process.env['npm_execpath'];
    const { status } = npm
      ? await run(process.execPath, [npm, ...args], { cwd: root })
      : await run('npm', args, { cwd: root });
    if (status !== 0)
      throw new SetupError('npm ci failed (see above). Check the network, then run this again.');
  });
}

/**
 * Whether node_modules holds what package-lock.json says. npm writes its own record last, so a half-done
 * installation does not match.
 *
 * @param {string} root
 * @returns {boolean}
 */
export function matchesLock(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(record);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    // Packages for other systems are in the lock file but never installed.
    if (!found) return Boolean(entry.optional || entry.devOptional || entry.peer);
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, Locked>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
