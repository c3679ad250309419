/**
 * A kernel file as its bytes say, whatever the loader thinks of it. Nothing here throws and nothing is read outside of the
 * file: what cannot be read is left out, and `wrong` says what and why. Numbers are read as little-endian, as the loader
 * does whatever the file says.
 */
import type { FilePlace } from '../../../shared/kernel-types';

const MAGIC = 0x7f454c46;
/** The value of a 16-bit field that means: the number stands in section 0. */
const EXTENDED = 0xffff;
/** Sections beyond so many are left out: a hostile file can announce as many as it has bytes. */
const MOST_SECTIONS = 1_000_000;
/** Names are cut here. */
const MOST_NAME_BYTES = 1024;

/** Something that cannot be read, or is not what it should be. */
export interface Wrong {
  readonly message: string;
  readonly place: FilePlace | null;
}

/** A program header as it stands in the file. */
export interface RawSegment {
  readonly index: number;
  readonly at: number;
  readonly type: number;
  readonly flags: number;
  readonly offset: bigint;
  readonly virt: bigint;
  readonly fileSize: bigint;
  readonly memSize: bigint;
  readonly align: bigint;
}

/** A section header as it stands in the file. */
export interface RawSection {
  readonly index: number;
  readonly at: number;
  readonly nameAt: number;
  readonly type: number;
  readonly flags: bigint;
  readonly virt: bigint;
  readonly offset: bigint;
  readonly size: bigint;
  readonly link: number;
  readonly info: number;
  readonly align: bigint;
  readonly entrySize: bigint;
}

/** A table of headers: whole entries that lie in the file, of how many that are announced. */
interface Table {
  readonly first: number;
  readonly entrySize: number;
  readonly count: number;
}

const NO_TABLE: Table = { first: 0, entrySize: 0, count: 0 };

/** Fields of the ELF header. */
interface Header {
  readonly type: number;
  readonly machine: number;
  readonly entry: bigint;
  readonly programOffset: bigint;
  readonly sectionOffset: bigint;
  readonly size: number;
  readonly programEntrySize: number;
  readonly programCount: number;
  readonly sectionEntrySize: number;
  readonly sectionCount: number;
  readonly namesIndex: number;
}

/** The headers of a file. */
export class RawFile {
  readonly view: DataView;
  readonly isElf: boolean;
  readonly class64: boolean;
  /** `null` where the file is too short for it, or no ELF file. */
  readonly header: Header | null;
  /** What is wrong with the headers themselves. */
  readonly wrong: readonly Wrong[];
  readonly segmentTable: Table;
  readonly sectionTable: Table;
  private readonly problems: Wrong[] = [];
  private knownSegments: readonly RawSegment[] | null = null;
  private readonly namesSection: RawSection | null;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(readonly elf: Uint8Array) {
    this.wrong = this.problems;
    this.view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
    this.isElf = elf.length >= 4 && this.view.getUint32(0, false) === MAGIC;
    this.class64 = elf[4] !== 1;
    this.checkStart();
    this.header = this.isElf && elf.length >= this.headerSize ? this.readHeader() : null;
    this.sectionTable = this.header === null ? NO_TABLE : this.findSections(this.header);
    this.segmentTable = this.header === null ? NO_TABLE : this.findSegments(this.header);
    this.namesSection = this.header === null ? null : this.findNames(this.header);
  }

  /** Bytes of an ELF header of the file's class. */
  get headerSize(): number {
    return this.class64 ? 64 : 52;
  }

  get segments(): readonly RawSegment[] {
    const { count: length } = this.segmentTable;
    this.knownSegments ??= Array.from({ length }, (_, index) => this.readSegment(index));
    return this.knownSegments;
  }

  get sectionCount(): number {
    return this.sectionTable.count;
  }

  /** A section header; `null` for one that is not there. */
  section(index: number): RawSection | null {
    const { first, entrySize, count: length } = this.sectionTable;
    if (!(index >= 0 && index < length)) return null;
    const at = first + index * entrySize;
    const { view } = this;
    const linkAt = at + (this.class64 ? 40 : 24);
    return {
      index,
      at,
      nameAt: view.getUint32(at, true),
      type: view.getUint32(at + 4, true),
      flags: this.word(at + 8, at + 8),
      virt: this.word(at + 16, at + 12),
      offset: this.word(at + 24, at + 16),
      size: this.word(at + 32, at + 20),
      link: view.getUint32(linkAt, true),
      info: view.getUint32(linkAt + 4, true),
      align: this.word(at + 48, at + 32),
      entrySize: this.word(at + 56, at + 36),
    };
  }

  /** All section headers, one after the other. */
  *sections(): Generator<RawSection> {
    for (let index = 0; index < this.sectionCount; index++) {
      const section = this.section(index);
      if (section !== null) yield section;
    }
  }

  /** Whether there is a section with the names of the sections. */
  get hasNames(): boolean {
    return this.namesSection !== null;
  }

  /** A section's name, cut after `most` bytes; `null` where it cannot be read. */
  sectionName(section: RawSection, most = MOST_NAME_BYTES): string | null {
    if (section.nameAt === 0) return '';
    const { namesSection } = this;
    if (namesSection === null || BigInt(section.nameAt) >= namesSection.size) return null;
    return this.textAt(namesSection.offset + BigInt(section.nameAt), most);
  }

  /** The zero-terminated text at an offset of the file, cut after `most` bytes; `null` outside of the file. */
  textAt(offset: bigint | number, most = MOST_NAME_BYTES): string | null {
    if (offset < 0 || offset >= this.elf.length) return null;
    const at = Number(offset);
    const longest = this.elf.subarray(at, at + most);
    const end = longest.indexOf(0);
    return this.decoder.decode(end < 0 ? longest : longest.subarray(0, end));
  }

  /** Bytes of the file as far as they are there; `null` where none is. */
  place(offset: bigint | number, length: bigint | number): FilePlace | null {
    const size = this.elf.length;
    if (offset < 0 || offset >= size || length <= 0) return null;
    const at = Number(offset);
    return { offset: at, length: Math.min(Number(length), size - at) };
  }

  /** How many bytes from an offset on, of `length`, lie in the file. */
  there(offset: bigint, length: bigint): number {
    return this.place(offset, length)?.length ?? 0;
  }

  /** Why bytes of the file are not all there, in words; `null` where they are. */
  outside(offset: bigint, length: bigint): string | null {
    const size = BigInt(this.elf.length);
    if (length === 0n || offset + length <= size) return null;
    if (offset >= size) return `lies behind the end of the file, which has ${count(this.elf.length)} bytes`;
    const missing = offset + length - size;
    return `its last ${count(missing)} bytes lie behind the end of the file`;
  }

  /** A number as wide as an address. */
  word(at64: number, at32: number): bigint {
    return this.class64 ? this.view.getBigUint64(at64, true) : BigInt(this.view.getUint32(at32, true));
  }

  private checkStart(): void {
    const { elf } = this;
    if (elf.length < 4) this.report('The file has less than 4 bytes: it is no ELF file.', 0, elf.length);
    else if (!this.isElf) this.report('It does not begin with 7f 45 4c 46: it is no ELF file.', 0, 4);
    else if (elf.length < this.headerSize) {
      this.report(
        `The ELF header is cut: ${elf.length} of ${this.headerSize} bytes are there.`,
        0,
        elf.length,
      );
    }
  }

  private report(message: string, offset: bigint | number, length: number): void {
    this.problems.push({ message, place: this.place(offset, length) });
  }

  private readHeader(): Header {
    const { view } = this;
    const tail = this.class64 ? 52 : 40;
    const half = (index: number): number => view.getUint16(tail + index * 2, true);
    return {
      type: view.getUint16(16, true),
      machine: view.getUint16(18, true),
      entry: this.word(24, 24),
      programOffset: this.word(32, 28),
      sectionOffset: this.word(40, 32),
      size: half(0),
      programEntrySize: half(1),
      programCount: half(2),
      sectionEntrySize: half(3),
      sectionCount: half(4),
      namesIndex: half(5),
    };
  }

  private findSections(header: Header): Table {
    const { sectionOffset: offset, sectionEntrySize: entrySize } = header;
    if (offset === 0n) {
      if (header.sectionCount > 0)
        this.report(
          'There are section headers, but no table of them (e_shoff is 0).',
          this.class64 ? 40 : 32,
          8,
        );
      return NO_TABLE;
    }
    const least = this.class64 ? 64 : 40;
    const first = this.table('section', offset, entrySize, 1, least);
    if (first.count === 0) {
      if (header.sectionCount > 0) this.table('section', offset, entrySize, header.sectionCount, least, true);
      return NO_TABLE;
    }
    let wanted = header.sectionCount;
    if (wanted === 0) {
      // More than 65,279: the number is the size of section 0.
      const at = first.first;
      wanted = Number(this.word(at + 32, at + 20));
    }
    if (wanted > MOST_SECTIONS) {
      this.report(
        `${count(wanted)} section headers are announced; ${count(MOST_SECTIONS)} are read.`,
        offset,
        entrySize,
      );
      wanted = MOST_SECTIONS;
    }
    return this.table('section', offset, entrySize, wanted, least, true);
  }

  private findSegments(header: Header): Table {
    const { programOffset: offset, programEntrySize: entrySize, programCount } = header;
    if (programCount === 0) return NO_TABLE;
    if (offset === 0n) {
      this.report(
        'There are program headers, but no table of them (e_phoff is 0).',
        this.class64 ? 32 : 28,
        8,
      );
      return NO_TABLE;
    }
    const zero = this.section(0);
    if (programCount === EXTENDED && zero !== null && zero.info > programCount) {
      const at = this.class64 ? 56 : 44;
      this.report(
        `Section 0 has the number of program headers, ${count(zero.info)}: the loader does not know that and reads ${count(programCount)}.`,
        at,
        2,
      );
    }
    return this.table('program', offset, entrySize, programCount, this.class64 ? 56 : 32, true);
  }

  /** The table at an offset, as far as it lies in the file. */
  private table(
    kind: 'section' | 'program',
    offset: bigint,
    entrySize: number,
    wanted: number,
    least: number,
    isReported = false,
  ): Table {
    const report = (message: string): void => {
      if (isReported) this.report(message, 0, this.headerSize);
    };
    if (entrySize < least) {
      if (wanted > 0)
        report(`A ${kind} header has ${entrySize} bytes by the ELF header, not ${least}: none is read.`);
      return NO_TABLE;
    }
    const size = this.elf.length;
    const room = offset < BigInt(size) ? size - Number(offset) : 0;
    const there = Math.min(wanted, Math.floor((room + entrySize - least) / entrySize));
    if (there < wanted) {
      report(
        `The table of ${kind} headers reaches out of the file: ${count(there)} of ${count(wanted)} can be read.`,
      );
    }
    return there <= 0 ? NO_TABLE : { first: Number(offset), entrySize, count: there };
  }

  private findNames(header: Header): RawSection | null {
    if (this.sectionCount === 0) return null;
    const index = header.namesIndex === EXTENDED ? (this.section(0)?.link ?? 0) : header.namesIndex;
    if (index === 0) return null;
    const found = this.section(index);
    const at = this.class64 ? 62 : 50;
    if (found === null)
      this.report(`Section ${index}, which should have the names of the sections, is not there.`, at, 2);
    return found;
  }

  private readSegment(index: number): RawSegment {
    const { view, class64 } = this;
    const at = this.segmentTable.first + index * this.segmentTable.entrySize;
    return {
      index,
      at,
      type: view.getUint32(at, true),
      flags: view.getUint32(at + (class64 ? 4 : 24), true),
      offset: this.word(at + 8, at + 4),
      virt: this.word(at + 16, at + 8),
      fileSize: this.word(at + 32, at + 16),
      memSize: this.word(at + 40, at + 20),
      align: this.word(at + 48, at + 28),
    };
  }
}

/** A number with its thousands apart. */
function count(value: number | bigint): string {
  return value.toLocaleString('en-US');
}
