import { hex, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import { ENTRY_ADDRESS_MASK } from '../../../../shared/page-flags';
import { ENTRY_KINDS, RIGHT, type EntryKind } from '../../../../shared/table-types';
import type { EntryRow } from '../../../../shared/view-types';
import { ENTRY_COUNT, entryValue, frameOf, pagesPerEntry, PRESENT } from '../../paging/page-table';
import { flagsOnLevel, leafFrame, rightsOf, rightsText } from './entry-kind';
import { RIGHTS_PLACES } from './leaf-tables';
import type { MappedTree } from './mapped-tree';
import type { TableCount } from './table-counts';
import { kindAt, type TablePlace } from './table-path';

/** Entries of a table that are put into rows one after the other. */
export class EntryRows {
  private readonly words: Uint32Array | null;
  private readonly writtenAt: Uint32Array;
  private owners: Uint32Array | null = null;
  /** The entry that the op at the moment wrote, -1 for none. */
  readonly changed: number;

  constructor(
    private readonly mapped: MappedTree,
    private readonly place: TablePlace,
  ) {
    const { tree } = mapped;
    this.words = tree.words(place.table);
    this.writtenAt = tree.writtenAt(place.table);
    this.changed = tree.changedEntry(place.table);
  }

  low(index: number): number {
    return this.words?.[index * 2] ?? 0;
  }

  high(index: number): number {
    return this.words?.[index * 2 + 1] ?? 0;
  }

  /** What an entry is: a place in `ENTRY_KINDS`. */
  kind(index: number): number {
    return kindAt(this.mapped.tree, this.place, this.low(index), this.high(index));
  }

  pageOf(index: number): number {
    return this.place.firstPage + index * pagesPerEntry(this.place.level);
  }

  /** The first frame that a leaf maps. */
  frame(index: number): number {
    return leafFrame(this.low(index), this.high(index), this.place.level);
  }

  /** Number of the owner of what a leaf maps. */
  owner(index: number): number {
    this.owners ??= this.findOwners();
    return this.owners[index] as number;
  }

  /** A row for `count` entries from one on, which are leaves that follow on each other where they are several. */
  row(index: number, count: number): EntryRow {
    const { tree } = this.mapped;
    const { table, level } = this.place;
    const low = this.low(index);
    const high = this.high(index);
    const value = entryValue(low, high);
    const kind = ENTRY_KINDS[this.kind(index)] as EntryKind;
    const leaf = kind === 'page';
    const present = (low & PRESENT) !== 0;
    const rights =
      leaf || kind === 'table' || kind === 'recursive' ? this.place.rights & rightsOf(low, high) : 0;
    const owner = leaf ? tree.owners.labelOf(this.owner(index)) : null;
    const below = this.below(index, kind);
    const pagesBelow = leaf ? count * pagesPerEntry(level) : (below?.pages ?? 0);
    return {
      level,
      index,
      count,
      table,
      virt: hex(virtOfPage(this.pageOf(index))),
      target: leaf ? hex(this.frame(index) * PAGE_SIZE) : hex(value & ENTRY_ADDRESS_MASK),
      entry: hex(value),
      flags: flagsOnLevel(value, level, leaf || level === 1),
      rights: rightsText(rights),
      provenance: owner?.provenance ?? (present ? 'pageTable' : 'free'),
      owner: owner?.label ?? '',
      used: kind === 'table' || kind === 'recursive' ? usedEntries(tree.words(frameOf(low, high))) : 0,
      writtenAt: this.lastWrite(index, count),
      changed: tree.changeOf(table, index),
      // What level 1 holds is never followed, mapped or not.
      leaf: leaf || level === 1,
      kind,
      leafSize: leaf ? pagesPerEntry(level) * PAGE_SIZE : 0,
      pagesBelow,
      tablesBelow: below === null ? 0 : below.tables + 1,
      rightsBelow: below === null ? pagesWith(rights, pagesBelow) : rightsBelow(below, rights),
      user: (rights & RIGHT.user) !== 0,
      ...(below?.more === true ? { more: true as const } : {}),
    };
  }

  /** What the table maps that an entry points to; `null` where it points to none that is followed. */
  private below(index: number, kind: EntryKind): TableCount | null {
    if (kind !== 'table') return null;
    const { table, level } = this.place;
    return this.mapped.counts.of(frameOf(this.low(index), this.high(index)), level - 1, table);
  }

  /** Owners of all entries at once; of those that are no leaves they mean nothing. */
  private findOwners(): Uint32Array {
    const pages = new Float64Array(ENTRY_COUNT);
    const frames = new Float64Array(ENTRY_COUNT);
    for (let index = 0; index < ENTRY_COUNT; index++) {
      pages[index] = this.pageOf(index);
      frames[index] = this.frame(index);
    }
    return this.mapped.tree.owners.codesOf(pages, frames);
  }

  private lastWrite(index: number, count: number): number {
    let last = 0;
    for (let i = index; i < index + count; i++) last = Math.max(last, this.writtenAt[i] as number);
    return last;
  }
}

/** Pages that can be written, executed and both, where all have the same rights. */
function pagesWith(rights: number, pages: number): EntryRow['rightsBelow'] {
  const writable = (rights & RIGHT.write) !== 0;
  const executable = (rights & RIGHT.execute) !== 0;
  return {
    writable: writable ? pages : 0,
    executable: executable ? pages : 0,
    writableExecutable: writable && executable ? pages : 0,
  };
}

/** Pages below a table that can be written, executed and both, where the levels above leave it `rights`. */
function rightsBelow({ byRights }: TableCount, rights: number): EntryRow['rightsBelow'] {
  const sums = { writable: 0, executable: 0, writableExecutable: 0 };
  for (let place = 0; place < RIGHTS_PLACES; place++) {
    const pages = pagesWith((place << 1) & rights, byRights[place] as number);
    sums.writable += pages.writable;
    sums.executable += pages.executable;
    sums.writableExecutable += pages.writableExecutable;
  }
  return sums;
}

/** Entries of a table that are not zero. */
export function usedEntries(words: Uint32Array | null): number {
  if (words === null) return 0;
  let used = 0;
  for (let i = 0; i < words.length; i += 2) {
    if (((words[i] as number) | (words[i + 1] as number)) !== 0) used++;
  }
  return used;
}
