/**
 * Builds the oracle and runs it: the real loader as an ordinary Linux program (see README.md).
 *
 *   node tests/oracle/run.mjs                 builds every version both ways, prints the paths of the programs
 *   node tests/oracle/run.mjs FILE [--loader 0.11.8|0.11.17] [--overflow-checks on|off] [--machine M.json]
 *                                  [--config kernel|default]
 *                                             runs it on FILE and prints its report
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = resolve(here, '../../.cache/oracle');

/** @typedef {'0.11.8' | '0.11.17'} LoaderVersion */

/** @type {readonly LoaderVersion[]} */
export const LOADER_VERSIONS = ['0.11.8', '0.11.17'];

/** Cargo profiles by overflow checks: BIOS boot panics on an overflow, UEFI boot wraps. */
const PROFILES = { on: 'checked', off: 'release' };

/** Longest time that one load may take, and most that it may print. */
const RUN_MILLISECONDS = 60_000;
const RUN_BYTES = 256 * 2 ** 20;

/**
 * @typedef {{ path: string } | { reason: string }} Built a program, or why there is none
 * @typedef {{ loader?: LoaderVersion, overflowChecks?: boolean, machine?: string, config?: 'kernel' | 'default' }} RunOptions
 */

/**
 * How to call a cargo that may use unstable features: the nightly toolchain, else the default one told to allow them.
 *
 * @returns {{ args: string[], env: NodeJS.ProcessEnv } | null}
 */
function nightlyCargo() {
  // rustup would download a toolchain that is asked for and missing; we take what is there.
  const env = { ...process.env, CARGO_TARGET_DIR: target, RUSTUP_AUTO_INSTALL: '0' };
  const runs = (/** @type {string[]} */ args) =>
    spawnSync('cargo', [...args, '--version'], { env, stdio: 'ignore' }).status === 0;
  if (runs(['+nightly'])) return { args: ['+nightly'], env };
  return runs([]) ? { args: [], env: { ...env, RUSTC_BOOTSTRAP: '1' } } : null;
}

/** @type {Map<string, Built>} */
const built = new Map();

/**
 * Builds the oracle once per process; cargo itself knows what is up to date.
 *
 * @param {boolean} [overflowChecks] as BIOS boot has it (`true`, the default) or as UEFI boot
 * @param {LoaderVersion} [version] of the loader
 * @returns {Built}
 */
export function buildOracle(overflowChecks = true, version = '0.11.8') {
  const profile = overflowChecks ? PROFILES.on : PROFILES.off;
  const key = `${version} ${profile}`;
  const known = built.get(key) ?? build(profile, version);
  built.set(key, known);
  return known;
}

/** Builds every version both ways. */
export function buildAll() {
  return LOADER_VERSIONS.flatMap((version) =>
    [true, false].map((overflowChecks) => buildOracle(overflowChecks, version)),
  );
}

/**
 * @param {string} profile
 * @param {string} version
 * @returns {Built}
 */
function build(profile, version) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { reason: 'the oracle runs on x86-64 Linux only' };
  }
  const cargo = nightlyCargo();
  if (!cargo) return { reason: 'cargo is not installed' };
  // The loader's own crate is no dependency that a build would fetch.
  const steps = [
    ['fetch', '--locked'],
    ['build', '--locked', '--quiet', '--profile', profile],
  ];
  for (const step of steps) {
    const cwd = join(here, `loader-${version}`);
    const options = { cwd, env: cargo.env, encoding: /** @type {const} */ ('utf8') };
    const result = spawnSync('cargo', [...cargo.args, ...step], options);
    if (result.status !== 0) {
      return { reason: `cargo ${step[0]} failed: ${result.stderr.trim().slice(-2000)}` };
    }
  }
  const path = join(target, profile, `oracle-${version.replaceAll('.', '-')}`);
  return existsSync(path) ? { path } : { reason: `${path} was not built` };
}

/**
 * Loads an ELF file with the real loader.
 *
 * @param {string} elfPath
 * @param {RunOptions} [options]
 * @returns {Record<string, unknown>} the report; `status` "crash" where the loader's process was killed by a signal
 * @throws {Error} where the oracle is missing or refuses its arguments
 */
export function oracle(elfPath, options = {}) {
  const program = buildOracle(options.overflowChecks, options.loader);
  if ('reason' in program) throw new Error(`no oracle: ${program.reason}`);
  const args = [elfPath];
  if (options.machine !== undefined) args.push('--machine', options.machine);
  if (options.config !== undefined) args.push('--config', options.config);
  const result = spawnSync(program.path, args, {
    encoding: 'utf8',
    timeout: RUN_MILLISECONDS,
    maxBuffer: RUN_BYTES,
  });
  if (result.signal !== null) return { status: 'crash', message: result.signal };
  if (result.status !== 0 && result.status !== 1) {
    throw new Error(`the oracle ended with ${result.status}: ${result.stderr.trim()}`);
  }
  return /** @type {Record<string, unknown>} */ (JSON.parse(result.stdout));
}

/**
 * The options and the file of a command line.
 *
 * @param {string[]} args
 */
function parseArguments(args) {
  /** @type {RunOptions} */
  const options = {};
  let file;
  for (let index = 0; index < args.length; index++) {
    const value = args[index + 1];
    if (args[index] === '--machine' && value !== undefined) options.machine = value;
    else if (args[index] === '--config' && value !== undefined)
      options.config = value === 'default' ? 'default' : 'kernel';
    else if (args[index] === '--overflow-checks' && value !== undefined)
      options.overflowChecks = value === 'on';
    else if (args[index] === '--loader' && value !== undefined) {
      const version = LOADER_VERSIONS.find((known) => known === value);
      if (version === undefined) throw new Error(`--loader is one of ${LOADER_VERSIONS.join(', ')}`);
      options.loader = version;
    } else {
      file = args[index];
      continue;
    }
    index++;
  }
  return { file, options };
}

/** @param {string[]} args */
function main(args) {
  const { file, options } = parseArguments(args);
  if (file !== undefined) {
    console.log(JSON.stringify(oracle(file, options), null, 2));
    return 0;
  }
  const programs = buildAll();
  for (const program of programs)
    console.log('path' in program ? program.path : `no oracle: ${program.reason}`);
  return programs.every((program) => 'path' in program) ? 0 : 1;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2));
}
