import type { RelocationQuery } from '../../../../shared/kernel-types';
import { orderInPieces } from '../../base/sort-order';
import { named, RELOCATION_TYPES } from '../structures/elf-names';
import { AddressRanges } from './address-ranges';
import { addressOf, rangeOf, type AddressRange } from './address-text';
import type { KernelFile } from './kernel-file';
import type { RelocationColumns } from './relocation-columns';
import type { RelocationTables } from './relocation-tables';
import { rangesOf } from './symbol-queries';
import type { AddressIndex } from './symbol-tables';

/** How long one question makes names ready, in milliseconds. */
const WORK_MS = 20;
/** How long one question reads, sorts and searches, in milliseconds. */
const SEARCH_MS = 10;
/** Relocations that are looked at between two looks at the clock. */
const AT_ONCE = 2 ** 15;
const KEPT = 4;
/** How often what is found is looked for anew while names are made ready. */
const STAGES = 8;
/** Bytes that a relocation changes. */
const WIDTH = 8;
const RELATIVE = 8;

/** Work that stops after every few milliseconds. */
type Pieces<T> = Generator<undefined, T>;

/** A query and how far it is. */
interface Search {
  /** What the last complete search found; `null` while the first goes on. */
  found: Uint32Array | null;
  /** How many of the names were ready when it began. */
  stage: number;
  /** A search that goes on. */
  pieces: Pieces<Uint32Array> | null;
}

const NONE = new Uint32Array(0);

/** Answers queries for relocations. */
export class RelocationQueries {
  private readonly tables: RelocationTables;
  private readonly orders = new Map<RelocationQuery['sort'], Uint32Array>();
  private readonly searches = new Map<string, Search>();
  private knownValues: { readonly low: Uint32Array; readonly high: Uint32Array } | null = null;
  /** For each relocation the place of the symbol that it changes, and of the one that its value points to. */
  private knownPlaces: { readonly of: Int32Array; readonly to: Int32Array } | null = null;

  constructor(private readonly kernel: KernelFile) {
    this.tables = kernel.relocations;
  }

  /**
   * Makes ready what a query needs and searches on, a piece at a time.
   *
   * @returns names that are still to do, 1 where only the search is: what is found is not all until there is nothing
   */
  prepare(query: RelocationQuery): number {
    const { names } = this.kernel;
    const isNamed = isOfNames(query.text);
    if (isNamed) names.work(WORK_MS);
    const search = this.searchOf(query);
    const end = Date.now() + SEARCH_MS;
    while (this.goOn(query, search) && Date.now() < end);
    if (isNamed && names.pending > 0) return names.pending;
    return search.pieces === null ? 0 : 1;
  }

  /** Relocations that a query that is prepared has found so far, ascending by what it sorts by. */
  find(query: RelocationQuery): Uint32Array {
    const { found, pieces } = this.searchOf(query);
    return found ?? (pieces === null ? this.all(query) : NONE);
  }

  /** Relocations that a query finds among the names that are ready, with all work at once that is still to do. */
  all(query: RelocationQuery): Uint32Array {
    const search = this.searchOf(query);
    while (this.goOn(query, search));
    return search.found ?? NONE;
  }

  private searchOf({ text, sort }: RelocationQuery): Search {
    const key = JSON.stringify([text.trim().toLowerCase(), sort]);
    const search = this.searches.get(key) ?? { found: null, stage: -1, pieces: null };
    this.searches.delete(key);
    this.searches.set(key, search);
    for (const oldest of this.searches.keys()) {
      if (this.searches.size <= KEPT) break;
      this.searches.delete(oldest);
    }
    return search;
  }

  /** Does one piece of a search; begins it anew when more names are ready. @returns whether there is more to do */
  private goOn({ text, sort }: RelocationQuery, search: Search): boolean {
    if (search.pieces === null) {
      const stage = isOfNames(text) ? this.kernel.names.readiness(STAGES) : 0;
      if (stage === search.stage) return false;
      search.stage = stage;
      search.pieces = this.search(text.trim().toLowerCase(), sort);
    }
    const { done, value } = search.pieces.next();
    if (done !== true) return true;
    search.found = value;
    search.pieces = null;
    return false;
  }

  private *search(wanted: string, sort: RelocationQuery['sort']): Pieces<Uint32Array> {
    while (this.tables.readSome()) yield;
    const order = yield* this.order(sort);
    if (wanted === '') return order;
    const matches = yield* this.matches(wanted);
    const found = new Uint32Array(order.length);
    let length = 0;
    for (let from = 0; from < order.length; from += AT_ONCE) {
      length = keepMatches(order.subarray(from, from + AT_ONCE), matches, found, length);
      yield;
    }
    return found.slice(0, length);
  }

  private *order(sort: RelocationQuery['sort']): Pieces<Uint32Array> {
    const known = this.orders.get(sort);
    if (known !== undefined) return known;
    const { columns } = this.tables;
    const none = new Uint32Array(this.tables.count);
    let order: Uint32Array;
    if (sort === 'offset') order = yield* orderInPieces(columns.offsetLow, columns.offsetHigh);
    else if (sort === 'type') order = yield* orderInPieces(columns.type, none);
    else if (sort === 'moment') order = yield* orderInPieces(columns.step, none);
    else if (sort === 'value') {
      const { low, high } = this.values();
      yield;
      order = yield* orderInPieces(low, high);
    } else order = yield* orderInPieces(none, none);
    this.orders.set(sort, order);
    return order;
  }

  /** What each relocation writes if it is relative, in two halves. */
  private values(): { readonly low: Uint32Array; readonly high: Uint32Array } {
    if (this.knownValues !== null) return this.knownValues;
    const { addendLow, addendHigh } = this.tables.columns;
    const { count } = this.tables;
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
  private *matches(wanted: string): Pieces<Uint8Array> {
    const found = new Uint8Array(this.tables.count);
    const number = numberOf(wanted);
    if (wanted.startsWith('#') && number !== null) {
      if (number < BigInt(found.length)) found[Number(number)] = 1;
      return found;
    }
    const range = rangeOf(wanted);
    const finds =
      range !== null
        ? this.isIn(range)
        : number === null
          ? yield* this.isNamed(wanted, found)
          : this.isAt(number);
    for (let from = 0; from < found.length; from += AT_ONCE) {
      mark(found, from, Math.min(found.length, from + AT_ONCE), finds);
      yield;
    }
    return found;
  }

  /** Tells relocations that change a byte at an address, of the file or loaded, or write that address. */
  private isAt(address: bigint): (row: number) => boolean {
    const { columns } = this.tables;
    const inFile = BigInt.asUintN(64, address - this.kernel.view.offset);
    const changes = changesByte(columns, address);
    const changesInFile = changesByte(columns, inFile);
    const [high, low] = [Number(inFile >> 32n), Number(inFile & 0xffff_ffffn)];
    const { addendLow, addendHigh, type } = columns;
    return (row) =>
      (addendLow[row] === low && addendHigh[row] === high && type[row] === RELATIVE) ||
      changes(row) ||
      changesInFile(row);
  }

  /** Tells relocations that change an address of a range, of the file or loaded, or write one. */
  private isIn(range: AddressRange): (row: number) => boolean {
    const { offsetLow, offsetHigh, addendLow, addendHigh, type } = this.tables.columns;
    const ranges = rangesOf(range, this.kernel.view.offset);
    return (row) =>
      ranges.has(offsetLow[row] as number, offsetHigh[row] as number) ||
      (type[row] === RELATIVE && ranges.has(addendLow[row] as number, addendHigh[row] as number));
  }

  /** Tells relocations of a type, in a section, or of symbols with a text in their names; some are in `found` already. */
  private *isNamed(wanted: string, found: Uint8Array): Pieces<(row: number) => boolean> {
    const { symbols, names } = this.kernel;
    const ids = new Uint8Array(symbols.count);
    names.search(wanted, ids);
    yield;
    const { ids: placed } = symbols.places;
    const { of, to } = yield* this.places();
    const ranges = this.sectionRanges(wanted);
    const types = new Set(
      Object.keys(RELOCATION_TYPES)
        .map(Number)
        .filter((type) => typeWords(type).toLowerCase().includes(wanted)),
    );
    this.markSymbols(ids, found);
    const { offsetLow, offsetHigh, type } = this.tables.columns;
    return (row) => {
      const [at, points] = [of[row] as number, to[row] as number];
      return (
        (at >= 0 && ids[placed[at] as number] === 1) ||
        (points >= 0 && ids[placed[points] as number] === 1) ||
        (types.size > 0 && types.has(type[row] as number)) ||
        ranges.has(offsetLow[row] as number, offsetHigh[row] as number)
      );
    };
  }

  /** Marks relocations that name a symbol themselves. */
  private markSymbols(ids: Uint8Array, found: Uint8Array): void {
    const { symbol: symbolOf } = this.tables.columns;
    for (const { first, count, symbols, symbolCount } of this.tables.tables) {
      for (let row = first; symbols >= 0 && row < first + count; row++) {
        const symbol = symbolOf[row] as number;
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

  private *places(): Pieces<{ readonly of: Int32Array; readonly to: Int32Array }> {
    if (this.knownPlaces !== null) return this.knownPlaces;
    const { columns } = this.tables;
    const { places } = this.kernel.symbols;
    const byOffset = yield* this.order('offset');
    const of = yield* symbolsOf(places, columns.offsetLow, columns.offsetHigh, byOffset);
    // What a value points to in the loaded kernel is what its addend points to in the file.
    const byValue = yield* this.order('value');
    const to = yield* symbolsOf(places, columns.addendLow, columns.addendHigh, byValue);
    for (let row = 0; row < to.length; row++) if (columns.type[row] !== RELATIVE) to[row] = -1;
    this.knownPlaces = { of, to };
    return this.knownPlaces;
  }
}

/** Tells relocations that change a byte. */
function changesByte(
  { offsetLow, offsetHigh }: RelocationColumns,
  address: bigint,
): (row: number) => boolean {
  const [high, low] = [Number(address >> 32n), Number(address & 0xffff_ffffn)];
  return (row) => {
    const distance = (high - (offsetHigh[row] as number)) * 2 ** 32 + low - (offsetLow[row] as number);
    return distance >= 0 && distance < WIDTH;
  };
}

function mark(found: Uint8Array, from: number, to: number, finds: (row: number) => boolean): void {
  for (let row = from; row < to; row++) if (finds(row)) found[row] = 1;
}

/** Puts the rows that a search found behind those that are there. @returns how many there are */
function keepMatches(rows: Uint32Array, matches: Uint8Array, kept: Uint32Array, count: number): number {
  let length = count;
  for (const row of rows) if (matches[row] === 1) kept[length++] = row;
  return length;
}

/** The symbol of each address, by a walk over both in order. */
function* symbolsOf(
  places: AddressIndex,
  low: Uint32Array,
  high: Uint32Array,
  order: Uint32Array,
): Pieces<Int32Array> {
  const found = new Int32Array(low.length).fill(-1);
  for (let from = 0; from < order.length; from += AT_ONCE) {
    for (const row of order.subarray(from, from + AT_ONCE)) {
      found[row] = places.find(low[row] as number, high[row] as number);
    }
    yield;
  }
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

/** Whether a text is looked for in names. */
function isOfNames(text: string): boolean {
  return text.trim() !== '' && numberOf(text) === null && rangeOf(text) === null;
}
