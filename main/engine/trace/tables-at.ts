import { ENTRY_COUNT, flagsOf, frameOf, pagesPerEntry, PRESENT, tableIndex } from '../paging/page-table';
import type { FrameCache } from './frame-cache';

/** Where a page table hangs in the tree. */
export interface TablePlace {
  /** 4 for the root, 1 for tables of leaves. */
  readonly level: number;
  /** Number of the first page that the table covers. */
  readonly firstPage: number;
  /** Frame of the table above and the index there; `null` for the root. */
  readonly parent: { readonly frame: number; readonly index: number } | null;
}

/** A mapped page with its leaf entry. */
export interface MappedPage {
  readonly page: number;
  readonly frame: number;
  readonly entryLow: number;
  readonly entryHigh: number;
  /** Frame of the level 1 table that holds the entry. */
  readonly table: number;
}

/** Neighbouring pages that show neighbouring frames. */
export interface PageRun {
  readonly page: number;
  readonly frame: number;
  readonly count: number;
}

/** The page tables as a function of time, read from the image. */
export class TablesAt {
  private readonly knownPlaces = new Map<number, TablePlace>();

  /** @param lastMoment tables are never unlinked, so those of the last moment are all that ever were */
  constructor(
    private readonly frames: FrameCache,
    readonly rootFrame: number,
    private readonly lastMoment: number,
  ) {}

  /** Where the page table in `frame` hangs; `null` where the frame is none. */
  place(frame: number): TablePlace | null {
    return this.places().get(frame) ?? null;
  }

  /** All page tables, root first, then in the order of the walk. */
  tables(): ReadonlyMap<number, TablePlace> {
    return this.places();
  }

  /** The leaf of a page at a moment; `null` where it is not mapped. */
  translate(page: number, moment: number): MappedPage | null {
    let table = this.rootFrame;
    for (let level = 4; level > 1; level--) {
      const words = this.frames.words(table, moment);
      const index = tableIndex(page, level);
      const low = words[index * 2] as number;
      if ((low & PRESENT) === 0) return null;
      table = frameOf(low, words[index * 2 + 1] as number);
    }
    const words = this.frames.words(table, moment);
    const index = tableIndex(page, 1);
    const entryLow = words[index * 2] as number;
    const entryHigh = words[index * 2 + 1] as number;
    if ((entryLow | entryHigh) === 0) return null;
    return { page, frame: frameOf(entryLow, entryHigh), entryLow, entryHigh, table };
  }

  /** Every mapped page at a moment, ascending. */
  *mappedPages(moment: number): Generator<MappedPage, void, undefined> {
    for (const { table, firstPage } of this.leafTables(moment)) {
      const words = this.frames.words(table, moment);
      for (let index = 0; index < ENTRY_COUNT; index++) {
        const entryLow = words[index * 2] as number;
        const entryHigh = words[index * 2 + 1] as number;
        if ((entryLow | entryHigh) === 0) continue;
        yield { page: firstPage + index, frame: frameOf(entryLow, entryHigh), entryLow, entryHigh, table };
      }
    }
  }

  /** The mapped pages at a moment, ascending; neighbours whose frames are neighbours too are one run. */
  *mappedRuns(moment: number): Generator<PageRun, void, undefined> {
    let page = 0;
    let frame = 0;
    let count = 0;
    for (const { table, firstPage } of this.leafTables(moment)) {
      const words = this.frames.words(table, moment);
      for (let index = 0; index < ENTRY_COUNT; index++) {
        const low = words[index * 2] as number;
        const high = words[index * 2 + 1] as number;
        if ((low | high) === 0) continue;
        const next = frameOf(low, high);
        if (count > 0 && firstPage + index === page + count && next === frame + count) {
          count++;
          continue;
        }
        if (count > 0) yield { page, frame, count };
        page = firstPage + index;
        frame = next;
        count = 1;
      }
    }
    if (count > 0) yield { page, frame, count };
  }

  /** Entries in use in a table at a moment. */
  usedEntries(table: number, moment: number): number {
    const words = this.frames.words(table, moment);
    let used = 0;
    for (let i = 0; i < words.length; i += 2) {
      if (((words[i] as number) | (words[i + 1] as number)) !== 0) used++;
    }
    return used;
  }

  /** The entries of a table at a moment, two 32-bit halves each; not to be changed. */
  words(table: number, moment: number): Uint32Array {
    return this.frames.words(table, moment);
  }

  /** Both halves of one entry at a moment. */
  entry(table: number, index: number, moment: number): { low: number; high: number } {
    const words = this.frames.words(table, moment);
    return { low: words[index * 2] as number, high: words[index * 2 + 1] as number };
  }

  /** The level 1 tables linked at a moment, ascending by address. */
  private *leafTables(moment: number): Generator<{ table: number; firstPage: number }, void, undefined> {
    const walk = (
      table: number,
      level: number,
      firstPage: number,
    ): { table: number; firstPage: number }[] => {
      if (level === 1) return [{ table, firstPage }];
      const words = this.frames.words(table, moment).slice();
      const found: { table: number; firstPage: number }[] = [];
      for (let index = 0; index < ENTRY_COUNT; index++) {
        const low = words[index * 2] as number;
        if ((low & PRESENT) === 0) continue;
        const next = frameOf(low, words[index * 2 + 1] as number);
        found.push(...walk(next, level - 1, firstPage + index * pagesPerEntry(level)));
      }
      return found;
    };
    yield* walk(this.rootFrame, 4, 0);
  }

  /** Looked up when the first question comes. */
  private places(): Map<number, TablePlace> {
    if (this.knownPlaces.size === 0) {
      this.collect(this.rootFrame, { level: 4, firstPage: 0, parent: null }, this.lastMoment);
    }
    return this.knownPlaces;
  }

  private collect(table: number, place: TablePlace, moment: number): void {
    this.knownPlaces.set(table, place);
    if (place.level === 1) return;
    const words = this.frames.words(table, moment).slice();
    for (let index = 0; index < ENTRY_COUNT; index++) {
      const low = words[index * 2] as number;
      const high = words[index * 2 + 1] as number;
      if ((flagsOf(low, high) & PRESENT) === 0) continue;
      const firstPage = place.firstPage + index * pagesPerEntry(place.level);
      const parent = { frame: table, index };
      this.collect(frameOf(low, high), { level: place.level - 1, firstPage, parent }, moment);
    }
  }
}
