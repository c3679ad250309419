/**
 * `npm run bench [-- --json] [--markdown] [NAME …]`: how fast we are, beside the real loader (tests/oracle) and
 * other programs.
 *
 * Builds tests/bench as the application is built and runs it. A NAME keeps what has it in its name. With `--json` the
 * last line is a JSON array of `{ name, value, unit, peer, ratio, limit, pass }`; `--markdown` prints the table for
 * docs/performance.md. The exit status is 0 whatever the figures are; what misses its limit is marked.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildRustKernel } from '../tests/fixtures/rust-kernel.mjs';
import { buildOracle } from '../tests/oracle/run.mjs';
import { buildIfStale } from './build.mjs';
import { bundle } from './bundle.mjs';
import { resolveElectron } from './electron-runtime.mjs';
import { fetchKernel } from './fetch-kernels.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { runMain, SetupError } from './process.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * @typedef {import('../tests/bench/group').Tool} Tool
 * @typedef {import('../tests/bench/main').ToolFinders} ToolFinders
 */

/** Programs of the benchmark: what runs here, the processes of the groups, and what those start. */
const ENTRIES = [
  'main',
  'group-process',
  'load-worker',
  'document-process',
  'opening-hook',
  'held-hook',
  'scroll-hook',
];

const OPTIONS = ['--json', '--markdown'];

/** @type {ToolFinders} */
const TOOLS = {
  // The release build wraps where the checked one looks for overflows: the faster of the two.
  oracle: async () => buildOracle(false, '0.11.8'),
  vmlinux: () => found(async () => fetchKernel('vmlinux')),
  rustKernel: async () => buildRustKernel(),
  electron: () => found(electronWithDisplay),
  application: async () =>
    (await buildIfStale(ROOT))
      ? { path: join(ROOT, 'out') }
      : { reason: 'the application could not be built' },
};

/** Electron, with what it needs of the system; a server of windows among it. */
async function electronWithDisplay() {
  const electron = await resolveElectron();
  await ensureSystemPackages(electron, { display: true });
  return electron;
}

/**
 * @param {() => Promise<string>} find
 * @returns {Promise<Tool>}
 */
async function found(find) {
  try {
    return { path: await find() };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

await runMain(async () => {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => arg.startsWith('-') && !OPTIONS.includes(arg));
  if (unknown !== undefined) throw new SetupError(`There is no ${unknown}, only ${OPTIONS.join(' and ')}.`);
  await ensureNodeModules(ROOT);
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const sources = Object.fromEntries(
    ENTRIES.map((name) => [name, join(ROOT, 'tests', 'bench', `${name}.ts`)]),
  );
  const built = mkdtempSync(join(ROOT, '.cache', 'bench-'));
  try {
    await bundle(sources, built).catch((error) => {
      throw new SetupError(`The benchmark could not be built: ${error.message}`);
    });
    /** @type {typeof import('../tests/bench/main')} */
    const { bench } = createRequire(import.meta.url)(join(built, 'main.cjs'));
    return await bench({
      root: ROOT,
      built,
      names: args.filter((arg) => !arg.startsWith('-')),
      json: args.includes('--json'),
      markdown: args.includes('--markdown'),
      tools: TOOLS,
    });
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
});
