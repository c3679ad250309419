/** `npm test`: sets up what is missing, then everything. The last line is `N passed, N failed`. */
import { CHECKS, END_TO_END, runStages } from './stages.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { runMain } from './process.mjs';

await runMain(async () => {
  await ensureNodeModules(ROOT);
  return runStages([...CHECKS, END_TO_END]);
});
