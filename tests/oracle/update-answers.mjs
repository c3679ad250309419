/**
 * Asks the real loader about every kernel of the corpus and writes its answers to `tests/golden/oracle`.
 *
 *   node tests/oracle/update-answers.mjs
 */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { buildOracle } from './run.mjs';

const answers = fileURLToPath(new URL('answers.ts', import.meta.url));

async function main() {
  for (const overflowChecks of [true, false]) {
    const program = buildOracle(overflowChecks);
    if ('reason' in program) {
      console.error(`no oracle: ${program.reason}`);
      return 1;
    }
  }
  /** @type {{ module: typeof import('./answers') }} */
  const { module } = await runnerImport(answers, { configFile: false, logLevel: 'error' });
  for (const overflowChecks of [true, false])
    console.log(await module.updateCommittedAnswers(overflowChecks));
  return 0;
}

process.exitCode = await main();
