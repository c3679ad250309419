/**
 * Where the parts of an ELF file say that they are, as far as that can be read. Never an error: a table that does not fit
 * ends with its last whole entry. Numbers are read as little-endian, as the loader does whatever the file says.
 */

import { shownText } from '../../../../shared/shown-text';

const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true });

export interface FileSegment {
  readonly index: number;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly virtualAddress: bigint;
  readonly fileSize: number;
  readonly memorySize: number;
}

export interface FileSection {
  readonly index: number;
  readonly name: string;
  readonly type: number;
  readonly flags: bigint;
  readonly address: bigint;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly entrySize: number;
}

/** A table of headers. */
interface HeaderTable {
  readonly first: number;
  readonly entrySize: number;
  /** Whole entries that lie in the file. */
  readonly count: number;
}

export interface FileLayout {
  readonly class64: boolean;
  /** Bytes of the ELF header that are there. */
  readonly headerSize: number;
  readonly segmentTable: HeaderTable | null;
  readonly sectionTable: HeaderTable | null;
  readonly segments: readonly FileSegment[];
  readonly sections: readonly FileSection[];
}

/** Longest name of a section that is shown. */
const MOST_NAME_BYTES = 256;
const MAGIC = 0x7f454c46;

/** Reads the layout; `null` for what does not begin like an ELF file. */
export function readLayout(elf: Uint8Array): FileLayout | null {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  if (elf.length < 16 || view.getUint32(0, false) !== MAGIC) return null;
  const class64 = elf[4] !== 1;
  const size = class64 ? 64 : 52;
  const headerSize = Math.min(size, elf.length);
  if (elf.length < size) {
    return { class64, headerSize, segmentTable: null, sectionTable: null, segments: [], sections: [] };
  }
  const file = new FileNumbers(view, class64);
  const tail = class64 ? 54 : 42;
  const segmentTable = file.table(file.word(32, 28), tail, class64 ? 56 : 32);
  const sectionTable = file.table(file.word(40, 32), tail + 4, class64 ? 64 : 40);
  const segments = entriesOf(segmentTable, (at, index) => file.segment(at, index));
  const namesIndex = view.getUint16(tail + 8, true);
  const sections = namedSections(elf, file, sectionTable, namesIndex);
  return { class64, headerSize, segmentTable, sectionTable, segments, sections };
}

function entriesOf<T>(table: HeaderTable | null, read: (at: number, index: number) => T): T[] {
  if (table === null) return [];
  return Array.from({ length: table.count }, (_, i) => read(table.first + i * table.entrySize, i));
}

function namedSections(
  elf: Uint8Array,
  file: FileNumbers,
  table: HeaderTable | null,
  namesIndex: number,
): FileSection[] {
  const bare = entriesOf(table, (at, index) => file.section(at, index));
  const names = bare[namesIndex];
  if (names === undefined) return bare;
  return bare.map((section) => ({ ...section, name: textAt(elf, names.offset + section.nameAt) }));
}

/** The zero-terminated text at an offset as it can be shown, cut after some hundred bytes. */
export function textAt(bytes: Uint8Array, at: number): string {
  if (at >= bytes.length) return '';
  const longest = bytes.subarray(at, at + MOST_NAME_BYTES);
  const end = longest.indexOf(0);
  return shownText(UTF_8.decode(end < 0 ? longest : longest.subarray(0, end)));
}

/** Numbers of a file in either class. */
class FileNumbers {
  constructor(
    private readonly view: DataView,
    private readonly class64: boolean,
  ) {}

  /** A number as wide as an address; beyond 2^53 it is inexact, and then far outside of any file. */
  word(at64: number, at32: number): number {
    return this.class64 ? Number(this.view.getBigUint64(at64, true)) : this.view.getUint32(at32, true);
  }

  private bigWord(at64: number, at32: number): bigint {
    return this.class64 ? this.view.getBigUint64(at64, true) : BigInt(this.view.getUint32(at32, true));
  }

  /** The table at `first` whose entry size and count stand at `sizeAt`. */
  table(first: number, sizeAt: number, leastSize: number): HeaderTable | null {
    const entrySize = this.view.getUint16(sizeAt, true);
    const wanted = this.view.getUint16(sizeAt + 2, true);
    if (first === 0 || entrySize < leastSize || first > this.view.byteLength) return null;
    const count = Math.min(wanted, Math.floor((this.view.byteLength - first) / entrySize));
    return count === 0 ? null : { first, entrySize, count };
  }

  segment(at: number, index: number): FileSegment {
    const { view, class64 } = this;
    return {
      index,
      type: view.getUint32(at, true),
      flags: view.getUint32(at + (class64 ? 4 : 24), true),
      offset: this.word(at + 8, at + 4),
      virtualAddress: this.bigWord(at + 16, at + 8),
      fileSize: this.word(at + 32, at + 16),
      memorySize: this.word(at + 40, at + 20),
    };
  }

  section(at: number, index: number): FileSection & { readonly nameAt: number } {
    const { view, class64 } = this;
    return {
      index,
      nameAt: view.getUint32(at, true),
      name: '',
      type: view.getUint32(at + 4, true),
      flags: this.bigWord(at + 8, at + 8),
      address: this.bigWord(at + 16, at + 12),
      offset: this.word(at + 24, at + 16),
      size: this.word(at + 32, at + 20),
      link: view.getUint32(at + (class64 ? 40 : 24), true),
      entrySize: this.word(at + 56, at + 36),
    };
  }
}
