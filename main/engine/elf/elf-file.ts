import { LoaderError, upstreamAssert } from '../base/errors';
import type { Arithmetic } from '../base/u64';
import { ProgramHeader } from './program-header';
import { checkRange } from './slice';

/** Size of the class-independent first part of the ELF header. */
const PART_1_SIZE = 16;
const PART_2_SIZE_32 = 36;
const PART_2_SIZE_64 = 48;

/** `e_type` as crate xmas-elf names it. */
export type ElfType = 'None' | 'Relocatable' | 'Executable' | 'SharedObject' | 'Core' | 'ProcessorSpecific';

const TYPES: readonly ElfType[] = ['None', 'Relocatable', 'Executable', 'SharedObject', 'Core'];

/** The ELF header's fields that the loader reads. */
export interface ElfHeader {
  readonly class64: boolean;
  readonly data: number;
  readonly version: number;
  readonly type: ElfType;
  readonly entryPoint: bigint;
  readonly phOffset: bigint;
  readonly shOffset: bigint;
  readonly headerSize: number;
  readonly phEntrySize: number;
  readonly phCount: number;
  readonly shEntrySize: number;
  readonly shCount: number;
  readonly shStrIndex: number;
}

/**
 * An ELF file read as crate xmas-elf 0.8 reads it, with its checks, their order and their texts.
 * ELF32 is accepted; machine and version are not looked at.
 */
export class ElfFile {
  readonly header: ElfHeader;
  private readonly headers: ProgramHeader[] = [];

  /**
   * Mirrors `ElfFile::new` and `parse_header`.
   *
   * @param input the whole file
   * @param address physical address of its first byte: structures are read in place, so alignment is asserted
   * @throws LoaderError where the header is refused, LoaderPanic where it is misaligned
   */
  constructor(
    readonly input: Uint8Array,
    readonly address: number,
    readonly arithmetic: Arithmetic,
  ) {
    if (input.length < PART_1_SIZE) throw new LoaderError('File is shorter than the first ELF header part');
    if (input[0] !== 0x7f || input[1] !== 0x45 || input[2] !== 0x4c || input[3] !== 0x46) {
      throw new LoaderError('Did not find ELF magic number');
    }
    const elfClass = input[4];
    if (elfClass !== 1 && elfClass !== 2) throw new LoaderError('Invalid ELF class');
    const class64 = elfClass === 2;
    const size = PART_1_SIZE + (class64 ? PART_2_SIZE_64 : PART_2_SIZE_32);
    if (input.length < size) throw new LoaderError('File is shorter than ELF headers');
    this.assertAligned(PART_1_SIZE, class64 ? 8 : 4, 'read');
    this.header = parseHeader(this.view(), class64);
  }

  /** A view of the whole file for reading numbers. */
  view(): DataView {
    return new DataView(this.input.buffer, this.input.byteOffset, this.input.byteLength);
  }

  /** Size of the header that the class asks for, in bytes. */
  get expectedHeaderSize(): number {
    return PART_1_SIZE + (this.header.class64 ? PART_2_SIZE_64 : PART_2_SIZE_32);
  }

  /**
   * Mirrors `program_iter`: ends silently where the table has no place or no entry size, panics at the first
   * entry that reaches out of the file. The file never changes during a load, so each header is parsed once.
   */
  *programIter(): Generator<ProgramHeader, void, undefined> {
    const { phCount, phOffset, phEntrySize } = this.header;
    if (phOffset === 0n || phEntrySize === 0) return;
    for (let index = 0; index < phCount; index++) yield this.programHeader(index);
  }

  /** Panics as crate zero's `read` and `read_array` do where `offset` is not aligned in memory. */
  assertAligned(offset: number, alignment: number, reader: 'read' | 'read_array'): void {
    const aligned = (this.address + offset) % alignment === 0;
    const mask = '(mem::align_of::<T>() - 1)';
    upstreamAssert(aligned, reader === 'read' ? `(addr & ${mask}) == 0` : `addr & ${mask} == 0`);
  }

  /** Mirrors `parse_program_header`. */
  private programHeader(index: number): ProgramHeader {
    const parsed = this.headers[index];
    if (parsed !== undefined) return parsed;
    const { phOffset, phEntrySize, class64 } = this.header;
    const entrySize = BigInt(phEntrySize);
    const start = this.arithmetic.add(phOffset, BigInt(index) * entrySize);
    const end = this.arithmetic.add(start, entrySize);
    checkRange(start, end, this.input.length);
    upstreamAssert(phEntrySize >= (class64 ? 56 : 32), 'mem::size_of::<T>() <= input.len()');
    this.assertAligned(Number(start), class64 ? 8 : 4, 'read');
    const header = ProgramHeader.parse(this.view(), Number(start), class64, index);
    this.headers[index] = header;
    return header;
  }
}

/**
 * Mirrors `header::sanity_check`.
 *
 * @throws LoaderError with upstream's text
 */
export function headerSanityCheck(file: ElfFile): void {
  const { header, arithmetic } = file;
  const length = BigInt(file.input.length);
  if (file.expectedHeaderSize !== header.headerSize) {
    throw new LoaderError('header_size does not match size of header');
  }
  if (header.version === 0) throw new LoaderError('no version');
  if (header.data === 0) throw new LoaderError('no data format');
  const phSize = BigInt(header.phEntrySize) * BigInt(header.phCount);
  if (arithmetic.add(header.phOffset, phSize) > length) {
    throw new LoaderError('program header table out of range');
  }
  const shSize = BigInt(header.shEntrySize) * BigInt(header.shCount);
  if (arithmetic.add(header.shOffset, shSize) > length) {
    throw new LoaderError('section header table out of range');
  }
}

function parseHeader(view: DataView, class64: boolean): ElfHeader {
  const address = (offset64: number, offset32: number): bigint =>
    class64 ? view.getBigUint64(offset64, true) : BigInt(view.getUint32(offset32, true));
  // After the three addresses and the flags, both classes go on with the same 16-bit fields.
  const tail = class64 ? 52 : 40;
  const half = (index: number): number => view.getUint16(tail + index * 2, true);
  return {
    class64,
    data: view.getUint8(5),
    version: view.getUint8(6),
    type: TYPES[view.getUint16(16, true)] ?? 'ProcessorSpecific',
    entryPoint: address(24, 24),
    phOffset: address(32, 28),
    shOffset: address(40, 32),
    headerSize: half(0),
    phEntrySize: half(1),
    phCount: half(2),
    shEntrySize: half(3),
    shCount: half(4),
    shStrIndex: half(5),
  };
}
