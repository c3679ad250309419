import { ENTRY_COUNT, frameOf, PRESENT, tableIndex } from '../../paging/page-table';
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { EventColumns, ROLE, STATE, WRITE, type EventList } from './events';

/** An entry by the frame of its table. */
export interface EntryPlace {
  readonly table: number;
  readonly index: number;
}

/** One op on the leaf entry of a page. */
export interface LeafChange {
  readonly op: number;
  /** `flags`: the frame stayed. */
  readonly kind: 'mapped' | 'unmapped' | 'flags';
  /** The frame that the page shows after it, or no longer shows. */
  readonly frame: number;
}

/**
 * The entries on the way to a page, level 4 first, as far as there are tables. Tables are never unlinked, so those of the
 * last moment are all that ever were.
 */
export function entriesOfPage(view: LoadView, page: number): EntryPlace[] {
  const last = view.trace.opCount;
  const path: EntryPlace[] = [];
  let table = view.rootFrame;
  for (let level = 4; level >= 1; level--) {
    const index = tableIndex(page, level);
    path.push({ table, index });
    if (level === 1) break;
    const { low, high } = view.tables.entry(table, index, last);
    if ((low & PRESENT) === 0) break;
    table = frameOf(low, high);
  }
  return path;
}

/** The leaf entry of a page; `null` where there never was a table for it. */
function leafOfPage(view: LoadView, page: number): EntryPlace | null {
  return entriesOfPage(view, page)[3] ?? null;
}

/** Every op on some entries of a level 1 table, in order. */
function leafChanges(view: LoadView, table: number, indices: ReadonlySet<number>): LeafChange[] {
  const { kind, at, low, high } = view.trace.ops;
  const written = OP.entryWritten;
  /** The op that wrote each entry last, plus 1. */
  const writtenBy = new Uint32Array(ENTRY_COUNT);
  const changes: LeafChange[] = [];
  for (const op of view.image.index.writes(table)) {
    const index = at[op] as number;
    if (kind[op] !== written || !indices.has(index)) continue;
    const before = (writtenBy[index] as number) - 1;
    const wasUsed = before >= 0 && ((low[before] as number) | (high[before] as number)) !== 0;
    const oldFrame = wasUsed ? frameOf(low[before] as number, high[before] as number) : -1;
    const used = ((low[op] as number) | (high[op] as number)) !== 0;
    const frame = used ? frameOf(low[op] as number, high[op] as number) : oldFrame;
    writtenBy[index] = op + 1;
    if (used) changes.push({ op, kind: frame === oldFrame ? 'flags' : 'mapped', frame });
    else if (wasUsed) changes.push({ op, kind: 'unmapped', frame });
  }
  return changes;
}

/** The changes of the leaf entry of one page. */
export function changesOfPage(view: LoadView, page: number): LeafChange[] {
  const leaf = leafOfPage(view, page);
  return leaf === null ? [] : leafChanges(view, leaf.table, new Set([leaf.index]));
}

/** Changes of leaf entries as events. */
export function leafEvents(changes: readonly LeafChange[], marks = STATE | WRITE): EventList {
  const found = new EventColumns();
  for (const { op, frame } of changes) found.push(op + 1, ROLE.leaf, frame, marks);
  return found.finish();
}

/** Pages that showed a frame at any moment, in the order in which they were mapped to it. */
function pagesOfFrame(view: LoadView, frame: number): number[] {
  const pages = new Set(view.owners.everyMappingOf(frame).map(({ page }) => page));
  const owner = view.owners.ownerOf(frame, view.trace.opCount);
  if (owner.kind === 'bss' || owner.kind === 'copy') pages.add(owner.page);
  return [...pages];
}

/** When pages were mapped to a frame, and when that ended. */
export function mappingsOfFrame(view: LoadView, frame: number): LeafChange[] {
  const byTable = new Map<number, Set<number>>();
  for (const page of pagesOfFrame(view, frame)) {
    const leaf = leafOfPage(view, page);
    if (leaf === null) continue;
    const indices = byTable.get(leaf.table) ?? new Set();
    byTable.set(leaf.table, indices.add(leaf.index));
  }
  return [...byTable]
    .flatMap(([table, indices]) => leafChanges(view, table, indices))
    .filter((change) => change.frame === frame && change.kind !== 'flags')
    .sort((a, b) => a.op - b.op);
}

/** Every op on one entry, as events of the tables above a page. */
export function entryEvents(view: LoadView, { table, index }: EntryPlace, marks: number): EventList {
  const { kind, at } = view.trace.ops;
  const written = OP.entryWritten;
  const found = new EventColumns();
  for (const op of view.image.index.writes(table)) {
    if (kind[op] === written && at[op] === index) found.push(op + 1, ROLE.table, table, marks);
  }
  return found.finish();
}
