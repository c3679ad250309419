import { partitionPoint } from '../../../../shared/partition-point';
import { FRAME_OWNERS, type FrameStrip } from '../../../../shared/frame-types';
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { NO_FRAME } from '../../trace/tables';
import { FRAME, type FrameLives } from './frame-lives';
import type { FrameInterval, FrameRegions } from './frame-regions';

const OWNERS = FRAME_OWNERS.length;

/** Whether an owner is somebody, and not merely what memory is without one. */
function isSomebody(code: number): boolean {
  return code !== FRAME.absent && code !== FRAME.free && code !== FRAME.reserved;
}

/**
 * Physical memory as a picture at a moment.
 *
 * @param edges frames that bound the intervals, ascending
 */
export function frameStrip(
  view: LoadView,
  lives: FrameLives,
  regions: FrameRegions,
  edges: Float64Array,
  moment: number,
): FrameStrip {
  const rows = edges.length - 1;
  const cells = { counts: new Float64Array(rows * OWNERS), firsts: new Float64Array(rows * OWNERS) };
  addIntervals(cells, edges, regions.usable, FRAME.free);
  addIntervals(cells, edges, regions.reserved, FRAME.reserved);
  addTaken(cells, edges, lives, moment);
  addFile(cells, edges, lives, view.firstFileFrame, moment);
  const { counts, firsts } = cells;
  const owner = new Uint8Array(rows);
  const frame = new Float64Array(rows);
  const owned = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let best: number = FRAME.absent;
    let most = 0;
    for (let code = 0; code < OWNERS; code++) {
      const count = counts[row * OWNERS + code] as number;
      if (count === 0) continue;
      // Whoever owns a frame is worth more than all the memory round it that nobody does.
      const isBetter = isSomebody(code) === isSomebody(best) ? count > most : isSomebody(code);
      if (isSomebody(code)) owned[row] = (owned[row] as number) + count;
      if (!isBetter) continue;
      best = code;
      most = count;
    }
    owner[row] = best;
    frame[row] = best === FRAME.absent ? (edges[row] as number) : (firsts[row * OWNERS + best] as number);
  }
  const { touched, copiedFrom } = lastOp(view, moment);
  return { owner, frame, owned, changed: changedRow(edges, touched), touched, copiedFrom };
}

/** For each interval and owner how many frames there are, and the first of them. */
interface Cells {
  readonly counts: Float64Array;
  readonly firsts: Float64Array;
}

function addTo({ counts, firsts }: Cells, cell: number, first: number, count: number): void {
  if (counts[cell] === 0) firsts[cell] = first;
  counts[cell] = (counts[cell] as number) + count;
}

function addIntervals(
  cells: Cells,
  edges: Float64Array,
  intervals: readonly FrameInterval[],
  code: number,
): void {
  for (const { first, end } of intervals) {
    for (let row = rowOf(edges, first); row < edges.length - 1 && (edges[row] as number) < end; row++) {
      const from = Math.max(first, edges[row] as number);
      const to = Math.min(end, edges[row + 1] as number);
      if (from < to) addTo(cells, row * OWNERS + code, from, to - from);
    }
  }
}

function addTaken(cells: Cells, edges: Float64Array, lives: FrameLives, moment: number): void {
  const { frames } = lives;
  const end = edges[edges.length - 1] as number;
  let row = 0;
  const first = edges[0] as number;
  for (
    let place = partitionPoint(frames.length, (i) => (frames[i] as number) < first);
    place < frames.length;
    place++
  ) {
    const frame = frames[place] as number;
    if (frame >= end) return;
    const code = lives.codeAt(place, moment);
    // What is taken later only was counted with its region.
    if (code === FRAME.free) continue;
    while ((edges[row + 1] as number) <= frame) row++;
    addTo(cells, row * OWNERS + code, frame, 1);
  }
}

function addFile(
  cells: Cells,
  edges: Float64Array,
  lives: FrameLives,
  firstFrame: number,
  moment: number,
): void {
  const end = edges[edges.length - 1] as number;
  let row = rowOf(edges, firstFrame);
  for (let i = Math.max(0, (edges[0] as number) - firstFrame); i < lives.fileFrames; i++) {
    const frame = firstFrame + i;
    if (frame >= end) return;
    while ((edges[row + 1] as number) <= frame) row++;
    addTo(cells, row * OWNERS + lives.fileCodeAt(i, moment), frame, 1);
  }
}

/** The frame that the op before a moment touched, and the one that it copied from; -1 for none. */
function lastOp(view: LoadView, moment: number): Pick<FrameStrip, 'touched' | 'copiedFrom'> {
  const { ops } = view.trace;
  const op = moment - 1;
  if (op < 0 || ops.frame[op] === NO_FRAME) return { touched: -1, copiedFrom: -1 };
  const copiedFrom = ops.kind[op] === OP.frameCopied ? (ops.at[op] as number) : -1;
  return { touched: ops.frame[op] as number, copiedFrom };
}

/** 1 for the interval that holds a frame. */
function changedRow(edges: Float64Array, frame: number): Uint8Array {
  const changed = new Uint8Array(edges.length - 1);
  if (frame < (edges[0] as number) || frame >= (edges[changed.length] as number)) return changed;
  changed[rowOf(edges, frame)] = 1;
  return changed;
}

/** The interval that holds a frame, or the first one behind it. */
function rowOf(edges: Float64Array, frame: number): number {
  return Math.max(0, partitionPoint(edges.length, (i) => (edges[i] as number) <= frame) - 1);
}
