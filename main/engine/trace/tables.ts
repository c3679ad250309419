import { PAGE_SIZE } from '../../../shared/address';
import { ColumnMemory, grownCapacity, NO_BYTES, NO_WORDS, WordColumn } from '../base/column';
import { rankOf, StepList } from './step-list';

/** No frame: ops that change no memory. */
export const NO_FRAME = 0xffff_ffff;

/** No span: the parent of the root. */
export const NO_SPAN = 0xffff_ffff;

/** Bytes of a row of either table: five words and a kind. */
const ROW_BYTES = 21;

/**
 * One row per op, in the order they were done. What `at`, `low` and `high` hold depends on the kind:
 *
 * | kind           | frame     | at                      | low, high            |
 * |----------------|-----------|-------------------------|----------------------|
 * | mark           | NO_FRAME  | 0                       | 0                    |
 * | frameAllocated | the frame | 0                       | 0                    |
 * | frameZeroed    | the frame | 0                       | 0                    |
 * | frameCopied    | the copy  | the frame copied from   | 0                    |
 * | entryWritten   | the table | index of the entry      | the new entry        |
 * | bytesZeroed    | the frame | offset                  | length               |
 * | bytesWritten   | the frame | offset + length * 65536 | the bytes, up to 8   |
 *
 * Old values are not stored: they follow from the ops before.
 */
export interface OpTable {
  readonly length: number;
  readonly kind: Uint8Array;
  readonly span: Uint32Array;
  readonly frame: Uint32Array;
  readonly at: Uint32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/**
 * One row per span, parents before children, in the order they began. `firstOp` to `endOp` (excluded) are its
 * ops, those of its children among them. Where a step ends is not stored: steps follow each other without a gap. `subject` is a header, page (low half) or relocation index, `low` and
 * `high` the rest: for pages the high half of the page number in `high`, for relocations the offset field.
 */
export interface SpanTable {
  readonly length: number;
  readonly kind: Uint8Array;
  readonly parent: Uint32Array;
  readonly firstOp: Uint32Array;
  readonly subject: Uint32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  /** The steps, in order; every op lies in exactly one of them. */
  readonly steps: StepList;
  /** The op behind the last of a span. */
  endOp(span: number): number;
}

/**
 * The columns of an {@link OpTable} while they grow. All grow together: one check a row, not one a cell, in the
 * loop over relocations.
 */
export class OpColumns {
  length = 0;
  private capacity = 0;
  private kind = NO_BYTES;
  private span = NO_WORDS;
  private frame = NO_WORDS;
  private at = NO_WORDS;
  private low = NO_WORDS;
  private high = NO_WORDS;

  push(kind: number, span: number, frame: number, at: number, low: number, high: number): void {
    const row = this.length;
    if (row === this.capacity) this.grow(grownCapacity(row));
    this.kind[row] = kind;
    this.span[row] = span;
    this.frame[row] = frame;
    this.at[row] = at;
    this.low[row] = low;
    this.high[row] = high;
    this.length = row + 1;
  }

  /** Appends `count` writes of 8 bytes to a frame, for neighbouring spans: offsets, and two words for each. */
  pushWordRun(
    kind: number,
    span: number,
    frame: number,
    offsets: Uint32Array,
    words: Uint32Array,
    count: number,
  ): void {
    const row = this.pushRun(kind, span, frame, count);
    const { at, low, high } = this;
    for (let i = 0; i < count; i++) {
      at[row + i] = (offsets[i] as number) + 8 * 65536;
      low[row + i] = words[i * 2] as number;
      high[row + i] = words[i * 2 + 1] as number;
    }
  }

  /** Appends `count` neighbouring entries of a table, for neighbouring spans and frames. */
  pushEntryRun(
    kind: number,
    span: number,
    frame: number,
    index: number,
    entryLow: number,
    entryHigh: number,
    count: number,
  ): void {
    const row = this.pushRun(kind, span, frame, count);
    const { at, low } = this;
    this.high.fill(entryHigh, row, row + count);
    for (let i = 0; i < count; i++) {
      at[row + i] = index + i;
      low[row + i] = entryLow + i * PAGE_SIZE;
    }
  }

  /** Appends what is alike in all runs and returns the first row. */
  private pushRun(kind: number, span: number, frame: number, count: number): number {
    const row = this.length;
    const end = row + count;
    if (end > this.capacity) this.grow(Math.max(end, grownCapacity(row)));
    this.kind.fill(kind, row, end);
    this.frame.fill(frame, row, end);
    const spans = this.span;
    for (let i = 0; i < count; i++) spans[row + i] = span + i;
    this.length = end;
    return row;
  }

  /** Makes room for `rows` more, so that they come without growing. */
  reserve(rows: number): void {
    if (this.length + rows > this.capacity) this.grow(this.length + rows);
  }

  /** The rows so far; they share the columns' memory. */
  frozen(): OpTable {
    const { length } = this;
    return {
      length,
      kind: this.kind.subarray(0, length),
      span: this.span.subarray(0, length),
      frame: this.frame.subarray(0, length),
      at: this.at.subarray(0, length),
      low: this.low.subarray(0, length),
      high: this.high.subarray(0, length),
    };
  }

  private grow(capacity: number): void {
    this.capacity = capacity;
    const memory = new ColumnMemory(capacity * ROW_BYTES);
    this.span = memory.words(this.span, capacity);
    this.frame = memory.words(this.frame, capacity);
    this.at = memory.words(this.at, capacity);
    this.low = memory.words(this.low, capacity);
    this.high = memory.words(this.high, capacity);
    this.kind = memory.bytes(this.kind, capacity);
  }
}

/** The columns of a {@link SpanTable} while they grow. */
export class SpanColumns {
  length = 0;
  private capacity = 0;
  private kind = NO_BYTES;
  private parent = NO_WORDS;
  private firstOp = NO_WORDS;
  private subject = NO_WORDS;
  private low = NO_WORDS;
  private high = NO_WORDS;

  /** The spans that are no steps, ascending: the root, stages, parts of steps. */
  private readonly others = new WordColumn();
  /** The ops behind the last of {@link others}. */
  private readonly otherEnds = new WordColumn();

  /** How many of the spans are steps. */
  get stepCount(): number {
    return this.length - this.others.length;
  }

  /** Appends a span that is no step and returns its id; {@link end} tells where it ends. */
  pushOther(
    kind: number,
    parent: number,
    firstOp: number,
    subject: number,
    low: number,
    high: number,
  ): number {
    const row = this.pushStep(kind, parent, firstOp, subject, low, high);
    this.others.push(row);
    this.otherEnds.push(firstOp);
    return row;
  }

  /** Appends a step and returns its id. */
  pushStep(
    kind: number,
    parent: number,
    firstOp: number,
    subject: number,
    low: number,
    high: number,
  ): number {
    const row = this.length;
    if (row === this.capacity) this.grow(grownCapacity(row));
    this.kind[row] = kind;
    this.parent[row] = parent;
    this.firstOp[row] = firstOp;
    this.subject[row] = subject;
    this.low[row] = low;
    this.high[row] = high;
    this.length = row + 1;
    return row;
  }

  /** Appends `count` steps of one op each, with neighbouring subjects; `low` is what `lows` is added to. */
  pushRun(
    kind: number,
    parent: number,
    firstOp: number,
    subject: number,
    lows: Uint32Array,
    low: number,
    high: number,
    count: number,
  ): void {
    const row = this.pushAlike(kind, parent, firstOp, high, count);
    const subjects = this.subject;
    const cells = this.low;
    const base = low | 0;
    for (let i = 0; i < count; i++) {
      subjects[row + i] = subject + i;
      cells[row + i] = (base + (lows[i] as number)) | 0;
    }
  }

  /** Appends `count` steps of one op each, about neighbouring pages that have the upper half of their number alike. */
  pushPageRun(kind: number, parent: number, firstOp: number, page: number, count: number): void {
    const row = this.pushAlike(kind, parent, firstOp, Math.floor(page / 2 ** 32), count);
    const { subject } = this;
    for (let i = 0; i < count; i++) subject[row + i] = page + i;
    this.low.fill(0, row, row + count);
  }

  /** Appends what is alike in all runs and returns the first row. */
  private pushAlike(kind: number, parent: number, firstOp: number, high: number, count: number): number {
    const row = this.length;
    const end = row + count;
    if (end > this.capacity) this.grow(Math.max(end, grownCapacity(row)));
    this.kind.fill(kind, row, end);
    this.parent.fill(parent, row, end);
    this.high.fill(high, row, end);
    const firsts = this.firstOp;
    for (let i = 0; i < count; i++) firsts[row + i] = firstOp + i;
    this.length = end;
    return row;
  }

  /** Ends a span that is no step in front of op `op`. */
  end(span: number, op: number): void {
    this.otherEnds.set(rankOf(this.others.frozen(), span), op);
  }

  /** The first op of a span. */
  firstOpOf(span: number): number {
    return this.firstOp[span] as number;
  }

  /** Kind code and subject of a span. */
  about(span: number): { readonly kind: number; readonly subject: number } {
    return { kind: this.kind[span] as number, subject: this.subject[span] as number };
  }

  /** Makes room for `rows` more, so that they come without growing. */
  reserve(rows: number): void {
    if (this.length + rows > this.capacity) this.grow(this.length + rows);
  }

  /** The rows so far, which end with op `opCount`; they share the columns' memory. */
  frozen(opCount: number): SpanTable {
    const { length } = this;
    const steps = new StepList(length, this.others.frozen());
    const ends = this.otherEnds.frozen();
    const firstOp = this.firstOp.subarray(0, length);
    return {
      steps,
      endOp: (span) => {
        const step = steps.indexOf(span);
        if (step === null) return ends[steps.othersBefore(span)] as number;
        return step + 1 < steps.length ? (firstOp[steps.span(step + 1)] as number) : opCount;
      },
      length,
      kind: this.kind.subarray(0, length),
      parent: this.parent.subarray(0, length),
      firstOp,
      subject: this.subject.subarray(0, length),
      low: this.low.subarray(0, length),
      high: this.high.subarray(0, length),
    };
  }

  private grow(capacity: number): void {
    this.capacity = capacity;
    const memory = new ColumnMemory(capacity * ROW_BYTES);
    this.parent = memory.words(this.parent, capacity);
    this.firstOp = memory.words(this.firstOp, capacity);
    this.subject = memory.words(this.subject, capacity);
    this.low = memory.words(this.low, capacity);
    this.high = memory.words(this.high, capacity);
    this.kind = memory.bytes(this.kind, capacity);
  }
}
