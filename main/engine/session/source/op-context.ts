import { PAGE_COUNT, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import type { SpanKind } from '../../../../shared/trace-types';
import { DT_RELA, DT_RELAENT, DT_RELASZ, DYNAMIC_ENTRY_SIZE } from '../../elf/dynamic';
import type { ProgramHeader } from '../../elf/program-header';
import { ADDEND, INFO, OFFSET, RELA_SIZE } from '../../elf/rela';
import * as Flags from '../../paging/page-table';
import { OP, opKind, spanKind } from '../../trace/codes';
import { relocatedValue } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import { readableHeaders } from '../../trace/stages';
import type { LoadSegment } from '../../trace/ownership';

/** A relocation as its entry in memory has it. */
export interface RelocationEntry {
  readonly index: number;
  /** The fields of the entry, unsigned. */
  readonly offset: bigint;
  readonly addend: bigint;
  readonly symbol: number;
  readonly type: number;
}

/** The dynamic table's word on the relocations; `null` where it has none. */
export interface RelaTable {
  readonly rela: bigint | null;
  readonly size: bigint | null;
  readonly entrySize: bigint | null;
}

/** A call of the mapper: what goes where, with which flags. */
export interface MapCall {
  readonly page: number;
  readonly frame: number;
  readonly flags: Flags.PageTableFlags;
}

/**
 * What the loader was working on while it did one op: everything that the arguments of its calls and the names in its
 * source stand for. Each fact is read off the trace, the image at that moment or the kernel file; where it does not
 * follow from those, or was not there yet, it is `null`.
 */
export class OpContext {
  readonly moment: number;
  /** Spans that hold the op; `part` is -1 where the op is in no part of its step. */
  readonly stage: number;
  readonly step: number;
  readonly part: number;
  readonly stageKind: SpanKind;
  readonly stepKind: SpanKind;
  /** The op is the failure that ended the load. */
  readonly failing: boolean;
  private readEntry: RelocationEntry | null | undefined;
  private knownHeaders: OpContext['headers'] | null = null;

  /** @param path the spans that hold the op, from the root on, at least a stage and a step */
  constructor(
    readonly view: LoadView,
    readonly op: number,
    path: readonly number[],
  ) {
    const { kind } = view.trace.spans;
    const kindOf = (span: number): SpanKind => spanKind(kind[span] as number);
    this.moment = op + 1;
    this.stage = path[1] as number;
    this.step = path[2] as number;
    this.stageKind = kindOf(this.stage);
    this.stepKind = kindOf(this.step);
    this.part = path[3] !== undefined && kindOf(path[3]) === 'copyOnWrite' ? path[3] : -1;
    this.failing = kindOf(path[path.length - 1] as number) === 'failure';
  }

  /** Kind of the op. */
  get kind(): ReturnType<typeof opKind> {
    return opKind(this.view.trace.ops.kind[this.op] as number);
  }

  /** The frame that the op changed. */
  get frame(): number {
    return this.view.trace.ops.frame[this.op] as number;
  }

  get firstOp(): number {
    return this.view.trace.spans.firstOp[this.step] as number;
  }

  /** The headers of the file, as far as they can be read. */
  get headers(): readonly { readonly header: ProgramHeader; readonly type: string | null }[] {
    const { elfFile } = this.view;
    this.knownHeaders ??= elfFile === null ? [] : readableHeaders(elfFile);
    return this.knownHeaders;
  }

  /** The program header that the stage handles. */
  get header(): ProgramHeader | null {
    if (!['segment', 'tls', 'dynamic', 'relro'].includes(this.stageKind)) return null;
    const index = this.view.trace.spans.subject[this.stage] as number;
    return this.headers[index]?.header ?? null;
  }

  /** The LOAD segment that the stage handles. */
  get segment(): LoadSegment | null {
    const { header } = this;
    return header === null ? null : this.view.owners.segmentOfHeader(header.index);
  }

  /** Where an address of the file goes, canonical as the loader's release makes it. */
  moved(address: bigint): bigint {
    return canonical(BigInt.asUintN(64, address + this.view.offset));
  }

  /** Flags of the pages of the stage's segment. */
  get segmentFlags(): Flags.PageTableFlags | null {
    const { header } = this;
    if (header === null) return null;
    let flags = Flags.PRESENT;
    if (!header.isExecute) flags |= Flags.NO_EXECUTE;
    if (header.isWrite) flags |= Flags.WRITABLE;
    return flags;
  }

  /**
   * The page that a step of the stage's loop over pages is about. `null` where the load failed between two of them: a
   * failure is recorded in the step before it.
   */
  get page(): number | null {
    const { ops, spans } = this.view.trace;
    if (!LOOPS_OVER_PAGES.has(this.stepKind)) return null;
    if (this.failing && this.part < 0 && this.view.owners.leafWrite(this.step) !== null) return null;
    const changed = this.stepKind === 'readOnly' || this.stepKind === 'flagCleared';
    if (this.failing && changed && ops.kind[spans.firstOp[this.step] as number] !== OP.mark) return null;
    return this.view.owners.pageOf(this.step);
  }

  /** The page that a copy-on-write is about. */
  get copiedPage(): number | null {
    return this.part < 0 ? null : this.view.owners.pageOf(this.part);
  }

  /** Frame and flags that the page of a copy-on-write had when it began. */
  get original(): { readonly frame: number; readonly flags: Flags.PageTableFlags } | null {
    const page = this.copiedPage;
    if (page === null) return null;
    return this.mappedAt(page, this.view.trace.spans.firstOp[this.part] as number);
  }

  /** The leaf of a page at a moment. */
  mappedAt(
    page: number,
    moment: number,
  ): { readonly frame: number; readonly flags: Flags.PageTableFlags } | null {
    const found = this.view.tables.translate(page, moment);
    return found === null
      ? null
      : { frame: found.frame, flags: Flags.flagsOf(found.entryLow, found.entryHigh) };
  }

  /** The frame that an op of this kind, of the step or its part, was about first; `null` before that op. */
  firstFrame(kind: 'frameAllocated' | 'bytesZeroed', span = this.step): number | null {
    const { ops, spans } = this.view.trace;
    for (let op = spans.firstOp[span] as number; op <= this.op; op++) {
      if (ops.kind[op] === OP[kind]) return ops.frame[op] as number;
    }
    return null;
  }

  /** What the mapper was called with. */
  get mapCall(): MapCall | null {
    if (this.part >= 0) {
      const page = this.copiedPage;
      const frame = this.firstFrame('frameAllocated', this.part);
      const { original } = this;
      if (page === null || frame === null || original === null) return null;
      return { page, frame, flags: original.flags | Flags.BIT_9 };
    }
    const { page, segmentFlags } = this;
    const frame = this.stepKind === 'bssPage' ? this.firstFrame('frameAllocated') : this.fileFrame;
    return page === null || frame === null || segmentFlags === null
      ? null
      : { page, frame, flags: segmentFlags };
  }

  /** Flags in the entry that the op writes. */
  get writtenFlags(): Flags.PageTableFlags | null {
    const { ops } = this.view.trace;
    if (this.kind !== 'entryWritten') return null;
    return Flags.flagsOf(ops.low[this.op] as number, ops.high[this.op] as number);
  }

  /** Place of the step's page among those of its segment. */
  get pageInSegment(): number | null {
    const { page, header } = this;
    if (page === null || header === null) return null;
    const distance = page - pageOfVirt(this.moved(header.virtualAddr));
    return distance < 0 ? distance + PAGE_COUNT : distance;
  }

  /** The frame of the file that a `mapPage` step maps. */
  get fileFrame(): number | null {
    const { pageInSegment, header } = this;
    if (pageInSegment === null || header === null || this.stepKind !== 'mapPage') return null;
    return Math.floor((this.view.kernelAddress + Number(header.offset)) / PAGE_SIZE) + pageInSegment;
  }

  /** The entry above the table that the op makes, links or clears: its table's frame, level, and the index. */
  get linkEntry(): { readonly table: number; readonly level: number; readonly index: number } | null {
    const { ops } = this.view.trace;
    const { tables } = this.view;
    if (this.kind === 'entryWritten') {
      const place = tables.place(this.frame);
      if (place === null) return null;
      return { table: this.frame, level: place.level, index: ops.at[this.op] as number };
    }
    const place = tables.place(this.frame);
    if (place === null || place.parent === null) return null;
    return { table: place.parent.frame, level: place.level + 1, index: place.parent.index };
  }

  /** What the dynamic table says of the relocations; `null` where there is no such table. */
  get relaTable(): RelaTable | null {
    const { header } = this;
    const file = this.view.elfFile;
    if (header === null || file === null || this.stageKind !== 'dynamic' || !header.class64) return null;
    const view = file.view();
    const end = Math.min(Number(header.offset + header.fileSize), file.input.length);
    const found = new Map<bigint, bigint>();
    for (let at = Number(header.offset); at + DYNAMIC_ENTRY_SIZE <= end; at += DYNAMIC_ENTRY_SIZE) {
      const tag = view.getBigUint64(at, true);
      if (!found.has(tag)) found.set(tag, view.getBigUint64(at + 8, true));
    }
    const of = (tag: number): bigint | null => found.get(BigInt(tag)) ?? null;
    return { rela: of(DT_RELA), size: of(DT_RELASZ), entrySize: of(DT_RELAENT) };
  }

  /** The load failed while it read an entry of the relocation table: behind what the step applied, if it is one. */
  get readsRelocation(): boolean {
    if (!this.failing || this.stageKind !== 'dynamic') return false;
    return this.stepKind !== 'relocation' || relocatedValue(this.view, this.step) !== null;
  }

  /** Index of the relocation that is read or applied. */
  get relocationIndex(): number | null {
    const index = this.stepKind === 'relocation' ? (this.view.trace.spans.subject[this.step] as number) : -1;
    if (this.readsRelocation) return index + 1;
    return index < 0 ? null : index;
  }

  /** The relocation that the step applies, as its entry was when the loader read it. */
  get relocation(): RelocationEntry | null {
    this.readEntry ??= this.readRelocation();
    return this.readEntry;
  }

  /** Virtual address that the step's relocation writes to. */
  get relocationTarget(): bigint | null {
    return this.relocation === null ? null : this.moved(this.relocation.offset);
  }

  /** Virtual address of an entry of the relocation table. */
  entryAddress(index: number): bigint | null {
    const rela = this.relaTable?.rela ?? null;
    return rela === null ? null : this.moved(rela + BigInt(RELA_SIZE * index));
  }

  private readRelocation(): RelocationEntry | null {
    const index = this.relocationIndex;
    const start = index === null ? null : this.entryAddress(index);
    if (index === null || start === null || this.readsRelocation) return null;
    const bytes = new DataView(new ArrayBuffer(RELA_SIZE));
    for (let i = 0; i < RELA_SIZE; i++) {
      const address = start + BigInt(i);
      const page = this.view.tables.translate(pageOfVirt(address), this.firstOp);
      if (page === null) return null;
      const frame = this.view.frames.bytes(page.frame, this.firstOp);
      bytes.setUint8(i, frame[Number(address & 0xfffn)] as number);
    }
    return {
      index,
      offset: bytes.getBigUint64(OFFSET * 4, true),
      addend: bytes.getBigUint64(ADDEND * 4, true),
      type: bytes.getUint32(INFO * 4, true),
      symbol: bytes.getUint32(INFO * 4 + 4, true),
    };
  }
}

/** Steps of loops over pages. */
const LOOPS_OVER_PAGES: ReadonlySet<SpanKind> = new Set<SpanKind>([
  'mapPage',
  'bssPage',
  'readOnly',
  'flagCleared',
]);

/** Bit 47 extended to the bits above it. */
export function canonical(address: bigint): bigint {
  return BigInt.asUintN(64, BigInt.asIntN(48, address));
}
