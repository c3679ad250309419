import { hex, PAGE_SIZE, pageOfVirt, virtOfPage } from '../../../../shared/address';
import { partitionPoint } from '../../../../shared/partition-point';
import type { LinkTarget } from '../../../../shared/view-types';
import type { ElfFile } from '../../elf/elf-file';
import type { ProgramHeader, SegmentType } from '../../elf/program-header';
import type { NamedSection } from '../../elf/sections';
import { SPAN } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import type { LoadSegment } from '../../trace/ownership';
import { readableHeaders } from '../../trace/stages';
import { virtualLink } from '../links';
import { coverInSteps, IntervalCover, type Interval } from './interval-cover';
import { claimsOf, type Claim } from './page-claims';
import type { Steps } from './steps';

/** Bytes of the kernel file. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** A program header that could be read; `type` is `null` where the loader knows none. */
export interface Header {
  readonly header: ProgramHeader;
  readonly type: SegmentType | null;
}

const MASK_48 = 0xffff_ffff_ffffn;
const MASK_64 = 0xffff_ffff_ffff_ffffn;

/** How often the last steps of the plan are looked through for the one that marks segments. */
const PLAN_STEPS = 8;

/**
 * What a kernel file says, as far as it can be read, with where the loader puts it. Addresses of the file are 64-bit
 * bigints; those of a kernel for which no place was chosen yet stay as they are, but for what a page is cut by.
 */
export class KernelFacts {
  readonly file: ElfFile | null;
  readonly headers: readonly Header[];
  readonly loads: readonly LoadSegment[];
  /** Whether the load went far enough to choose {@link base}. */
  readonly baseKnown: boolean;
  /** What is added to addresses of the file. */
  readonly base: bigint;
  /** Pages that the LOADs ask for, in the order in which the loader maps them. */
  readonly claims: readonly Claim[];
  private knownPages: IntervalCover | null = null;
  private knownAddresses: IntervalCover | null = null;
  private knownWritable: IntervalCover | null = null;
  private knownSections: SectionsByAddress | null = null;

  constructor(readonly view: LoadView) {
    this.file = view.elfFile;
    this.headers = view.elfFile === null ? [] : readableHeaders(view.elfFile);
    this.loads = view.owners.segments;
    this.baseKnown = hasChosenBase(view);
    this.base = this.baseKnown ? view.offset : this.expectedBase();
    const signExtends = view.machine.loader === '0.11.8';
    this.claims = this.loads.flatMap((load) => claimsOf(load, this.base, signExtends));
  }

  /** Finds out beforehand, step by step, who has which pages and addresses: of thousands of segments that takes a while. */
  *prepare(): Steps {
    this.knownPages ??= yield* coverInSteps(this.claimedPages());
    this.knownAddresses ??= yield* coverInSteps(inMemory(this.loads));
    if (this.ofType('GnuRelro').length === 0) return;
    this.knownWritable ??= yield* coverInSteps(inMemory(this.writableLoads()));
  }

  /** Which claim has a page. */
  get pages(): IntervalCover {
    this.knownPages ??= new IntervalCover(this.claimedPages());
    return this.knownPages;
  }

  /** Which LOAD has an address of the file, by its low 48 bits. */
  get addresses(): IntervalCover {
    this.knownAddresses ??= new IntervalCover(inMemory(this.loads));
    return this.knownAddresses;
  }

  /** The same of writable LOADs alone. */
  get writable(): IntervalCover {
    this.knownWritable ??= new IntervalCover(inMemory(this.writableLoads()));
    return this.knownWritable;
  }

  /** The LOAD that holds an address of the file; `null` for none. */
  loadAt(address: bigint): LoadSegment | null {
    const load = this.loads[this.addresses.ownerAt(Number(address & MASK_48))];
    if (load === undefined) return null;
    const { virtualAddr, memSize } = load.header;
    return address >= virtualAddr && address - virtualAddr < memSize ? load : null;
  }

  /** The headers of a type. */
  ofType(type: SegmentType): ProgramHeader[] {
    return this.headers.filter((one) => one.type === type).map(({ header }) => header);
  }

  /** `p_type` as the file has it. */
  rawType(header: ProgramHeader): number {
    const { offset } = this.headerPlace(header.index);
    const { elf } = this.view;
    return new DataView(elf.buffer, elf.byteOffset, elf.byteLength).getUint32(offset, true);
  }

  /** Where a program header stands. */
  headerPlace(index: number): Place {
    const header = this.file?.header;
    if (header === undefined) return { offset: 0, length: 0 };
    return this.clipped(Number(header.phOffset) + index * header.phEntrySize, header.phEntrySize);
  }

  /** What of a range of bytes is in the file; may be empty. */
  clipped(offset: number, length: number): Place {
    const { length: size } = this.view.elf;
    const start = Math.max(0, Math.min(Math.floor(offset), size));
    return { offset: start, length: Math.max(0, Math.min(Math.floor(length), size - start)) };
  }

  /** The bytes of a segment in the file, as far as they are there. */
  segmentPlace({ offset, fileSize }: ProgramHeader): Place {
    return this.clipped(Number(offset), Number(fileSize));
  }

  /** Where an address of the file ends up. */
  loaded(address: bigint): bigint {
    return this.baseKnown ? (address + this.base) & MASK_64 : address;
  }

  /** A loaded address as text. */
  address(address: bigint): string {
    return hex(this.loaded(address));
  }

  /** A page's address as text. */
  pageText(page: number): string {
    return hex(this.pageAddress(page));
  }

  /** The address of a page of {@link claims}: as loaded, or as in the file where no place was chosen. */
  pageAddress(page: number): bigint {
    const address = virtOfPage(page);
    return this.baseKnown ? address : (address - this.base) & MASK_64;
  }

  /** The page of an address of the file. */
  pageOf(address: bigint): number {
    return pageOfVirt((address + this.base) & MASK_64);
  }

  /** To an address of the file in the kernel's memory, where the load has chosen a place; else to its bytes in the file. */
  link(address: bigint): LinkTarget | null {
    if (this.baseKnown) return virtualLink(this.loaded(address));
    const load = this.loadAt(address);
    if (load === null) return null;
    const into = address - load.header.virtualAddr;
    return into < load.header.fileSize ? this.fileLink(Number(load.header.offset + into)) : null;
  }

  /** To a byte of the file; `null` where there is none. */
  fileLink(offset: number): LinkTarget | null {
    if (offset < 0 || offset >= this.view.elf.length) return null;
    return {
      type: 'memory',
      space: 'file',
      page: Math.floor(offset / PAGE_SIZE),
      offset: offset % PAGE_SIZE,
    };
  }

  /** To a program header. */
  headerLink(index: number): LinkTarget | null {
    return this.fileLink(this.headerPlace(index).offset);
  }

  /** Names of the sections with something from address `first` to `end` of the file, excluded; at most `limit`. */
  sectionsIn(first: bigint, end: bigint, limit = 6): string[] {
    this.knownSections ??= new SectionsByAddress(this.view.sections);
    return this.knownSections.within(first, end, limit);
  }

  /** `LOAD 2` for a LOAD, else `header 7`. */
  headerName({ header, type }: Header): string {
    if (type === 'Load') return this.loadName(header);
    const names: Partial<Record<SegmentType, string>> = {
      Tls: 'TLS',
      Dynamic: 'DYNAMIC',
      GnuRelro: 'GNU_RELRO',
      Note: 'NOTE',
      Interp: 'INTERP',
      Phdr: 'PHDR',
    };
    const name = type === null ? undefined : names[type];
    return name === undefined ? `header ${header.index}` : `${name} (header ${header.index})`;
  }

  /** `LOAD 2`. */
  loadName(header: ProgramHeader): string {
    return `LOAD ${this.view.owners.segmentOfHeader(header.index)?.number ?? '?'}`;
  }

  private claimedPages(): Interval[] {
    return this.claims.map(({ first, end }) => ({ start: first, end }));
  }

  private writableLoads(): LoadSegment[] {
    return this.loads.filter(({ header }) => header.isWrite);
  }

  /** The base as far as pages are cut by it, where the load ended before it chose one. */
  private expectedBase(): bigint {
    const { file, view } = this;
    if (file?.header.type !== 'SharedObject') return 0n;
    const { kernelBase } = view.mappings;
    if (view.machine.loader !== '0.11.8' && kernelBase !== 'dynamic') return kernelBase & 0xfffn;
    let lowest: bigint | null = null;
    for (const { header } of this.loads) {
      if (lowest === null || header.virtualAddr < lowest) lowest = header.virtualAddr;
    }
    return -((lowest ?? 0n) & 0xfffn);
  }
}

/** What LOADs have in memory, by the low 48 bits of addresses of the file. */
function inMemory(loads: readonly LoadSegment[]): Interval[] {
  return loads.map(({ header }) => {
    const start = Number(header.virtualAddr & MASK_48);
    return { start, end: start + Number(header.memSize) };
  });
}

/** The loader tells its offset right before it marks the segments' level 4 entries. */
function hasChosenBase({ trace }: LoadView): boolean {
  const { steps, spans } = trace;
  for (let i = 0; i < Math.min(steps.length, PLAN_STEPS); i++) {
    if (spans.kind[steps.span(i)] === SPAN.markSegments) return true;
  }
  return false;
}

/** Finds sections by the addresses that they have in memory. */
class SectionsByAddress {
  private readonly sections: readonly NamedSection[];
  /** The greatest end of each section and those before it. */
  private readonly reach: readonly bigint[];

  constructor(sections: readonly NamedSection[]) {
    this.sections = sections
      .filter(({ allocated, size }) => allocated && size > 0)
      .sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
    let furthest = 0n;
    this.reach = this.sections.map(({ address, size }) => {
      const end = address + BigInt(Math.min(size, Number.MAX_SAFE_INTEGER));
      return (furthest = end > furthest ? end : furthest);
    });
  }

  within(first: bigint, end: bigint, limit: number): string[] {
    const { sections, reach } = this;
    const found: string[] = [];
    for (
      let i = partitionPoint(reach.length, (at) => (reach[at] as bigint) <= first);
      i < sections.length && found.length < limit;
      i++
    ) {
      const { address, size, name } = sections[i] as NamedSection;
      if (address >= end) break;
      if (address + BigInt(Math.min(size, Number.MAX_SAFE_INTEGER)) > first) found.push(name);
    }
    return found;
  }
}
