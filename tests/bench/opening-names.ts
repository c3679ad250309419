/** What the two sides of the opening benchmark call things: `opening.ts`, and its hook inside Electron. */

/** Said on standard output once the page shows what it is to show. */
export const READY_LINE = 'the page shows it';
/** The environment variable that has the condition, an expression for the page. */
export const CONDITION = 'LOADSCOPE_BENCH_CONDITION';
