/** Symbols and sections of a kernel's ELF file, read independently of the application. */
import type { AddressRange, KernelFile } from './kernel-file';

const SECTION_HEADER_SIZE = 64;
const SYMBOL_SIZE = 24;
const SHT_SYMTAB = 2;

interface Section {
  readonly name: string;
  readonly type: number;
  readonly link: number;
  readonly address: bigint;
  readonly offset: number;
  readonly size: number;
}

function textAt(bytes: Buffer, offset: number): string {
  return bytes.toString('latin1', offset, bytes.indexOf(0, offset));
}

function sections({ bytes }: KernelFile): Section[] {
  const table = Number(bytes.readBigUInt64LE(40));
  const headers = Array.from({ length: bytes.readUInt16LE(60) }, (_, at) => table + at * SECTION_HEADER_SIZE);
  const names = Number(bytes.readBigUInt64LE(headers[bytes.readUInt16LE(62)]! + 24));
  return headers.map((at) => ({
    name: textAt(bytes, names + bytes.readUInt32LE(at)),
    type: bytes.readUInt32LE(at + 4),
    link: bytes.readUInt32LE(at + 40),
    address: bytes.readBigUInt64LE(at + 16),
    offset: Number(bytes.readBigUInt64LE(at + 24)),
    size: Number(bytes.readBigUInt64LE(at + 32)),
  }));
}

/** Where a section is in the kernel's memory, by its name. */
export function sectionOf(kernel: KernelFile, name: string): AddressRange {
  const found = sections(kernel).find((section) => section.name === name);
  if (!found) throw new Error(`no section ${name}`);
  return { start: found.address, end: found.address + BigInt(found.size) };
}

/** A symbol by its name. */
export function symbolOf(kernel: KernelFile, name: string): AddressRange {
  const all = sections(kernel);
  const table = all.find(({ type }) => type === SHT_SYMTAB);
  const strings = all[table?.link ?? -1];
  if (!table || !strings) throw new Error('no symbol table');
  const { bytes } = kernel;
  for (let at = table.offset; at < table.offset + table.size; at += SYMBOL_SIZE) {
    if (textAt(bytes, strings.offset + bytes.readUInt32LE(at)) !== name) continue;
    const start = bytes.readBigUInt64LE(at + 8);
    return { start, end: start + bytes.readBigUInt64LE(at + 16) };
  }
  throw new Error(`no symbol ${name}`);
}
