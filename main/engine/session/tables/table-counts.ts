import { ENTRY_COUNT, frameOf, pagesPerEntry, PRESENT } from '../../paging/page-table';
import { ALL_RIGHTS, KIND, kindByBits, rightsOf } from './entry-kind';
import { RIGHTS_PLACES, rightsPlace, type LeafTables } from './leaf-tables';
import type { TableTree } from './table-tree';

const { page: PAGE, table: TABLE } = KIND;

/**
 * Tables that are looked at to count what a tree maps: those of 128 GiB in pages of 4 KiB. In hostile memory tables can
 * refer to each other in more ways than anybody can wait for.
 */
const MOST_TABLES = 2 ** 16;
/** Entries that are followed to them: a few tables can have as many links to each other as a large tree has. */
const MOST_LINKS = 2 ** 18;

/** What a table maps, through all tables below it. */
export interface TableCount {
  /** Pages of 4 KiB, and the leaves that map them. */
  readonly pages: number;
  readonly leaves: number;
  /** Tables below it, as often as they are linked. */
  readonly tables: number;
  /** Pages by the rights that the table and those below leave, by `rightsPlace`. */
  readonly byRights: Float64Array;
  /** There is more than was counted. */
  readonly more: boolean;
}

const NOTHING: TableCount = {
  pages: 0,
  leaves: 0,
  tables: 0,
  byRights: new Float64Array(RIGHTS_PLACES),
  more: false,
};
const TOO_MUCH: TableCount = { ...NOTHING, more: true };

/**
 * Counts what the tables of a tree map, each table once and not once for each way to it. An entry that leads back to a
 * table on its way is not followed; which those are depends on the tables above, so that a level 2 table with an entry
 * to a level 3 table is counted for each such table anew.
 */
export class TableCounts {
  private readonly known = new Map<number, TableCount>();
  /** Counts of level 2 tables that lead to level 3 tables, by the level 3 table above. */
  private readonly knownBelow = new Map<number, Map<number, TableCount>>();
  private level3: ReadonlySet<number> | null = null;
  private looks = 0;
  private links = 0;

  constructor(
    private readonly tree: TableTree,
    private readonly leafTables: LeafTables,
  ) {}

  /** What the whole tree maps. */
  ofRoot(): TableCount {
    return this.of(this.tree.rootFrame, 4, -1);
  }

  /**
   * What a table maps at its place.
   *
   * @param above for a level 2 table the frame of the level 3 table above it, else anything
   */
  of(table: number, level: number, above: number): TableCount {
    if (level === 2) {
      const below = this.knownBelow.get(table)?.get(above);
      if (below !== undefined) return below;
    }
    const key = table * 4 + level - 1;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.looks >= MOST_TABLES || this.links >= MOST_LINKS) return TOO_MUCH;
    this.looks++;
    if (level === 1) {
      const leaves = this.ofLeaves(table);
      this.known.set(key, leaves);
      return leaves;
    }
    const words = this.tree.words(table);
    const found = words === null ? NOTHING : this.sum(words, table, level, above);
    if (words !== null && level === 2 && this.leadsUp(words)) {
      const below = this.knownBelow.get(table) ?? new Map<number, TableCount>();
      this.knownBelow.set(table, below.set(above, found));
    } else {
      this.known.set(key, found);
    }
    return found;
  }

  /** Whether an entry leads to a table on the way to it, and so is not followed. */
  isRecursive(target: number, table: number, above: number): boolean {
    return target === this.tree.rootFrame || target === table || target === above;
  }

  private ofLeaves(table: number): TableCount {
    const leaves = this.leafTables.of(this.tree, table);
    if (leaves === null) return NOTHING;
    const { count, byRights } = leaves;
    return { pages: count, leaves: count, tables: 0, byRights, more: false };
  }

  private sum(words: Uint32Array, table: number, level: number, above: number): TableCount {
    const byRights = new Float64Array(RIGHTS_PLACES);
    const total = { pages: 0, leaves: 0, tables: 0, byRights, more: false };
    for (let index = 0; index < ENTRY_COUNT; index++) {
      const low = words[index * 2] as number;
      if ((low & PRESENT) === 0) continue;
      const high = words[index * 2 + 1] as number;
      const kind = kindByBits(low, high, level);
      const allowed = rightsOf(low, high) & ALL_RIGHTS;
      if (kind === PAGE) {
        const place = rightsPlace(allowed);
        total.pages += pagesPerEntry(level);
        total.leaves++;
        byRights[place] = (byRights[place] as number) + pagesPerEntry(level);
      }
      if (kind !== TABLE) continue;
      if (this.links++ >= MOST_LINKS) {
        total.more = true;
        break;
      }
      const target = frameOf(low, high);
      if (this.isRecursive(target, table, level === 2 ? above : -1)) continue;
      if (!this.tree.readable(target)) continue;
      const count = this.of(target, level - 1, level === 3 ? table : -1);
      total.pages += count.pages;
      total.leaves += count.leaves;
      total.tables += count.tables + 1;
      total.more ||= count.more;
      for (let rights = 0; rights < RIGHTS_PLACES; rights++) {
        const place = rights & rightsPlace(allowed);
        byRights[place] = (byRights[place] as number) + (count.byRights[rights] as number);
      }
    }
    return total;
  }

  /** Whether a level 2 table has an entry to a table that the level 4 table has one to. */
  private leadsUp(words: Uint32Array): boolean {
    this.level3 ??= targetsOf(this.tree.words(this.tree.rootFrame), 4);
    for (let i = 0; i < words.length; i += 2) {
      const low = words[i] as number;
      const high = words[i + 1] as number;
      if (kindByBits(low, high, 2) === TABLE && this.level3.has(frameOf(low, high))) return true;
    }
    return false;
  }
}

/** Frames of the tables that a table has entries to. */
function targetsOf(words: Uint32Array | null, level: number): Set<number> {
  const targets = new Set<number>();
  if (words === null) return targets;
  for (let i = 0; i < words.length; i += 2) {
    const low = words[i] as number;
    const high = words[i + 1] as number;
    if (kindByBits(low, high, level) === TABLE) targets.add(frameOf(low, high));
  }
  return targets;
}
