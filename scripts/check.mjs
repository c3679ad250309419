/** `npm run check`: everything but the end-to-end tests, so neither Electron nor a display is needed. */
import { runMain } from './process.mjs';
import { BUILD, CHECKS, runStages } from './stages.mjs';

await runMain(() => runStages([...CHECKS, BUILD]));
