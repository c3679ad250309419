import { hex, PAGE_SIZE } from '../../../../shared/address';
import type { PageRange } from '../../../../shared/view-types';
import { OP } from '../../trace/codes';
import { describeOp, entryName } from '../../trace/describe-op';
import { count } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import type { WriterKind, WriterRuns } from './writer-runs';

const { frameZeroed, frameCopied, entryWritten, bytesZeroed, bytesWritten } = OP;

/** Bytes of a word of relocations and of an entry: nearly all writes are whole ones. */
const WORD = 8;
/** The column `at` of a write of a word, but for where in the page it is. */
const ALIGNED_WORD = WORD << 16;

/** Who wrote the bytes of frames that the loader took, from the ops on them. */
export class FrameWriters {
  /** For each byte, or each word, 1 + the place of its last writer among the writes; 0: what filled the frame. */
  private readonly cells = new Uint32Array(PAGE_SIZE);
  /** Which of the writes have been counted. */
  private seen = new Uint8Array(512);
  private readonly relocations: WriterKind;
  private readonly entries: WriterKind;
  private readonly tails: WriterKind;

  constructor(
    private readonly view: LoadView,
    private readonly runs: WriterRuns,
    private readonly moment: number,
  ) {
    this.relocations = runs.kind('relocated', 'relocations', (first, last, writes) =>
      this.relocationText(first, last, writes),
    );
    this.tails = runs.kind('bss', 'bss tails, zeroed', (_first, _last, writes) =>
      writes === 1 ? 'bss tail, zeroed' : `${count(writes)} bss tails, zeroed`,
    );
    this.entries = runs.kind('pageTable', 'page-table entries', (first, last, writes) =>
      writes === 1
        ? describeOp(view, first).label
        : `${count(writes)} entries, ${entryName(view, first)} to ${entryName(view, last)}`,
    );
  }

  /**
   * Adds bytes `from` to `to` (excluded) of a frame.
   *
   * @param at where they are in the asked range
   * @param range what the frame is called
   */
  add(frame: number, from: number, to: number, at: number, range: PageRange): void {
    const { kind } = this.view.trace.ops;
    const writes = this.view.image.index.writesBefore(frame, this.moment);
    let filled = writes.length - 1;
    while (filled >= 0 && !fillsFrame(kind[writes[filled] as number] as number)) filled--;
    const base = this.baseKind(frame, writes[filled], range);
    const baseOp = writes[filled] ?? -1;
    const small = filled < 0 ? firstSmall(kind, writes) : filled + 1;
    if (small >= writes.length) {
      this.runs.add(at, to - from, base, baseOp, baseOp >= 0);
      return;
    }
    const unit = this.paint(writes, small);
    this.addCells({ writes, base, baseOp, unit, from, to, at });
  }

  /** What filled a frame as a whole, or did not. */
  private baseKind(frame: number, op: number | undefined, { provenance, label }: PageRange): WriterKind {
    const { kind, at } = this.view.trace.ops;
    const { runs } = this;
    if (op === undefined) {
      return frame === this.view.rootFrame
        ? runs.kind('pageTable', `${label}, zeroed before the load`)
        : runs.kind('free', 'allocated, not written');
    }
    if (kind[op] !== frameCopied) {
      return runs.kind(provenance, `${label}, zeroed`, (_first, _last, writes) =>
        writes === 1 ? `${label}, zeroed` : `${label}, ${count(writes)} frames zeroed`,
      );
    }
    return runs.kind('copied', label, (first, _last, writes) =>
      writes === 1
        ? `${label} of ${hex((at[first] as number) * PAGE_SIZE)}`
        : `${label}, ${count(writes)} frames`,
    );
  }

  /** Writes down who wrote each cell last; how many bytes a cell has. */
  private paint(writes: Uint32Array, first: number): number {
    if (this.seen.length <= writes.length) this.seen = new Uint8Array(writes.length * 2);
    else this.seen.fill(0, 0, writes.length + 1);
    if (this.paintWords(writes, first)) return WORD;
    this.paintBytes(writes, first);
    return 1;
  }

  /** Paints whole words, as nearly all writes are; `false` where one is not. */
  private paintWords(writes: Uint32Array, first: number): boolean {
    const { kind, at } = this.view.trace.ops;
    const { cells } = this;
    cells.fill(0, 0, PAGE_SIZE / WORD);
    for (let i = first; i < writes.length; i++) {
      const op = writes[i] as number;
      const place = at[op] as number;
      if (kind[op] === entryWritten) cells[place] = i + 1;
      else if (kind[op] === bytesWritten && (place & ~0xff8) === ALIGNED_WORD) {
        cells[(place & 0xfff) >>> 3] = i + 1;
      } else if (kind[op] !== OP.frameAllocated) return false;
    }
    return true;
  }

  private paintBytes(writes: Uint32Array, first: number): void {
    const { kind, at, low } = this.view.trace.ops;
    const { cells } = this;
    cells.fill(0);
    for (let i = first; i < writes.length; i++) {
      const op = writes[i] as number;
      const place = at[op] as number;
      const start = place & 0xffff;
      if (kind[op] === entryWritten) cells.fill(i + 1, place * WORD, (place + 1) * WORD);
      else if (kind[op] === bytesWritten) cells.fill(i + 1, start, start + (place >>> 16));
      else if (kind[op] === bytesZeroed) cells.fill(i + 1, place, place + (low[op] as number));
    }
  }

  private addCells(frame: PaintedFrame): void {
    const { writes, base, baseOp, unit, from, to, at } = frame;
    const { cells, seen } = this;
    for (let start = from; start < to;) {
      let cell = Math.floor(start / unit);
      const writer = cells[cell] as number;
      while ((cell + 1) * unit < to && cells[cell + 1] === writer) cell++;
      const end = Math.min(to, (cell + 1) * unit);
      const op = writer === 0 ? baseOp : (writes[writer - 1] as number);
      const isNew = op >= 0 && seen[writer] === 0;
      seen[writer] = 1;
      const kind = writer === 0 ? base : this.kindOf(op);
      this.runs.add(at + start - from, end - start, kind, op, isNew);
      start = end;
    }
  }

  private kindOf(op: number): WriterKind {
    const { kind } = this.view.trace.ops;
    if (kind[op] === entryWritten) return this.entries;
    if (kind[op] === bytesWritten) return this.relocations;
    return this.tails;
  }

  private relocationText(first: number, last: number, writes: number): string {
    const { ops, spans } = this.view.trace;
    const number = (op: number): string => `#${count(spans.subject[ops.span[op] as number] as number)}`;
    return writes === 1
      ? `relocation ${number(first)}`
      : `${count(writes)} relocations, ${number(first)} to ${number(last)}`;
  }
}

/** A frame whose cells are painted, and the part of it that is asked about. */
interface PaintedFrame {
  readonly writes: Uint32Array;
  readonly base: WriterKind;
  readonly baseOp: number;
  readonly unit: number;
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

function fillsFrame(kind: number): boolean {
  return kind === frameZeroed || kind === frameCopied;
}

/** The first write of a frame that nothing has filled which is more than its allocation. */
function firstSmall(kind: Uint8Array, writes: Uint32Array): number {
  let i = 0;
  while (i < writes.length && kind[writes[i] as number] === OP.frameAllocated) i++;
  return i;
}
