import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { useLayoutStore } from './layout';
import { keepTree, OWN_TREE, type TreeChoice } from './tree-choice';

/** The path to one page, the tree of all tables, or one table as a picture. */
export const TABLE_MODES = ['path', 'tree', 'table'] as const;
export type TableMode = (typeof TABLE_MODES)[number];

/** Which entries of the tree are listed: those that lead to pages with these effective rights. */
export const RIGHTS_FILTERS = ['all', 'W', 'X', 'W+X'] as const;
export type RightsFilter = (typeof RIGHTS_FILTERS)[number];

/** What the squares of a picture are coloured by. */
export type TableColour = 'owner' | 'rights';

/** A table by its place: what hangs there is another frame in another tree or at another moment. */
export interface TableAt {
  readonly level: number;
  /** Canonical address of the first byte that it covers. */
  readonly virt: string;
}

/** What is known of a table besides its place: its frame, which follows from that, and one of its entries. */
interface TableEntry {
  readonly table?: number | null;
  readonly index?: number;
}

/** What the page-table panel shows. It outlives the panel, which comes and goes with the window's width. */
export const usePageTableViewStore = defineStore('pageTableView', () => {
  /** Keys of tables and of runs that were opened by hand. */
  const opened = shallowRef<ReadonlySet<string>>(new Set());
  /** Keys of tables on the way to what is selected or was written: they close again when that is elsewhere. */
  const onTheWay = shallowRef<ReadonlySet<string>>(new Set());
  const expanded = computed<ReadonlySet<string>>(() => new Set([...opened.value, ...onTheWay.value]));
  const mode = ref<TableMode>('path');
  /** Goes along with the entry that the op at the moment writes. */
  const follow = ref(true);
  const filter = ref<RightsFilter>('all');
  /** An entry that the tree selects as soon as its table is open. */
  const wanted = shallowRef<TableAt | null>(null);
  /** Key of the row of the tree that is selected. */
  const selectedKey = ref('');
  /** What the squares of a picture are coloured by. */
  const colour = ref<TableColour>('owner');
  /** The table that is drawn as a picture; `null`: the one of what is selected. */
  const table = shallowRef<TableAt | null>(null);
  /** The entry of that table that the keyboard is at; -1: none. */
  const index = ref(-1);
  /** That table was gone to on purpose: it is no longer the one of the page that the step is about. */
  const isChosen = ref(false);
  const { tree, setTree } = keepTree(forget);

  /** Opens or closes one row. */
  function setExpanded(key: string, open: boolean): void {
    if (opened.value.has(key) !== open) opened.value = toggled(opened.value, key, open);
    if (!open && onTheWay.value.has(key)) onTheWay.value = toggled(onTheWay.value, key, false);
  }

  /** Opens the way to something, in the place of the way before. */
  function openWay(keys: readonly string[]): void {
    if (keys.length === onTheWay.value.size && keys.every((key) => onTheWay.value.has(key))) return;
    onTheWay.value = new Set(keys);
  }

  /** Shows an entry in the tree. @param way keys of the tables above it @param entry its level and address */
  function showInTree(way: readonly string[], entry: TableAt): void {
    mode.value = 'tree';
    openWay(way);
    wanted.value = entry;
  }

  /** Draws a table as a picture, without bringing the panel to the front. */
  function openTable(at: TableAt, entry = -1): void {
    accompany(at, entry);
    isChosen.value = true;
  }

  /** Draws the table that a step is about; one that is gone to on purpose later stays. */
  function accompany(at: TableAt, entry: number): void {
    table.value = at;
    index.value = entry;
  }

  /** Brings the panel to the front with a table as a picture, and one of its entries chosen where it is given. */
  function showTable(at: TableAt & TableEntry, of: TreeChoice = OWN_TREE): void {
    setTree(of);
    mode.value = 'table';
    openTable({ level: at.level, virt: at.virt }, at.index);
    void useLayoutStore().showView('pageTable');
  }

  function forget(): void {
    opened.value = new Set();
    onTheWay.value = new Set();
    selectedKey.value = '';
    wanted.value = null;
    table.value = null;
    index.value = -1;
    isChosen.value = false;
  }

  return {
    expanded,
    mode,
    follow,
    filter,
    selectedKey,
    wanted,
    showInTree,
    colour,
    table,
    index,
    isChosen,
    tree,
    setExpanded,
    openWay,
    setTree,
    openTable,
    accompany,
    showTable,
  };
});

function toggled(keys: ReadonlySet<string>, key: string, has: boolean): ReadonlySet<string> {
  const next = new Set(keys);
  if (has) next.add(key);
  else next.delete(key);
  return next;
}
