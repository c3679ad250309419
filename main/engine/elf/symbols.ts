import { partitionPoint } from '../../../shared/partition-point';
import { shownText } from '../../../shared/shown-text';
import { SymbolSearch } from './symbol-search';

/** A named address of the kernel, as its symbol table has it (before any offset). */
export interface KernelSymbol {
  /** As it can be shown: see {@link shownText}. */
  readonly name: string;
  readonly address: bigint;
  readonly size: bigint;
}

const SHT_SYMTAB = 2;
const SHT_DYNSYM = 11;
const SYMBOL_SIZE = 24;
/** Names are cut here: a hostile file may have a million symbols that share one name of a hundred MiB. */
const MOST_NAME_BYTES = 1024;
const STT_FILE = 4;
/** Symbols of thread-local storage are offsets in the template, not addresses. */
const STT_TLS = 6;
const STT_SECTION = 3;

const SKIPPED_TYPES: ReadonlySet<number> = new Set([STT_FILE, STT_SECTION, STT_TLS]);

/**
 * The symbols of an ELF64 file by address, for people: never an error, an unreadable table has no symbols.
 * The full table is preferred to the dynamic one.
 */
export class SymbolTable {
  private byName: ReadonlyMap<string, KernelSymbol> | null = null;
  private names: SymbolSearch | null = null;
  /** Addresses and sizes again, each in two 32-bit words, low first: for look-ups by the ten thousand. */
  private columns: { readonly addresses: Uint32Array; readonly sizes: Uint32Array } | null = null;
  /** What {@link indexAt} found last: the next address is often close. */
  private lastFound = 0;

  private constructor(readonly symbols: readonly KernelSymbol[]) {}

  static read(elf: Uint8Array): SymbolTable {
    const sections = readSections(elf);
    const table =
      sections.find((section) => section.type === SHT_SYMTAB) ??
      sections.find((section) => section.type === SHT_DYNSYM);
    const strings = table && sections[table.link];
    if (table === undefined || strings === undefined) return new SymbolTable([]);
    const found = readSymbols(elf, table, strings);
    return new SymbolTable(
      found.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0)),
    );
  }

  /** The symbol with exactly this name. */
  named(name: string): KernelSymbol | null {
    this.byName ??= new Map(this.symbols.map((symbol) => [symbol.name, symbol]));
    return this.byName.get(name) ?? null;
  }

  /** The symbol that `address` lies in, or the nearest one without a size in front of it. */
  at(address: bigint): { symbol: KernelSymbol; offset: bigint } | null {
    const { symbols } = this;
    const behind = partitionPoint(symbols.length, (i) => (symbols[i] as KernelSymbol).address <= address);
    const symbol = symbols[behind - 1];
    if (symbol === undefined) return null;
    const offset = address - symbol.address;
    const inside = offset < symbol.size || (symbol.size === 0n && offset < 4096n);
    return inside ? { symbol, offset } : null;
  }

  /** The same as {@link at} for an address in two halves: the symbol's place in {@link symbols}, -1 for none. */
  indexAt(low: number, high: number): number {
    const { addresses, sizes } = this.halves();
    const { lastFound } = this;
    const close = isFrom(addresses, lastFound, low, high) && !isFrom(addresses, lastFound + 1, low, high);
    const index = close
      ? lastFound
      : partitionPoint(this.symbols.length, (i) => isFrom(addresses, i, low, high)) - 1;
    if (index < 0) return -1;
    this.lastFound = index;
    const offset = this.distance(index, low, high);
    const size = (sizes[index * 2] as number) + (sizes[index * 2 + 1] as number) * 2 ** 32;
    return offset < size || (size === 0 && offset < 4096) ? index : -1;
  }

  /** How far an address is behind the start of a symbol; exact below 2^53. */
  distance(index: number, low: number, high: number): number {
    const { addresses } = this.halves();
    return (high - (addresses[index * 2 + 1] as number)) * 2 ** 32 + (low - (addresses[index * 2] as number));
  }

  /** Symbols that begin at `start` or behind it, and before `end`, ascending. */
  between(start: bigint, end: bigint): KernelSymbol[] {
    const { symbols } = this;
    const before = (limit: bigint): number =>
      partitionPoint(symbols.length, (i) => (symbols[i] as KernelSymbol).address < limit);
    return symbols.slice(before(start), before(end));
  }

  /**
   * Symbols whose name contains `text`, case aside, then those that have its letters in this order, so that
   * `kernel::main` finds a mangled name; at most `limit`, the best first.
   */
  search(text: string, limit: number): KernelSymbol[] {
    this.names ??= new SymbolSearch(this.symbols.map(({ name }) => name));
    const found = this.names.find(text.toLowerCase(), limit);
    return found.map((index) => this.symbols[index] as KernelSymbol);
  }

  private halves(): { readonly addresses: Uint32Array; readonly sizes: Uint32Array } {
    this.columns ??= {
      addresses: halves(this.symbols, (symbol) => symbol.address),
      sizes: halves(this.symbols, (symbol) => symbol.size),
    };
    return this.columns;
  }
}

/** Whether an address is at the start of symbol `index`, which may be one too many, or behind it. */
function isFrom(addresses: Uint32Array, index: number, low: number, high: number): boolean {
  const startHigh = addresses[index * 2 + 1];
  if (startHigh === undefined) return false;
  return startHigh < high || (startHigh === high && (addresses[index * 2] as number) <= low);
}

/** 64-bit numbers of symbols in 32-bit words, low half first. */
function halves(symbols: readonly KernelSymbol[], of: (symbol: KernelSymbol) => bigint): Uint32Array {
  const words = new Uint32Array(symbols.length * 2);
  symbols.forEach((symbol, i) => {
    words[i * 2] = Number(BigInt.asUintN(32, of(symbol)));
    words[i * 2 + 1] = Number(of(symbol) >> 32n);
  });
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

function readSymbols(elf: Uint8Array, table: Section, strings: Section): KernelSymbol[] {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const end = Math.min(table.offset + table.size, elf.length);
  const stringsEnd = Math.min(strings.offset + strings.size, elf.length);
  const symbols: KernelSymbol[] = [];
  for (let at = table.offset; at + SYMBOL_SIZE <= end; at += SYMBOL_SIZE) {
    const nameAt = strings.offset + view.getUint32(at, true);
    const type = view.getUint8(at + 4) & 15;
    const undefinedSymbol = view.getUint16(at + 6, true) === 0;
    if (nameAt >= stringsEnd || undefinedSymbol || SKIPPED_TYPES.has(type)) continue;
    const longest = elf.subarray(nameAt, Math.min(stringsEnd, nameAt + MOST_NAME_BYTES));
    const nameLength = longest.indexOf(0);
    const name = shownText(decoder.decode(nameLength < 0 ? longest : longest.subarray(0, nameLength)));
    if (name === '') continue;
    symbols.push({
      name,
      address: view.getBigUint64(at + 8, true),
      size: view.getBigUint64(at + 16, true),
    });
  }
  return symbols;
}
