import { RELA_SIZE } from '../../elf/rela';
import { OP, SPAN } from '../../trace/codes';
import { relocatedValue } from '../../trace/describe-span';
import type { KernelFile } from './kernel-file';
import type { FilledTable, RelocationTableAt, Shape } from './relocation-tables';
import { virtualBytes } from './virtual-bytes';

const RELATIVE = 8;
/** Entries that are read in one piece. */
const AT_ONCE = 2 ** 15;
/** No step. */
export const NO_STEP = 0xffff_ffff;

/**
 * What all relocations of a file say, in columns. Those of the table that the loader reads stand as it read them: entry by
 * entry out of memory, where one may have changed a later one. They are read piece by piece: there may be millions.
 */
export class RelocationColumns {
  /** Addresses that are changed, in the file's own terms, in two halves. */
  readonly offsetLow: Uint32Array;
  readonly offsetHigh: Uint32Array;
  readonly addendLow: Uint32Array;
  readonly addendHigh: Uint32Array;
  readonly type: Uint32Array;
  readonly symbol: Uint32Array;
  /** Span of the step that applied each; {@link NO_STEP} for none. */
  readonly step: Uint32Array;
  private isFull = false;
  private readonly pieces: Generator<undefined, undefined>;

  /** @param tables each behind the one before, `count` entries together */
  constructor(
    private readonly kernel: KernelFile,
    private readonly tables: readonly FilledTable[],
    count: number,
  ) {
    const words = (): Uint32Array => new Uint32Array(count);
    [this.offsetLow, this.offsetHigh, this.addendLow, this.addendHigh] = [words(), words(), words(), words()];
    [this.type, this.symbol, this.step] = [words(), words(), words().fill(NO_STEP)];
    this.pieces = this.fillAll();
  }

  /** Reads some entries. @returns whether there are more to read */
  piece(): boolean {
    if (!this.isFull) this.isFull = this.pieces.next().done === true;
    return !this.isFull;
  }

  offset(row: number): bigint {
    return (BigInt(this.offsetHigh[row] as number) << 32n) | BigInt(this.offsetLow[row] as number);
  }

  addend(row: number): bigint {
    return (BigInt(this.addendHigh[row] as number) << 32n) | BigInt(this.addendLow[row] as number);
  }

  /** Reads tables, and stops after every few milliseconds. */
  private *fillAll(): Generator<undefined, undefined> {
    for (const table of this.tables) {
      for (let from = 0; from < table.count; from += AT_ONCE) {
        const to = Math.min(table.count, from + AT_ONCE);
        if (table.offsets !== null) this.fillPacked(table, table.offsets, from, to);
        else this.fillFromFile(table, from, Math.min(to, table.inFile));
        yield;
      }
      for (let from = 0; table.firstStep >= 0 && from < table.count; from += AT_ONCE) {
        if (!this.fillSteps(table, from, Math.min(table.count, from + AT_ONCE))) break;
        yield;
      }
    }
  }

  private fillFromFile(table: FilledTable, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      this.readEntry(table.first + i, this.kernel.raw.view, table.at + i * table.entrySize, table.shape);
    }
  }

  /** What the loader read and did, step by step. @returns whether it came to all of these entries */
  private fillSteps(table: FilledTable, from: number, to: number): boolean {
    const { firstStep } = table;
    const address = table.address ?? 0n;
    const { view } = this.kernel;
    const { steps, spans, ops } = view.trace;
    const { offsetLow, offsetHigh } = view;
    for (let i = from; i < to; i++) {
      if (firstStep + i >= steps.length) return false;
      const span = steps.span(firstStep + i);
      if (spans.kind[span] !== SPAN.relocation || spans.subject[span] !== i) return false;
      const row = table.first + i;
      this.step[row] = span;
      const last = spans.endOp(span) - 1;
      const isWhole = ops.kind[last] === OP.bytesWritten && (ops.at[last] as number) >>> 16 === 8;
      if (isWhole) {
        const low = (ops.low[last] as number) - offsetLow;
        this.addendLow[row] = low;
        this.addendHigh[row] = (ops.high[last] as number) - offsetHigh - (low < 0 ? 1 : 0);
      } else if (!this.fillOdd(row, span, address + BigInt(i * table.entrySize))) continue;
      this.type[row] = RELATIVE;
      this.symbol[row] = 0;
      this.offsetLow[row] = spans.low[span] as number;
      this.offsetHigh[row] = spans.high[span] as number;
    }
    return true;
  }

  /** A relocation across two pages, or one that failed. @returns whether it was written whole */
  private fillOdd(row: number, span: number, entry: bigint): boolean {
    const { view } = this.kernel;
    const value = relocatedValue(view, span);
    if (value !== null) {
      const addend = BigInt.asUintN(64, value - view.offset);
      this.addendLow[row] = Number(addend & 0xffff_ffffn);
      this.addendHigh[row] = Number(addend >> 32n);
      return true;
    }
    const at = BigInt.asUintN(64, entry + view.offset);
    const bytes = virtualBytes(view, at, RELA_SIZE, view.trace.spans.firstOp[span] as number);
    if (bytes !== null) this.readEntry(row, new DataView(bytes.buffer), 0, 'rela');
    return false;
  }

  private fillPacked(table: RelocationTableAt, offsets: readonly bigint[], from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const row = table.first + i;
      const offset = offsets[i] as bigint;
      this.offsetLow[row] = Number(offset & 0xffff_ffffn);
      this.offsetHigh[row] = Number(offset >> 32n);
      this.type[row] = RELATIVE;
      const place = this.kernel.addresses.find(offset);
      if (place === null || place.length < 8) continue;
      this.addendLow[row] = this.kernel.raw.view.getUint32(place.offset, true);
      this.addendHigh[row] = this.kernel.raw.view.getUint32(place.offset + 4, true);
    }
  }

  private readEntry(row: number, view: DataView, at: number, shape: Shape): void {
    const hasAddend = shape === 'rela';
    this.offsetLow[row] = view.getUint32(at, true);
    if (this.kernel.raw.class64) {
      this.offsetHigh[row] = view.getUint32(at + 4, true);
      this.type[row] = view.getUint32(at + 8, true);
      this.symbol[row] = view.getUint32(at + 12, true);
      this.addendLow[row] = hasAddend ? view.getUint32(at + 16, true) : 0;
      this.addendHigh[row] = hasAddend ? view.getUint32(at + 20, true) : 0;
      return;
    }
    const info = view.getUint32(at + 4, true);
    this.type[row] = info & 0xff;
    this.symbol[row] = info >>> 8;
    this.addendLow[row] = hasAddend ? view.getUint32(at + 8, true) : 0;
  }
}
