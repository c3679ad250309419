import { PROVENANCE_NAMES } from '../../../../shared/provenance';

/** Colours, by their numbers: how many there are. */
export const COLOURS = PROVENANCE_NAMES.length;
/** The colour of bytes that the space does not show. */
export const NOWHERE = 15;

/** Counts are kept for so many ops together; those of a moment are at most so many ops away. */
const CHUNK = 1024;
/** Cells of one row of sums: a power of two that has room for every colour and {@link NOWHERE}. */
const CELLS = 16;

/** What an op does to the colour of bytes: `bytes` of them had colour `from` and have colour `to` from then on. */
export type Report = (op: number, from: number, to: number, bytes: number) => void;

/**
 * How many bytes of a space have each colour, at any moment: what each op changes in four bytes, and the sums at every
 * 1024th op. Most ops change the colour of bytes of one colour; the others have their further changes in a list.
 */
export class ColourChanges {
  /** Counts at moment 0. */
  readonly first = new Float64Array(CELLS);
  private readonly changes: Uint32Array;
  private readonly further = new Map<number, number[]>();
  private sums = new Float64Array(0);

  constructor(private readonly opCount: number) {
    this.changes = new Uint32Array(opCount);
  }

  readonly add: Report = (op, from, to, bytes) => {
    if (bytes === 0 || from === to) return;
    const change = from | (to << 4) | (bytes << 8);
    if (this.changes[op] === 0) {
      this.changes[op] = change;
      return;
    }
    const list = this.further.get(op);
    if (list === undefined) this.further.set(op, [change]);
    else list.push(change);
  };

  /** Call when all are added. */
  finish(): this {
    const rows = Math.floor(this.opCount / CHUNK) + 1;
    this.sums = new Float64Array(rows * CELLS);
    const counts = this.first.slice();
    for (let row = 0; row < rows; row++) {
      this.sums.set(counts, row * CELLS);
      this.apply(row * CHUNK, Math.min((row + 1) * CHUNK, this.opCount), counts);
    }
    return this;
  }

  /** Bytes of each colour at a moment, by the colour's number. */
  at(moment: number): Float64Array {
    const row = Math.floor(moment / CHUNK);
    const counts = this.sums.slice(row * CELLS, (row + 1) * CELLS);
    this.apply(row * CHUNK, moment, counts);
    return counts.subarray(0, COLOURS);
  }

  /** Does what ops `first` to `end` (excluded) do to the counts. */
  private apply(first: number, end: number, counts: Float64Array): void {
    for (let op = first; op < end; op++) {
      const change = this.changes[op] as number;
      if (change === 0) continue;
      applyChange(change, counts);
      const further = this.further.size > 0 ? this.further.get(op) : undefined;
      if (further !== undefined) for (const one of further) applyChange(one, counts);
    }
  }
}

function applyChange(change: number, counts: Float64Array): void {
  const bytes = change >>> 8;
  const from = change & 15;
  const to = (change >>> 4) & 15;
  counts[from] = (counts[from] as number) - bytes;
  counts[to] = (counts[to] as number) + bytes;
}
