/** What the two sides of the benchmark of scrolling share: `scroll.ts`, and its hook inside Electron. */

/** Before the result, in JSON, on standard output. */
export const SCROLL_LINE = 'scrolled: ';

/** Names the view that is scrolled, in the environment of the hook. */
export const VIEW_VARIABLE = 'LOADSCOPE_SCROLLED_VIEW';

/** Views, and the ways to scroll them that are measured. */
export const WAYS = {
  memory: ['wheel', 'keys', 'bar', 'minimap'],
  disassembly: ['wheel', 'keys', 'bar'],
  symbols: ['wheel', 'keys'],
} as const;
export type ScrolledView = keyof typeof WAYS;

/** Whether a text names a view. */
export function isScrolledView(name: string | undefined): name is ScrolledView {
  return name !== undefined && Object.hasOwn(WAYS, name);
}

export type Way = (typeof WAYS)[ScrolledView][number];

/** Milliseconds of script, style and layout of each frame, input by input: from one to the next. */
export type Scrolled = Readonly<Partial<Record<Way, readonly (readonly number[])[]>>>;
