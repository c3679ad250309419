import { LoaderError, upstreamAssert } from '../base/errors';
import type { ElfFile } from './elf-file';
import { checkRange } from './slice';

/** Segment types as crate xmas-elf names them. */
export type SegmentType =
  | 'Null'
  | 'Load'
  | 'Dynamic'
  | 'Interp'
  | 'Note'
  | 'ShLib'
  | 'Phdr'
  | 'Tls'
  | 'GnuRelro'
  | 'OsSpecific'
  | 'ProcessorSpecific';

const TYPES: readonly SegmentType[] = ['Null', 'Load', 'Dynamic', 'Interp', 'Note', 'ShLib', 'Phdr', 'Tls'];
const GNU_RELRO = 0x6474e552;

/** One program header, its 32-bit form widened; sizes and addresses in bytes. */
export class ProgramHeader {
  private constructor(
    /** Position in the table, from 0. */
    readonly index: number,
    readonly class64: boolean,
    private readonly rawType: number,
    readonly flags: number,
    readonly offset: bigint,
    readonly virtualAddr: bigint,
    readonly physicalAddr: bigint,
    readonly fileSize: bigint,
    readonly memSize: bigint,
    readonly align: bigint,
  ) {}

  /** Reads the header at byte `start` of the file. */
  static parse(view: DataView, start: number, class64: boolean, index: number): ProgramHeader {
    const type = view.getUint32(start, true);
    const flags = view.getUint32(start + (class64 ? 4 : 24), true);
    // The six numbers stand in the same order in both classes; the flags stand before or after them.
    const field = (position: number): bigint =>
      class64
        ? view.getBigUint64(start + 8 + position * 8, true)
        : BigInt(view.getUint32(start + (position < 5 ? 4 + position * 4 : 28), true));
    const [offset, vaddr, paddr] = [field(0), field(1), field(2)];
    return new ProgramHeader(index, class64, type, flags, offset, vaddr, paddr, field(3), field(4), field(5));
  }

  /** Whether {@link getType} is `Load`; types in no known range are none. */
  get isLoad(): boolean {
    return TYPES[this.rawType] === 'Load';
  }

  get isExecute(): boolean {
    return (this.flags & 1) !== 0;
  }

  get isWrite(): boolean {
    return (this.flags & 2) !== 0;
  }

  get isRead(): boolean {
    return (this.flags & 4) !== 0;
  }

  /**
   * Mirrors `get_type`.
   *
   * @throws LoaderError `Invalid type` for a type in no known range
   */
  getType(): SegmentType {
    const known = TYPES[this.rawType];
    if (known !== undefined) return known;
    if (this.rawType === GNU_RELRO) return 'GnuRelro';
    if (this.rawType >= 0x60000000 && this.rawType <= 0x6fffffff) return 'OsSpecific';
    if (this.rawType >= 0x70000000 && this.rawType <= 0x7fffffff) return 'ProcessorSpecific';
    throw new LoaderError('Invalid type');
  }

  /** The header of a LOAD as `{:x?}` prints it, for the log. */
  debug(): string {
    const hex = (name: string, value: bigint): string => `${name}: ${value.toString(16)}`;
    const flags = `flags: Flags(${this.flags.toString(16)})`;
    const numbers = [
      hex('offset', this.offset),
      hex('virtual_addr', this.virtualAddr),
      hex('physical_addr', this.physicalAddr),
      hex('file_size', this.fileSize),
      hex('mem_size', this.memSize),
    ];
    const align = hex('align', this.align);
    const type = `type_: Ok(${this.getType()})`;
    const fields = this.class64 ? [type, flags, ...numbers, align] : [type, ...numbers, flags, align];
    const bits = this.class64 ? 64 : 32;
    return `Ph${bits}(ProgramHeader${bits} { ${fields.join(', ')} })`;
  }

  /**
   * Mirrors `raw_data`.
   *
   * @returns first and end byte of the segment in the file
   * @throws LoaderPanic where it reaches out of the file
   */
  rawRange(file: ElfFile): { start: number; end: number } {
    const end = file.arithmetic.add(this.offset, this.fileSize, this.class64 ? 64 : 32);
    checkRange(this.offset, end, file.input.length);
    return { start: Number(this.offset), end: Number(end) };
  }
}

/**
 * Mirrors `program::sanity_check`. The range check is a strict `<`: a segment that ends with the file fails.
 *
 * @throws LoaderError with upstream's text
 */
export function programSanityCheck(header: ProgramHeader, file: ElfFile): void {
  const size = header.class64 ? 56 : 32;
  if (file.header.phEntrySize !== size) throw new LoaderError('program header size mismatch');
  const end = file.arithmetic.add(header.offset, header.fileSize, header.class64 ? 64 : 32);
  if (end >= BigInt(file.input.length)) throw new LoaderError('entry point out of range');
  if (header.getType() === 'ShLib') throw new LoaderError("Shouldn't use ShLib");
  if (header.align > 1n && header.virtualAddr % header.align !== header.offset % header.align) {
    throw new LoaderError('Invalid combination of virtual_addr, offset, and align');
  }
}

/** Asserts as `read_array` does that a byte range holds whole records of `size` bytes. */
export function assertWholeRecords(length: number, size: number): void {
  upstreamAssert(length % size === 0, 'input.len() % t_size == 0');
}
