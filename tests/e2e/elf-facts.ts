/** What `readelf` would print of a kernel's file, read independently of the application. */
import type { KernelFile } from './kernel-file';

const SYMBOL_SIZE = 24;
const DYNAMIC_SIZE = 16;

/** A program header: raw values. */
export interface HeaderFacts {
  readonly type: number;
  readonly offset: bigint;
  readonly vaddr: bigint;
  readonly fileSize: bigint;
  readonly memSize: bigint;
}

/** A section header. */
export interface SectionFacts {
  readonly name: string;
  readonly type: number;
  readonly address: bigint;
  readonly offset: bigint;
  readonly size: bigint;
  readonly link: number;
}

/** A symbol of the full table. */
export interface SymbolFacts {
  readonly name: string;
  readonly value: bigint;
  readonly size: bigint;
  /** Low half of `st_info`: 2 is a function. */
  readonly type: number;
  readonly section: number;
}

/** The entry point, as the file has it. */
export function entryOf({ bytes }: KernelFile): bigint {
  return bytes.readBigUInt64LE(24);
}

/** All program headers. */
export function programHeaders({ bytes }: KernelFile): HeaderFacts[] {
  const table = Number(bytes.readBigUInt64LE(32));
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = table + index * bytes.readUInt16LE(54);
    return {
      type: bytes.readUInt32LE(at),
      offset: bytes.readBigUInt64LE(at + 8),
      vaddr: bytes.readBigUInt64LE(at + 16),
      fileSize: bytes.readBigUInt64LE(at + 32),
      memSize: bytes.readBigUInt64LE(at + 40),
    };
  });
}

/** All section headers. */
export function sectionHeaders({ bytes }: KernelFile): SectionFacts[] {
  const table = Number(bytes.readBigUInt64LE(40));
  const size = bytes.readUInt16LE(58);
  const names = Number(bytes.readBigUInt64LE(table + bytes.readUInt16LE(62) * size + 24));
  return Array.from({ length: bytes.readUInt16LE(60) }, (_, index) => {
    const at = table + index * size;
    return {
      name: textAt(bytes, names + bytes.readUInt32LE(at)),
      type: bytes.readUInt32LE(at + 4),
      address: bytes.readBigUInt64LE(at + 16),
      offset: bytes.readBigUInt64LE(at + 24),
      size: bytes.readBigUInt64LE(at + 32),
      link: bytes.readUInt32LE(at + 40),
    };
  });
}

/** Values of the dynamic table, of the entries behind its end as well. */
export function dynamicValues(kernel: KernelFile): bigint[] {
  const { bytes } = kernel;
  const header = programHeaders(kernel).find(({ type }) => type === 2);
  if (header === undefined) return [];
  const { offset, fileSize } = header;
  return Array.from({ length: Number(fileSize) / DYNAMIC_SIZE }, (_, index) =>
    bytes.readBigUInt64LE(Number(offset) + index * DYNAMIC_SIZE + 8),
  );
}

/** All symbols of the full table. */
export function fullSymbols(kernel: KernelFile): SymbolFacts[] {
  const { bytes } = kernel;
  const sections = sectionHeaders(kernel);
  const table = sections.find(({ type }) => type === 2);
  const strings = Number(sections[table?.link ?? 0]?.offset ?? 0n);
  const count = Number(table?.size ?? 0n) / SYMBOL_SIZE;
  return Array.from({ length: count }, (_, index) => {
    const at = Number(table?.offset ?? 0n) + index * SYMBOL_SIZE;
    return {
      name: textAt(bytes, strings + bytes.readUInt32LE(at)),
      value: bytes.readBigUInt64LE(at + 8),
      size: bytes.readBigUInt64LE(at + 16),
      type: bytes.readUInt8(at + 4) & 15,
      section: bytes.readUInt16LE(at + 6),
    };
  });
}

function textAt(bytes: Buffer, offset: number): string {
  return bytes.toString('latin1', offset, bytes.indexOf(0, offset));
}
