import { shownText } from '../../../shared/shown-text';
import { orderByWords } from '../base/sort-order';
import type { SearchedNames } from './symbol-search';

const SHT_SYMTAB = 2;
const SHT_DYNSYM = 11;
const SYMBOL_SIZE = 24;
/** Names are cut here: a hostile file may have a million symbols that share one name of a hundred MiB. */
const MOST_NAME_BYTES = 1024;
const STT_SECTION = 3;
const STT_FILE = 4;
/** Symbols of thread-local storage are offsets in the template, not addresses. */
const STT_TLS = 6;
const SHN_UNDEF = 0;
/** Section numbers from here on have other meanings: an absolute value is a number, not an address of the kernel. */
const FIRST_RESERVED_SECTION = 0xff00;
/** The one of them that says that the number stands elsewhere. */
const SHN_XINDEX = 0xffff;
/** Characters that stand for themselves wherever a text is shown. */
const [FIRST_PLAIN, LAST_PLAIN] = [0x20, 0x7e];

/** The named addresses of an ELF64 file in columns, ascending by address, equal ones in the order of the file. */
export interface SymbolColumns {
  readonly count: number;
  /** Each in two 32-bit words, low first. */
  readonly addresses: Uint32Array;
  readonly sizes: Uint32Array;
  readonly names: NameBytes;
}

/** Names of symbols as they stand in the file. */
export class NameBytes implements SearchedNames {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /**
   * @param places of each name in the table of strings
   * @param first offset of the table in the file, and that behind its end
   */
  constructor(
    private readonly elf: Uint8Array,
    private readonly places: Uint32Array,
    private readonly first: number,
    private readonly end: number,
  ) {}

  get count(): number {
    return this.places.length;
  }

  /** Writes a plain name as {@link SearchedNames} has it. */
  copyPlain(index: number, out: Uint8Array, at: number): number {
    const { elf } = this;
    const start = this.start(index);
    const limit = this.limit(start);
    for (let place = start; place < limit; place++) {
      const byte = elf[place] as number;
      if (byte === 0) return place - start;
      if (byte < FIRST_PLAIN || byte > LAST_PLAIN) return -1;
      out[at + place - start] = byte;
    }
    return limit - start;
  }

  /** Where a name begins in the file. */
  private start(index: number): number {
    return this.first + (this.places[index] as number);
  }

  /** The offset behind its last byte; behind the last one that is looked at where it is longer. */
  private stop(start: number): number {
    const { elf } = this;
    const limit = this.limit(start);
    let at = start;
    while (at < limit && elf[at] !== 0) at++;
    return at;
  }

  /** As it can be shown: see {@link shownText}. */
  shown(index: number): string {
    const start = this.start(index);
    return shownText(this.decoder.decode(this.elf.subarray(start, this.stop(start))));
  }

  /** Whether bytes of the file are shown as what they are. */
  private isPlain(start: number, stop: number): boolean {
    const { elf } = this;
    for (let at = start; at < stop; at++) {
      if ((elf[at] as number) < FIRST_PLAIN || (elf[at] as number) > LAST_PLAIN) return false;
    }
    return true;
  }

  /** The last symbol whose name is shown like this; -1 for none. */
  lastOf(name: string): number {
    const wanted = new TextEncoder().encode(name);
    // Only what is not plain is shown with characters beyond ASCII, or as a code with a backslash.
    const isPlain = /^[ -[\]-~]*$/.test(name);
    for (let index = this.places.length - 1; index >= 0; index--) {
      const start = this.start(index);
      if (isPlain ? this.isAt(start, wanted) : this.isShownAs(index, start, name, wanted)) return index;
    }
    return -1;
  }

  private isShownAs(index: number, start: number, name: string, wanted: Uint8Array): boolean {
    const isPlain = this.isPlain(start, this.stop(start));
    return isPlain ? this.isAt(start, wanted) : this.shown(index) === name;
  }

  private isAt(start: number, wanted: Uint8Array): boolean {
    const { elf } = this;
    for (let i = 0; i < wanted.length; i++) if (elf[start + i] !== wanted[i]) return false;
    const stop = start + wanted.length;
    const limit = this.limit(start);
    return stop === limit || (stop < limit && elf[stop] === 0);
  }

  private limit(start: number): number {
    return Math.min(this.end, start + MOST_NAME_BYTES);
  }
}

/** The symbols of a file: of the full table, else of the dynamic one; none where that cannot be read. */
export function readSymbolColumns(elf: Uint8Array): SymbolColumns {
  const sections = readSections(elf);
  const table =
    sections.find((section) => section.type === SHT_SYMTAB) ??
    sections.find((section) => section.type === SHT_DYNSYM);
  const strings = table && sections[table.link];
  const noTable = { type: 0, link: 0, offset: 0, size: 0 };
  return readTable(elf, strings === undefined ? noTable : (table ?? noTable), strings ?? noTable);
}

function readTable(elf: Uint8Array, table: Section, strings: Section): SymbolColumns {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const end = Math.min(table.offset + table.size, elf.length);
  const stringsEnd = Math.min(strings.offset + strings.size, elf.length);
  const entries = new Uint32Array(Math.max(0, Math.floor((end - table.offset) / SYMBOL_SIZE)));
  let count = 0;
  for (let entry = 0; entry < entries.length; entry++) {
    const at = table.offset + entry * SYMBOL_SIZE;
    const nameAt = strings.offset + view.getUint32(at, true);
    if (nameAt >= stringsEnd || elf[nameAt] === 0 || !isPlace(view, at)) continue;
    entries[count++] = entry;
  }
  const columnOf = (offset: number): Uint32Array =>
    entries
      .subarray(0, count)
      .map((entry) => view.getUint32(table.offset + entry * SYMBOL_SIZE + offset, true));
  const [low, high] = [columnOf(8), columnOf(12)];
  const order = orderByWords(low, high);
  const [sizeLow, sizeHigh, names] = [columnOf(16), columnOf(20), columnOf(0)];
  return {
    count,
    addresses: interleaved(low, high, order),
    sizes: interleaved(sizeLow, sizeHigh, order),
    names: new NameBytes(
      elf,
      order.map((row) => names[row] as number),
      strings.offset,
      stringsEnd,
    ),
  };
}

/** Whether a symbol names a place of the kernel. */
function isPlace(view: DataView, at: number): boolean {
  const type = view.getUint8(at + 4) & 15;
  const section = view.getUint16(at + 6, true);
  if (type === STT_FILE || type === STT_SECTION || type === STT_TLS) return false;
  return section !== SHN_UNDEF && (section < FIRST_RESERVED_SECTION || section === SHN_XINDEX);
}

/** Numbers in halves, in an order: low half first. */
function interleaved(low: Uint32Array, high: Uint32Array, order: Uint32Array): Uint32Array {
  const words = new Uint32Array(order.length * 2);
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    words[i * 2] = low[row] as number;
    words[i * 2 + 1] = high[row] as number;
  }
  return words;
}

interface Section {
  readonly type: number;
  readonly link: number;
  readonly offset: number;
  readonly size: number;
}

/** The section headers that lie in the file; those that do not end the list. */
function readSections(elf: Uint8Array): Section[] {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  if (elf.length < 64 || elf[4] !== 2) return [];
  const table = Number(view.getBigUint64(40, true));
  const entrySize = view.getUint16(58, true);
  const count = view.getUint16(60, true);
  const sections: Section[] = [];
  for (let index = 0; index < count; index++) {
    const at = table + index * entrySize;
    if (entrySize < 64 || at + 64 > elf.length) break;
    sections.push({
      type: view.getUint32(at + 4, true),
      link: view.getUint32(at + 40, true),
      offset: Number(view.getBigUint64(at + 24, true)),
      size: Number(view.getBigUint64(at + 32, true)),
    });
  }
  return sections;
}
