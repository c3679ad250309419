import type { SymbolRow } from '../../../../shared/kernel-types';
import { partitionPoint } from '../../../../shared/partition-point';
import { dynamicSymbols, symbolSize } from '../../elf/dynamic-symbols';
import type { FileAddresses } from '../../elf/file-addresses';
import type { RawFile, RawSection, Wrong } from '../../elf/raw-file';
import { orderByWords } from '../../base/sort-order';
import {
  FIRST_RESERVED_SECTION,
  SHN_UNDEF,
  SHN_XINDEX,
  SHT_DYNSYM,
  SHT_SYMTAB,
  STT_FILE,
  STT_SECTION,
  STT_TLS,
} from '../../elf/numbers';

const SHT_SYMTAB_SHNDX = 18;
/** Symbols beyond so many are left out: several sections may name the same bytes. */
const MOST_SYMBOLS = 2 ** 23;
const TABLE_NAMES = { [SHT_SYMTAB]: '.symtab', [SHT_DYNSYM]: '.dynsym' } as const;

/** How far behind a symbol without a size an address still belongs to it, in bytes. */
const REACH_WITHOUT_SIZE = 4096;

/** One symbol table of the file; its symbols have the numbers from `first` on among those of all tables. */
interface SymbolTableAt {
  readonly name: SymbolRow['table'];
  /** Its section; -1 where the dynamic table names it, and no section header does. */
  readonly section: number;
  readonly first: number;
  readonly count: number;
  /** Where the first symbol stands in the file. */
  readonly at: number;
  /** Where its names stand. */
  readonly strings: number;
  /** Bytes of names that lie in the file. */
  readonly stringBytes: number;
  /** Where numbers of sections stand that do not fit; -1 for nowhere. */
  readonly sectionNumbers: number;
}

/**
 * The symbols of a file, read from its bytes when they are asked for: the file is the table. Numbers go over all symbol
 * tables, in the order of their sections; tables that only the dynamic table names come last.
 */
export class SymbolTables {
  readonly tables: readonly SymbolTableAt[];
  readonly count: number;
  readonly wrong: readonly Wrong[];
  /** Bytes of a symbol. */
  readonly entrySize: number;
  private readonly view: DataView;
  private knownAddresses: { readonly low: Uint32Array; readonly high: Uint32Array } | null = null;
  private knownTypes: Uint8Array | null = null;
  private readonly knownOrders = new Map<'address' | 'size' | 'type', Uint32Array>();
  private knownPlaces: AddressIndex | null = null;

  constructor(
    private readonly file: RawFile,
    addresses: FileAddresses,
  ) {
    this.view = file.view;
    this.entrySize = symbolSize(file);
    const wrong: Wrong[] = [];
    const tables: SymbolTableAt[] = [];
    let first = 0;
    const add = (table: SymbolTableAt | null): void => {
      if (table === null || table.count === 0) return;
      tables.push(table);
      first += table.count;
    };
    for (const section of file.sections()) {
      if (section.type !== SHT_SYMTAB && section.type !== SHT_DYNSYM) continue;
      add(this.tableAt(section, first, wrong));
    }
    const isKnown = (at: number): boolean =>
      tables.some((table) => at >= table.at && at < table.at + table.count * this.entrySize);
    for (const { count, ...found } of dynamicSymbols(file, addresses, isKnown, wrong)) {
      add({ ...found, name: 'DT_SYMTAB', section: -1, first, count: Math.min(count, MOST_SYMBOLS - first) });
    }
    this.tables = tables;
    this.count = first;
    this.wrong = wrong;
  }

  /** Address of a symbol, in the file's own terms. */
  value(id: number): bigint {
    const at = this.at(id);
    return this.file.word(at + 8, at + 4);
  }

  sizeOf(id: number): bigint {
    const at = this.at(id);
    return this.file.word(at + 16, at + 8);
  }

  /** Type in the lower four bits, binding in the upper. */
  info(id: number): number {
    return this.view.getUint8(this.at(id) + (this.file.class64 ? 4 : 12));
  }

  other(id: number): number {
    return this.view.getUint8(this.at(id) + (this.file.class64 ? 5 : 13));
  }

  /** Number of its section, the large ones too; those from `FIRST_RESERVED_SECTION` to 0xffff have other meanings. */
  section(id: number): number {
    const number = this.rawSection(id);
    if (number !== SHN_XINDEX) return number;
    const table = this.tableOf(id);
    const at = table.sectionNumbers + (id - table.first) * 4;
    return table.sectionNumbers < 0 || at + 4 > this.view.byteLength ? number : this.view.getUint32(at, true);
  }

  /** Whether the section's number is one of those with other meanings, such as an absolute value. */
  isReserved(id: number): boolean {
    const number = this.rawSection(id);
    return number >= FIRST_RESERVED_SECTION && number !== SHN_XINDEX;
  }

  /** Where a symbol's name stands in the file; -1 where that is outside of its table of strings. */
  nameAt(id: number): number {
    const table = this.tableOf(id);
    const name = this.view.getUint32(this.at(id), true);
    return name < table.stringBytes ? table.strings + name : -1;
  }

  /** 1 + {@link nameAt} of all symbols, in two halves. */
  namePlaces(): { readonly low: Uint32Array; readonly high: Uint32Array } {
    const low = new Uint32Array(this.count);
    const high = new Uint32Array(this.count);
    const { view, entrySize: size } = this;
    for (const { first, count, at, strings, stringBytes } of this.tables) {
      for (let i = 0; i < count; i++) {
        const name = view.getUint32(at + i * size, true);
        const place = name < stringBytes ? strings + name + 1 : 0;
        low[first + i] = place;
        high[first + i] = place / 2 ** 32;
      }
    }
    return { low, high };
  }

  /** Whether there is a name at a place of the file that {@link nameAt} gave: it is not empty. */
  nameBegins(at: number): boolean {
    return at < this.view.byteLength && this.view.getUint8(at) !== 0;
  }

  /** Bytes that a symbol's entry has in the file. */
  place(id: number): { readonly offset: number; readonly length: number } {
    return { offset: this.at(id), length: this.entrySize };
  }

  tableOf(id: number): SymbolTableAt {
    const { tables } = this;
    // Nearly all files have one or two.
    if (tables.length === 1 || id < (tables[1] as SymbolTableAt).first) return tables[0] as SymbolTableAt;
    const behind = partitionPoint(tables.length, (i) => (tables[i] as SymbolTableAt).first <= id);
    return tables[behind - 1] as SymbolTableAt;
  }

  /** Whether the value is an address of the kernel: not of a symbol elsewhere, nor a mere number. */
  isAddress(id: number): boolean {
    return this.rawSection(id) !== SHN_UNDEF && !this.isReserved(id) && (this.info(id) & 15) !== STT_TLS;
  }

  /** All symbols by a number of theirs. */
  order(by: 'address' | 'size' | 'type'): Uint32Array {
    let order = this.knownOrders.get(by);
    if (order !== undefined) return order;
    if (by === 'address') {
      const { low, high } = this.addresses();
      order = orderByWords(low, high);
    } else if (by === 'size') {
      const { low, high } = this.words(this.file.class64 ? 16 : 8);
      order = orderByWords(low, high);
    } else {
      order = orderByWords(Uint32Array.from(this.types), new Uint32Array(this.count));
    }
    this.knownOrders.set(by, order);
    return order;
  }

  /** The types of all symbols. */
  get types(): Uint8Array {
    if (this.knownTypes !== null) return this.knownTypes;
    const types = new Uint8Array(this.count);
    const offset = this.file.class64 ? 4 : 12;
    for (const { first, count, at } of this.tables) {
      for (let i = 0; i < count; i++)
        types[first + i] = this.view.getUint8(at + i * this.entrySize + offset) & 15;
    }
    this.knownTypes = types;
    return types;
  }

  /** The values of all symbols in two halves. */
  addresses(): { readonly low: Uint32Array; readonly high: Uint32Array } {
    this.knownAddresses ??= this.words(this.file.class64 ? 8 : 4);
    return this.knownAddresses;
  }

  /** The symbols that name addresses, by address. */
  get places(): AddressIndex {
    this.knownPlaces ??= new AddressIndex(this);
    return this.knownPlaces;
  }

  /** One number of all symbols in two halves. */
  private words(offset: number): { readonly low: Uint32Array; readonly high: Uint32Array } {
    const low = new Uint32Array(this.count);
    const high = new Uint32Array(this.count);
    const { view, entrySize: size } = this;
    const { class64 } = this.file;
    for (const { first, count, at } of this.tables) {
      for (let i = 0; i < count; i++) {
        low[first + i] = view.getUint32(at + i * size + offset, true);
        if (class64) high[first + i] = view.getUint32(at + i * size + offset + 4, true);
      }
    }
    return { low, high };
  }

  private rawSection(id: number): number {
    return this.view.getUint16(this.at(id) + (this.file.class64 ? 6 : 14), true);
  }

  private at(id: number): number {
    const table = this.tableOf(id);
    return table.at + (id - table.first) * this.entrySize;
  }

  private tableAt(section: RawSection, first: number, wrong: Wrong[]): SymbolTableAt | null {
    const { file, entrySize: size } = this;
    const name = TABLE_NAMES[section.type as keyof typeof TABLE_NAMES];
    const report = (message: string): void => {
      wrong.push({
        message: `${name} (section ${section.index}) ${message}`,
        place: file.place(section.at, 1),
      });
    };
    const outside = file.outside(section.offset, section.size);
    if (outside !== null) report(outside);
    const there = file.there(section.offset, section.size);
    if (there % size !== 0) report(`ends with ${there % size} bytes that are no whole symbol`);
    const wanted = Math.floor(there / size);
    const count = Math.min(wanted, MOST_SYMBOLS - first);
    if (count < wanted) report(`has more symbols than are read here: ${MOST_SYMBOLS} of all tables`);
    const strings = file.section(section.link);
    if (strings === null) report(`has its names in section ${section.link}, which is not there`);
    else if (strings.type !== 3)
      report(`has its names in section ${section.link}, which is no table of strings`);
    const hasNames = strings !== null && strings.type === 3;
    if (count === 0) return null;
    return {
      name,
      section: section.index,
      first,
      count,
      at: Number(section.offset),
      strings: hasNames ? Number(strings.offset) : 0,
      stringBytes: hasNames ? file.there(strings.offset, strings.size) : 0,
      sectionNumbers: this.sectionNumbersOf(section.index),
    };
  }

  private sectionNumbersOf(index: number): number {
    for (const section of this.file.sections()) {
      if (section.type === SHT_SYMTAB_SHNDX && section.link === index) {
        return this.file.place(section.offset, section.size)?.offset ?? -1;
      }
    }
    return -1;
  }
}

/**
 * Symbols that name addresses, ascending: of the full table if there is one, without those of files, sections,
 * thread-local storage, and mere numbers.
 */
export class AddressIndex {
  /** Numbers of symbols, by address. */
  readonly ids: Uint32Array;
  /** Their addresses in two halves. */
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  private lastFound = 0;

  constructor(private readonly symbols: SymbolTables) {
    const { tables } = symbols;
    const wanted = tables.find(({ name }) => name === '.symtab') ?? tables[0];
    const found = new Uint32Array(wanted?.count ?? 0);
    let length = 0;
    for (const id of symbols.order('address')) {
      if (wanted === undefined || id < wanted.first || id >= wanted.first + wanted.count) continue;
      if (isNamedPlace(symbols, id)) found[length++] = id;
    }
    this.ids = found.slice(0, length);
    const { low, high } = symbols.addresses();
    this.low = this.ids.map((id) => low[id] as number);
    this.high = this.ids.map((id) => high[id] as number);
  }

  /** Place of the symbol that an address (of the file) lies in, in two halves; -1 for none. */
  find(low: number, high: number): number {
    const { lastFound } = this;
    const isClose = this.isFrom(lastFound, low, high) && !this.isFrom(lastFound + 1, low, high);
    const place = isClose ? lastFound : this.countUpTo(low, high) - 1;
    if (place < 0) return -1;
    this.lastFound = place;
    return this.reaches(place, low, high) ? place : -1;
  }

  /** Whether an address behind the start of a symbol, and before the next one, still lies in it. */
  reaches(place: number, low: number, high: number): boolean {
    const distance = (high - (this.high[place] as number)) * 2 ** 32 + (low - (this.low[place] as number));
    const size = Number(this.symbols.sizeOf(this.ids[place] as number));
    return distance < size || (size === 0 && distance < REACH_WITHOUT_SIZE);
  }

  /** How many symbols begin at an address or before it. */
  countUpTo(low: number, high: number): number {
    return partitionPoint(this.ids.length, (i) => this.isFrom(i, low, high));
  }

  private isFrom(place: number, low: number, high: number): boolean {
    const start = this.high[place];
    if (start === undefined) return false;
    return start < high || (start === high && (this.low[place] as number) <= low);
  }
}

function isNamedPlace(symbols: SymbolTables, id: number): boolean {
  const type = symbols.info(id) & 15;
  if (type === STT_FILE || type === STT_SECTION || !symbols.isAddress(id)) return false;
  const name = symbols.nameAt(id);
  return name >= 0 && symbols.nameBegins(name);
}
