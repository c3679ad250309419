/**
 * The page-table tree as a flat list of rows. A row's key is made of its level and the virtual address that it
 * covers, so that what is open stays open while the moment moves and tables come and go.
 */
import type { AskedTable } from '../../../shared/table-calls';
import type { EntryRow } from '../../../shared/view-types';
import type { RightsFilter } from '../../stores/page-table-view';
import { pageOfVirt } from '../../../shared/address';
import { rowOfKey } from '../../composables/row-keys';
import { pagesPerEntry, tableVirt } from './entry-text';

/** The root: P4. */
export const ROOT: AskedTable = { level: 4, virt: '0x0', merge: true };

/** Key of the root's row. */
export const ROOT_KEY = 'P4:0x0';

/** Entries of one table, as one moment has them. */
export interface TableRows {
  /** Runs of leaves merged. */
  readonly merged: readonly EntryRow[];
  /** One row an entry; only where an open run needs it. */
  readonly single: readonly EntryRow[] | null;
}

/** One row of the tree. */
export type TreeItem =
  | {
      readonly kind: 'root';
      readonly key: string;
      readonly depth: 0;
      readonly expanded: boolean;
      readonly used: number;
      /** Frame of the table; `null` where it is empty. */
      readonly table: number | null;
    }
  | {
      readonly kind: 'entry';
      readonly key: string;
      readonly depth: number;
      readonly entry: EntryRow;
      /** `null`: nothing below it. */
      readonly expanded: boolean | null;
    }
  | {
      readonly kind: 'gap';
      readonly key: string;
      readonly depth: number;
      readonly first: number;
      readonly count: number;
    };

/** Key of the table that an entry points to; of an opened run for leaves. */
export function keyOfEntry(entry: Pick<EntryRow, 'level' | 'virt' | 'kind' | 'count'>): string {
  if (entry.kind === 'table') return `P${entry.level - 1}:${entry.virt}`;
  return entry.count > 1 ? `run${entry.level}:${entry.virt}` : `leaf${entry.level}:${entry.virt}`;
}

/** Keys of the tables that have to be open for an entry to be seen. */
export function wayTo(level: number, virt: string): string[] {
  return [3, 2, 1]
    .filter((each) => each >= level)
    .map((each) => keyOfTable({ level: each, virt: tableVirt(each, virt) }));
}

/** Whether an entry leads to pages with the wanted rights; where they are too many to count it may. */
function passes(
  { rightsBelow, more }: Pick<EntryRow, 'rightsBelow' | 'more'>,
  filter: RightsFilter,
): boolean {
  if (filter === 'all' || more === true) return true;
  const { writable, executable, writableExecutable } = rightsBelow;
  return (filter === 'W' ? writable : filter === 'X' ? executable : writableExecutable) > 0;
}

/** Key of a table. */
function keyOfTable(table: Pick<AskedTable, 'level' | 'virt'>): string {
  return `P${table.level}:${table.virt}`;
}

/** Asks for the entries of some tables: of one that is not there none. */
export type FetchTables = (tables: readonly AskedTable[]) => Promise<readonly (readonly EntryRow[])[]>;

/** Tables that one question is about. */
const TABLES_OF_QUESTION = 16;

/**
 * Lists the root and every table that is open with all above it, in one question where they are not very many.
 *
 * @returns the tables by key; one that does not exist has no rows
 */
export async function loadTables(
  expanded: ReadonlySet<string>,
  fetch: FetchTables,
): Promise<ReadonlyMap<string, TableRows>> {
  const asked = openTables(expanded);
  const questions: Promise<readonly (readonly EntryRow[])[]>[] = [];
  for (let first = 0; first < asked.length; first += TABLES_OF_QUESTION) {
    questions.push(fetch(asked.slice(first, first + TABLES_OF_QUESTION)));
  }
  const answers = (await Promise.all(questions)).flat();
  const tables = new Map<string, TableRows>();
  asked.forEach((table, i) => {
    const key = keyOfTable(table);
    const rows = answers[i] ?? [];
    tables.set(
      key,
      table.merge ? { merged: rows, single: null } : { merged: [], ...tables.get(key), single: rows },
    );
  });
  return tables;
}

/** The tables that are in sight, each with its runs, and those with an open run a second time without. */
function openTables(expanded: ReadonlySet<string>): AskedTable[] {
  const asked: AskedTable[] = [ROOT];
  const singles = new Set<string>();
  for (const key of expanded) {
    const [, kind, digit, virt] = /^(P|run)(\d):(.*)$/.exec(key) ?? [];
    if (kind === undefined || virt === undefined) continue;
    const level = Number(digit);
    const table = kind === 'P' ? virt : tableVirt(level, virt);
    if (!wayTo(level, table).every((above) => expanded.has(above))) continue;
    const place = { level, virt: table };
    if (kind === 'P') asked.push({ ...place, merge: true });
    else if (!singles.has(keyOfTable(place))) {
      singles.add(keyOfTable(place));
      asked.push({ ...place, merge: false });
    }
  }
  // A table comes before its second time.
  return asked.sort((a, b) => Number(b.merge) - Number(a.merge));
}

/** What of the tables is shown. */
export interface TreeShown {
  readonly expanded: ReadonlySet<string>;
  /** The root shows its entries. */
  readonly rootOpen: boolean;
  readonly filter: RightsFilter;
}

/**
 * The rows that are shown, from the root down. Between the leaves of a P1 table, entries that are not present have
 * a row: a hole in a mapped range is worth seeing. Where rows are filtered, what is not there says nothing.
 */
export function treeItems(tables: ReadonlyMap<string, TableRows>, shown: TreeShown): TreeItem[] {
  const root = tables.get(ROOT_KEY);
  if (!root) return [];
  const { rootOpen } = shown;
  const used = root.merged.reduce((sum, entry) => sum + entry.count, 0);
  const table = root.merged[0]?.table ?? null;
  const items: TreeItem[] = [{ kind: 'root', key: ROOT_KEY, depth: 0, expanded: rootOpen, used, table }];
  if (rootOpen) addTable(items, tables, shown, ROOT_KEY, 1);
  return items;
}

function addTable(
  items: TreeItem[],
  tables: ReadonlyMap<string, TableRows>,
  shown: TreeShown,
  key: string,
  depth: number,
): void {
  const table = tables.get(key);
  if (!table) return;
  let next = -1;
  for (const entry of table.merged) {
    if (!passes(entry, shown.filter)) continue;
    if (shown.filter === 'all' && entry.level === 1 && next >= 0 && entry.index > next) {
      items.push({ kind: 'gap', key: `gap:${key}:${next}`, depth, first: next, count: entry.index - next });
    }
    next = entry.index + entry.count;
    addEntry(items, tables, shown, table, entry, depth);
  }
}

function addEntry(
  items: TreeItem[],
  tables: ReadonlyMap<string, TableRows>,
  shown: TreeShown,
  table: TableRows,
  entry: EntryRow,
  depth: number,
): void {
  const key = keyOfEntry(entry);
  const openable = entry.kind === 'table' || entry.count > 1;
  const open = shown.expanded.has(key);
  items.push({ kind: 'entry', key, depth, entry, expanded: openable ? open : null });
  if (!openable || !open) return;
  if (entry.kind === 'table') {
    addTable(items, tables, shown, key, depth + 1);
    return;
  }
  const last = entry.index + entry.count;
  for (const one of table.single ?? []) {
    if (one.index < entry.index || one.index >= last) continue;
    items.push({ kind: 'entry', key: keyOfEntry(one), depth: depth + 1, entry: one, expanded: null });
  }
}

/** The row of an entry: the one of a run that has it, but for its own where the run is open; -1 where none has. */
export function itemOfEntry(items: readonly TreeItem[], table: number, index: number): number {
  let found = -1;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item?.kind !== 'entry' || item.entry.table !== table) continue;
    const { entry } = item;
    if (index >= entry.index && index < entry.index + entry.count) found = i;
  }
  return found;
}

/** The row of an entry of a level that covers an address, as {@link itemOfEntry} finds it. */
export function itemAt(items: readonly TreeItem[], level: number, virt: string): number {
  const page = pageOfVirt(BigInt(virt));
  const table = tableVirt(level, virt);
  const index = Math.floor((page - pageOfVirt(BigInt(table))) / pagesPerEntry(level));
  const inTable = items.find(
    (item) =>
      item.kind === 'entry' && item.entry.level === level && tableVirt(level, item.entry.virt) === table,
  );
  return inTable?.kind === 'entry' ? itemOfEntry(items, inTable.entry.table, index) : -1;
}

/** Where a key of the keyboard takes the cursor of the tree, or what it opens or closes. */
export type TreeMove =
  | { readonly type: 'to'; readonly index: number }
  | { readonly type: 'open'; readonly index: number }
  | { readonly type: 'close'; readonly index: number };

/** The rules of a tree: Right opens, then goes in; Left closes, then goes to the parent. */
export function treeMove(items: readonly TreeItem[], at: number, key: string, page: number): TreeMove | null {
  const item = items[at];
  if (!item) return items.length > 0 ? { type: 'to', index: 0 } : null;
  const open = item.kind === 'gap' ? null : item.expanded;
  switch (key) {
    case 'ArrowRight':
      if (open === false) return { type: 'open', index: at };
      return open === true ? { type: 'to', index: Math.min(at + 1, items.length - 1) } : null;
    case 'ArrowLeft':
      if (open === true) return { type: 'close', index: at };
      return parentMove(items, at);
    default: {
      const index = rowOfKey(key, at, items.length, page);
      return index === null ? null : { type: 'to', index };
    }
  }
}

function parentMove(items: readonly TreeItem[], at: number): TreeMove | null {
  const depth = items[at]?.depth ?? 0;
  for (let index = at - 1; index >= 0; index--) {
    if ((items[index]?.depth ?? 0) < depth) return { type: 'to', index };
  }
  return null;
}
