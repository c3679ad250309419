/** `npm run e2e [-- ARGUMENTS]`: the end-to-end tests only; arguments go to Playwright. */
import { runMain } from './process.mjs';
import { BUILD, END_TO_END, runStages } from './stages.mjs';

await runMain(() => runStages([BUILD, END_TO_END]));
