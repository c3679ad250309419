import { hex, isCanonical, offsetInPage, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import { ENTRY_KINDS, RIGHT, type EntryKind } from '../../../../shared/table-types';
import type { EntryRow, Walk } from '../../../../shared/view-types';
import { frameOf, pagesPerEntry, tableIndex } from '../../paging/page-table';
import { KIND, leafFrame, reservedBit, rightsOf, rightsText } from './entry-kind';
import { EntryRows } from './entry-rows';
import type { MappedTree } from './mapped-tree';
import { kindAt, pathTo, type TablePlace } from './table-path';
import type { TableTree } from './table-tree';

export const NOT_CANONICAL = 'Not a canonical address: bits 47 to 63 differ, so any access faults.';

/** A visited entry: where its table hangs, and its two halves. */
export interface Visited {
  readonly place: TablePlace;
  readonly index: number;
  readonly low: number;
  readonly high: number;
  /** A place in `ENTRY_KINDS`. */
  readonly kind: number;
}

/** Where a page leads to. */
export interface PageWalk {
  /** Root first; ends at a leaf, or at the entry that leads nowhere. */
  readonly visited: readonly Visited[];
  /** The frame that the page shows; `null` where it is not mapped. */
  readonly frame: number | null;
  /** What all levels allow, `RIGHT` bits; 0 where it is not mapped. */
  readonly rights: number;
  /** Level of the table that holds the leaf. */
  readonly level: number;
}

/** Follows the entries to a page as the processor does. */
export function walkPage({ tree }: MappedTree, page: number): PageWalk {
  const visited = pathTo(tree, page, 1).map((place): Visited => {
    const words = tree.words(place.table);
    const index = tableIndex(page, place.level);
    const low = words?.[index * 2] ?? 0;
    const high = words?.[index * 2 + 1] ?? 0;
    return { place, index, low, high, kind: kindAt(tree, place, low, high) };
  });
  const last = visited[visited.length - 1] as Visited;
  const { level } = last.place;
  if (last.kind !== KIND.page) return { visited, frame: null, rights: 0, level };
  return {
    visited,
    frame: leafFrame(last.low, last.high, level) + (page % pagesPerEntry(level)),
    rights: last.place.rights & rightsOf(last.low, last.high),
    level,
  };
}

/** The rows of visited entries. */
export function visitedRows(mapped: MappedTree, { visited }: PageWalk): EntryRow[] {
  return visited.map(({ place, index }) => new EntryRows(mapped, place).row(index, 1));
}

/** The way from the root to a virtual address. */
export function walk(mapped: MappedTree, address: bigint): Walk {
  const virt = hex(address);
  if (!isCanonical(address)) {
    return { virt, entries: [], phys: null, rights: '', verdict: NOT_CANONICAL };
  }
  const found = walkPage(mapped, pageOfVirt(address));
  const { frame, rights } = found;
  return {
    virt,
    entries: visitedRows(mapped, found),
    phys: frame === null ? null : hex(frame * PAGE_SIZE + offsetInPage(address)),
    rights: rightsText(rights),
    verdict: frame === null ? whyNotMapped(mapped.tree, found) : `Effective ${spelledOut(rights)}.`,
  };
}

/** Why a page is not mapped, in a sentence. */
export function whyNotMapped(tree: TableTree, { visited }: PageWalk): string {
  const { place, index, low, high, kind } = visited[visited.length - 1] as Visited;
  const entry = `P${place.level}[${index}]`;
  switch (ENTRY_KINDS[kind] as EntryKind) {
    case 'empty':
      return `Not mapped: ${entry} is empty, so any access faults.`;
    case 'absent':
      return `Not mapped: ${entry} has bits set, but PRESENT is not among them, so any access faults.`;
    default: {
      const bit = reservedBit(low, place.level);
      if (bit !== '') return `Not mapped: ${entry} sets ${bit}, so any access faults.`;
      const target = frameOf(low, high);
      const at = hex(target * PAGE_SIZE);
      return `Not mapped: ${entry} points to a table at ${at}, which ${tree.whyUnreadable(target)}.`;
    }
  }
}

function spelledOut(rights: number): string {
  const write = (rights & RIGHT.write) === 0 ? 'no write' : 'write';
  return `read, ${write}, ${(rights & RIGHT.execute) === 0 ? 'no execute' : 'execute'}`;
}
