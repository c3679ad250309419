import { partitionPoint } from '../../../shared/partition-point';
import type { OpTable } from './tables';
import { NO_FRAME } from './tables';

/** A run of consecutive frames, numbered through in the order in which runs begin. */
interface FrameRun {
  readonly first: number;
  end: number;
  readonly ordinal: number;
}

const NO_RUN: FrameRun = { first: 0, end: 0, ordinal: 0 };

/**
 * Which ops wrote to a frame, in order: an index from frame to writes.
 *
 * Frames come from an allocator that goes upwards, so the written frames form a few runs and need no hashing.
 */
export class FrameIndex {
  /** How many frames have a place; some in the gaps between written ones have no ops. */
  readonly size: number;
  private readonly runs: readonly FrameRun[];
  private readonly starts: Uint32Array;
  private readonly rows: Uint32Array;
  /** The run that was asked for last: the next question mostly is about the same one. */
  private recent: FrameRun = NO_RUN;

  constructor(ops: OpTable) {
    this.runs = findRuns(ops);
    const last = this.runs[this.runs.length - 1];
    const frames = last === undefined ? 0 : last.ordinal + last.end - last.first;
    this.size = frames;
    const { frame, length } = ops;
    // One place further on than they belong: what fills the rows moves each start to where its frame ends.
    const starts = new Uint32Array(frames + 2);
    // Neighbouring ops mostly are on the same frame.
    let lastFrame = NO_FRAME;
    let ordinal = -1;
    for (let op = 0; op < length; op++) {
      const current = frame[op] as number;
      if (current !== lastFrame) {
        lastFrame = current;
        ordinal = this.ordinal(current);
      }
      if (ordinal >= 0) starts[ordinal + 2] = (starts[ordinal + 2] as number) + 1;
    }
    for (let i = 2; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
    const rows = new Uint32Array(starts[frames + 1] as number);
    for (let op = 0; op < length; op++) {
      const current = frame[op] as number;
      if (current !== lastFrame) {
        lastFrame = current;
        ordinal = this.ordinal(current);
      }
      if (ordinal < 0) continue;
      const row = starts[ordinal + 1] as number;
      rows[row] = op;
      starts[ordinal + 1] = row + 1;
    }
    this.starts = starts;
    this.rows = rows;
  }

  /** Ops on `frame`, ascending; empty where the load never wrote to it. */
  writes(frame: number): Uint32Array {
    const ordinal = this.ordinal(frame);
    if (ordinal < 0) return this.rows.subarray(0, 0);
    return this.rows.subarray(this.starts[ordinal] as number, this.starts[ordinal + 1] as number);
  }

  /** Those of them that happened before `moment`. */
  writesBefore(frame: number, moment: number): Uint32Array {
    const ordinal = this.ordinal(frame);
    if (ordinal < 0) return this.rows.subarray(0, 0);
    return this.rows.subarray(this.starts[ordinal] as number, this.endBefore(ordinal, moment));
  }

  /** The last op on `frame` before `moment`, -1 where there is none. */
  lastWriteBefore(frame: number, moment: number): number {
    const ordinal = this.ordinal(frame);
    if (ordinal < 0) return -1;
    const end = this.endBefore(ordinal, moment);
    return end === this.starts[ordinal] ? -1 : (this.rows[end - 1] as number);
  }

  /** The last op on `frame`, -1 where the load never wrote to it. */
  lastWrite(frame: number): number {
    const ordinal = this.ordinal(frame);
    if (ordinal < 0) return -1;
    const end = this.starts[ordinal + 1] as number;
    return end === this.starts[ordinal] ? -1 : (this.rows[end - 1] as number);
  }

  /**
   * How many of the ops on `frame` happened before `moment`, that is: are ops 0 to `moment - 1`.
   */
  countBefore(writes: Uint32Array, moment: number): number {
    return partitionPoint(writes.length, (i) => (writes[i] as number) < moment);
  }

  /** Frames with ops, ascending. */
  frames(): Float64Array {
    const { starts } = this;
    const found = new Float64Array(this.size);
    let length = 0;
    for (const run of [...this.runs].sort((a, b) => a.first - b.first)) {
      const behind = run.ordinal + run.end - run.first;
      for (let place = run.ordinal; place < behind; place++) {
        if (starts[place] !== starts[place + 1]) found[length++] = run.first + place - run.ordinal;
      }
    }
    return found.subarray(0, length);
  }

  /** Place of a frame among all frames of the index, -1 where the load never wrote to it. */
  ordinal(frame: number): number {
    const { recent } = this;
    if (frame >= recent.first && frame < recent.end) return recent.ordinal + frame - recent.first;
    for (const run of this.runs) {
      if (frame < run.first || frame >= run.end) continue;
      this.recent = run;
      return run.ordinal + frame - run.first;
    }
    return -1;
  }

  /** The row behind the last one of a frame's whose op happened before `moment`. */
  private endBefore(ordinal: number, moment: number): number {
    const { rows } = this;
    let low = this.starts[ordinal] as number;
    let high = this.starts[ordinal + 1] as number;
    // Most frames do not change any more.
    if (low < high && (rows[high - 1] as number) < moment) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((rows[middle] as number) < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * The runs of written frames. A gap of up to a table's worth of frames is bridged: the empty rows cost less
 * than another run.
 */
function findRuns(ops: OpTable): FrameRun[] {
  const MAX_GAP = 512;
  const spans: { first: number; end: number }[] = [];
  let current: { first: number; end: number } | undefined;
  const { frame: frames, length } = ops;
  let last = NO_FRAME;
  for (let op = 0; op < length; op++) {
    const frame = frames[op] as number;
    if (frame === last || frame === NO_FRAME) continue;
    last = frame;
    if (current !== undefined && frame >= current.first && frame < current.end) continue;
    current = spans.find((span) => frame >= span.first - MAX_GAP && frame < span.end + MAX_GAP);
    if (current === undefined) {
      current = { first: frame, end: frame + 1 };
      spans.push(current);
    } else {
      current.first = Math.min(current.first, frame);
      current.end = Math.max(current.end, frame + 1);
    }
  }
  return numberRuns(mergeOverlaps(spans));
}

function mergeOverlaps(spans: { first: number; end: number }[]): { first: number; end: number }[] {
  const merged: { first: number; end: number }[] = [];
  for (const span of [...spans].sort((a, b) => a.first - b.first)) {
    const last = merged[merged.length - 1];
    if (last !== undefined && span.first <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

function numberRuns(spans: readonly { first: number; end: number }[]): FrameRun[] {
  let ordinal = 0;
  return spans.map(({ first, end }) => {
    const run = { first, end, ordinal };
    ordinal += end - first;
    return run;
  });
}
