import { pageOfVirt } from '../../../../shared/address';
import { frameOf, pagesPerEntry, tableIndex } from '../../paging/page-table';
import { ALL_RIGHTS, KIND, kindByBits, rightsOf } from './entry-kind';
import type { TableTree } from './table-tree';

const { table: TABLE, recursive: RECURSIVE, broken: BROKEN } = KIND;

/** A table at one of the places at which it hangs. */
export interface TablePlace {
  readonly table: number;
  readonly level: number;
  /** First page that it covers there. */
  readonly firstPage: number;
  /** The entry above that points to it, -1 for the root. */
  readonly index: number;
  /** What all levels above allow, `RIGHT` bits. */
  readonly rights: number;
  /** The tables on the way to it, itself last. */
  readonly frames: readonly number[];
}

/** The root of a tree. */
export function rootPlace({ rootFrame }: TableTree): TablePlace {
  return { table: rootFrame, level: 4, firstPage: 0, index: -1, rights: ALL_RIGHTS, frames: [rootFrame] };
}

/**
 * The tables on the way to a page, root first, down to a level or to where no table follows. As the processor does, entries
 * that lead back up are followed too.
 */
export function pathTo(tree: TableTree, page: number, level: number): TablePlace[] {
  const path = [rootPlace(tree)];
  for (;;) {
    const last = path[path.length - 1] as TablePlace;
    const next = last.level > level ? below(tree, last, page) : null;
    if (next === null) return path;
    path.push(next);
  }
}

function below(tree: TableTree, place: TablePlace, page: number): TablePlace | null {
  const words = tree.words(place.table);
  if (words === null) return null;
  const index = tableIndex(page, place.level);
  const low = words[index * 2] as number;
  const high = words[index * 2 + 1] as number;
  if (kindByBits(low, high, place.level) !== TABLE) return null;
  const table = frameOf(low, high);
  if (!tree.readable(table)) return null;
  return {
    table,
    level: place.level - 1,
    firstPage: place.firstPage + index * pagesPerEntry(place.level),
    index,
    rights: place.rights & rightsOf(low, high),
    frames: [...place.frames, table],
  };
}

/** The ways to a table at a place, root first; `null` where it does not hang there. */
export function pathOf(tree: TableTree, table: number, level: number, virt: bigint): TablePlace[] | null {
  const path = pathTo(tree, pageOfVirt(virt), level);
  const last = path[path.length - 1] as TablePlace;
  return last.level === level && last.table === table ? path : null;
}

/** What an entry of a table is at its place: a place in `ENTRY_KINDS`. */
export function kindAt(tree: TableTree, place: TablePlace, low: number, high: number): number {
  const kind = kindByBits(low, high, place.level);
  if (kind !== TABLE) return kind;
  const target = frameOf(low, high);
  if (place.frames.includes(target)) return RECURSIVE;
  return tree.readable(target) ? TABLE : BROKEN;
}
