import { partitionPoint } from '../../../shared/partition-point';
import { readSymbolColumns, type SymbolColumns } from './symbol-columns';
import { SymbolSearch } from './symbol-search';

/** A named address of the kernel, as its symbol table has it (before any offset). */
export interface KernelSymbol {
  /** As it can be shown: see `shownText`. */
  readonly name: string;
  readonly address: bigint;
  readonly size: bigint;
}

/** How far a symbol without a size reaches. */
const REACH_WITHOUT_SIZE = 4096;
/** Names that {@link SymbolTable.named} remembers: expressions ask for the same ones at every moment. */
const KEPT_NAMES = 256;

/**
 * The symbols of an ELF64 file by address, for people: never an error, an unreadable table has no symbols.
 * The full table is preferred to the dynamic one. They are kept in columns: large kernels have a million, of which few are
 * ever looked at. Without those of files, sections and thread-local storage, and absolute ones, which are numbers.
 */
export class SymbolTable {
  private readonly known = new Map<string, KernelSymbol | null>();
  private names: SymbolSearch | null = null;
  /** What {@link indexAt} found last: the next address is often close. */
  private lastFound = 0;

  private constructor(private readonly columns: SymbolColumns) {}

  static read(elf: Uint8Array): SymbolTable {
    return new SymbolTable(readSymbolColumns(elf));
  }

  /** How many there are; they are numbered by address. */
  get count(): number {
    return this.columns.count;
  }

  /** Name of a symbol by its number; empty where there is none. */
  name(index: number): string {
    return index < this.count ? this.columns.names.shown(index) : '';
  }

  /** Address of a symbol by its number. */
  address(index: number): bigint {
    return wordAt(this.columns.addresses, index);
  }

  symbol(index: number): KernelSymbol {
    const size = wordAt(this.columns.sizes, index);
    return { name: this.name(index), address: this.address(index), size };
  }

  /** The symbol with exactly this name; of several the last one by address. */
  named(name: string): KernelSymbol | null {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const index = this.columns.names.lastOf(name);
    const found = index < 0 ? null : this.symbol(index);
    if (this.known.size >= KEPT_NAMES) this.known.clear();
    this.known.set(name, found);
    return found;
  }

  /** The symbol that `address` lies in, or the nearest one without a size in front of it. */
  at(address: bigint): { symbol: KernelSymbol; offset: bigint } | null {
    const index = this.countBefore(address + 1n) - 1;
    if (index < 0) return null;
    const offset = address - this.address(index);
    const size = wordAt(this.columns.sizes, index);
    const inside = offset < size || (size === 0n && offset < REACH_WITHOUT_SIZE);
    return inside ? { symbol: this.symbol(index), offset } : null;
  }

  /** The same as {@link at} for an address in two halves: the symbol's number, -1 for none. */
  indexAt(low: number, high: number): number {
    const { addresses, sizes } = this.columns;
    const { lastFound } = this;
    const close = isFrom(addresses, lastFound, low, high) && !isFrom(addresses, lastFound + 1, low, high);
    const index = close ? lastFound : partitionPoint(this.count, (i) => isFrom(addresses, i, low, high)) - 1;
    if (index < 0) return -1;
    this.lastFound = index;
    const offset = this.distance(index, low, high);
    const size = (sizes[index * 2] as number) + (sizes[index * 2 + 1] as number) * 2 ** 32;
    return offset < size || (size === 0 && offset < REACH_WITHOUT_SIZE) ? index : -1;
  }

  /** How far an address is behind the start of a symbol; exact below 2^53. */
  distance(index: number, low: number, high: number): number {
    const { addresses } = this.columns;
    return (high - (addresses[index * 2 + 1] as number)) * 2 ** 32 + (low - (addresses[index * 2] as number));
  }

  /** Numbers of the symbols that begin at `start` or behind it, and before `end`: `first` to `end`, excluded. */
  span(start: bigint, end: bigint): { readonly first: number; readonly end: number } {
    const first = this.countBefore(start);
    return { first, end: Math.max(first, this.countBefore(end)) };
  }

  /** Symbols that begin at `start` or behind it, and before `end`, ascending; the first ones where they are many. */
  between(start: bigint, end: bigint, most = Infinity): KernelSymbol[] {
    const span = this.span(start, end);
    const length = Math.min(span.end - span.first, most);
    return Array.from({ length }, (_, i) => this.symbol(span.first + i));
  }

  /**
   * Symbols whose name contains `text`, case aside, then those that have its letters in this order, so that
   * `kernel::main` finds a mangled name; at most `limit`, the best first.
   */
  search(text: string, limit: number): KernelSymbol[] {
    this.names ??= new SymbolSearch(this.columns.names);
    return this.names.find(text.toLowerCase(), limit).map((index) => this.symbol(index));
  }

  /** How many symbols begin before an address. */
  private countBefore(address: bigint): number {
    const { addresses } = this.columns;
    const [low, high] = [Number(address & 0xffff_ffffn), Number(address >> 32n)];
    return partitionPoint(
      this.count,
      (i) =>
        (addresses[i * 2 + 1] as number) < high ||
        (addresses[i * 2 + 1] === high && (addresses[i * 2] as number) < low),
    );
  }
}

/** Whether an address is at the start of symbol `index`, which may be one too many, or behind it. */
function isFrom(addresses: Uint32Array, index: number, low: number, high: number): boolean {
  const startHigh = addresses[index * 2 + 1];
  if (startHigh === undefined) return false;
  return startHigh < high || (startHigh === high && (addresses[index * 2] as number) <= low);
}

function wordAt(words: Uint32Array, index: number): bigint {
  return (BigInt(words[index * 2 + 1] as number) << 32n) | BigInt(words[index * 2] as number);
}
