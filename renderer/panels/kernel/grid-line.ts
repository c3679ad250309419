/** Rows of a long list as the strings that are drawn: what a row says is worked out once, not at every movement. */
import type { Column } from './list-model';

/** No column fits more letters. */
const MOST_FITTED = 24;
/** Widths of letters in rows and in the header, of the sign of the order, and round a chip, in pixels. */
const LETTER = 7.25;
const TITLE_LETTER = 6.6;
const SORT_SIGN = 13;
const CHIP_ROOM = 4;

/** A cell. */
export interface GridCell {
  readonly text: string;
  readonly kind: 'text' | 'chip' | 'link';
  /** Classes of the cell; of a chip its tone. */
  readonly look: string;
  readonly tone: string;
}

/** A row as it is drawn. */
export interface GridLine {
  /** The row in words. */
  readonly name: string;
  /** What is wrong with it; empty for nothing. */
  readonly wrong: string;
  readonly cells: readonly GridCell[];
}

/** What a row says in some columns. */
export function gridLine<T>(
  row: T,
  columns: readonly Column<T>[],
  words: { readonly nameOf: (row: T) => string; readonly wrongOf: (row: T) => string },
): GridLine {
  return {
    name: words.nameOf(row),
    wrong: words.wrongOf(row),
    cells: columns.map((column) => gridCell(row, column)),
  };
}

function gridCell<T>(row: T, column: Column<T>): GridCell {
  const text = column.text(row);
  const look = [column.numeric === true ? 'num' : '', column.mono === true ? 'mono' : ''].join(' ').trim();
  const tone = text === '' ? undefined : column.tone?.(row);
  if (tone !== undefined) return { text, kind: 'chip', look, tone };
  const isLink = column.tone === undefined && (column.link?.(row) ?? null) !== null;
  return { text, kind: isLink ? 'link' : 'text', look, tone: '' };
}

/** Characters of the longest text in each column that fits its texts, by the column's id. */
export type Lengths = Readonly<Record<string, number>>;

/** The longest texts with those of more lines: a column only grows, so that nothing moves to and fro. */
export function longestWith<T>(
  known: Lengths,
  columns: readonly Column<T>[],
  lines: readonly (GridLine | null)[],
): Lengths {
  let next: Record<string, number> | null = null;
  columns.forEach(({ id, track }, at) => {
    if (track !== 'fit') return;
    let most = known[id] ?? 0;
    for (const line of lines) most = Math.max(most, line?.cells[at]?.text.length ?? 0);
    most = Math.min(most, MOST_FITTED);
    if (most > (known[id] ?? 0)) (next ??= { ...known })[id] = most;
  });
  return next ?? known;
}

/** Width of a column, as a track of a CSS grid. */
export function trackOf<T>({ id, track, title, sort, tone }: Column<T>, longest: Lengths): string {
  if (track !== 'fit') return track;
  const head = title.length * TITLE_LETTER + (sort === undefined ? 0 : SORT_SIGN);
  const texts = (longest[id] ?? 0) * LETTER + (tone === undefined ? 0 : CHIP_ROOM);
  return `${Math.ceil(Math.max(head, texts) + 1)}px`;
}
