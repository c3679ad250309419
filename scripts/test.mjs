/** `npm test`: sets up what is missing, then everything. The last line is `N passed, N failed`. */
import { runMain } from './process.mjs';
import { BUILD, CHECKS, END_TO_END, runStages } from './stages.mjs';

await runMain(() => runStages([...CHECKS, BUILD, END_TO_END]));
