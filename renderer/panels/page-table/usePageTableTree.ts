import { computed, watch, type ComputedRef } from 'vue';
import type { EntryRow } from '../../../shared/view-types';
import { hex, virtOfPage } from '../../../shared/address';
import { useQuery, type Query } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import { usePageTableViewStore } from '../../stores/page-table-view';
import { isForeign, useSelectionStore } from '../../stores/selection';
import { useTimeStore } from '../../stores/time';
import { ROOT_KEY, keyOfEntry, loadTables, treeItems, type TableRows, type TreeItem } from './tree-rows';

/** The rows of the page-table tree at the current moment. */
export interface PageTableTree {
  readonly items: ComputedRef<readonly TreeItem[]>;
  readonly query: Query<ReadonlyMap<string, TableRows>>;
  /** Index of the entry that the op at the moment wrote; -1 where none in sight was written. */
  readonly changed: ComputedRef<number>;
  isOpen(key: string): boolean;
  setOpen(key: string, open: boolean): void;
}

/** The root is open unless it was closed: its key stands for "closed" in the set. */
const ROOT_CLOSED = `closed ${ROOT_KEY}`;

/**
 * Lists the open tables at every moment; opens the way to a chosen byte and, with Follow, to the entry that the op
 * writes.
 */
export function usePageTableTree(): PageTableTree {
  const engine = useEngineStore();
  const selection = useSelectionStore();
  const time = useTimeStore();
  const view = usePageTableViewStore();

  const query = useQuery(
    () => [...view.expanded].sort(),
    (keys, moment) =>
      loadTables(new Set(keys), (spec, merge) => engine.tableEntries({ ...spec, merge }, moment)),
  );

  /** The way to the page whose entries the op writes, where it writes one. */
  const written = useQuery(
    () => {
      const { where } = time;
      if (!view.follow || where?.op?.kind !== 'entryWritten' || where.page === null) return null;
      return hex(virtOfPage(where.page));
    },
    (virt, moment) => engine.walk(virt, moment),
  );
  /** The way to the page of a byte that was chosen in virtual memory. */
  const chosen = useQuery(
    () => {
      const { byte } = selection;
      return byte?.space === 'virtual' && !isForeign(byte) ? hex(virtOfPage(byte.page)) : null;
    },
    (virt, moment) => engine.walk(virt, moment),
  );

  watch([written.data, chosen.data], (walks) => {
    const entries = walks.flatMap((walk) => walk?.entries ?? []);
    view.expandAll(entries.filter((entry) => !entry.leaf).map((entry) => keyOfEntry(entry)));
  });

  const items = computed(() =>
    query.data.value ? treeItems(query.data.value, view.expanded, !view.expanded.has(ROOT_CLOSED)) : [],
  );
  const changed = computed(() => {
    const indices = items.value.flatMap((item, index) =>
      item.kind === 'entry' && item.entry.changed !== null ? [index] : [],
    );
    // A run and its single entries are both marked: the innermost row is the one to see.
    return indices.at(-1) ?? -1;
  });

  return {
    items,
    query,
    changed,
    isOpen: (key) => (key === ROOT_KEY ? !view.expanded.has(ROOT_CLOSED) : view.expanded.has(key)),
    setOpen(key, open) {
      if (key === ROOT_KEY) view.setExpanded(ROOT_CLOSED, !open);
      else view.setExpanded(key, open);
    },
  };
}

/** The entry of a row; `null` for the root and for gaps. */
export function entryOf(item: TreeItem | undefined): EntryRow | null {
  return item?.kind === 'entry' ? item.entry : null;
}
