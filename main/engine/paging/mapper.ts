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
    let tableFrame = this.rootFrame;
    for (let level = 4; level > 1; level--) {
      const index = table.tableIndex(page, level);
      const next = this.createNextTable(tableFrame, index, parentTableFlags, frameAllocator);
      if (typeof next === 'string') return next;
      tableFrame = next;
    }
    const index = table.tableIndex(page, 1);
    const { memory } = this;
    if ((memory.entryLow(tableFrame, index) | memory.entryHigh(tableFrame, index)) !== 0) {
      return 'PageAlreadyMapped';
    }
    this.cache.forget(page);
    memory.writeEntry(tableFrame, index, table.entryLow(frame, flags), table.entryHigh(frame, flags));
    return null;
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
    const index = table.tableIndex(page, 1);
    if (tableFrame === null || (this.memory.entryLow(tableFrame, index) & table.PRESENT) === 0) return false;
    this.cache.forget(page);
    this.memory.writeEntry(tableFrame, index, 0, 0);
    return true;
  }

  /** Mirrors `update_flags`. */
  updateFlags(page: number, flags: PageTableFlags): boolean {
    const tableFrame = this.leafTable(page);
    if (tableFrame === null) return false;
    const index = table.tableIndex(page, 1);
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
    const index = table.tableIndex(page, 1);
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
    let tableFrame = this.rootFrame;
    for (let level = 4; level > 1; level--) {
      const index = table.tableIndex(page, level);
      const low = this.memory.entryLow(tableFrame, index);
      if ((low & table.PRESENT) === 0) return null;
      tableFrame = table.frameOf(low, this.memory.entryHigh(tableFrame, index));
    }
    return tableFrame;
  }
}
