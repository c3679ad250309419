/** The stages of `npm test` and `npm run check`, and how they are counted. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { startXvfb } from './display.mjs';
import { electronEnvironment, resolveElectron } from './electron-runtime.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { run, SetupError } from './process.mjs';
import { ensureSystemPackages, installCheckers } from './system-packages.mjs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {() => Promise<Counts>} run
 * @property {boolean} [required] whether the stages after it have no meaning without it
 */

const PASSED = { passed: 1, failed: 0, skipped: 0 };
const FAILED = { passed: 0, failed: 1, skipped: 0 };
/** Set-up proves nothing: done, it does not count; undone, it is a failure. */
const UNCOUNTED = { passed: 0, failed: 0, skipped: 0 };

/** @type {Stage} */
const SET_UP = {
  name: 'set-up',
  run: () => ensureNodeModules(ROOT).then(() => UNCOUNTED),
  required: true,
};

/** What the end-to-end tests run; an older build would prove nothing. @type {Stage} */
export const BUILD = {
  name: 'build',
  run: async () => ((await buildIfStale(ROOT)) ? PASSED : FAILED),
  required: true,
};

/** Everything but the end-to-end tests and their build. @type {readonly Stage[]} */
export const CHECKS = [
  { name: 'format', run: () => tool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']) },
  { name: 'lint', run: () => tool('eslint/bin/eslint.js', ['--max-warnings', '0', '.']) },
  { name: 'types', run: () => tool('vue-tsc/bin/vue-tsc.js', ['--noEmit']) },
  { name: 'unit', run: () => vitest('unit') },
  { name: 'golden', run: () => vitest('golden') },
  { name: 'oracle', run: oracle },
  { name: 'outside', run: () => installCheckers().then(() => vitest('outside')) },
  { name: 'property', run: () => vitest('property') },
];

/** @type {Stage} */
export const END_TO_END = { name: 'end-to-end', run: endToEnd };

/**
 * Sets up, runs all stages, whatever fails of what they do not require, and prints the closing lines.
 *
 * @param {readonly Stage[]} stages
 * @returns {Promise<number>} exit status
 */
export async function runStages(stages) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const lines = [];
  for (const stage of [SET_UP, ...stages]) {
    console.log(`\n── ${stage.name} ${'─'.repeat(Math.max(0, 70 - stage.name.length))}`);
    const started = Date.now();
    const counts = await runStage(stage);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    lines.push(summaryLine(stage.name, counts, Date.now() - started));
    if (stage.required && counts.failed > 0) {
      lines.push('  what comes after it was not run');
      break;
    }
  }
  console.log(`\n${lines.join('\n')}`);
  if (total.skipped > 0) console.log(`\n!! ${total.skipped} SKIPPED: they prove nothing in this run.`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/**
 * @param {Stage} stage
 * @returns {Promise<Counts>}
 */
async function runStage(stage) {
  try {
    return await stage.run();
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    return FAILED;
  }
}

/**
 * @param {string} name
 * @param {Counts} counts
 * @param {number} milliseconds
 */
function summaryLine(name, counts, milliseconds) {
  const seconds = (milliseconds / 1000).toFixed(1).padStart(6);
  const skipped = counts.skipped > 0 ? `  ${counts.skipped} skipped` : '';
  const mark = counts.failed > 0 ? '✗' : '✓';
  return `${mark} ${name.padEnd(12)} ${String(counts.passed).padStart(5)} ok ${String(counts.failed).padStart(4)} failed ${seconds} s${skipped}`;
}

/**
 * A stage that does not count by itself: one test, passed or failed.
 *
 * @param {string} program path in node_modules
 * @param {readonly string[]} args
 * @returns {Promise<Counts>}
 */
async function tool(program, args) {
  const { status } = await run(process.execPath, [join(ROOT, 'node_modules', program), ...args], {
    cwd: ROOT,
  });
  return status === 0 ? PASSED : FAILED;
}

/**
 * @param {string} kind vitest project
 * @returns {Promise<Counts>}
 */
async function vitest(kind) {
  return withReport(async (report) => {
    const args = [
      'run',
      '--project',
      kind,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ];
    const program = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
    return (await run(process.execPath, [program, ...args], { cwd: ROOT })).status;
  }, countVitest);
}

/**
 * What takes minutes the first time is done before: a test runner's process must not stand still for so long. What
 * cannot be had is skipped by the tests, with the reason.
 *
 * @returns {Promise<Counts>}
 */
async function oracle() {
  for (const script of ['tests/oracle/run.mjs', 'scripts/fetch-kernels.mjs']) {
    await run(process.execPath, [join(ROOT, script)], { cwd: ROOT });
  }
  return vitest('oracle');
}

/** @returns {Promise<Counts>} */
async function endToEnd() {
  const electron = await resolveElectron();
  await ensureSystemPackages(electron, { display: true });
  const server = process.platform === 'linux' ? await startXvfb() : null;
  try {
    return await withReport(async (report) => {
      const env = {
        ...electronEnvironment(process.env),
        ELECTRON_EXEC_PATH: electron,
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        ...(server && { DISPLAY: server.display }),
      };
      const program = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
      const args = [program, 'test', '--reporter=list,json', ...process.argv.slice(2)];
      return (await run(process.execPath, args, { cwd: ROOT, env })).status;
    }, countPlaywright);
  } finally {
    await server?.stop();
  }
}

/**
 * Runs a test runner that writes a JSON report, and counts by the report. A runner that failed for a reason that
 * is not in its report (it crashed, found no tests, had an error outside a test) counts as one failure.
 *
 * @template Report
 * @param {(report: string) => Promise<number>} runner returns the exit status
 * @param {(report: Report) => Counts} count
 * @returns {Promise<Counts>}
 */
async function withReport(runner, count) {
  const folder = mkdtempSync(join(tmpdir(), 'loadscope-report-'));
  try {
    const file = join(folder, 'report.json');
    const status = await runner(file);
    const counts = existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : { ...FAILED };
    if (status !== 0 && counts.failed === 0) counts.failed = 1;
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: { status: string }[] }[] }} report
 * @returns {Counts}
 */
export function countVitest(report) {
  // A file that fails outside of its tests (an import, a hook for all) has no failed test: it counts as one.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] }} report
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped };
}
