import { partitionPoint } from '../base/partition-point';
import type { OpTable } from './tables';
import { NO_FRAME } from './tables';

/** A run of consecutive frames, numbered through in the order in which runs begin. */
interface FrameRun {
  readonly first: number;
  end: number;
  readonly ordinal: number;
}

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

  constructor(ops: OpTable) {
    this.runs = findRuns(ops);
    const last = this.runs[this.runs.length - 1];
    const frames = last === undefined ? 0 : last.ordinal + last.end - last.first;
    this.size = frames;
    const starts = new Uint32Array(frames + 1);
    const { frame } = ops;
    for (let op = 0; op < ops.length; op++) {
      const ordinal = this.ordinal(frame[op] as number);
      if (ordinal >= 0) starts[ordinal + 1] = (starts[ordinal + 1] as number) + 1;
    }
    for (let i = 0; i < frames; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
    const rows = new Uint32Array(starts[frames] as number);
    const next = starts.slice();
    for (let op = 0; op < ops.length; op++) {
      const ordinal = this.ordinal(frame[op] as number);
      if (ordinal < 0) continue;
      const row = next[ordinal] as number;
      rows[row] = op;
      next[ordinal] = row + 1;
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
  *frames(): Generator<number, void, undefined> {
    for (const run of [...this.runs].sort((a, b) => a.first - b.first)) {
      for (let frame = run.first; frame < run.end; frame++) {
        const place = run.ordinal + frame - run.first;
        if (this.starts[place] !== this.starts[place + 1]) yield frame;
      }
    }
  }

  /** Place of a frame among all frames of the index, -1 where the load never wrote to it. */
  ordinal(frame: number): number {
    for (const run of this.runs) {
      if (frame >= run.first && frame < run.end) return run.ordinal + frame - run.first;
    }
    return -1;
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
  for (let op = 0; op < ops.length; op++) {
    const frame = ops.frame[op] as number;
    if (frame === NO_FRAME) continue;
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
