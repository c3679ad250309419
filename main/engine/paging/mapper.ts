import { LoaderPanic } from '../base/errors';
import type { LoaderMemory } from '../memory/physical-memory';
import type { FrameAllocator } from './frame-allocator';
import * as table from './page-table';
import { TranslationCache } from './translation-cache';
import type { PageTableFlags } from './page-table';

/** Why a page could not be mapped: crate x86_64's `MapToError`. */
export type MapToError = 'FrameAllocationFailed' | 'ParentEntryHugePage' | 'PageAlreadyMapped';

/** A page's leaf entry: crate x86_64's `TranslateResult::Mapped` for a 4 KiB page. */
export interface Mapped {
  frame: number;
  flags: PageTableFlags;
}

/** What the loader needs of a page table. */
export interface Mapper {
  /** Maps `page` to `frame`; the parents get at least `parentTableFlags`. `null` means success. */
  mapToWithTableFlags(
    page: number,
    frame: number,
    flags: PageTableFlags,
    parentTableFlags: PageTableFlags,
    frameAllocator: FrameAllocator,
  ): MapToError | null;
  /**
   * How many pages from `page` on, at most `max`, {@link mapRun} can map: unused ones in the level 1 table of the page
   * that was mapped last.
   */
  unusedRun(page: number, max: number): number;
  /** Maps `count` pages to frames one after the other; {@link unusedRun} said that it can be done. */
  mapRun(page: number, frame: number, flags: PageTableFlags, count: number): void;
  /**
   * How many pages in a row from `page` on are mapped without any of `flags`, as far as one look can tell; at most
   * `max`. `flags` are among the low 12 bits of an entry. The last page of a table is never among them: behind it
   * the address space may have its gap, which whoever goes on there must see.
   */
  mappedWithout(page: number, flags: PageTableFlags, max: number): number;
  /** Maps `page` to `frame`; the parents' flags are derived from the leaf's. */
  mapTo(
    page: number,
    frame: number,
    flags: PageTableFlags,
    frameAllocator: FrameAllocator,
  ): MapToError | null;
  /** Zeroes the leaf entry of a mapped page. `false` where it is not mapped. */
  unmap(page: number): boolean;
  /** Replaces the flags of a used leaf entry. `false` where it is unused. */
  updateFlags(page: number, flags: PageTableFlags): boolean;
  /**
   * Looks a page up. `null` where it is not mapped; else an object that the next call overwrites.
   */
  translate(page: number): Mapped | null;
}

const PARENT_FLAGS = table.PRESENT | table.WRITABLE | table.USER_ACCESSIBLE;

/** Crate x86_64's `OffsetPageTable` with offset 0: page tables are frames of the memory that they map. */
export class OffsetPageTable implements Mapper {
  private readonly mapped: Mapped = { frame: 0, flags: 0 };
  private readonly cache = new TranslationCache();
  /**
   * The region of 512 pages that was walked to last, its level 1 table, and flags that all tables above it have.
   * Tables are never taken away and never lose flags, so this stays true.
   */
  private recentRegion = -1;
  private recentTable = 0;
  private recentParentFlags: PageTableFlags = 0;

  /** @param rootFrame frame of the level 4 table */
  constructor(
    private readonly memory: LoaderMemory,
    readonly rootFrame: number,
  ) {}

  /** Mirrors `map_to_4kib`: missing tables are made top-down before the leaf is checked. */
  mapToWithTableFlags(
    page: number,
    frame: number,
    flags: PageTableFlags,
    parentTableFlags: PageTableFlags,
    frameAllocator: FrameAllocator,
  ): MapToError | null {
    const region = Math.floor(page / table.ENTRY_COUNT);
    if (region !== this.recentRegion || (parentTableFlags & ~this.recentParentFlags) !== 0) {
      let tableFrame = this.rootFrame;
      for (let level = 4; level > 1; level--) {
        const index = table.tableIndex(page, level);
        const next = this.createNextTable(tableFrame, index, parentTableFlags, frameAllocator);
        if (typeof next === 'string') return next;
        tableFrame = next;
      }
      this.remember(page, tableFrame, parentTableFlags);
    }
    const tableFrame = this.recentTable;
    const index = page & (table.ENTRY_COUNT - 1);
    const { memory } = this;
    if ((memory.entryLow(tableFrame, index) | memory.entryHigh(tableFrame, index)) !== 0) {
      return 'PageAlreadyMapped';
    }
    this.cache.forget(page);
    memory.writeEntry(tableFrame, index, table.entryLow(frame, flags), table.entryHigh(frame, flags));
    return null;
  }

  unusedRun(page: number, max: number): number {
    if (Math.floor(page / table.ENTRY_COUNT) !== this.recentRegion) return 0;
    const index = page & (table.ENTRY_COUNT - 1);
    return this.memory.unusedEntries(this.recentTable, index, Math.min(max, table.ENTRY_COUNT - index));
  }

  mapRun(page: number, frame: number, flags: PageTableFlags, count: number): void {
    const index = page & (table.ENTRY_COUNT - 1);
    const low = table.entryLow(frame, flags);
    // Unused pages are in no translation cache.
    this.memory.writeEntries(this.recentTable, index, low, table.entryHigh(frame, flags), count);
  }

  mappedWithout(page: number, flags: PageTableFlags, max: number): number {
    const tableFrame = this.leafTable(page);
    if (tableFrame === null) return 0;
    const index = page & (table.ENTRY_COUNT - 1);
    return this.memory.entriesWithout(tableFrame, index, flags, Math.min(max, table.ENTRY_COUNT - 1 - index));
  }

  /** Mirrors `map_to`. */
  mapTo(
    page: number,
    frame: number,
    flags: PageTableFlags,
    frameAllocator: FrameAllocator,
  ): MapToError | null {
    return this.mapToWithTableFlags(page, frame, flags, flags & PARENT_FLAGS, frameAllocator);
  }

  /** Mirrors `unmap`; the tables above stay. */
  unmap(page: number): boolean {
    const tableFrame = this.leafTable(page);
    const index = page & (table.ENTRY_COUNT - 1);
    if (tableFrame === null || (this.memory.entryLow(tableFrame, index) & table.PRESENT) === 0) return false;
    this.cache.forget(page);
    this.memory.writeEntry(tableFrame, index, 0, 0);
    return true;
  }

  /** Mirrors `update_flags`. */
  updateFlags(page: number, flags: PageTableFlags): boolean {
    const tableFrame = this.leafTable(page);
    if (tableFrame === null) return false;
    const index = page & (table.ENTRY_COUNT - 1);
    const low = this.memory.entryLow(tableFrame, index);
    const high = this.memory.entryHigh(tableFrame, index);
    if ((low | high) === 0) return false;
    const frame = table.frameOf(low, high);
    this.cache.forget(page);
    this.memory.writeEntry(tableFrame, index, table.entryLow(frame, flags), table.entryHigh(frame, flags));
    return true;
  }

  /** Mirrors `translate` and `translate_page` for tables whose leaves are all 4 KiB pages. */
  translate(page: number): Mapped | null {
    if (this.cache.find(page, this.mapped)) return this.mapped;
    const tableFrame = this.leafTable(page);
    if (tableFrame === null) return null;
    const index = page & (table.ENTRY_COUNT - 1);
    const low = this.memory.entryLow(tableFrame, index);
    const high = this.memory.entryHigh(tableFrame, index);
    if ((low | high) === 0) return null;
    this.mapped.frame = table.frameOf(low, high);
    this.mapped.flags = table.flagsOf(low, high);
    this.cache.remember(page, this.mapped);
    return this.mapped;
  }

  /** Mirrors `create_next_table`: links before it zeroes, and gives existing parents the flags they lack. */
  private createNextTable(
    tableFrame: number,
    index: number,
    insertFlags: PageTableFlags,
    frameAllocator: FrameAllocator,
  ): number | MapToError {
    const { memory } = this;
    const low = memory.entryLow(tableFrame, index);
    const high = memory.entryHigh(tableFrame, index);
    if ((low | high) === 0) {
      const frame = frameAllocator.allocateFrame();
      if (frame === null) return 'FrameAllocationFailed';
      const newLow = table.entryLow(frame, insertFlags);
      memory.writeEntry(tableFrame, index, newLow, table.entryHigh(frame, insertFlags));
      if ((insertFlags & table.PRESENT) === 0) throw new LoaderPanic('entry should be mapped at this point');
      memory.zeroFrame(frame);
      return frame;
    }
    const frame = table.frameOf(low, high);
    const flags = table.flagsOf(low, high);
    if ((flags & insertFlags) !== insertFlags) {
      const merged = flags | insertFlags;
      memory.writeEntry(tableFrame, index, table.entryLow(frame, merged), table.entryHigh(frame, merged));
    }
    return (flags & table.HUGE_PAGE) !== 0 ? 'ParentEntryHugePage' : frame;
  }

  /** The level 1 table of a page, or `null` where a table above is missing. */
  private leafTable(page: number): number | null {
    if (Math.floor(page / table.ENTRY_COUNT) === this.recentRegion) return this.recentTable;
    let tableFrame = this.rootFrame;
    for (let level = 4; level > 1; level--) {
      const index = table.tableIndex(page, level);
      const low = this.memory.entryLow(tableFrame, index);
      if ((low & table.PRESENT) === 0) return null;
      tableFrame = table.frameOf(low, this.memory.entryHigh(tableFrame, index));
    }
    this.remember(page, tableFrame, 0);
    return tableFrame;
  }

  private remember(page: number, leafTable: number, parentFlags: PageTableFlags): void {
    this.recentRegion = Math.floor(page / table.ENTRY_COUNT);
    this.recentTable = leafTable;
    this.recentParentFlags = parentFlags;
  }
}
