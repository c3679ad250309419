/** `npm run check`: everything but the end-to-end tests, so neither Electron nor a display is needed. */
import { CHECKS, runStages } from './stages.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { runMain } from './process.mjs';

await runMain(async () => {
  await ensureNodeModules(ROOT);
  return runStages(CHECKS);
});
