/** The few facts of a kernel's ELF file that the end-to-end tests compare the window with, read independently. */
import { readFileSync } from 'node:fs';

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
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

/** One entry of the relocation table. */
export interface Relocation {
  readonly offset: bigint;
  readonly addend: bigint;
}

/** A kernel file. */
export class KernelFile {
  readonly bytes: Buffer;
  readonly loads: readonly LoadHeader[];

  constructor(path: string) {
    this.bytes = readFileSync(path);
    this.loads = this.#headers(PT_LOAD).map((at) => this.#load(at));
  }

  /** The file's bytes behind an address of a LOAD segment. */
  bytesAt(vaddr: bigint, count: number): number[] {
    const start = this.#fileOffset(vaddr, count);
    return [...this.bytes.subarray(start, start + count)];
  }

  #fileOffset(vaddr: bigint, count: number): number {
    const load = this.loads.find(
      (one) => vaddr >= one.vaddr && vaddr + BigInt(count) <= one.vaddr + BigInt(one.fileSize),
    );
    if (!load) throw new Error(`no bytes in the file for 0x${vaddr.toString(16)}`);
    return load.offset + Number(vaddr - load.vaddr);
  }

  /** Entries of the relocation table, in the loader's order. */
  relocations(): Relocation[] {
    const { start, size } = this.#relocationTable();
    const table = Buffer.from(this.bytesAt(start, size));
    return Array.from({ length: size / RELA_SIZE }, (_, index) => ({
      offset: table.readBigUInt64LE(index * RELA_SIZE),
      addend: table.readBigUInt64LE(index * RELA_SIZE + 16),
    }));
  }

  /** The file with another type in one entry of the relocation table. */
  withRelocationType(index: number, type: number): Buffer {
    const changed = Buffer.from(this.bytes);
    const entry = this.#fileOffset(this.#relocationTable().start, RELA_SIZE) + index * RELA_SIZE;
    changed.writeUInt32LE(type, entry + 8);
    return changed;
  }

  #relocationTable(): { start: bigint; size: number } {
    const tags = new Map<bigint, bigint>();
    const [dynamic] = this.#headers(PT_DYNAMIC);
    if (dynamic === undefined) return { start: 0n, size: 0 };
    const start = Number(this.bytes.readBigUInt64LE(dynamic + 8));
    const size = Number(this.bytes.readBigUInt64LE(dynamic + 32));
    for (let at = start; at < start + size; at += 16) {
      tags.set(this.bytes.readBigUInt64LE(at), this.bytes.readBigUInt64LE(at + 8));
    }
    return { start: tags.get(DT_RELA) ?? 0n, size: Number(tags.get(DT_RELASZ) ?? 0n) };
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
