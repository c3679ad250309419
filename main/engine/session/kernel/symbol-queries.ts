import type { SymbolQuery } from '../../../../shared/kernel-types';
import { named, SYMBOL_TYPES } from '../structures/elf-names';
import { AddressRanges } from './address-ranges';
import { addressOf, rangeOf, type AddressRange } from './address-text';
import type { SymbolNames } from './symbol-names';
import type { SymbolTables } from './symbol-tables';
import { SHN_UNDEF } from '../../elf/numbers';

/** How long one question makes names ready, in milliseconds. */
const WORK_MS = 20;
/** How often what is found is looked for anew while names are made ready. */
const STAGES = 8;
/** Results that are kept. */
const KEPT = 4;

/** What a query finds. */
export interface FoundSymbols {
  /** Numbers of symbols, ascending by what the query sorts by. */
  readonly ids: Uint32Array;
  /** How many of each type there are without the query's own choice of types. */
  readonly types: readonly { readonly name: string; readonly count: number }[];
}

/** Answers queries for symbols. */
export class SymbolQueries {
  private readonly kept = new Map<string, FoundSymbols>();
  private nameOrder: Uint32Array | null = null;
  private addressOrder: Uint32Array | null = null;

  constructor(
    private readonly symbols: SymbolTables,
    private readonly names: SymbolNames,
    private readonly offset: bigint,
  ) {}

  /**
   * Makes ready what a query needs, a piece at a time.
   *
   * @returns names that are still to do: while there are any, names are not all searched and not sorted
   */
  prepare({ text, sort }: SymbolQuery): number {
    const needsNames = sort === 'name' || isOfNames(text);
    if (!needsNames) return 0;
    this.names.work(WORK_MS);
    if (this.names.pending > 0) return this.names.pending;
    if (sort !== 'name') return 0;
    this.nameOrder ??= this.names.order(WORK_MS);
    return this.nameOrder === null ? 1 : 0;
  }

  /** What a query finds among the names that are ready. */
  find(query: SymbolQuery): FoundSymbols {
    const { text, types, sort } = query;
    const state = sort === 'name' && this.nameOrder === null ? 'unsorted' : sort;
    const ready = text.trim() === '' ? 0 : this.names.readiness(STAGES);
    const key = JSON.stringify([text.toLowerCase(), [...types].sort(), state, ready]);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const found = this.search(text, types, this.orderOf(sort));
    if (this.kept.size >= KEPT) {
      for (const oldest of this.kept.keys()) {
        this.kept.delete(oldest);
        break;
      }
    }
    this.kept.set(key, found);
    return found;
  }

  private orderOf(sort: SymbolQuery['sort']): Uint32Array {
    if (sort === 'name') return this.nameOrder ?? this.byAddress();
    return sort === 'address' ? this.byAddress() : this.symbols.order(sort);
  }

  /** Symbols that name addresses, ascending, and then those that name none: values of these are no addresses. */
  private byAddress(): Uint32Array {
    if (this.addressOrder !== null) return this.addressOrder;
    const { symbols } = this;
    const order = symbols.order('address');
    const sorted = new Uint32Array(order.length);
    const others = new Uint32Array(order.length);
    let [length, rest] = [0, 0];
    for (let i = 0; i < order.length; i++) {
      const id = order[i] as number;
      if (symbols.isAddress(id)) sorted[length++] = id;
      else others[rest++] = id;
    }
    sorted.set(others.subarray(0, rest), length);
    return (this.addressOrder = sorted);
  }

  private search(text: string, types: readonly string[], order: Uint32Array): FoundSymbols {
    const { symbols } = this;
    const matches = this.matches(text);
    const counts = new Uint32Array(16);
    const wanted = new Uint8Array(16);
    for (let type = 0; type < 16; type++) {
      wanted[type] = types.length === 0 || types.includes(typeName(type)) ? 1 : 0;
    }
    const ids = new Uint32Array(order.length);
    const { types: typeOf } = symbols;
    let length = 0;
    for (let i = 0; i < order.length; i++) {
      const id = order[i] as number;
      if (matches !== null && matches[id] === 0) continue;
      const type = typeOf[id] as number;
      counts[type] = (counts[type] as number) + 1;
      if (wanted[type] === 1) ids[length++] = id;
    }
    const found = [...counts].map((count, type) => ({ name: typeName(type), count }));
    return { ids: ids.subarray(0, length), types: found.filter(({ count }) => count > 0) };
  }

  /** One byte for each symbol, 1 where a text finds it; `null`: it finds all. */
  private matches(text: string): Uint8Array | null {
    const trimmed = text.trim();
    if (trimmed === '') return null;
    const found = new Uint8Array(this.symbols.count);
    const address = addressOf(trimmed);
    const range = rangeOf(trimmed);
    if (address !== null) {
      for (const of of [address, BigInt.asUintN(64, address - this.offset)]) this.markAt(of, found);
    } else if (range !== null) this.markIn(range, found);
    else this.names.search(trimmed, found);
    return found;
  }

  /** Marks the symbols that begin in a range of addresses, of the file or loaded. */
  private markIn(range: AddressRange, found: Uint8Array): void {
    const { symbols, offset } = this;
    const { low, high } = symbols.addresses();
    const ranges = rangesOf(range, offset);
    for (let id = 0; id < found.length; id++) {
      if (symbols.section(id) === SHN_UNDEF) continue;
      if (ranges.has(low[id] as number, high[id] as number)) found[id] = 1;
    }
  }

  /** Marks the symbols that begin at an address of the file, or hold it. */
  private markAt(address: bigint, found: Uint8Array): void {
    const { symbols } = this;
    const { low, high } = symbols.addresses();
    const wantedHigh = Number(address >> 32n);
    const wantedLow = Number(address & 0xffff_ffffn);
    for (let id = 0; id < found.length; id++) {
      const distance = (wantedHigh - (high[id] as number)) * 2 ** 32 + wantedLow - (low[id] as number);
      if (distance < 0 || symbols.section(id) === SHN_UNDEF) continue;
      if (distance === 0 || distance < Number(symbols.sizeOf(id))) found[id] = 1;
    }
  }
}

/** The name of a symbol's type. */
export function typeName(type: number): string {
  return named(SYMBOL_TYPES, type)[0];
}

/** A range of addresses as the file has them, and as the file has those that are loaded there. */
export function rangesOf({ first, end }: AddressRange, offset: bigint): AddressRanges {
  return new AddressRanges([
    { first, end },
    ...(offset === 0n || first < offset ? [] : [{ first: first - offset, end: end - offset }]),
  ]);
}

/** Whether a text is looked for in names. */
function isOfNames(text: string): boolean {
  return text.trim() !== '' && addressOf(text) === null && rangeOf(text) === null;
}
