/**
 * Asks the real loader about every kernel of the corpus and about the large ones, and writes its answers to
 * `tests/golden/oracle`.
 *
 *   node tests/oracle/update-answers.mjs
 */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { buildAll } from './run.mjs';

const answers = fileURLToPath(new URL('answers.ts', import.meta.url));
const largeAnswers = fileURLToPath(new URL('large-answers.ts', import.meta.url));
const IMPORT = { configFile: /** @type {const} */ (false), logLevel: /** @type {const} */ ('error') };

async function main() {
  for (const program of buildAll()) {
    if ('reason' in program) {
      console.error(`no oracle: ${program.reason}`);
      return 1;
    }
  }
  /** @type {{ module: typeof import('./answers') }} */
  const { module } = await runnerImport(answers, IMPORT);
  for (const path of await module.updateCommittedAnswers()) console.log(path);
  /** @type {{ module: typeof import('./large-answers') }} */
  const { module: large } = await runnerImport(largeAnswers, IMPORT);
  console.log(await large.updateLargeAnswers());
  return 0;
}

process.exitCode = await main();
