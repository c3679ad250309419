/** Which sections lie in which segments, by the rule that readelf prints them by. */
import type { FileAddresses } from '../../elf/file-addresses';
import { Intervals } from '../../elf/intervals';
import type { RawFile, RawSection, RawSegment } from '../../elf/raw-file';
import { PT_DYNAMIC, PT_LOAD, PT_NOTE, PT_TLS, SHF_ALLOC, SHF_TLS, SHT_NOBITS } from '../../elf/numbers';

const PT_PHDR = 6;
const PT_GNU_EH_FRAME = 0x6474e550;
const PT_GNU_STACK = 0x6474e551;
const PT_GNU_RELRO = 0x6474e552;
const FIRST_MBIND = 0x6474e555;
const LAST_MBIND = FIRST_MBIND + 4095;

/** Segments of these types have only sections that are in memory. */
const IN_MEMORY: ReadonlySet<number> = new Set([
  PT_LOAD,
  PT_DYNAMIC,
  PT_GNU_EH_FRAME,
  PT_GNU_STACK,
  PT_GNU_RELRO,
]);
const WITH_TLS: ReadonlySet<number> = new Set([PT_LOAD, PT_TLS, PT_GNU_RELRO]);

/** Names that one segment is listed with. */
const MOST_NAMES = 500;
/** Pairs of section and segment that one question looks at: a hostile file has 65,535 of either. */
const MOST_PAIRS = 4_000_000;

/** The sections of a file with the segments that they lie in. */
export class SectionMapping {
  private readonly sections: readonly RawSection[];
  private readonly inMemory: Intervals<RawSection>;

  constructor(
    private readonly file: RawFile,
    private readonly addresses: FileAddresses,
  ) {
    this.sections = [...file.sections()].slice(1);
    const inMemory = this.sections.filter(
      ({ type, flags }) => (flags & SHF_ALLOC) !== 0n && !isZeroedTls(type, flags),
    );
    this.inMemory = new Intervals(inMemory, ({ virt, size }) => [virt, size]);
  }

  /** Names of the sections in some segments, in order, one list each. */
  namesIn(segments: readonly RawSegment[]): string[][] {
    let pairs = 0;
    return segments.map((segment) => {
      const names: string[] = [];
      for (const section of this.sections) {
        if (++pairs > MOST_PAIRS || names.length >= MOST_NAMES) return [...names, '…'];
        if (isIn(section, segment)) names.push(this.file.sectionName(section) ?? `section ${section.index}`);
      }
      return names;
    });
  }

  /** The section in memory that an address of the file lies in; `null` for none. */
  sectionAt(address: bigint): RawSection | null {
    return this.inMemory.find(address);
  }

  /** The address of the first section in memory that begins behind an address; `null` for none. */
  nextStart(address: bigint): bigint | null {
    return this.inMemory.nextFirst(address);
  }

  /** Number among the LOADs, from 1, of the one that a section lies in; 0 for none. */
  loadOf(section: RawSection): number {
    if (section.index === 0 || (section.flags & SHF_ALLOC) === 0n) return 0;
    // An empty section may stand right behind the end of its segment.
    const last = section.virt === 0n ? 0n : section.virt - 1n;
    const load = this.addresses.segmentAt(section.virt) ?? this.addresses.segmentAt(last);
    return load !== null && isIn(section, load) ? this.addresses.numberOf(load.index) : 0;
  }
}

/** Thread-local zeros take no room in any segment but the template. */
function isTbss(section: RawSection, segment: RawSegment): boolean {
  return isZeroedTls(section.type, section.flags) && segment.type !== PT_TLS;
}

function isZeroedTls(type: number, flags: bigint): boolean {
  return (flags & SHF_TLS) !== 0n && type === SHT_NOBITS;
}

function isIn(section: RawSection, segment: RawSegment): boolean {
  return (
    !isTbss(section, segment) &&
    fitsKind(section, segment) &&
    fitsFile(section, segment) &&
    fitsMemory(section, segment) &&
    !isEmptyAtEdge(section, segment)
  );
}

function fitsKind({ flags }: RawSection, { type }: RawSegment): boolean {
  const isThreadLocal = (flags & SHF_TLS) !== 0n;
  if (isThreadLocal ? !WITH_TLS.has(type) : type === PT_TLS || type === PT_PHDR) return false;
  const isInMemory = (flags & SHF_ALLOC) !== 0n;
  return isInMemory || !(IN_MEMORY.has(type) || (type >= FIRST_MBIND && type <= LAST_MBIND));
}

/** Whether a range lies in another; an empty one not right behind its end. */
function isWithin(first: bigint, length: bigint, start: bigint, size: bigint): boolean {
  if (first < start) return false;
  const distance = first - start;
  // As unsigned numbers of 64 bits: in an empty range everything begins before the end.
  return distance <= BigInt.asUintN(64, size - 1n) && BigInt.asUintN(64, distance + length) <= size;
}

function fitsFile(section: RawSection, { offset, fileSize }: RawSegment): boolean {
  return section.type === SHT_NOBITS || isWithin(section.offset, section.size, offset, fileSize);
}

function fitsMemory(section: RawSection, { virt, memSize }: RawSegment): boolean {
  return (section.flags & SHF_ALLOC) === 0n || isWithin(section.virt, section.size, virt, memSize);
}

/** Empty sections at the edges of notes and dynamic tables belong to their neighbours. */
function isEmptyAtEdge(section: RawSection, segment: RawSegment): boolean {
  const { type, memSize } = segment;
  if ((type !== PT_DYNAMIC && type !== PT_NOTE) || section.size !== 0n || memSize === 0n) return false;
  const isInside = (first: bigint, start: bigint, size: bigint): boolean =>
    first > start && first - start < size;
  const isInFile = section.type === SHT_NOBITS || isInside(section.offset, segment.offset, segment.fileSize);
  const isInMemory =
    (section.flags & SHF_ALLOC) === 0n || isInside(section.virt, segment.virt, segment.memSize);
  return !(isInFile && isInMemory);
}
