import type { RelocationQuery } from '../../../../shared/kernel-types';
import { named, RELOCATION_TYPES } from '../structures/elf-names';
import { AddressRanges } from './address-ranges';
import { addressOf, rangeOf, type AddressRange } from './address-text';
import type { KernelFile } from './kernel-file';
import type { RelocationTables } from './relocation-tables';
import { orderByWords } from '../../base/sort-order';
import { rangesOf } from './symbol-queries';
import type { AddressIndex } from './symbol-tables';

/** How long one question makes names ready, in milliseconds. */
const WORK_MS = 20;
const KEPT = 4;
/** How often what is found is looked for anew while names are made ready. */
const STAGES = 8;
/** Bytes that a relocation changes. */
const WIDTH = 8;
const RELATIVE = 8;

/** Answers queries for relocations. */
export class RelocationQueries {
  private readonly tables: RelocationTables;
  private readonly orders = new Map<RelocationQuery['sort'], Uint32Array>();
  private readonly kept = new Map<string, Uint32Array>();
  private knownValues: { readonly low: Uint32Array; readonly high: Uint32Array } | null = null;
  /** For each relocation the place of the symbol that it changes, and of the one that its value points to. */
  private knownPlaces: { readonly of: Int32Array; readonly to: Int32Array } | null = null;

  constructor(private readonly kernel: KernelFile) {
    this.tables = kernel.relocations;
  }

  /** Makes ready what a query needs. @returns names that are still to do: they are not searched yet */
  prepare({ text }: RelocationQuery): number {
    if (text.trim() === '' || numberOf(text) !== null || rangeOf(text) !== null) return 0;
    const { names } = this.kernel;
    names.work(WORK_MS);
    return names.pending;
  }

  /** Relocations that a query finds, ascending by what it sorts by. */
  find({ text, sort }: RelocationQuery): Uint32Array {
    const wanted = text.trim().toLowerCase();
    const order = this.order(sort);
    if (wanted === '') return order;
    const key = JSON.stringify([wanted, sort, this.kernel.names.readiness(STAGES)]);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const matches = this.matches(wanted);
    const found = order.filter((row) => matches[row] === 1);
    if (this.kept.size >= KEPT) this.kept.clear();
    this.kept.set(key, found);
    return found;
  }

  private order(sort: RelocationQuery['sort']): Uint32Array {
    const known = this.orders.get(sort);
    if (known !== undefined) return known;
    const { tables } = this;
    const none = new Uint32Array(tables.count);
    let order: Uint32Array;
    if (sort === 'offset') order = orderByWords(tables.offsetLow, tables.offsetHigh);
    else if (sort === 'type') order = orderByWords(tables.type, none);
    else if (sort === 'moment') order = orderByWords(tables.step, none);
    else if (sort === 'value') {
      const { low, high } = this.values();
      order = orderByWords(low, high);
    } else order = none.map((_, row) => row);
    this.orders.set(sort, order);
    return order;
  }

  /** What each relocation writes if it is relative, in two halves. */
  private values(): { readonly low: Uint32Array; readonly high: Uint32Array } {
    if (this.knownValues !== null) return this.knownValues;
    const { count, addendLow, addendHigh } = this.tables;
    const { offsetLow, offsetHigh } = this.kernel.view;
    const low = new Uint32Array(count);
    const high = new Uint32Array(count);
    for (let row = 0; row < count; row++) {
      const sum = (addendLow[row] as number) + offsetLow;
      low[row] = sum;
      high[row] = (addendHigh[row] as number) + offsetHigh + (sum >= 2 ** 32 ? 1 : 0);
    }
    this.knownValues = { low, high };
    return this.knownValues;
  }

  /** One byte for each relocation, 1 where a text finds it. */
  private matches(wanted: string): Uint8Array {
    const found = new Uint8Array(this.tables.count);
    const number = numberOf(wanted);
    const range = rangeOf(wanted);
    if (range !== null) this.markIn(range, found);
    else if (number === null) this.markNamed(wanted, found);
    else if (wanted.startsWith('#')) {
      if (number < BigInt(found.length)) found[Number(number)] = 1;
    } else this.markAt(number, found);
    return found;
  }

  /** Marks relocations that change a byte at an address, of the file or loaded, or write that address. */
  private markAt(address: bigint, found: Uint8Array): void {
    const { tables } = this;
    const inFile = BigInt.asUintN(64, address - this.kernel.view.offset);
    for (const [of, addend] of [
      [address, inFile],
      [inFile, inFile],
    ] as const) {
      const [high, low] = [Number(of >> 32n), Number(of & 0xffff_ffffn)];
      const [addHigh, addLow] = [Number(addend >> 32n), Number(addend & 0xffff_ffffn)];
      for (let row = 0; row < found.length; row++) {
        const distance =
          (high - (tables.offsetHigh[row] as number)) * 2 ** 32 + low - (tables.offsetLow[row] as number);
        const writesIt = tables.addendLow[row] === addLow && tables.addendHigh[row] === addHigh;
        if ((distance >= 0 && distance < WIDTH) || (writesIt && tables.type[row] === RELATIVE))
          found[row] = 1;
      }
    }
  }

  /** Marks relocations that change an address of a range, of the file or loaded, or write one. */
  private markIn(range: AddressRange, found: Uint8Array): void {
    const { tables, kernel } = this;
    const ranges = rangesOf(range, kernel.view.offset);
    for (let row = 0; row < found.length; row++) {
      const isIn = ranges.has(tables.offsetLow[row] as number, tables.offsetHigh[row] as number);
      const writes =
        tables.type[row] === RELATIVE &&
        ranges.has(tables.addendLow[row] as number, tables.addendHigh[row] as number);
      if (isIn || writes) found[row] = 1;
    }
  }

  /** Marks relocations of a type, in a section, or of symbols with a text in their names. */
  private markNamed(wanted: string, found: Uint8Array): void {
    const { kernel, tables } = this;
    const { symbols, names } = kernel;
    const ids = new Uint8Array(symbols.count);
    names.search(wanted, ids);
    const { ids: placed } = symbols.places;
    const { of, to } = this.places();
    const ranges = this.sectionRanges(wanted);
    const types = new Set(
      Object.keys(RELOCATION_TYPES)
        .map(Number)
        .filter((type) => typeWords(type).toLowerCase().includes(wanted)),
    );
    for (let row = 0; row < found.length; row++) {
      const [at, points] = [of[row] as number, to[row] as number];
      const isNamed =
        (at >= 0 && ids[placed[at] as number] === 1) || (points >= 0 && ids[placed[points] as number] === 1);
      const isTyped = types.size > 0 && types.has(tables.type[row] as number);
      if (
        isNamed ||
        isTyped ||
        ranges.has(tables.offsetLow[row] as number, tables.offsetHigh[row] as number)
      ) {
        found[row] = 1;
      }
    }
    this.markSymbols(ids, found);
  }

  /** Marks relocations that name a symbol themselves. */
  private markSymbols(ids: Uint8Array, found: Uint8Array): void {
    for (const { first, count, symbols, symbolCount } of this.tables.tables) {
      for (let row = first; symbols >= 0 && row < first + count; row++) {
        const symbol = this.tables.symbol[row] as number;
        if (symbol > 0 && symbol < symbolCount && ids[symbols + symbol] === 1) found[row] = 1;
      }
    }
  }

  private sectionRanges(wanted: string): AddressRanges {
    const ranges: { first: bigint; end: bigint }[] = [];
    for (const section of this.kernel.raw.sections()) {
      if (section.virt === 0n || section.size === 0n) continue;
      const name = this.kernel.raw.sectionName(section) ?? '';
      if (name.toLowerCase().includes(wanted))
        ranges.push({ first: section.virt, end: section.virt + section.size });
    }
    return new AddressRanges(ranges);
  }

  private places(): { readonly of: Int32Array; readonly to: Int32Array } {
    if (this.knownPlaces !== null) return this.knownPlaces;
    const { tables, kernel } = this;
    const { places } = kernel.symbols;
    const of = symbolsOf(places, tables.offsetLow, tables.offsetHigh, this.order('offset'));
    // What a value points to in the loaded kernel is what its addend points to in the file.
    const to = symbolsOf(places, tables.addendLow, tables.addendHigh, this.order('value'));
    for (let row = 0; row < to.length; row++) if (tables.type[row] !== RELATIVE) to[row] = -1;
    this.knownPlaces = { of, to };
    return this.knownPlaces;
  }
}

/** The symbol of each address, by a walk over both in order. */
function symbolsOf(
  places: AddressIndex,
  low: Uint32Array,
  high: Uint32Array,
  order: Uint32Array,
): Int32Array {
  const found = new Int32Array(low.length).fill(-1);
  for (const row of order) found[row] = places.find(low[row] as number, high[row] as number);
  return found;
}

/** A relocation's type in words. */
export function typeWords(type: number): string {
  return named(RELOCATION_TYPES, type)[0];
}

/** `0x…` as an address, `#214` as a number; `null` for what is neither. */
function numberOf(text: string): bigint | null {
  const trimmed = text.trim();
  const index = /^#([0-9,_']{1,12})$/.exec(trimmed)?.[1];
  if (index !== undefined) return BigInt(index.replace(/[,_']/g, '') || 0);
  return addressOf(trimmed);
}
