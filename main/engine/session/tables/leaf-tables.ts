import { ENTRY_COUNT, flagsOf, frameOf, HUGE_PAGE, PRESENT } from '../../paging/page-table';
import { hasPat, rightsOf } from './entry-kind';
import type { TableTree } from './table-tree';

/** Leaves that are kept of tables that were looked at: 20 bytes each. */
const KEPT_LEAVES = 2 ** 21;

/** Set in the flags of a leaf that has PAT, whose own place depends on the level; behind the 24 bits of `flagsOf`. */
export const PAT_FLAG = 1 << 24;

/** Flags of a leaf as `flagsOf` packs them, and {@link PAT_FLAG}. */
export function leafFlags(low: number, high: number, level: number): number {
  const flags = flagsOf(low, high);
  // What is HUGE_PAGE elsewhere is PAT on level 1.
  return (level === 1 ? flags & ~HUGE_PAGE : flags) | (hasPat(low, level) ? PAT_FLAG : 0);
}

/** The present entries of a level 1 table, ascending; `count` of each. */
export interface LeafTable {
  readonly version: number;
  readonly count: number;
  readonly index: Uint16Array;
  readonly frame: Float64Array;
  /** As {@link leafFlags} has them. */
  readonly flags: Uint32Array;
  /** What the entries alone allow, `RIGHT` bits. */
  readonly rights: Uint8Array;
  /** Moments at which they were written last, 0 for never. */
  readonly writtenAt: Uint32Array;
  /** How many of them have which rights, by {@link rightsPlace}. */
  readonly byRights: Float64Array;
}

/** Places that {@link rightsPlace} tells apart. */
export const RIGHTS_PLACES = 8;

/** Rights without the one to read, which every page has, as a number below 8. */
export function rightsPlace(rights: number): number {
  return (rights >>> 1) & 7;
}

/**
 * What level 1 tables map, kept from moment to moment: of the tables of a large kernel nearly all are the same at the next
 * moment that is asked about.
 */
export class LeafTables {
  private readonly known = new Map<number, LeafTable>();
  private kept = 0;

  /** The leaves of the table in a frame; `null` where it cannot be read. */
  of(tree: TableTree, frame: number): LeafTable | null {
    const version = tree.version(frame);
    const known = this.known.get(frame);
    if (known?.version === version) return known;
    const words = tree.words(frame);
    if (words === null) return null;
    const made = leafTable(words, tree.writtenAt(frame), version);
    this.forget(frame);
    this.known.set(frame, made);
    this.kept += ENTRY_COUNT;
    for (const oldest of this.known.keys()) {
      if (this.kept <= KEPT_LEAVES) break;
      this.forget(oldest);
    }
    return made;
  }

  private forget(frame: number): void {
    if (this.known.delete(frame)) this.kept -= ENTRY_COUNT;
  }
}

function leafTable(words: Uint32Array, writtenAt: Uint32Array, version: number): LeafTable {
  let count = 0;
  for (let i = 0; i < words.length; i += 2) count += (words[i] as number) & PRESENT;
  const table = {
    version,
    count,
    index: new Uint16Array(count),
    frame: new Float64Array(count),
    flags: new Uint32Array(count),
    rights: new Uint8Array(count),
    writtenAt: new Uint32Array(count),
    byRights: new Float64Array(RIGHTS_PLACES),
  };
  let row = 0;
  for (let index = 0; index < ENTRY_COUNT; index++) {
    const low = words[index * 2] as number;
    const high = words[index * 2 + 1] as number;
    if ((low & PRESENT) === 0) continue;
    const rights = rightsOf(low, high);
    const place = rightsPlace(rights);
    table.index[row] = index;
    table.frame[row] = frameOf(low, high);
    table.flags[row] = leafFlags(low, high, 1);
    table.rights[row] = rights;
    table.writtenAt[row] = writtenAt[index] as number;
    table.byRights[place] = (table.byRights[place] as number) + 1;
    row++;
  }
  return table;
}
