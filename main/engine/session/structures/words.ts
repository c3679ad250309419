import { hex } from '../../../../shared/address';
import type { LinkTarget } from '../../../../shared/view-types';
import { named } from './elf-names';
import type { ElfHome } from './home';
import type { FileLayout, FileSection } from './layout';
import type { Field, Reading } from './structure';

/** A value in words. */
export function reading(value: string, meaning = '', link: LinkTarget | null = null): Reading {
  return { value, meaning, link };
}

/** The little-endian number that all of some bytes make, eight at most. */
export function unsigned(bytes: DataView): bigint {
  let value = 0n;
  for (let at = bytes.byteLength - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes.getUint8(at));
  return value;
}

/** The same for at most six bytes. */
export function small(bytes: DataView): number {
  return Number(unsigned(bytes));
}

/** A part of an element's bytes. */
export function part(bytes: DataView, at: number, length: number): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + at, length);
}

/** Bytes as they stand, e.g. `7f 45 4c 46`. */
export function byteList(bytes: DataView): string {
  const list = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from(list, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** `1 byte`, `2,048 bytes`. */
export function bytesWords(count: number | bigint): string {
  return count === 1 || count === 1n ? '1 byte' : `${count.toLocaleString('en-US')} bytes`;
}

/** `1 entry`, `3 entries`. */
export function countWords(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** One number with names for its values. */
export function namedReading(names: Parameters<typeof named>[0]): Field['read'] {
  return (bytes) => reading(...named(names, small(bytes)));
}

export function sizeReading(bytes: DataView): Reading {
  const size = unsigned(bytes);
  return reading(hex(size), bytesWords(size));
}

export function numberReading(bytes: DataView): Reading {
  const value = unsigned(bytes);
  return reading(hex(value), value > 9n ? value.toLocaleString('en-US') : '');
}

/** A field of the sequence that {@link fieldsOf} lays out: bytes in 64-bit and in 32-bit files. */
export type FieldRow = readonly [name: string, length64: number, length32: number, read: Field['read']];

/** Fields one behind the other. */
export function fieldsOf(rows: readonly FieldRow[], class64: boolean): Field[] {
  let at = 0;
  return rows.map(([name, length64, length32, read]) => {
    const length = class64 ? length64 : length32;
    at += length;
    return { name, at: at - length, length, read };
  });
}

/** What readings need to know of the file. */
export class Words {
  constructor(
    readonly home: ElfHome,
    readonly layout: FileLayout,
  ) {}

  /** A link to a byte of the file; `null` for what is not in it. */
  fileLink(offset: number): LinkTarget | null {
    return offset < this.home.elf.length ? this.home.fileLink(offset) : null;
  }

  /** An address of the file as the loaded kernel has it. */
  loaded(address: bigint): bigint {
    return BigInt.asUintN(64, address + this.home.offset);
  }

  /** An address of the file: where it is in the loaded kernel, and which symbol is there. */
  address(address: bigint): Reading {
    const loaded = this.loaded(address);
    const symbol = this.home.symbolAt(loaded);
    const place = loaded === address ? '' : `loaded at ${hex(loaded)}`;
    const meaning = [symbol ?? '', place].filter((text) => text !== '').join(', ');
    return reading(hex(address), meaning, this.home.addressLink(loaded));
  }

  /** The same for an address that the kernel uses as it is. */
  pointer(address: bigint): Reading {
    return reading(hex(address), this.home.symbolAt(address) ?? '', this.home.addressLink(address));
  }

  fileOffset(bytes: DataView): Reading {
    const link = this.fileLink(small(bytes));
    return reading(hex(unsigned(bytes)), link === null ? 'behind the end of the file' : 'in the file', link);
  }

  /** An offset in the file that is 0 where there is nothing. */
  tableOffset(bytes: DataView): Reading {
    return unsigned(bytes) === 0n ? reading('0x0', 'none') : this.fileOffset(bytes);
  }

  section(index: number): FileSection | undefined {
    return this.layout.sections[index];
  }

  /** The LOADs before and with header `index`: their numbers count from 1. */
  loadNumber(index: number): number {
    return this.layout.segments.filter((segment) => segment.index <= index && segment.type === 1).length;
  }
}
