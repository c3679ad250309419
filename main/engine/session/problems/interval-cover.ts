import { partitionPoint } from '../../../../shared/partition-point';
import { finish, type Steps } from './steps';

/** A stretch of a line, `start` to `end`, excluded. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** A stretch of a line with the first, in the order of the list, of the intervals that cover it. */
export interface CoverRun extends Interval {
  /** Place of the interval in the list. */
  readonly owner: number;
}

/** Where an interval begins to overlap with one that comes before it in the list. */
export interface Overlap {
  /** Places in the list: who comes first, and who comes later. */
  readonly holder: number;
  readonly claimant: number;
  readonly at: number;
}

/**
 * Intervals of which the one that comes first in the list wins: who has a place, and which places nobody has. A kernel may
 * have 65,000 segments that all overlap, so nothing here looks at pairs.
 */
export class IntervalCover {
  /** Disjoint, ascending. */
  readonly runs: readonly CoverRun[];
  /** For each interval the first place, if any, that one before it in the list has; in the order of the list. */
  readonly overlaps: readonly Overlap[];
  /** The runs without a look at who has them: neighbours are one. */
  private readonly taken: readonly Interval[];

  constructor(
    private readonly intervals: readonly Interval[],
    { runs, overlaps }: Swept = finish(sweep(intervals)),
  ) {
    this.runs = runs;
    this.overlaps = overlaps;
    this.taken = joined(runs);
  }

  /** Place in the list of the interval that has `position`; -1 for nobody. */
  ownerAt(position: number): number {
    const { runs } = this;
    const behind = partitionPoint(runs.length, (i) => (runs[i] as CoverRun).start <= position);
    const run = runs[behind - 1];
    return run !== undefined && position < run.end ? run.owner : -1;
  }

  /** The first place from `start` on, before `end`, that nobody has; `null` where all are taken. */
  firstGap(start: number, end: number): number | null {
    const { taken } = this;
    if (start >= end) return null;
    const next = taken[partitionPoint(taken.length, (i) => (taken[i] as Interval).end <= start)];
    if (next === undefined || next.start > start) return start;
    return next.end < end ? next.end : null;
  }

  /** The runs with something in `start` to `end`, excluded, ascending; at most `limit`. */
  within(start: number, end: number, limit: number): CoverRun[] {
    const { runs } = this;
    const first = partitionPoint(runs.length, (i) => (runs[i] as CoverRun).end <= start);
    const found: CoverRun[] = [];
    for (let i = first; i < runs.length && found.length < limit; i++) {
      const run = runs[i] as CoverRun;
      if (run.start >= end) break;
      found.push(run);
    }
    return found;
  }

  interval(place: number): Interval {
    return this.intervals[place] as Interval;
  }
}

/** An {@link IntervalCover}, made step by step. */
export function* coverInSteps(intervals: readonly Interval[]): Steps<IntervalCover> {
  return new IntervalCover(intervals, yield* sweep(intervals));
}

/** What going up the line once finds. */
type Swept = Pick<IntervalCover, 'runs' | 'overlaps'>;

/** Places and edges that are dealt with in a step. */
const EDGES_A_STEP = 4096;

/** Runs that touch, as one. */
function joined(runs: readonly CoverRun[]): Interval[] {
  const found: { start: number; end: number }[] = [];
  for (const { start, end } of runs) {
    const last = found[found.length - 1];
    if (last?.end === start) last.end = end;
    else found.push({ start, end });
  }
  return found;
}

/** Goes up the line with all intervals that cover the place in a heap, the first of the list on top. */
function* sweep(intervals: readonly Interval[]): Steps<Swept> {
  const places = [...intervals.keys()].filter((i) => at(i).start < at(i).end);
  function at(i: number): Interval {
    return intervals[i] as Interval;
  }
  places.sort((a, b) => at(a).start - at(b).start || a - b);
  yield;
  const edges = new Float64Array(places.length * 2);
  for (const [i, place] of places.entries()) {
    edges[2 * i] = at(place).start;
    edges[2 * i + 1] = at(place).end;
  }
  edges.sort();
  const heap = new PlaceHeap();
  const runs: CoverRun[] = [];
  const overlaps = new FirstOverlaps(intervals.length);
  let next = 0;
  for (let edge = 0; edge < edges.length; edge++) {
    if (edge % EDGES_A_STEP === 0) yield;
    const start = edges[edge] as number;
    const end = edges[edge + 1] ?? start;
    if (start === end) continue;
    for (; next < places.length && at(places[next] as number).start === start; next++) {
      if (next % EDGES_A_STEP === EDGES_A_STEP - 1) yield;
      const place = places[next] as number;
      while (heap.top >= 0 && at(heap.top).end <= start) heap.pop();
      overlaps.note(heap.top, place, start);
      heap.push(place);
    }
    while (heap.top >= 0 && at(heap.top).end <= start) heap.pop();
    if (heap.top < 0) continue;
    const last = runs[runs.length - 1];
    if (last?.owner === heap.top && last.end === start) runs[runs.length - 1] = { ...last, end };
    else runs.push({ start, end, owner: heap.top });
  }
  return { runs, overlaps: overlaps.list() };
}

/** For each interval the first overlap with one before it. */
class FirstOverlaps {
  /** Place of the holder, -1 for none. */
  private readonly holders: Int32Array;
  private readonly places: Float64Array;

  constructor(count: number) {
    this.holders = new Int32Array(count).fill(-1);
    this.places = new Float64Array(count);
  }

  /** Whoever is not on top already overlaps with somebody: only the one on top can meet its first. */
  note(top: number, place: number, at: number): void {
    if (top < 0) return;
    const claimant = Math.max(top, place);
    if (this.holders[claimant] !== -1) return;
    this.holders[claimant] = Math.min(top, place);
    this.places[claimant] = at;
  }

  /** In the order of the list. */
  list(): Overlap[] {
    const found: Overlap[] = [];
    this.holders.forEach((holder, claimant) => {
      if (holder >= 0) found.push({ holder, claimant, at: this.places[claimant] as number });
    });
    return found;
  }
}

/** A heap of places in a list, the smallest on top. */
class PlaceHeap {
  private readonly items: number[] = [];

  /** The smallest; -1 where there is none. */
  get top(): number {
    return this.items[0] ?? -1;
  }

  push(item: number): void {
    const { items } = this;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((items[parent] as number) <= item) break;
      items[at] = items[parent] as number;
      at = parent;
    }
    items[at] = item;
  }

  pop(): void {
    const { items } = this;
    const last = items.pop();
    if (last === undefined || items.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && (items[child + 1] as number) < (items[child] as number)) child++;
      if ((items[child] as number) >= last) break;
      items[at] = items[child] as number;
      at = child;
    }
    items[at] = last;
  }
}
