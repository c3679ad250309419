/**
 * `npm run bench [-- --json] [-- NAME …]`: builds tests/bench/*.bench.ts as the application is built, runs them and
 * prints a table. With `--json` the last line is a JSON array of the same numbers. A NAME keeps the benchmarks whose
 * name holds it.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { runMain, SetupError } from './process.mjs';

/**
 * @typedef {import('../tests/bench/benchmark').Benchmark} Benchmark
 *
 * @typedef {object} Measurement
 * @property {string} name
 * @property {number} runs
 * @property {number} medianMs
 * @property {number} minMs
 * @property {number} perSecond amount of work in a second, of the median run
 * @property {string} unit
 */

await runMain(async () => {
  const args = process.argv.slice(2);
  const names = args.filter((arg) => !arg.startsWith('--'));
  await ensureNodeModules(ROOT);
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const out = mkdtempSync(join(ROOT, '.cache', 'bench-'));
  try {
    const all = await load(out);
    const chosen = all.filter(({ name }) => names.length === 0 || names.some((part) => name.includes(part)));
    if (chosen.length === 0) throw new SetupError('No benchmark has such a name.');
    const measurements = [];
    for (const benchmark of chosen) measurements.push(await measure(benchmark));
    printTable(measurements);
    if (args.includes('--json')) console.log(JSON.stringify(measurements));
    return 0;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

/**
 * Builds and imports all benchmark files: built code is what users run, a test runner's transformed code is slower.
 *
 * @param {string} out
 * @returns {Promise<Benchmark[]>}
 */
async function load(out) {
  const { build } = await import('vite');
  const folder = join(ROOT, 'tests', 'bench');
  const files = readdirSync(folder).filter((name) => name.endsWith('.bench.ts'));
  const input = Object.fromEntries(files.map((name) => [name.slice(0, -'.ts'.length), join(folder, name)]));
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: out,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input,
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  const benchmarks = [];
  for (const name of Object.keys(input)) {
    const file = join(out, `${name}.mjs`);
    if (!existsSync(file)) throw new SetupError(`The build of ${name} made no ${file}.`);
    benchmarks.push(.../** @type {Benchmark[]} */ ((await import(pathToFileURL(file).href)).benchmarks));
  }
  return benchmarks;
}

/**
 * @param {Benchmark} benchmark
 * @returns {Promise<Measurement>}
 */
async function measure({ name, runs, unit, prepare, run, cleanUp }) {
  /** @type {{ ms: number, amount: number }[]} */
  const samples = [];
  await prepare?.();
  try {
    await run();
    for (let i = 0; i < runs; i += 1) {
      const started = performance.now();
      const amount = await run();
      samples.push({ ms: performance.now() - started, amount });
    }
  } finally {
    await cleanUp?.();
  }
  samples.sort((a, b) => a.ms - b.ms);
  const median = samples[Math.floor(samples.length / 2)] ?? { ms: 0, amount: 0 };
  return {
    name,
    runs,
    medianMs: rounded(median.ms),
    minMs: rounded(samples[0]?.ms ?? 0),
    perSecond: Math.round((median.amount / median.ms) * 1000),
    unit,
  };
}

/** @param {number} ms */
function rounded(ms) {
  return Math.round(ms * 1000) / 1000;
}

/** @param {readonly Measurement[]} measurements */
function printTable(measurements) {
  const width = Math.max(...measurements.map(({ name }) => name.length), 9);
  console.log(`${'benchmark'.padEnd(width)}  runs   median ms      min ms  rate`);
  for (const { name, runs, medianMs, minMs, perSecond, unit } of measurements) {
    const numbers = [medianMs, minMs].map((ms) => ms.toFixed(3).padStart(10)).join('  ');
    console.log(
      `${name.padEnd(width)}  ${String(runs).padStart(4)}  ${numbers}  ${perSecond.toLocaleString('en')} ${unit}/s`,
    );
  }
}
