import { PAGE_SIZE } from '../../../shared/address';
import type { TouchedPicture } from '../../../shared/debugger-types';
import { PROVENANCE_NAMES, type ProvenanceName } from '../../../shared/provenance';
import { formatCount, formatMoments } from '../../composables/format';
import { intervalOf } from './time-axis';
import { workLabel } from './work';

/** The picture as the engine answered. */
export interface Touched {
  readonly edges: Uint32Array;
  /** The first interval lies before what is shown. */
  readonly lead: boolean;
  readonly picture: TouchedPicture;
}

/** What is known of one place of the picture. */
export interface TouchedCell {
  readonly row: number;
  /** Ops of the interval. */
  readonly firstOp: number;
  readonly lastOp: number;
  /** What was done there last; `null`: nothing so far. */
  readonly done: ProvenanceName | null;
  /** Moment up to which it was done: in this interval, or in one before it. */
  readonly doneUntil: number;
}

/** First and last frame of a picture, and how many frames it shows; `null` for an empty one. */
export function frameSpan({
  frames,
  frameCounts,
}: TouchedPicture): { first: number; last: number; count: number } | null {
  const end = frames.length - 1;
  if (end < 0) return null;
  const last = (frames[end] as number) + (frameCounts[end] as number) - 1;
  return { first: frames[0] as number, last, count: frameCounts.reduce((sum, count) => sum + count, 0) };
}

/** What the picture says of a row at a moment; `null` outside of its intervals. */
export function touchedAt({ edges, picture }: Touched, row: number, moment: number): TouchedCell | null {
  const columns = edges.length - 1;
  const interval = intervalOf(edges, moment);
  if (interval < 0) return null;
  let column = interval;
  while (column >= 0 && picture.cells[row * columns + column] === 0) column -= 1;
  const cell = column < 0 ? 0 : (picture.cells[row * columns + column] as number);
  return {
    row,
    firstOp: (edges[interval] as number) + 1,
    lastOp: edges[interval + 1] as number,
    done: PROVENANCE_NAMES[cell - 1] ?? null,
    doneUntil: column < 0 ? 0 : (edges[column + 1] as number),
  };
}

/** A cell in words: the moment, the frames, what was done. */
export function touchedTip({ picture }: Touched, cell: TouchedCell | null): string {
  if (cell === null) return '';
  const first = picture.frames[cell.row] as number;
  const count = picture.frameCounts[cell.row] as number;
  const address = (frame: number): string => (frame * PAGE_SIZE).toString(16);
  const frames =
    count === 1 ? `frame ${address(first)}` : `${formatCount(count)} frames from ${address(first)} on`;
  const ops = `op${cell.firstOp === cell.lastOp ? '' : 's'} ${formatMoments(cell.firstOp, cell.lastOp)}`;
  return `${ops}\n${frames}\n${doneText(cell)}`;
}

function doneText({ done, doneUntil, lastOp }: TouchedCell): string {
  if (done === null) return 'not touched yet';
  const label = workLabel(done);
  return doneUntil === lastOp ? label : `${label}, last by op ${formatCount(doneUntil)}`;
}
