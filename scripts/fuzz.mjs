/**
 * `npm run fuzz [-- OPTION …]`: damages kernels and machines, loads them, and compares with the real loader
 * (tests/fuzz/README.md). The exit status is 1 where anything was found.
 *
 *   --seconds N              how long; 60 where neither this nor --mutants is given
 *   --mutants N              how many
 *   --seed S                 other mutants; 1 where absent
 *   --first N                the number of the first mutant; 0 where absent
 *   --loader V               0.11.8 or 0.11.17 only
 *   --overflow-checks on|off one way of building only
 *   --no-oracle              only looks whether anything fails or hangs, and asks more questions about each load
 *   --questions N            asked about each load as a window does; 1, or 2 without the oracle, where absent
 *   --threads N              2 where absent
 *   --case FOLDER            loads a kept finding again
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildOracle, LOADER_VERSIONS } from '../tests/oracle/run.mjs';
import { bundle } from './bundle.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { runMain, SetupError } from './process.mjs';

const DEFAULT_SECONDS = 60;
const DEFAULT_THREADS = 2;
/** Questions asked about each load: few beside the oracle, which is there to compare loads. */
const QUESTIONS = { withOracle: 1, alone: 2 };

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string' },
      mutants: { type: 'string' },
      seed: { type: 'string', default: '1' },
      first: { type: 'string', default: '0' },
      loader: { type: 'string' },
      'overflow-checks': { type: 'string' },
      'no-oracle': { type: 'boolean', default: false },
      questions: { type: 'string' },
      threads: { type: 'string', default: String(DEFAULT_THREADS) },
      case: { type: 'string' },
    },
  });
  await ensureNodeModules(ROOT);
  const targets = chosenTargets(values.loader, values['overflow-checks'], !values['no-oracle']);
  const usual = values['no-oracle'] ? QUESTIONS.alone : QUESTIONS.withOracle;
  const questions = values.questions === undefined ? usual : whole(values.questions, '--questions');
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const out = mkdtempSync(join(ROOT, '.cache', 'fuzz-build-'));
  try {
    const folder = join(ROOT, 'tests', 'fuzz');
    await bundle({ main: join(folder, 'main.ts'), worker: join(folder, 'worker.ts') }, out);
    /** @type {typeof import('../tests/fuzz/main')} */
    const { fuzz, fuzzCase } = createRequire(import.meta.url)(join(out, 'main.cjs'));
    if (values.case !== undefined) return await fuzzCase(resolve(values.case), targets, questions);
    return await fuzz({
      root: ROOT,
      worker: join(out, 'worker.cjs'),
      targets,
      questions,
      seed: whole(values.seed, '--seed'),
      firstMutant: whole(values.first, '--first'),
      mutants: values.mutants === undefined ? 2 ** 31 - 1 : whole(values.mutants, '--mutants'),
      seconds: seconds(values.seconds, values.mutants),
      threads: Math.max(1, whole(values.threads, '--threads')),
    });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

/**
 * @param {string} text
 * @param {string} name
 */
function whole(text, name) {
  if (!/^\d{1,9}$/.test(text)) throw new SetupError(`${name} is a whole number below 1,000,000,000.`);
  return Number(text);
}

/**
 * @param {string | undefined} given
 * @param {string | undefined} mutants
 */
function seconds(given, mutants) {
  if (given !== undefined) return whole(given, '--seconds');
  return mutants === undefined ? DEFAULT_SECONDS : Infinity;
}

/**
 * The builds of the loader, each with its oracle.
 *
 * @param {string | undefined} loader
 * @param {string | undefined} overflowChecks
 * @param {boolean} compared
 * @returns {import('../tests/fuzz/campaign').Target[]}
 */
function chosenTargets(loader, overflowChecks, compared) {
  const versions = LOADER_VERSIONS.filter((version) => loader === undefined || version === loader);
  const ways = [true, false].filter((on) => overflowChecks === undefined || on === (overflowChecks === 'on'));
  if (versions.length === 0) throw new SetupError(`--loader is one of ${LOADER_VERSIONS.join(', ')}.`);
  return versions.flatMap((version) => ways.map((on) => target(version, on, compared)));
}

/**
 * @param {import('../tests/oracle/run.mjs').LoaderVersion} loader
 * @param {boolean} overflowChecks
 * @param {boolean} compared
 */
function target(loader, overflowChecks, compared) {
  if (!compared) return { loader, overflowChecks, oracle: null };
  const program = buildOracle(overflowChecks, loader);
  if ('path' in program) return { loader, overflowChecks, oracle: program.path };
  throw new SetupError(`There is no oracle: ${program.reason}. With --no-oracle nothing is compared.`);
}
