import { ENTRY_COUNT, frameOf, pagesPerEntry, PRESENT } from '../../paging/page-table';
import { ALL_RIGHTS, KIND, kindByBits, leafFrame, rightsOf } from './entry-kind';
import { leafFlags, type LeafTable, type LeafTables } from './leaf-tables';
import type { TableCounts } from './table-counts';
import type { TableTree } from './table-tree';

const { page: PAGE, table: TABLE, broken: BROKEN } = KIND;

/** Leaves that are listed: 8 GiB in pages of 4 KiB. */
export const MOST_LEAVES = 2 ** 21;
/** Tables that are looked at for them; those that map nothing are not. */
const MOST_TABLES = 2 ** 16;
/** Entries that are followed to tables, those that map nothing among them. */
const MOST_LINKS = 2 ** 18;
/** Entries that are noted because they lead nowhere. */
const MOST_ODD = 256;

/** An entry that pages are not listed behind, although it is present. */
export interface OddEntry {
  readonly page: number;
  readonly level: number;
  readonly index: number;
  readonly kind: 'recursive' | 'broken';
}

/** Everything that a tree maps, one row a leaf, ascending by page. */
export interface Leaves {
  readonly count: number;
  /** First page and first frame of each. */
  readonly page: Float64Array;
  readonly frame: Float64Array;
  /** As in {@link LeafTable}. */
  readonly flags: Uint32Array;
  readonly writtenAt: Uint32Array;
  /** What all levels allow. */
  readonly rights: Uint8Array;
  /** Level of the table that the leaf is in: 1, 2 or 3. */
  readonly level: Uint8Array;
  readonly odd: readonly OddEntry[];
  /** The tree maps more than is listed. */
  readonly more: boolean;
}

/** Lists what a tree maps. */
export function leavesOf(tree: TableTree, counts: TableCounts, leafTables: LeafTables): Leaves {
  return new LeafWalk(tree, counts, leafTables).walk();
}

class LeafWalk {
  private readonly odd: OddEntry[] = [];
  private readonly page: Float64Array;
  private readonly frame: Float64Array;
  private readonly flags: Uint32Array;
  private readonly writtenAt: Uint32Array;
  private readonly rights: Uint8Array;
  private readonly level: Uint8Array;
  private count = 0;
  private tables = 0;
  private links = 0;
  private more = false;

  constructor(
    private readonly tree: TableTree,
    private readonly counts: TableCounts,
    private readonly leafTables: LeafTables,
  ) {
    const { leaves, more } = counts.ofRoot();
    const room = more ? MOST_LEAVES : Math.min(leaves, MOST_LEAVES);
    this.page = new Float64Array(room);
    this.frame = new Float64Array(room);
    this.flags = new Uint32Array(room);
    this.writtenAt = new Uint32Array(room);
    this.rights = new Uint8Array(room);
    this.level = new Uint8Array(room);
  }

  walk(): Leaves {
    this.addTable(this.tree.rootFrame, 4, 0, ALL_RIGHTS, -1);
    const { count, odd, more } = this;
    return {
      count,
      page: this.page.subarray(0, count),
      frame: this.frame.subarray(0, count),
      flags: this.flags.subarray(0, count),
      writtenAt: this.writtenAt.subarray(0, count),
      rights: this.rights.subarray(0, count),
      level: this.level.subarray(0, count),
      odd,
      more: more || this.counts.ofRoot().more,
    };
  }

  private addTable(table: number, level: number, firstPage: number, rights: number, above: number): void {
    const words = this.tree.words(table);
    if (words === null) return;
    if (this.tables++ >= MOST_TABLES) this.more = true;
    let writtenAt: Uint32Array | null = null;
    for (let index = 0; index < ENTRY_COUNT && !this.more; index++) {
      const low = words[index * 2] as number;
      if ((low & PRESENT) === 0) continue;
      const high = words[index * 2 + 1] as number;
      const kind = kindByBits(low, high, level);
      const page = firstPage + index * pagesPerEntry(level);
      if (kind === PAGE) {
        writtenAt ??= this.tree.writtenAt(table);
        this.addLargePage(low, high, level, page, rights, writtenAt[index] as number);
      } else if (kind === TABLE) {
        this.addBelow(low, high, { table, level, index, page, rights, above });
      } else {
        this.addOdd(page, level, index, 'broken');
      }
    }
  }

  private addBelow(low: number, high: number, at: EntryAt): void {
    if (this.links++ >= MOST_LINKS) {
      this.more = true;
      return;
    }
    const { table, level, index, page } = at;
    const target = frameOf(low, high);
    if (this.counts.isRecursive(target, table, level === 2 ? at.above : -1)) {
      this.addOdd(page, level, index, 'recursive');
      return;
    }
    if (!this.tree.readable(target)) {
      this.addOdd(page, level, index, 'broken');
      return;
    }
    const above = level === 3 ? table : -1;
    const rights = at.rights & rightsOf(low, high);
    const { leaves, more } = this.counts.of(target, level - 1, above);
    if (leaves === 0 && !more) {
      this.noteOddBelow(target, level - 1, page, above);
    } else if (level === 2) {
      const found = this.leafTables.of(this.tree, target);
      if (found !== null) this.addPages(found, page, rights);
    } else {
      this.addTable(target, level - 1, page, rights, above);
    }
  }

  private addPages(table: LeafTable, firstPage: number, rights: number): void {
    if (this.tables++ >= MOST_TABLES || this.count + table.count > this.page.length) {
      this.more = true;
      return;
    }
    const { page, rights: allowed, count: row } = this;
    const { count, index, rights: own } = table;
    for (let i = 0; i < count; i++) {
      page[row + i] = firstPage + (index[i] as number);
      allowed[row + i] = rights & (own[i] as number);
    }
    this.frame.set(table.frame, row);
    this.flags.set(table.flags, row);
    this.writtenAt.set(table.writtenAt, row);
    this.level.fill(1, row, row + count);
    this.count = row + count;
  }

  private addLargePage(
    low: number,
    high: number,
    level: number,
    page: number,
    rights: number,
    writtenAt: number,
  ): void {
    const row = this.count;
    if (row === this.page.length) {
      this.more = true;
      return;
    }
    this.page[row] = page;
    this.frame[row] = leafFrame(low, high, level);
    this.flags[row] = leafFlags(low, high, level);
    this.writtenAt[row] = writtenAt;
    this.rights[row] = rights & rightsOf(low, high);
    this.level[row] = level;
    this.count = row + 1;
  }

  /** A table that maps nothing is not walked, but that it leads back or out of memory is worth a word. */
  private noteOddBelow(table: number, level: number, firstPage: number, above: number): void {
    const words = level > 1 && this.odd.length < MOST_ODD ? this.tree.words(table) : null;
    if (words === null) return;
    for (let index = 0; index < ENTRY_COUNT; index++) {
      const low = words[index * 2] as number;
      if ((low & PRESENT) === 0) continue;
      this.links++;
      const high = words[index * 2 + 1] as number;
      const page = firstPage + index * pagesPerEntry(level);
      const target = frameOf(low, high);
      if (kindByBits(low, high, level) === BROKEN) this.addOdd(page, level, index, 'broken');
      else if (this.counts.isRecursive(target, table, level === 2 ? above : -1)) {
        this.addOdd(page, level, index, 'recursive');
      } else if (!this.tree.readable(target)) this.addOdd(page, level, index, 'broken');
    }
  }

  private addOdd(page: number, level: number, index: number, kind: OddEntry['kind']): void {
    if (this.odd.length < MOST_ODD) this.odd.push({ page, level, index, kind });
  }
}

/** A table entry that is looked at on a walk. */
interface EntryAt {
  readonly table: number;
  readonly level: number;
  readonly index: number;
  readonly page: number;
  readonly rights: number;
  readonly above: number;
}
