/** What the minimap paints, in device pixels; colours come from the theme's tokens. */
import type { Overview } from '../../../shared/memory-types';
import { PROVENANCE_NAMES } from '../../../shared/provenance';
import { provenanceClass } from '../../components/provenance';
import type { MinimapRows } from './minimap-rows';

/**
 * Columns of a minimap of usual width, in CSS pixels. Of two things that share a margin one has short ticks at its outer
 * edge, so that not only the colour tells them apart.
 */
const COLUMNS = {
  match: { left: 2, width: 7 },
  mark: { left: 0, width: 4 },
  owner: { left: 10, width: 14 },
  entropy: { left: 26, width: 10 },
  difference: { left: 37, width: 7 },
  change: { left: 42, width: 4 },
} as const;
const USUAL_WIDTH = 46;

/** Entropy that is not known. */
export const NO_ENTROPY = 255;
const MOST_ENTROPY = 254;
/** Least height of a marker, in CSS pixels: one byte in a tebibyte is seen. */
const MARK_HEIGHT = 2;

/** Things that are marked beside the strips, one number for each interval. */
export interface MinimapMarks {
  readonly matches: ArrayLike<number> | null;
  readonly differences: ArrayLike<number> | null;
  /** Positions of bookmarks' first bytes, as rows. */
  readonly marks: readonly number[];
}

/** The colours of the theme. */
export interface MinimapColours {
  readonly owners: readonly string[];
  /** Channels of the ends of the entropy's scale. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly match: string;
  readonly mark: string;
  readonly difference: string;
  readonly changed: string;
}

/** Reads the tokens of the theme that is in use. */
export function minimapColours(): MinimapColours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const channels = (name: string): number[] => token(name).split(/\s+/).map(Number);
  return {
    owners: PROVENANCE_NAMES.map((name) => `rgb(${token(provenanceClass(name).replace('p-', '--pc-'))})`),
    low: channels('--entropy-low'),
    high: channels('--entropy-high'),
    match: token('--accent'),
    mark: token('--ok'),
    difference: token('--error'),
    changed: token('--now'),
  };
}

/** The colour of an entropy: brightness alone tells it, so that every eye can. */
export function entropyColour(entropy: number, { low, high }: Pick<MinimapColours, 'low' | 'high'>): string {
  const share = entropy / MOST_ENTROPY;
  const mix = low.map((from, i) => Math.round(from + ((high[i] ?? from) - from) * share));
  return `rgb(${mix.join(' ')})`;
}

/** Paints everything but the part in sight and the cursor, which move more often. */
export function paintMinimap(
  context: CanvasRenderingContext2D,
  size: { readonly width: number; readonly height: number; readonly ratio: number },
  rows: MinimapRows,
  picture: Overview,
  marks: MinimapMarks,
  colours: MinimapColours,
): void {
  const { height, ratio } = size;
  const scale = size.width / USUAL_WIDTH;
  const count = rows.positions.length;
  const top = (row: number): number => Math.round((row * height) / count);
  const bar = (column: { left: number; width: number }, from: number, to: number, colour: string): void => {
    context.fillStyle = colour;
    context.fillRect(column.left * scale, from, column.width * scale, to - from);
  };
  const tick = (column: { left: number; width: number }, row: number, colour: string): void => {
    const from = top(row);
    bar(column, from, Math.max(top(row + 1), from + MARK_HEIGHT * ratio), colour);
  };
  for (let row = 0; row < count; row++) {
    const interval = rows.intervals[row] as number;
    const owner = picture.owner[interval] ?? 0;
    const entropy = picture.entropy[interval] ?? NO_ENTROPY;
    if (owner > 0) bar(COLUMNS.owner, top(row), top(row + 1), colours.owners[owner - 1] ?? '');
    if (entropy !== NO_ENTROPY) {
      bar(COLUMNS.entropy, top(row), top(row + 1), entropyColour(entropy, colours));
    }
    if ((marks.matches?.[interval] ?? 0) > 0) tick(COLUMNS.match, row, colours.match);
    if ((marks.differences?.[interval] ?? 0) > 0) tick(COLUMNS.difference, row, colours.difference);
    else if (picture.changed[interval] === 1) tick(COLUMNS.change, row, colours.changed);
  }
  for (const row of marks.marks) tick(COLUMNS.mark, row, colours.mark);
}
