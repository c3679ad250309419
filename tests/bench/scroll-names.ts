/** What the two sides of the benchmark of scrolling share: `scroll.ts`, and its hook inside Electron. */

/** Before the result, in JSON, on standard output. */
export const SCROLL_LINE = 'scrolled: ';

/** Ways to scroll that are measured. */
export const WAYS = ['wheel', 'keys', 'bar', 'minimap'] as const;
export type Way = (typeof WAYS)[number];

/** Milliseconds of script, style and layout of each frame, input by input: from one to the next. */
export type Scrolled = Readonly<Record<Way, readonly (readonly number[])[]>>;
