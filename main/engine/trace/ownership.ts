import { PAGE_SIZE } from '../../../shared/address';
import type { ElfFile } from '../elf/elf-file';
import type { ProgramHeader } from '../elf/program-header';
import { frameOf } from '../paging/page-table';
import { OP, SPAN } from './codes';
import { FileMappings, type FileMapping } from './file-mappings';
import type { ImageAt } from './image-at';
import type { Trace } from './recorder';
import { SegmentSpans } from './segment-spans';
import { readableHeaders } from './stages';
import type { TablesAt } from './tables-at';

/** A LOAD segment with its number and where its pages are. */
export interface LoadSegment {
  readonly number: number;
  readonly header: ProgramHeader;
}

/** Who a frame belongs to at a moment. */
export type FrameOwner =
  | { readonly kind: 'pageTable'; readonly level: number; readonly firstPage: number }
  | { readonly kind: 'bss'; readonly page: number; readonly segment: LoadSegment | null }
  | {
      readonly kind: 'copy';
      readonly from: number;
      readonly page: number;
      readonly segment: LoadSegment | null;
    }
  | { readonly kind: 'file'; readonly mappings: readonly FileMapping[] }
  | { readonly kind: 'allocated' }
  | { readonly kind: 'free' };

/** Since when frames are taken: by the frame's place in the index, 1 + the op, 0 for never. */
interface FrameLives {
  readonly allocatedAt: Uint32Array;
  readonly ownedAt: Uint32Array;
}

/** Who owns which frame and page: read off the trace when the first question comes, asked for any moment. */
export class Ownership {
  readonly segments: readonly LoadSegment[];
  private readonly byHeader: ReadonlyMap<number, LoadSegment>;
  private knownByAddress: SegmentSpans | null = null;
  private knownByOffset: SegmentSpans | null = null;
  private knownLives: FrameLives | null = null;
  private knownMappings: FileMappings | null = null;
  /** The table of leaves that was found last: the next leaves mostly lie in the same. */
  private recentLeafTable = -1;

  constructor(
    private readonly trace: Trace,
    private readonly image: ImageAt,
    private readonly tables: TablesAt,
    private readonly kernelFrames: { readonly first: number; readonly end: number },
    elfFile: ElfFile | null,
  ) {
    this.segments =
      elfFile === null
        ? []
        : readableHeaders(elfFile)
            .filter(({ type }) => type === 'Load')
            .map(({ header }, position) => ({ header, number: position + 1 }));
    this.byHeader = new Map(this.segments.map((segment) => [segment.header.index, segment]));
  }

  /** The segments that cover addresses of the file (before the offset) from `first` to `end`, excluded. */
  segmentsAt(first: bigint, end: bigint): LoadSegment[] {
    this.knownByAddress ??= new SegmentSpans(this.segments, ({ header }) => [
      header.virtualAddr,
      header.memSize,
    ]);
    return this.knownByAddress.within(first, end);
  }

  /** The segments that have bytes of the file from offset `first` to `end`, excluded. */
  segmentsOfFile(first: number, end: number): LoadSegment[] {
    this.knownByOffset ??= new SegmentSpans(this.segments, ({ header }) => [header.offset, header.fileSize]);
    return this.knownByOffset.within(BigInt(first), BigInt(end));
  }

  /** Who owns `frame` at `moment`. */
  ownerOf(frame: number, moment: number): FrameOwner {
    if (frame >= this.kernelFrames.first && frame < this.kernelFrames.end) {
      return { kind: 'file', mappings: this.mappingsOf(frame, moment) };
    }
    const ordinal = this.image.index.ordinal(frame);
    if (frame === this.tables.rootFrame) return { kind: 'pageTable', level: 4, firstPage: 0 };
    if (ordinal < 0) return { kind: 'free' };
    const { ownedAt, allocatedAt } = this.lives();
    const since = ownedAt[ordinal] as number;
    if (since !== 0 && since <= moment) return this.ownerSince(frame, since - 1);
    const allocated = allocatedAt[ordinal] as number;
    return allocated !== 0 && allocated <= moment ? { kind: 'allocated' } : { kind: 'free' };
  }

  /** The moment by which the loader has taken a frame: 0 for the level 4 table, infinity for never. */
  takenAt(frame: number): number {
    if (frame === this.tables.rootFrame) return 0;
    const ordinal = this.image.index.ordinal(frame);
    const allocated = ordinal < 0 ? 0 : (this.lives().allocatedAt[ordinal] as number);
    return allocated === 0 ? Infinity : allocated;
  }

  /** The moment from which on a frame belongs to what filled it first as a whole; infinity for never. */
  ownedAt(frame: number): number {
    if (frame === this.tables.rootFrame) return 0;
    const ordinal = this.image.index.ordinal(frame);
    const owned = ordinal < 0 ? 0 : (this.lives().ownedAt[ordinal] as number);
    return owned === 0 ? Infinity : owned;
  }

  /** Who owns the frame that `page` shows at `moment`: of a frame of the file, only that page's mapping. */
  ownerOfPage(page: number, frame: number, moment: number): FrameOwner {
    const mapping = this.fileMappings().ofPage(page);
    return mapping?.frame === frame ? { kind: 'file', mappings: [mapping] } : this.ownerOf(frame, moment);
  }

  /** Whether a `bssPage` step has zeroed a frame, and it belongs to the step's page from then on. */
  isBssOf(step: number, frame: number): boolean {
    if (frame >= this.kernelFrames.first && frame < this.kernelFrames.end) return false;
    const ordinal = this.image.index.ordinal(frame);
    if (ordinal < 0 || frame === this.tables.rootFrame) return false;
    const { ops, spans } = this.trace;
    const op = (this.lives().ownedAt[ordinal] as number) - 1;
    if (op < (spans.firstOp[step] as number) || op >= spans.endOp(step)) return false;
    return ops.kind[op] === OP.frameZeroed && this.tables.place(frame) === null;
  }

  /** The LOAD segment of a program header. */
  segmentOfHeader(header: number): LoadSegment | null {
    return this.byHeader.get(header) ?? null;
  }

  /** The mappings of a frame of the kernel file that hold at `moment`: made by then, and not replaced. */
  mappingsOf(frame: number, moment: number): FileMapping[] {
    const made = this.fileMappings().ofFrame(frame);
    return made.filter(
      (mapping) => mapping.moment <= moment && this.tables.translate(mapping.page, moment)?.frame === frame,
    );
  }

  /** Every mapping to a frame by a segment's bytes, in order, whether it still holds or not. */
  everyMappingOf(frame: number): FileMapping[] {
    return this.fileMappings().ofFrame(frame);
  }

  /** The page number that a span is about. */
  pageOf(span: number): number {
    const { subject, high } = this.trace.spans;
    return (high[span] as number) * 2 ** 32 + (subject[span] as number);
  }

  /** The segment whose stage an op lies in; for later stages the one whose memory holds the page. */
  segmentOfOp(op: number): LoadSegment | null {
    const { kind, parent, subject } = this.trace.spans;
    let span = this.trace.ops.span[op] as number;
    while (span !== 0 && (parent[span] as number) !== 0) span = parent[span] as number;
    if (kind[span] !== SPAN.segment) return null;
    return this.segmentOfHeader(subject[span] as number);
  }

  /** Who a frame belongs to since op `op` zeroed it, or copied another frame to it. */
  private ownerSince(frame: number, op: number): FrameOwner {
    if (this.trace.ops.kind[op] === OP.frameCopied) return this.copyOwner(op);
    const place = this.tables.place(frame);
    if (place !== null) return { kind: 'pageTable', level: place.level, firstPage: place.firstPage };
    const page = this.pageOf(this.trace.ops.span[op] as number);
    return { kind: 'bss', page, segment: this.segmentOfOp(op) };
  }

  private copyOwner(op: number): FrameOwner {
    const span = this.trace.ops.span[op] as number;
    const from = this.trace.ops.at[op] as number;
    const page = this.pageOf(span);
    const mapped = this.fileMappings().ofPage(page);
    let segment = (mapped?.frame === from ? mapped.segment : null) ?? this.segmentOfOp(op);
    if (segment === null) {
      const source = this.ownerOf(from, op);
      if (source.kind === 'bss' || source.kind === 'copy') segment = source.segment;
    }
    return { kind: 'copy', from, page, segment };
  }

  /** A frame is owned from the op on that fills it as a whole for the first time. */
  private lives(): FrameLives {
    if (this.knownLives !== null) return this.knownLives;
    const { ops } = this.trace;
    const { index } = this.image;
    const { kind: kinds, frame: frames, length } = ops;
    const { frameAllocated, frameZeroed, frameCopied } = OP;
    const allocatedAt = new Uint32Array(index.size);
    const ownedAt = new Uint32Array(index.size);
    for (let op = 0; op < length; op++) {
      const kind = kinds[op];
      if (kind !== frameAllocated && kind !== frameZeroed && kind !== frameCopied) continue;
      const ordinal = index.ordinal(frames[op] as number);
      const column = kind === frameAllocated ? allocatedAt : ownedAt;
      if (column[ordinal] === 0) column[ordinal] = op + 1;
    }
    this.knownLives = { allocatedAt, ownedAt };
    return this.knownLives;
  }

  /**
   * The op of a `mapPage` or `bssPage` step that wrote the leaf entry: the last thing that such a step does, unless
   * the load fails right behind it. `null` where the page was not mapped.
   */
  leafWrite(step: number): number | null {
    const { ops, spans } = this.trace;
    let op = spans.endOp(step) - 1;
    if (ops.kind[op] === OP.mark) op--;
    if (op < (spans.firstOp[step] as number) || ops.kind[op] !== OP.entryWritten) return null;
    const table = ops.frame[op] as number;
    if (table !== this.recentLeafTable) {
      if (this.tables.place(table)?.level !== 1) return null;
      this.recentLeafTable = table;
    }
    return op;
  }

  /** Which pages were mapped to frames of the kernel file: what the `mapPage` steps of segments did. */
  private fileMappings(): FileMappings {
    if (this.knownMappings !== null) return this.knownMappings;
    const { spans, ops, stages } = this.trace;
    const mappings = new FileMappings(this.countMapSteps());
    stages.forEach((stage, position) => {
      const segment = this.segmentOfHeader(spans.subject[stage] as number);
      if (spans.kind[stage] !== SPAN.segment || segment === null) return;
      const end = stages[position + 1] ?? spans.length;
      for (let span = stage + 1; span < end; span++) {
        if (spans.kind[span] !== SPAN.mapPage) continue;
        const last = this.leafWrite(span);
        if (last === null) continue;
        const frame = frameOf(ops.low[last] as number, ops.high[last] as number);
        mappings.add(this.pageOf(span), frame, segment, last + 1);
      }
    });
    this.knownMappings = mappings.finish();
    return this.knownMappings;
  }

  private countMapSteps(): number {
    const { kind, length } = this.trace.spans;
    const code = SPAN.mapPage;
    let count = 0;
    for (let span = 0; span < length; span++) if (kind[span] === code) count++;
    return count;
  }
}

/** Whether byte `offset` of the file belongs to a segment's bytes. */
export function segmentHoldsOffset(segment: LoadSegment, offset: number): boolean {
  const start = Number(segment.header.offset);
  return offset >= start && offset < start + Number(segment.header.fileSize);
}

/** First byte of a file frame as an offset in the file. */
export function fileOffsetOf(frame: number, firstFrame: number): number {
  return (frame - firstFrame) * PAGE_SIZE;
}
