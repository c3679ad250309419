import { shownText } from '../../../shared/shown-text';
import { orderByWords } from '../base/sort-order';
import { dynamicSymbols } from './dynamic-symbols';
import { FileAddresses } from './file-addresses';
import {
  FIRST_RESERVED_SECTION,
  SHN_UNDEF,
  SHN_XINDEX,
  SHT_DYNSYM,
  SHT_SYMTAB,
  STT_FILE,
  STT_SECTION,
  STT_TLS,
} from './numbers';
import { RawFile, type RawSection } from './raw-file';
import type { SearchedNames } from './symbol-search';

const SYMBOL_SIZE = 24;
/** Names are cut here: a hostile file may have a million symbols that share one name of a hundred MiB. */
const MOST_NAME_BYTES = 1024;
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

/** A table of symbols and its names, as they stand in the file. */
interface TableAt {
  readonly at: number;
  /** Offset behind its end. */
  readonly end: number;
  readonly strings: number;
  readonly stringsEnd: number;
}

const NO_TABLE: TableAt = { at: 0, end: 0, strings: 0, stringsEnd: 0 };

/** The symbols of a file: of the full table, else of one for dynamic linking; none where that cannot be read. */
export function readSymbolColumns(elf: Uint8Array): SymbolColumns {
  // Symbols of other classes have another shape.
  const file = elf[4] === 2 ? new RawFile(elf) : null;
  return readTable(elf, file === null ? NO_TABLE : (sectionTable(file) ?? dynamicTable(file)));
}

/** The table that section headers name; `null` where they name none. */
function sectionTable(file: RawFile): TableAt | null {
  let found: RawSection | null = null;
  for (const section of file.sections()) {
    if (section.type === SHT_SYMTAB) {
      found = section;
      break;
    }
    if (section.type === SHT_DYNSYM) found ??= section;
  }
  const strings = found === null ? null : file.section(found.link);
  if (found === null || strings === null) return null;
  const [at, stringsAt] = [Number(found.offset), Number(strings.offset)];
  return {
    at,
    end: at + file.there(found.offset, found.size),
    strings: stringsAt,
    stringsEnd: stringsAt + file.there(strings.offset, strings.size),
  };
}

/** The table that the dynamic table names: files whose section headers were cut off have that alone. */
function dynamicTable(file: RawFile): TableAt {
  const [found] = dynamicSymbols(file, new FileAddresses(file), () => false, []);
  if (found === undefined) return NO_TABLE;
  const { at, count, strings, stringBytes } = found;
  return { at, end: at + count * SYMBOL_SIZE, strings, stringsEnd: strings + stringBytes };
}

function readTable(elf: Uint8Array, { at: tableAt, end, strings, stringsEnd }: TableAt): SymbolColumns {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const entries = new Uint32Array(Math.floor((end - tableAt) / SYMBOL_SIZE));
  let count = 0;
  for (let entry = 0; entry < entries.length; entry++) {
    const at = tableAt + entry * SYMBOL_SIZE;
    const nameAt = strings + view.getUint32(at, true);
    if (nameAt >= stringsEnd || elf[nameAt] === 0 || !isPlace(view, at)) continue;
    entries[count++] = entry;
  }
  const columnOf = (offset: number): Uint32Array =>
    entries.subarray(0, count).map((entry) => view.getUint32(tableAt + entry * SYMBOL_SIZE + offset, true));
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
      strings,
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
