/** Debian's packages, through apt: it checks the signed hash of what it downloads. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './process.mjs';

const DOWNLOAD_MILLISECONDS = 10 * 60_000;

/** Ends with the program's own words where it fails. */
function runProgram(
  /** @type {string} */ command,
  /** @type {string[]} */ args,
  /** @type {{ cwd?: string }} */ options = {},
) {
  const result = spawnSync(command, args, { ...options, timeout: DOWNLOAD_MILLISECONDS });
  if (result.error) throw new SetupError(`${command} cannot be run: ${result.error.message}`);
  if (result.status !== 0) {
    throw new SetupError(`${command} ${args.join(' ')} failed: ${String(result.stderr).trim().slice(-500)}`);
  }
}

/** What apt knows, as text; empty where it knows nothing or is not there. */
const aptCache = (/** @type {string[]} */ ...args) =>
  spawnSync('apt-cache', args, { encoding: 'utf8' }).stdout ?? '';

/** Fetching the lists takes long where there is no network; once is enough. */
let isUpdated = false;

/**
 * The package that a meta package stands for at the moment.
 *
 * @param {string} metaPackage e.g. `linux-image-amd64`
 * @param {RegExp} pattern of the wanted package's name, without anchors
 * @returns {string} e.g. `linux-image-6.1.0-50-amd64`
 * @throws {SetupError} where apt does not know it
 */
export function currentPackage(metaPackage, pattern) {
  const line = new RegExp(`^\\s*Depends:\\s*(${pattern.source})$`, 'm');
  const depends = () => line.exec(aptCache('depends', metaPackage))?.[1];
  const known = depends();
  if (known !== undefined) return known;
  // A fresh Debian has no package lists; only root may fetch them.
  if (process.getuid?.() === 0 && !isUpdated) {
    isUpdated = true;
    runProgram('apt-get', ['update']);
  }
  const found = depends();
  if (found === undefined) {
    throw new SetupError(
      `apt does not know the package ${metaPackage}. On Debian, run "apt-get update" as root and try again.`,
    );
  }
  return found;
}

/**
 * The version of a package that apt would download.
 *
 * @param {string} name
 * @returns {string}
 * @throws {SetupError} where apt does not know it
 */
export function packageVersion(name) {
  const version = /^Version:\s*(\S+)/m.exec(aptCache('show', '--no-all-versions', name))?.[1];
  if (version === undefined) throw new SetupError(`apt does not know the package ${name}`);
  return version;
}

/**
 * Downloads a package and unpacks its files.
 *
 * @param {string} name
 * @param {string} folder an empty one, for the package
 * @returns {string} the folder that stands for `/`
 * @throws {SetupError} where it cannot be had
 */
export function unpackPackage(name, folder) {
  // apt's own download user may not write here; it then says so and downloads as the caller.
  runProgram('apt-get', ['download', name], { cwd: folder });
  const archive = readdirSync(folder).find((file) => file.endsWith('.deb'));
  if (archive === undefined) throw new SetupError(`apt-get download ${name} left no package in ${folder}`);
  runProgram('dpkg-deb', ['-x', archive, 'content'], { cwd: folder });
  return join(folder, 'content');
}
