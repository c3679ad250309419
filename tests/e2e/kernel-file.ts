/** The few facts of a kernel's ELF file that the end-to-end tests compare the window with, read independently. */
import { readFileSync } from 'node:fs';

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_GNU_RELRO = 0x6474_e552;
const DT_RELA = 7n;
const DT_RELASZ = 8n;
const RELA_SIZE = 24;

/** A program header of type LOAD. */
export interface LoadHeader {
  readonly offset: number;
  readonly vaddr: bigint;
  readonly fileSize: number;
  readonly memSize: number;
  readonly writable: boolean;
  readonly executable: boolean;
}

/** Addresses from `start` up to `end` (excluded). */
export interface AddressRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** One entry of the relocation table. */
export interface Relocation {
  readonly offset: bigint;
  readonly addend: bigint;
}

/** A kernel file. */
export class KernelFile {
  readonly bytes: Buffer;
  readonly loads: readonly LoadHeader[];
  /** Where the relocation table is in the file, and how many bytes it has. */
  readonly #table: { readonly offset: number; readonly size: number };

  /** @param file its path, or its bytes */
  constructor(file: string | Buffer) {
    this.bytes = typeof file === 'string' ? readFileSync(file) : file;
    this.loads = this.#headers(PT_LOAD).map((at) => this.#load(at));
    this.#table = this.#relocationTable();
  }

  /** The file's bytes behind an address of a LOAD segment. */
  bytesAt(vaddr: bigint, count: number): number[] {
    const start = this.fileOffset(vaddr, count);
    return [...this.bytes.subarray(start, start + count)];
  }

  /** Where in the file the bytes behind an address of a LOAD segment are. */
  fileOffset(vaddr: bigint, count = 1): number {
    const load = this.loads.find(
      (one) => vaddr >= one.vaddr && vaddr + BigInt(count) <= one.vaddr + BigInt(one.fileSize),
    );
    if (!load) throw new Error(`no bytes in the file for 0x${vaddr.toString(16)}`);
    return load.offset + Number(vaddr - load.vaddr);
  }

  /** How many entries the relocation table has. */
  get relocationCount(): number {
    return this.#table.size / RELA_SIZE;
  }

  /** One entry of the relocation table. */
  relocation(index: number): Relocation {
    const at = this.#table.offset + index * RELA_SIZE;
    return { offset: this.bytes.readBigUInt64LE(at), addend: this.bytes.readBigUInt64LE(at + 16) };
  }

  /** Entries of the relocation table, in the loader's order. */
  relocations(): Relocation[] {
    return Array.from({ length: this.relocationCount }, (_, index) => this.relocation(index));
  }

  /** What is made read-only after the relocations. */
  get relro(): AddressRange | null {
    const [at] = this.#headers(PT_GNU_RELRO);
    if (at === undefined) return null;
    const start = this.bytes.readBigUInt64LE(at + 16);
    return { start, end: start + this.bytes.readBigUInt64LE(at + 40) };
  }

  /** The file with another type in one entry of the relocation table. */
  withRelocationType(index: number, type: number): Buffer {
    const changed = Buffer.from(this.bytes);
    const entry = this.#table.offset + index * RELA_SIZE;
    changed.writeUInt32LE(type, entry + 8);
    return changed;
  }

  #relocationTable(): { offset: number; size: number } {
    const tags = new Map<bigint, bigint>();
    const [dynamic] = this.#headers(PT_DYNAMIC);
    if (dynamic === undefined) return { offset: 0, size: 0 };
    const start = Number(this.bytes.readBigUInt64LE(dynamic + 8));
    const end = start + Number(this.bytes.readBigUInt64LE(dynamic + 32));
    for (let at = start; at < end; at += 16) {
      tags.set(this.bytes.readBigUInt64LE(at), this.bytes.readBigUInt64LE(at + 8));
    }
    const table = tags.get(DT_RELA);
    const size = Number(tags.get(DT_RELASZ) ?? 0n);
    return { offset: table === undefined ? 0 : this.fileOffset(table, size), size };
  }

  #headers(type: number): number[] {
    const start = Number(this.bytes.readBigUInt64LE(32));
    const size = this.bytes.readUInt16LE(54);
    const all = Array.from({ length: this.bytes.readUInt16LE(56) }, (_, index) => start + index * size);
    return all.filter((at) => this.bytes.readUInt32LE(at) === type);
  }

  #load(at: number): LoadHeader {
    const flags = this.bytes.readUInt32LE(at + 4);
    return {
      offset: Number(this.bytes.readBigUInt64LE(at + 8)),
      vaddr: this.bytes.readBigUInt64LE(at + 16),
      fileSize: Number(this.bytes.readBigUInt64LE(at + 32)),
      memSize: Number(this.bytes.readBigUInt64LE(at + 40)),
      writable: (flags & 2) !== 0,
      executable: (flags & 1) !== 0,
    };
  }
}
