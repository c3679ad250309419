import type { Direction } from '../../../../shared/view-types';
import { countBelow, NO_MOMENTS } from './moment-list';
import type { Condition } from './step-expressions';

/** Moments that are looked at before the clock is: some milliseconds for the dearest condition. */
const PIECE = 65_536;
/** Moments that are looked at first on the way to the nearest hit. */
const FIRST_PIECE = 4096;

/**
 * Those of a target's moments at which a condition holds. They are found piece by piece, from the first moment on:
 * millions of texts take longer than somebody who steps may wait.
 */
export class ConditionHits {
  private found: Uint32Array;
  private length = 0;
  /** How many of the fitting moments were looked at. */
  private looked = 0;

  constructor(
    private readonly fitting: Uint32Array,
    private readonly select: Condition,
  ) {
    this.found = new Uint32Array(fitting.length);
  }

  /** Whether all moments were looked at. */
  get isDone(): boolean {
    return this.looked === this.fitting.length;
  }

  /** The hits that were found so far, ascending: all of them once it is done. */
  get moments(): Uint32Array {
    return this.found.subarray(0, this.length);
  }

  get byteLength(): number {
    return this.found.byteLength;
  }

  /** Looks at further moments until all were looked at, or the time has come. */
  lookOn(until: number): void {
    if (this.isDone) return;
    while (!this.isDone && Date.now() < until) {
      const piece = this.select(this.fitting.subarray(this.looked, this.looked + PIECE));
      this.found.set(piece, this.length);
      this.length += piece.length;
      this.looked = Math.min(this.looked + PIECE, this.fitting.length);
    }
    // Where most of it is free, it is given back.
    if (this.isDone && this.length * 2 < this.found.length) this.found = this.found.slice(0, this.length);
  }

  /** The `count` hits that come next to a moment, ascending; perhaps some more. */
  nearest(moment: number, direction: Direction, count: number): Uint32Array {
    return direction === 'forward' ? this.nextOnes(moment, count) : this.lastOnes(moment, count);
  }

  private nextOnes(moment: number, count: number): Uint32Array {
    const { fitting, moments } = this;
    const known = moments.subarray(countBelow(moments, moment + 1));
    const pieces = [known];
    let total = known.length;
    let size = FIRST_PIECE;
    for (let from = Math.max(this.looked, countBelow(fitting, moment + 1)); from < fitting.length;) {
      if (total >= count) break;
      const piece = this.select(fitting.subarray(from, from + size));
      pieces.push(piece);
      total += piece.length;
      from += size;
      size = Math.min(size * 2, PIECE);
    }
    return joined(pieces, total);
  }

  private lastOnes(moment: number, count: number): Uint32Array {
    const { fitting, moments } = this;
    const pieces: Uint32Array[] = [];
    let total = 0;
    let size = FIRST_PIECE;
    for (let end = countBelow(fitting, moment); end > this.looked && total < count;) {
      const from = Math.max(this.looked, end - size);
      const piece = this.select(fitting.subarray(from, end));
      pieces.unshift(piece);
      total += piece.length;
      end = from;
      size = Math.min(size * 2, PIECE);
    }
    if (total >= count) return joined(pieces, total);
    const known = moments.subarray(0, countBelow(moments, moment));
    return joined([known, ...pieces], total + known.length);
  }
}

function joined(pieces: readonly Uint32Array[], length: number): Uint32Array {
  if (pieces.length === 1) return pieces[0] ?? NO_MOMENTS;
  const all = new Uint32Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
