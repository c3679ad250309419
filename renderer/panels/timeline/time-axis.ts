import { partitionPoint } from '../../../shared/partition-point';
import { fractionOf, momentAt, type StageSlot } from './stage-scale';

/** Fewer ops than this are never stretched over the whole width. */
const MIN_OPS = 8;

/** The shown part of the whole width of all stages; `start` and `end` are fractions of it. */
export interface AxisWindow {
  readonly start: number;
  readonly end: number;
}

/** All of it. */
export const WHOLE: AxisWindow = { start: 0, end: 1 };

/**
 * The time axis of the timeline: stages with balanced widths, of which a window is shown. Within a stage it is linear, so
 * that a window inside one stage is linear as a whole.
 */
export interface TimeAxis extends AxisWindow {
  readonly slots: readonly StageSlot[];
}

/** A stage with its place in the shown window, cut at its edges; fractions of the shown width. */
export interface ShownSlot extends StageSlot {
  readonly cutLeft: boolean;
  readonly cutRight: boolean;
}

/** Whether only a part is shown. */
export function isZoomed({ start, end }: AxisWindow): boolean {
  return start > 0 || end < 1;
}

/** Where a moment lies, as a fraction of the shown width; below 0 or above 1 outside of the window. */
export function placeOf(axis: TimeAxis, moment: number): number {
  return (fractionOf(axis.slots, moment) - axis.start) / (axis.end - axis.start);
}

/** The moment at a place of the shown width: the inverse of {@link placeOf}. */
export function momentAtPlace(axis: TimeAxis, place: number): number {
  return momentAt(axis.slots, axis.start + Math.min(Math.max(place, 0), 1) * (axis.end - axis.start));
}

/** The stages in the window. */
export function shownSlots(axis: TimeAxis): ShownSlot[] {
  const width = axis.end - axis.start;
  const shown: ShownSlot[] = [];
  for (const { stage, left, width: whole } of axis.slots) {
    const first = Math.max((left - axis.start) / width, 0);
    const last = Math.min((left + whole - axis.start) / width, 1);
    if (last <= first) continue;
    const cutLeft = left < axis.start;
    shown.push({ stage, left: first, width: last - first, cutLeft, cutRight: left + whole > axis.end });
  }
  return shown;
}

/** A width that is as near to the whole is the whole: what is zoomed in and out again is not off by a rounding. */
const NEARLY_ALL = 1 - 1e-9;

/** A window `width` wide that begins at `start` or, at an end, as near to it as there is room. */
function windowAt(start: number, width: number): AxisWindow {
  const fitting = width > NEARLY_ALL ? 1 : width;
  const first = Math.min(Math.max(start, 0), 1 - fitting);
  return { start: first, end: fitting === 1 ? 1 : first + fitting };
}

function opsIn(slots: readonly StageSlot[], { start, end }: AxisWindow): number {
  return momentAt(slots, end) - momentAt(slots, start);
}

/**
 * The window after a zoom by `factor` (below 1: nearer) that leaves what is at `place` where it is. Where fewer than
 * {@link MIN_OPS} ops would be shown, nothing changes.
 */
export function zoomed(axis: TimeAxis, place: number, factor: number): AxisWindow {
  const width = axis.end - axis.start;
  const next = windowAt(axis.start + place * width * (1 - factor), width * factor);
  return factor < 1 && opsIn(axis.slots, next) < MIN_OPS ? { start: axis.start, end: axis.end } : next;
}

/** The window moved by a fraction of its own width. */
export function panned({ start, end }: AxisWindow, by: number): AxisWindow {
  return windowAt(start + by * (end - start), end - start);
}

/** The window that shows the ops behind moment `from` up to moment `to`, and at least {@link MIN_OPS}. */
export function windowOf(slots: readonly StageSlot[], from: number, to: number): AxisWindow {
  const last = momentAt(slots, 1);
  const count = Math.min(Math.max(to - from, MIN_OPS), last);
  const centred = from - Math.ceil((count - (to - from)) / 2);
  const first = Math.min(Math.max(centred, 0), last - count);
  const start = fractionOf(slots, first);
  const end = fractionOf(slots, first + count);
  return end > start ? { start, end } : WHOLE;
}

/** The window, moved as little as needed to show a moment; in the middle where it was far off. */
export function following(axis: TimeAxis, moment: number): AxisWindow {
  const place = placeOf(axis, moment);
  if (place >= 0 && place <= 1) return { start: axis.start, end: axis.end };
  const near = place > -0.25 && place < 1.25;
  return panned(axis, near ? (place < 0 ? place - 0.1 : place - 0.9) : place - 0.5);
}

/**
 * Moments that cut the shown window into about `columns` intervals of equal width; fewer where there are fewer ops.
 * Neighbours differ; the ends may lie a little outside, so that an op that is cut is drawn too. Empty where the window
 * shows no op.
 */
export function edgesOf(axis: TimeAxis, columns: number): Uint32Array {
  const edges = new Uint32Array(columns + 3);
  const first = momentAtPlace(axis, 0);
  const last = momentAtPlace(axis, 1);
  let length = 0;
  if (first > 0 && placeOf(axis, first) > 0) edges[length++] = first - 1;
  for (let i = 0; i <= columns; i++) {
    const moment = momentAtPlace(axis, i / columns);
    if (length === 0 || moment > (edges[length - 1] as number)) edges[length++] = moment;
  }
  if (placeOf(axis, last) < 1 && last < momentAt(axis.slots, 1)) edges[length++] = last + 1;
  return length < 2 ? new Uint32Array(0) : edges.slice(0, length);
}

/** Index of the interval between edges that the op at a moment lies in; -1 outside. */
export function intervalOf(edges: Uint32Array, moment: number): number {
  if (edges.length < 2 || moment <= (edges[0] as number) || moment > (edges[edges.length - 1] as number)) {
    return -1;
  }
  return partitionPoint(edges.length, (i) => (edges[i] as number) < moment) - 1;
}
