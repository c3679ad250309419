import { PAGE_SIZE } from '../../../shared/address';
import type { ElfFile } from '../elf/elf-file';
import type { ProgramHeader } from '../elf/program-header';
import { frameOf } from '../paging/page-table';
import { OP, SPAN } from './codes';
import type { FrameIndex } from './frame-index';
import type { Trace } from './recorder';
import { readableHeaders } from './stages';
import type { TablesAt } from './tables-at';

/** A LOAD segment with its number and where its pages are. */
export interface LoadSegment {
  readonly number: number;
  readonly header: ProgramHeader;
}

/** One time that a page was mapped to a frame of the kernel file. */
export interface FileMapping {
  readonly page: number;
  readonly frame: number;
  readonly segment: LoadSegment;
  /** Moment right after the leaf entry was written. */
  readonly moment: number;
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

/** Who owns which frame and page: read off the trace once, asked for any moment. */
export class Ownership {
  readonly segments: readonly LoadSegment[];
  private readonly byHeader: ReadonlyMap<number, LoadSegment>;
  private readonly fileMappings = new Map<number, FileMapping[]>();
  private readonly mappingOfPage = new Map<number, FileMapping>();

  constructor(
    private readonly trace: Trace,
    private readonly index: FrameIndex,
    private readonly tables: TablesAt,
    private readonly kernel: { readonly firstFrame: number; readonly endFrame: number },
    elfFile: ElfFile | null,
  ) {
    this.segments =
      elfFile === null
        ? []
        : readableHeaders(elfFile)
            .filter(({ type }) => type === 'Load')
            .map(({ header }, position) => ({ header, number: position + 1 }));
    this.byHeader = new Map(this.segments.map((segment) => [segment.header.index, segment]));
    this.collectFileMappings();
  }

  /** Who owns `frame` at `moment`. */
  ownerOf(frame: number, moment: number): FrameOwner {
    if (frame >= this.kernel.firstFrame && frame < this.kernel.endFrame) {
      return { kind: 'file', mappings: this.mappingsOf(frame, moment) };
    }
    const place = this.tables.place(frame);
    const writes = this.index.writes(frame);
    const count = this.index.countBefore(writes, moment);
    if (place !== null && (place.level === 4 || count > 1)) return { ...place, kind: 'pageTable' };
    for (let i = 0; i < count; i++) {
      const op = writes[i] as number;
      const kind = this.trace.ops.kind[op];
      if (kind === OP.frameCopied) return this.copyOwner(op);
      if (kind === OP.frameZeroed && place === null) {
        const page = this.pageOf(this.trace.ops.span[op] as number);
        return { kind: 'bss', page, segment: this.segmentOfOp(op) };
      }
    }
    return count > 0 ? { kind: 'allocated' } : { kind: 'free' };
  }

  /** Who owns the frame that `page` shows at `moment`: of a frame of the file, only that page's mapping. */
  ownerOfPage(page: number, frame: number, moment: number): FrameOwner {
    const mapping = this.mappingOfPage.get(page);
    return mapping?.frame === frame ? { kind: 'file', mappings: [mapping] } : this.ownerOf(frame, moment);
  }

  /** The LOAD segment of a program header. */
  segmentOfHeader(header: number): LoadSegment | null {
    return this.byHeader.get(header) ?? null;
  }

  /** The mappings of a frame of the kernel file that hold at `moment`: made by then, and not replaced. */
  mappingsOf(frame: number, moment: number): FileMapping[] {
    const made = this.fileMappings.get(frame) ?? [];
    return made.filter(
      (mapping) => mapping.moment <= moment && this.tables.translate(mapping.page, moment)?.frame === frame,
    );
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

  private copyOwner(op: number): FrameOwner {
    const span = this.trace.ops.span[op] as number;
    const from = this.trace.ops.at[op] as number;
    const page = this.pageOf(span);
    const mapped = this.mappingOfPage.get(page);
    let segment = (mapped?.frame === from ? mapped.segment : null) ?? this.segmentOfOp(op);
    if (segment === null) {
      const source = this.ownerOf(from, op);
      if (source.kind === 'bss' || source.kind === 'copy') segment = source.segment;
    }
    return { kind: 'copy', from, page, segment };
  }

  /** Each `mapPage` step ends with the write of the leaf entry, which names the frame. */
  private collectFileMappings(): void {
    const { spans, ops, steps } = this.trace;
    const code = SPAN.mapPage;
    for (const span of steps) {
      if (spans.kind[span] !== code) continue;
      const last = (spans.endOp[span] as number) - 1;
      if (ops.kind[last] !== OP.entryWritten) continue;
      const frame = frameOf(ops.low[last] as number, ops.high[last] as number);
      const segment = this.segmentOfOp(last);
      if (segment === null) continue;
      const mapping = { page: this.pageOf(span), frame, segment, moment: last + 1 };
      this.mappingOfPage.set(mapping.page, mapping);
      const known = this.fileMappings.get(frame);
      if (known === undefined) this.fileMappings.set(frame, [mapping]);
      else known.push(mapping);
    }
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
