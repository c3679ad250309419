import { PAGE_SIZE } from '../../../../shared/address';
import { ENTRY_COUNT, flagsOf, frameOf, NO_EXECUTE, PRESENT, WRITABLE } from '../../paging/page-table';
import type { LoadView } from '../../trace/load-view';
import type { TablePlace } from '../../trace/tables-at';

/** What the levels above leave to the pages of a table, as bits. */
const LINKED = 1;
export const MAY_WRITE = 2;
export const MAY_EXECUTE = 4;
const EVERYTHING = LINKED | MAY_WRITE | MAY_EXECUTE;

/** Versions of a table that has not been compared yet. */
const NONE = -2;

/** One entry, or the page that it maps, at both moments. */
export interface EntryPair {
  readonly table: number;
  readonly place: TablePlace;
  readonly index: number;
  readonly low: EntryState;
  readonly high: EntryState;
}

/** An entry at a moment, and what the levels above leave to it. */
export interface EntryState {
  readonly low: number;
  readonly high: number;
  readonly reach: number;
}

interface Table {
  readonly frame: number;
  readonly place: TablePlace;
  /** Place of the table above in the list; -1 for the root. */
  readonly parent: number;
}

/**
 * Which page-table entries and which pages differ between two moments, counted by table. Tables are few, and most are
 * as they were when the moments were compared last.
 */
export class TableDifferences {
  entryCount = 0;
  pageCount = 0;
  private low = 0;
  private high = 0;
  /** Parents before children, ascending by address. */
  private readonly tables: readonly Table[];
  private readonly versions: readonly [Int32Array, Int32Array];
  private readonly reaches: readonly [Uint8Array, Uint8Array];
  private readonly entries: Uint16Array;
  private readonly pages: Uint16Array;
  private readonly before = new Uint32Array(PAGE_SIZE / 4);
  private readonly after = new Uint32Array(PAGE_SIZE / 4);
  private readonly bytesBefore = new Uint8Array(this.before.buffer);
  private readonly bytesAfter = new Uint8Array(this.after.buffer);

  constructor(private readonly view: LoadView) {
    const places = [...view.tables.tables()];
    const order = new Map(places.map(([frame], i) => [frame, i]));
    this.tables = places.map(([frame, place]) => ({
      frame,
      place,
      parent: place.parent === null ? -1 : (order.get(place.parent.frame) ?? -1),
    }));
    const count = places.length;
    this.versions = [new Int32Array(count).fill(NONE), new Int32Array(count).fill(NONE)];
    this.reaches = [new Uint8Array(count), new Uint8Array(count)];
    this.entries = new Uint16Array(count);
    this.pages = new Uint16Array(count);
  }

  /** Compares moment `low` with the later moment `high`. */
  update(low: number, high: number): void {
    this.low = low;
    this.high = high;
    const changed = new Uint8Array(this.tables.length);
    this.updateSide(0, low, changed);
    this.updateSide(1, high, changed);
    this.entryCount = 0;
    this.pageCount = 0;
    for (let i = 0; i < this.tables.length; i++) {
      if (changed[i] !== 0) this.compare(i);
      this.entryCount += this.entries[i] as number;
      this.pageCount += this.pages[i] as number;
    }
  }

  /** Some of the entries that differ, by their place among all. */
  sliceEntries(first: number, count: number): EntryPair[] {
    return this.slice(this.entries, first, count, (_i, index) => this.entryDiffers(index));
  }

  /** The same for pages: the leaf entries of those that differ, ascending. */
  slicePages(first: number, count: number): EntryPair[] {
    return this.slice(this.pages, first, count, (i, index) => this.pageDiffers(i, index));
  }

  private slice(
    counts: Uint16Array,
    first: number,
    count: number,
    differs: (table: number, index: number) => boolean,
  ): EntryPair[] {
    const found: EntryPair[] = [];
    let place = 0;
    for (let i = 0; i < counts.length && found.length < count; i++) {
      const end = place + (counts[i] as number);
      if (end > first && end > place) {
        this.read(i);
        for (let index = 0; index < ENTRY_COUNT && place < first + count; index++) {
          if (!differs(i, index)) continue;
          if (place >= first) found.push(this.pair(i, index));
          place++;
        }
      }
      place = end;
    }
    return found;
  }

  private pair(table: number, index: number): EntryPair {
    const { frame, place } = this.tables[table] as Table;
    const state = (words: Uint32Array, side: 0 | 1): EntryState => ({
      low: words[index * 2] as number,
      high: words[index * 2 + 1] as number,
      reach: this.reaches[side][table] as number,
    });
    return { table: frame, place, index, low: state(this.before, 0), high: state(this.after, 1) };
  }

  /** Notes the tables that are not as they were at the moment that was compared last. */
  private updateSide(side: 0 | 1, moment: number, changed: Uint8Array): void {
    const { tables, view } = this;
    const versions = this.versions[side];
    const reaches = this.reaches[side];
    for (let i = 0; i < tables.length; i++) {
      const { frame, place, parent } = tables[i] as Table;
      let reach = EVERYTHING;
      if (place.parent !== null) {
        const { low, high } = view.tables.entry(place.parent.frame, place.parent.index, moment);
        reach = reachThrough(low, high, reaches[parent] as number);
      }
      const version = view.image.version(frame, moment);
      if (version === versions[i] && reach === reaches[i]) continue;
      versions[i] = version;
      reaches[i] = reach;
      changed[i] = 1;
    }
  }

  private read(table: number): void {
    const { frame } = this.tables[table] as Table;
    this.view.image.frameAt(frame, this.low, this.bytesBefore);
    this.view.image.frameAt(frame, this.high, this.bytesAfter);
  }

  private compare(table: number): void {
    const [lows, highs] = this.versions;
    const sameReach = this.reaches[0][table] === this.reaches[1][table];
    let entries = 0;
    let pages = 0;
    if (lows[table] !== highs[table] || !sameReach) {
      this.read(table);
      const isLeaf = this.tables[table]?.place.level === 1;
      for (let index = 0; index < ENTRY_COUNT; index++) {
        if (this.entryDiffers(index)) entries++;
        if (isLeaf && this.pageDiffers(table, index)) pages++;
      }
    }
    this.entries[table] = entries;
    this.pages[table] = pages;
  }

  private entryDiffers(index: number): boolean {
    const { before, after } = this;
    return before[index * 2] !== after[index * 2] || before[index * 2 + 1] !== after[index * 2 + 1];
  }

  private pageDiffers(table: number, index: number): boolean {
    const { before, after } = this;
    const lowBefore = before[index * 2] as number;
    const highBefore = before[index * 2 + 1] as number;
    const lowAfter = after[index * 2] as number;
    const highAfter = after[index * 2 + 1] as number;
    const was = reachThrough(lowBefore, highBefore, this.reaches[0][table] as number);
    const is = reachThrough(lowAfter, highAfter, this.reaches[1][table] as number);
    if (was !== is) return true;
    return was !== 0 && frameOf(lowBefore, highBefore) !== frameOf(lowAfter, highAfter);
  }
}

/** What an entry leaves of what the levels above allow; 0 where it leads nowhere. */
export function reachThrough(low: number, high: number, above: number): number {
  const flags = flagsOf(low, high);
  if ((above & LINKED) === 0 || (flags & PRESENT) === 0) return 0;
  const withheld =
    ((flags & WRITABLE) === 0 ? MAY_WRITE : 0) | ((flags & NO_EXECUTE) !== 0 ? MAY_EXECUTE : 0);
  return above & ~withheld;
}
