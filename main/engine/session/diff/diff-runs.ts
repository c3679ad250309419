import { DIFF_KINDS, type DiffKind } from '../../../../shared/memory-types';
import { partitionPoint } from '../../../../shared/partition-point';

/** Runs that are kept: some 20 MB of columns. */
const MOST_RUNS = 1_000_000;
const FIRST_CAPACITY = 256;

/** Why bytes cannot be read, by side. */
export interface UnreadableWhy {
  readonly left: string | null;
  readonly right: string | null;
}

const READABLE: UnreadableWhy = { left: null, right: null };
/** Reasons that are told apart; all others are said with the last. */
const MOST_REASONS = 1000;

/** The runs of bytes that differ, ascending by their positions on the left: compact columns. */
export class DiffRuns {
  count = 0;
  /** Bytes in all runs, and in those of a kind. */
  bytes = 0;
  readonly bytesOfKind = new Float64Array(DIFF_KINDS.length);
  private firsts = new Float64Array(FIRST_CAPACITY);
  private lengths = new Float64Array(FIRST_CAPACITY);
  private kinds = new Uint8Array(FIRST_CAPACITY);
  private notes = new Uint16Array(FIRST_CAPACITY);
  /** Position behind the last run. */
  private end = -Infinity;
  private readonly reasons: UnreadableWhy[] = [READABLE];
  private readonly noteOf = new Map<string, number>();

  constructor(private readonly most = MOST_RUNS) {}

  /** Whether no more runs are kept. */
  get isFull(): boolean {
    return this.count >= this.most;
  }

  /** Appends bytes that differ, to the last run where they go on from it. What finds no room is left out. */
  add(kind: number, first: number, length: number, why = READABLE): void {
    const note = why === READABLE ? 0 : this.noteFor(why);
    const last = this.count - 1;
    if (first === this.end && this.kinds[last] === kind && this.notes[last] === note) {
      this.lengths[last] = (this.lengths[last] as number) + length;
    } else {
      if (this.isFull) return;
      if (this.count === this.firsts.length) this.grow();
      const at = this.count++;
      this.firsts[at] = first;
      this.lengths[at] = length;
      this.kinds[at] = kind;
      this.notes[at] = note;
    }
    this.end = first + length;
    this.bytes += length;
    this.bytesOfKind[kind] = (this.bytesOfKind[kind] as number) + length;
  }

  first(index: number): number {
    return this.firsts[index] as number;
  }

  length(index: number): number {
    return this.lengths[index] as number;
  }

  kindNumber(index: number): number {
    return this.kinds[index] as number;
  }

  kind(index: number): DiffKind {
    return DIFF_KINDS[this.kindNumber(index)] as DiffKind;
  }

  why(index: number): UnreadableWhy {
    return this.reasons[this.notes[index] as number] as UnreadableWhy;
  }

  /** Index of the first run that ends behind a position; `count` where there is none. */
  indexAt(position: number): number {
    return partitionPoint(this.count, (at) => this.first(at) + this.length(at) <= position);
  }

  /** How many runs begin before a position. */
  countBefore(position: number): number {
    return partitionPoint(this.count, (at) => this.first(at) < position);
  }

  private noteFor(why: UnreadableWhy): number {
    const key = JSON.stringify([why.left, why.right]);
    const known = this.noteOf.get(key);
    if (known !== undefined) return known;
    if (this.reasons.length > MOST_REASONS) return MOST_REASONS;
    this.noteOf.set(key, this.reasons.length);
    return this.reasons.push(why) - 1;
  }

  private grow(): void {
    const capacity = Math.min(this.most, this.count * 4);
    this.firsts = grown(this.firsts, new Float64Array(capacity));
    this.lengths = grown(this.lengths, new Float64Array(capacity));
    this.kinds = grown(this.kinds, new Uint8Array(capacity));
    this.notes = grown(this.notes, new Uint16Array(capacity));
  }
}

function grown<T extends Float64Array | Uint8Array | Uint16Array>(cells: T, larger: T): T {
  larger.set(cells);
  return larger;
}
