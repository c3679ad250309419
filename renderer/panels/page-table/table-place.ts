/** Where an entry hangs in the tree: what the picture of a table and the open rows of the tree follow from. */
import { frameOfPhys, hex, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import type { TreeOf } from '../../../shared/table-types';
import type { EntryRow, Where } from '../../../shared/view-types';
import type { useEngineStore } from '../../stores/engine';
import type { TableAt } from '../../stores/page-table-view';
import type { SelectedByte, SelectedEntry } from '../../stores/selection';
import { ENTRY_BYTES, tableVirt, virtOfEntry } from './entry-text';
import { keyOfEntry } from './tree-rows';

/** An entry that is to be shown, as it is known. */
export type EntryWish =
  /** An entry of a level by the address that it covers. */
  | { readonly type: 'entry'; readonly level: number; readonly virt: string }
  /** The last one on the way to an address. */
  | { readonly type: 'page'; readonly virt: string }
  /** The one that lies there in physical memory, if that is a table. */
  | { readonly type: 'slot'; readonly frame: number; readonly index: number };

/** An entry by its place. */
export interface EntryPlace {
  /** The table that holds it. */
  readonly at: TableAt;
  readonly table: number;
  readonly index: number;
  /** Keys of the tables that have to be open in the tree for it to be seen. */
  readonly way: readonly string[];
}

type Engine = ReturnType<typeof useEngineStore>;

/** What is selected, as an entry; `null` where that is none, nor a byte of the document's memory. */
export function wishOfSelection(entry: SelectedEntry | null, byte: SelectedByte | null): EntryWish | null {
  if (entry !== null) return { type: 'entry', level: entry.level, virt: entry.virt };
  if (byte?.space === 'virtual') return { type: 'page', virt: hex(virtOfPage(byte.page)) };
  if (byte?.space === 'physical') {
    return { type: 'slot', frame: byte.page, index: Math.floor(byte.offset / ENTRY_BYTES) };
  }
  return null;
}

/** The entry that the op at a moment writes; `null` where it writes none. */
export function wishOfStep(where: Where | null): EntryWish | null {
  if (where?.op?.kind !== 'entryWritten' || where.change === null) return null;
  const { frame, offset } = where.change;
  return { type: 'slot', frame, index: Math.floor(offset / ENTRY_BYTES) };
}

/** Whether an entry leads to a frame: to one of its pages, or to the table below it. */
export function leadsTo(
  { kind, target, count, leafSize }: Pick<EntryRow, 'kind' | 'target' | 'count' | 'leafSize'>,
  frame: number,
): boolean {
  const first = frameOfPhys(Number(target));
  if (kind === 'table' || kind === 'recursive') return frame === first;
  return kind === 'page' && frame >= first && frame < first + (count * leafSize) / PAGE_SIZE;
}

/** Finds an entry in a tree; `null` where it is not there at the moment. */
export async function findEntry(engine: Engine, tree: TreeOf, wish: EntryWish): Promise<EntryPlace | null> {
  if (wish.type === 'slot') {
    const found = await engine.tableOfFrame({ ...tree, frame: wish.frame });
    if (found === null) return null;
    return placeOf(engine, tree, virtOfEntry(found, wish.index), found.level);
  }
  return placeOf(engine, tree, wish.virt, wish.type === 'entry' ? wish.level : 1);
}

/** The entry of a level on the way to an address, or the last one above that there is. */
async function placeOf(
  engine: Engine,
  tree: TreeOf,
  virt: string,
  level: number,
): Promise<EntryPlace | null> {
  const { entries } = await engine.walkIn({ ...tree, virt });
  const visited = entries.filter((entry) => entry.level >= level);
  const last = visited.at(-1);
  if (last === undefined) return null;
  return {
    at: { level: last.level, virt: tableVirt(last.level, last.virt) },
    table: last.table,
    index: last.index,
    way: visited.slice(0, -1).map(keyOfEntry),
  };
}
