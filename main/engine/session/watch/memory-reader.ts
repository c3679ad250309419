import { hex, isCanonical, offsetInPage, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import type { LinkTarget, MemorySpace } from '../../../../shared/view-types';
import { ENTRY_COUNT, frameOf, PRESENT, tableIndex } from '../../paging/page-table';
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import type { OpTable } from '../../trace/tables';

/** A page-table entry with its place. */
export interface FoundEntry {
  readonly low: number;
  readonly high: number;
  readonly table: number;
  readonly index: number;
}

/** Why something is not there: in a word or two, and in full. */
export interface Absence {
  readonly text: string;
  readonly detail: string;
}

/** A page table as it is at the moment. */
interface SeenTable {
  readonly words: Uint32Array;
  /** The last op on each entry; `null` where nobody asks. */
  readonly writes: Int32Array | null;
}

/** Physical addresses have at most 52 bits. */
const PHYSICAL_END = 2n ** 52n;

/**
 * Reads memory at one moment for a watch and keeps what was read: when it was last written, and where it is. What is
 * not there is `null`, with the reason in words.
 */
export class MemoryReader {
  /** Why the last thing that was not there is not. */
  absence: Absence | null = null;
  /** Where the first thing that was read is. */
  link: LinkTarget | null = null;
  /** The last op that wrote anything of what was read, -1 for none. */
  lastWrite = -1;

  /** Entries of the page tables that were looked at, and who wrote them last. */
  private readonly tables = new Map<number, SeenTable>();

  /** @param keepsWrites whether anybody asks for {@link lastWrite} */
  constructor(
    private readonly view: LoadView,
    private readonly moment: number,
    private readonly keepsWrites: boolean,
  ) {}

  /** Forgets what was read: another watch comes. */
  reset(): void {
    this.absence = null;
    this.link = null;
    this.lastWrite = -1;
  }

  /** `length` bytes from an address on; `null` where one of them does not exist. */
  bytes(space: MemorySpace, address: bigint, length: number): Uint8Array | null {
    const out = new Uint8Array(length);
    const read = this.readInto(space, address, out);
    return read === length ? out : null;
  }

  /** The bytes from an address on as far as they exist, at most `length`; `null` where the first does not. */
  someBytes(space: MemorySpace, address: bigint, length: number): Uint8Array | null {
    const out = new Uint8Array(length);
    const read = this.readInto(space, address, out);
    return read === 0 && length > 0 ? null : out.subarray(0, read);
  }

  /** The entry of a level that covers an address; `null` where the way does not lead there. */
  entry(address: bigint, level: number): FoundEntry | null {
    if (!isCanonical(address))
      return this.missing('not canonical', `bits 47 to 63 of ${hex(address)} differ`);
    const page = pageOfVirt(address);
    let table = this.view.rootFrame;
    for (let at = 4; ; at--) {
      const index = tableIndex(page, at);
      const { words, writes } = this.table(table);
      const low = words[index * 2] as number;
      const high = words[index * 2 + 1] as number;
      if (writes !== null) this.lastWrite = Math.max(this.lastWrite, writes[index] as number);
      if (at === level) {
        this.link ??= { type: 'memory', space: 'physical', page: table, offset: index * 8 };
        return { low, high, table, index };
      }
      if ((low & PRESENT) === 0)
        return this.missing('not mapped', `P${at}[${index}] of ${hex(address)} is empty`);
      table = frameOf(low, high);
    }
  }

  /** The leaf entry of an address; `null` where it is not mapped. */
  leaf(address: bigint): FoundEntry | null {
    const link = this.link;
    const found = this.entry(address, 1);
    this.link = link;
    if (found === null || (found.low & PRESENT) !== 0) return found;
    return this.missing('not mapped', `P1[${found.index}] of ${hex(address)} is empty`);
  }

  private readInto(space: MemorySpace, address: bigint, out: Uint8Array): number {
    let read = 0;
    while (read < out.length) {
      const here = BigInt.asUintN(64, address + BigInt(read));
      const offset = offsetInPage(here);
      const count = Math.min(PAGE_SIZE - offset, out.length - read);
      const copied = this.readPage(space, here, out.subarray(read, read + count));
      read += copied;
      if (copied < count) break;
    }
    return read;
  }

  /** Reads bytes of one page and returns how many of them exist. */
  private readPage(space: MemorySpace, address: bigint, out: Uint8Array): number {
    const offset = offsetInPage(address);
    if (space === 'file') return this.readFile(address, out);
    const frame = space === 'virtual' ? this.frameOfPage(address) : this.frameAt(address);
    if (frame === null) return 0;
    const page = space === 'virtual' ? pageOfVirt(address) : frame;
    this.link ??= { type: 'memory', space, page, offset };
    out.set(this.view.frames.bytes(frame, this.moment).subarray(offset, offset + out.length));
    this.noteBytes(frame, offset, out.length);
    return out.length;
  }

  private readFile(address: bigint, out: Uint8Array): number {
    const { elf } = this.view;
    if (address >= BigInt(elf.length)) {
      this.missing('not in the file', `the file ends before ${hex(address)}`);
      return 0;
    }
    const start = Number(address);
    const bytes = elf.subarray(start, start + out.length);
    this.link ??= {
      type: 'memory',
      space: 'file',
      page: Math.floor(start / PAGE_SIZE),
      offset: start % PAGE_SIZE,
    };
    out.set(bytes);
    if (bytes.length < out.length) this.missing('not in the file', `the file ends at ${hex(elf.length)}`);
    return bytes.length;
  }

  private frameOfPage(address: bigint): number | null {
    const leaf = this.leaf(address);
    if (leaf === null) return null;
    const frame = frameOf(leaf.low, leaf.high);
    if (frame < this.view.frameCount) return frame;
    return this.missing('no memory', `frame ${hex(frame * PAGE_SIZE)} behind ${hex(address)} does not exist`);
  }

  private frameAt(address: bigint): number | null {
    const frame = address < PHYSICAL_END ? Math.floor(Number(address) / PAGE_SIZE) : Infinity;
    return frame < this.view.frameCount
      ? frame
      : this.missing('no memory', `memory ends before ${hex(address)}`);
  }

  /** Notes that something is not there; what was missed first counts. */
  missing(text: string, detail: string): null {
    this.absence ??= { text, detail };
    return null;
  }

  private table(table: number): SeenTable {
    let seen = this.tables.get(table);
    if (seen === undefined) {
      const words = this.view.tables.words(table, this.moment);
      const writes = this.keepsWrites ? lastEntryWrites(this.view, table, this.moment) : null;
      seen = { words, writes };
      this.tables.set(table, seen);
    }
    return seen;
  }

  private noteBytes(frame: number, offset: number, length: number): void {
    if (!this.keepsWrites) return;
    const { view, moment } = this;
    const writes = view.image.index.writesBefore(frame, moment);
    for (let i = writes.length - 1; i >= 0; i--) {
      const op = writes[i] as number;
      // What comes before is older than what is known already.
      if (op <= this.lastWrite) return;
      if (!writesTo(view.trace.ops, op, offset, offset + length)) continue;
      this.lastWrite = op;
      return;
    }
  }
}

/** Whether an op on a frame wrote to bytes `start` to `end` (excluded) of it; a frame has hundreds that did not. */
function writesTo({ kind, at, low }: OpTable, op: number, start: number, end: number): boolean {
  const place = at[op] as number;
  switch (kind[op]) {
    case OP.frameZeroed:
    case OP.frameCopied:
      return true;
    case OP.entryWritten:
      return place * 8 < end && place * 8 + 8 > start;
    case OP.bytesZeroed:
      return place < end && place + (low[op] as number) > start;
    case OP.bytesWritten:
      return (place & 0xffff) < end && (place & 0xffff) + (place >>> 16) > start;
    default:
      return false;
  }
}

/** The last op before a moment on each entry of a table, -1 for none. */
function lastEntryWrites(view: LoadView, table: number, moment: number): Int32Array {
  const { kind, at } = view.trace.ops;
  const last = new Int32Array(ENTRY_COUNT).fill(-1);
  for (const op of view.image.index.writesBefore(table, moment)) {
    if (kind[op] === OP.entryWritten) last[at[op] as number] = op;
    else if (kind[op] === OP.frameZeroed || kind[op] === OP.frameCopied) last.fill(op);
  }
  return last;
}
