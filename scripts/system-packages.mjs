import { existsSync } from 'node:fs';
import { withLock } from './lock.mjs';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';
import { hasProgram, run, SetupError } from './process.mjs';

/** What Electron (and, for the tests, a display without a screen) needs of Debian; newer releases renamed some. */
const WINDOW_PACKAGES = [
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
];
const DISPLAY_PACKAGES = [['xvfb'], ['xauth']];
/** Programs that tests hold our answers and files to, each with its package. */
const CHECKERS = [
  ['readelf', 'binutils'],
  ['gdb', 'gdb'],
];

/**
 * Makes sure that Electron finds its system libraries and, with `display`, that there is an Xvfb.
 *
 * @param {string} electron path of the executable
 * @param {{ display: boolean }} options
 */
export async function ensureSystemPackages(electron, options) {
  if (process.platform !== 'linux') return;
  if ((await missing(electron, options)).length === 0) return;
  await withLock(join(cacheFolder(process.env), 'system-packages.lock'), async () => {
    const lacking = await missing(electron, options);
    if (lacking.length === 0) return;
    await install(lacking);
    const left = await missing(electron, options);
    if (left.length > 0) throw new SetupError(`Still missing after the installation: ${left.join(', ')}`);
  });
}

/**
 * Installs the programs of others that tests ask, where that needs no question: on Debian, as root. What is not there
 * then is skipped by the tests, which say so.
 */
export async function installCheckers() {
  const isDebian = existsSync('/etc/debian_version') && (await hasProgram('apt-get'));
  if (!isDebian || process.getuid?.() !== 0 || (await lackingCheckers()).length === 0) return;
  await withLock(join(cacheFolder(process.env), 'system-packages.lock'), async () => {
    const lacking = await lackingCheckers();
    if (lacking.length === 0) return;
    console.log(`Installing ${lacking.join(' ')}, which tests compare with …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...lacking], { env });
  });
}

/** Packages of the programs that are not there. @returns {Promise<string[]>} */
async function lackingCheckers() {
  const lacking = [];
  for (const [program = '', name = ''] of CHECKERS) if (!(await hasProgram(program))) lacking.push(name);
  return lacking;
}

/**
 * What is not there: names of shared libraries and programs.
 *
 * @param {string} electron
 * @param {{ display: boolean }} options
 * @returns {Promise<string[]>}
 */
async function missing(electron, options) {
  const { status, output } = await run('ldd', [electron], { quiet: true });
  const libraries = status === 0 ? missingLibraries(output) : [];
  return options.display && !(await hasProgram('Xvfb')) ? [...libraries, 'Xvfb'] : libraries;
}

/**
 * Names of the libraries that `ldd` did not find.
 *
 * @param {string} output
 * @returns {string[]}
 */
export function missingLibraries(output) {
  return [...output.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => String(match[1]));
}

/** @param {readonly string[]} lacking */
async function install(lacking) {
  const reason = `The system lacks ${lacking.join(', ')}.`;
  if (!existsSync('/etc/debian_version') || !(await hasProgram('apt-get'))) {
    throw new SetupError(
      `${reason} Install GTK 3, NSS, ALSA's libasound, libgbm and Xvfb with your system's package manager, then run this again.`,
    );
  }
  const names = await availableNames([...WINDOW_PACKAGES, ...DISPLAY_PACKAGES]);
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  if (process.getuid?.() !== 0) {
    throw new SetupError(`${reason} Run this, then try again:\n\n  sudo apt-get update && sudo ${command}\n`);
  }
  console.log(`${reason} Installing ${names.join(' ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  const current = await availableNames([...WINDOW_PACKAGES, ...DISPLAY_PACKAGES]);
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...current];
  if ((await run('apt-get', args, { env })).status !== 0) {
    throw new SetupError(`Installing system packages failed (see above). The command was:\n\n  ${command}\n`);
  }
}

/**
 * Of each list of names the first that this release has.
 *
 * @param {readonly (readonly string[])[]} packages
 * @returns {Promise<string[]>}
 */
async function availableNames(packages) {
  const names = [];
  for (const candidates of packages) {
    let chosen = candidates[0] ?? '';
    for (const name of candidates) {
      const { output } = await run('apt-cache', ['policy', name], { quiet: true });
      if (!/Candidate: (?!\(none\))\S/.test(output)) continue;
      chosen = name;
      break;
    }
    names.push(chosen);
  }
  return names;
}
