import { PAGE_SIZE } from '../../../../shared/address';
import { DIFF_KINDS, type DiffKind, type DiffRequest } from '../../../../shared/memory-types';
import type { Work } from '../jobs';
import type { SpaceReader } from '../sides/side';
import { DiffRuns } from './diff-runs';
import { firstDifference, firstEqual } from './compare-bytes';
import { bytesInRuns } from './run-walk';
import { SideCursor, type UnreadablePart } from './side-cursor';

const number = (kind: DiffKind): number => DIFF_KINDS.indexOf(kind);
const CHANGED = number('changed');
const ONLY_LEFT = number('onlyLeft');
const ONLY_RIGHT = number('onlyRight');
const UNREADABLE = number('unreadable');

/** Bytes that are compared at once: fewer where they differ in many places. */
const CHUNK_BYTES = 2 ** 20;
const LEAST_CHUNK_BYTES = 2 ** 15;
/** Runs that make a chunk one with many. */
const MANY_RUNS = 2 ** 12;
/** Bytes that are looked at one by one where some of them differ. */
const BLOCK_BYTES = 2048;
/** What one piece may cost, in bytes compared: a millisecond or two. */
const PIECE_COST = 2 ** 20;
/** What it costs to find out where bytes are, and that a page is known to be equal. */
const STEP_COST = 1024;
/** What it costs to find and keep a run, in bytes compared. */
const RUN_COST = 64;
const KNOWN_PAGE_COST = 64;
/** Zeros that cost as much as a byte compared: holes of a file are known only as it is looked at. */
const ZEROS_PER_COST = 16;
/** Pages that are asked about at once whether they are known to be equal. */
const KNOWN_PAGES = 4096;

/**
 * Compares a space of two sides byte by byte. Memory that both have and nothing has touched is passed over, as are pages
 * that are known to be equal because nothing wrote to them between two moments of one load.
 */
export class DiffWork implements Work {
  readonly total: number;
  readonly runs: DiffRuns;
  /** Whether it ended at the most runs that are kept. */
  cut = false;
  private readonly left: SideCursor;
  private readonly right: SideCursor;
  private position: number;
  private chunk = LEAST_CHUNK_BYTES;

  /**
   * @param request what is compared, for the rows
   * @param equal whether two arrays of one length hold the same bytes
   * @param mostRuns runs that are kept; the default where absent
   */
  constructor(
    readonly request: DiffRequest,
    left: SpaceReader,
    right: SpaceReader,
    private readonly equal: (a: Uint8Array, b: Uint8Array) => boolean,
    mostRuns?: number,
  ) {
    this.runs = new DiffRuns(mostRuns);
    this.left = new SideCursor(left, 0, CHUNK_BYTES);
    this.right = new SideCursor(right, request.shift, CHUNK_BYTES);
    this.total = bytesInRuns(left) + bytesInRuns(right);
    this.position = Math.min(this.left.start, this.right.start);
  }

  get done(): number {
    return this.left.bytesBefore(this.position) + this.right.bytesBefore(this.position);
  }

  piece(): boolean {
    let cost = 0;
    while (cost < PIECE_COST) {
      if (this.position === Infinity) return false;
      if (this.runs.isFull) {
        this.cut = true;
        return false;
      }
      cost += this.step();
    }
    return true;
  }

  /** Goes on to where something is different in kind. @returns what it cost */
  private step(): number {
    const { left, right, position } = this;
    left.moveTo(position);
    right.moveTo(position);
    const end = Math.min(left.changesAt(position), right.changesAt(position));
    const isLeft = left.isThere(position);
    const isRight = right.isThere(position);
    if (isLeft && isRight) return this.compare(end);
    if (isLeft) this.runs.add(ONLY_LEFT, position, end - position);
    if (isRight) this.runs.add(ONLY_RIGHT, position, end - position);
    this.position = end;
    return STEP_COST;
  }

  /** Compares what both have, up to `end` at most. */
  private compare(end: number): number {
    const { left, right, position } = this;
    const filled = Math.min(left.filledFrom(position), right.filledFrom(position));
    if (filled > position) {
      this.position = Math.min(filled, end);
      return STEP_COST + Math.floor((this.position - position) / ZEROS_PER_COST);
    }
    const known = this.knownEqual(end);
    if (known > 0) {
      this.position = Math.min(end, position + known * PAGE_SIZE);
      return STEP_COST + known * KNOWN_PAGE_COST;
    }
    // As far as pages are known to differ, or nothing is known of them; up to the end of a page of the left side.
    const stop = Math.min(end, Math.floor(position / PAGE_SIZE) * PAGE_SIZE + this.chunkBytes());
    const before = this.runs.count;
    this.compareChunk(position, stop - position);
    this.position = stop;
    const runs = this.runs.count - before;
    this.chunk =
      runs > MANY_RUNS ? Math.max(LEAST_CHUNK_BYTES, this.chunk / 2) : Math.min(CHUNK_BYTES, this.chunk * 2);
    return STEP_COST + stop - position + runs * RUN_COST;
  }

  /** Where pages are known to be equal, every one is asked about. */
  private chunkBytes(): number {
    return this.asksWhatIsKnown ? PAGE_SIZE : this.chunk;
  }

  private knownEqual(end: number): number {
    const { position } = this;
    if (!this.asksWhatIsKnown || position % PAGE_SIZE !== 0) return 0;
    const first = position / PAGE_SIZE;
    const count = Math.min(KNOWN_PAGES, Math.ceil((end - position) / PAGE_SIZE));
    return this.left.reader.knownEqual?.(this.right.reader, first, count) ?? 0;
  }

  private get asksWhatIsKnown(): boolean {
    const { left, right, shift } = this.request;
    return shift === 0 && left.source === right.source;
  }

  private compareChunk(position: number, length: number): void {
    const left = this.left.read(position, length);
    const right = this.right.read(position, length);
    if (this.left.unreadable.length === 0 && this.right.unreadable.length === 0) {
      if (!this.equal(left, right)) this.compareBlocks(position, left, right);
      return;
    }
    let at = position;
    while (at < position + length) {
      const inLeft = partAt(this.left.unreadable, at);
      const inRight = partAt(this.right.unreadable, at);
      const end = Math.min(position + length, inLeft.to, inRight.to);
      if (inLeft.reason === null && inRight.reason === null) {
        this.compareBytes(position, left, right, at - position, end - position);
      } else {
        this.runs.add(UNREADABLE, at, end - at, { left: inLeft.reason, right: inRight.reason });
      }
      at = end;
    }
  }

  /** Most of what differs differs in a few places: native code goes over the rest. */
  private compareBlocks(base: number, a: Uint8Array, b: Uint8Array): void {
    for (let from = 0; from < a.length; from += BLOCK_BYTES) {
      const to = Math.min(a.length, from + BLOCK_BYTES);
      if (!this.equal(a.subarray(from, to), b.subarray(from, to))) this.compareBytes(base, a, b, from, to);
    }
  }

  private compareBytes(base: number, a: Uint8Array, b: Uint8Array, from: number, to: number): void {
    let at = firstDifference(a, b, from, to);
    while (at < to) {
      const end = firstEqual(a, b, at, to);
      this.runs.add(CHANGED, base + at, end - at);
      at = firstDifference(a, b, end, to);
    }
  }
}

/** What is the matter at a position, and up to where. */
function partAt(
  parts: readonly UnreadablePart[],
  position: number,
): { readonly to: number; readonly reason: string | null } {
  for (const { from, to, reason } of parts) {
    if (position < from) return { to: from, reason: null };
    if (position < to) return { to, reason };
  }
  return { to: Infinity, reason: null };
}
