import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import { useDocumentStore } from './document';
import { useLayoutStore } from './layout';
import { useSourcesStore } from './sources';

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

/** Whose page tables are looked at. */
export interface TreeChoice {
  readonly source: number;
  /** Frame of the level 4 table; `null`: the usual one. */
  readonly root: number | null;
}

/** The document's own tables. */
export const OWN_TREE: TreeChoice = { source: DOCUMENT_SOURCE, root: null };

/** What the page-table panel shows. It outlives the panel, which comes and goes with the window's width. */
export const usePageTableViewStore = defineStore('pageTableView', () => {
  const documents = useDocumentStore();
  const sources = useSourcesStore();
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
  const tree = shallowRef<TreeChoice>(OWN_TREE);

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

  /** Looks at the tables of another source, or from another root. */
  function setTree(choice: TreeChoice): void {
    if (choice.source === tree.value.source && choice.root === tree.value.root) return;
    tree.value = choice;
    forget();
  }

  /** Draws a table as a picture, without bringing the panel to the front. */
  function openTable(at: TableAt, entry = -1): void {
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
  }

  // The tables of another load have nothing to do with these.
  watch(
    () => documents.revision,
    () => {
      tree.value = OWN_TREE;
      forget();
    },
    { flush: 'sync' },
  );
  // Nor have those of memory that went away.
  watch(
    () => sources.list,
    (list) => {
      const { source } = tree.value;
      if (source !== DOCUMENT_SOURCE && !list.some(({ id }) => id === source)) setTree(OWN_TREE);
    },
    { flush: 'sync' },
  );

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
    tree,
    setExpanded,
    openWay,
    setTree,
    openTable,
    showTable,
  };
});

function toggled(keys: ReadonlySet<string>, key: string, has: boolean): ReadonlySet<string> {
  const next = new Set(keys);
  if (has) next.add(key);
  else next.delete(key);
  return next;
}
