import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import type { EntryRow } from '../../../shared/view-types';
import { useQuery, type Query } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import { usePageTableViewStore } from '../../stores/page-table-view';
import { useSelectionStore } from '../../stores/selection';
import type { EntryPlace } from './table-place';
import { itemOfEntry, ROOT_KEY, loadTables, treeItems, type TableRows, type TreeItem } from './tree-rows';
import { useEntryWishes } from './useEntryWishes';
import { useTreeOf } from './useTreeOf';

/** The rows of the page-table tree at the current moment. */
export interface PageTableTree {
  readonly items: ComputedRef<readonly TreeItem[]>;
  readonly query: Query<ReadonlyMap<string, TableRows>>;
  /** Index of the entry that the op at the moment wrote; -1 where none in sight was written. */
  readonly changed: ComputedRef<number>;
  /** Index of what is selected elsewhere in the window; -1 where that is no row, or nothing. */
  readonly chosen: ComputedRef<number>;
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
  const view = usePageTableViewStore();
  const { at } = useTreeOf();
  const { chosen, written } = useEntryWishes();

  const query = useQuery(
    () => ({ keys: [...view.expanded].sort(), tree: view.tree }),
    ({ keys }, moment) =>
      loadTables(new Set(keys), (tables) => engine.tableChildren({ ...at(moment), tables })),
  );

  // Bytes that are in no table, say of the frame that a row leads to, leave the way to what was chosen before them open.
  const wayToChosen = shallowRef<readonly string[]>([]);
  watch([chosen.data, () => selection.byte], ([place, byte]) => {
    if (place !== null || byte === null) wayToChosen.value = wayTo(place);
  });
  // Not at every answer: what was closed by hand stays closed while the way is the same.
  watch(
    () => JSON.stringify([wayToChosen.value, wayTo(written.data.value)]),
    () => view.openWay([...wayToChosen.value, ...wayTo(written.data.value)]),
  );

  const items = computed(() => {
    const rootOpen = !view.expanded.has(ROOT_CLOSED);
    const { expanded, filter } = view;
    return query.data.value === null ? [] : treeItems(query.data.value, { expanded, rootOpen, filter });
  });
  const changed = computed(() => {
    // A run and its single entries are both marked: the innermost row is the one to see.
    for (let i = items.value.length - 1; i >= 0; i--) {
      if ((entryOf(items.value[i])?.changed ?? null) !== null) return i;
    }
    return -1;
  });

  return {
    items,
    query,
    changed,
    chosen: computed(() => {
      const place = chosen.data.value;
      return place === null ? -1 : itemOfEntry(items.value, place.table, place.index);
    }),
    isOpen: (key) => (key === ROOT_KEY ? !view.expanded.has(ROOT_CLOSED) : view.expanded.has(key)),
    setOpen(key, open) {
      if (key === ROOT_KEY) view.setExpanded(ROOT_CLOSED, !open);
      else view.setExpanded(key, open);
    },
  };
}

function wayTo(place: EntryPlace | null): readonly string[] {
  return place?.way ?? [];
}

/** The entry of a row; `null` for the root and for gaps. */
export function entryOf(item: TreeItem | undefined): EntryRow | null {
  return item?.kind === 'entry' ? item.entry : null;
}
