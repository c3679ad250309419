/** `npm run e2e [-- ARGUMENTS]`: the end-to-end tests only; arguments go to Playwright. */
import { buildIfStale } from './build.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { runMain, SetupError } from './process.mjs';
import { END_TO_END, runStages } from './stages.mjs';

await runMain(async () => {
  await ensureNodeModules(ROOT);
  if (!(await buildIfStale(ROOT))) throw new SetupError('The build failed (see above).');
  return runStages([END_TO_END]);
});
