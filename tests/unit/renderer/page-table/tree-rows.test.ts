import { describe, expect, it } from 'vitest';
import type { EntryRow } from '../../../../shared/view-types';
import type { RightsFilter } from '../../../../renderer/stores/page-table-view';
import {
  ROOT_KEY,
  itemOfEntry,
  keyOfEntry,
  loadTables,
  treeItems,
  treeMove,
  type FetchTables,
  type TreeItem,
  type TreeShown,
} from '../../../../renderer/panels/page-table/tree-rows';

/** Everything, with the root open unless it is said. */
function shown(expanded: ReadonlySet<string>, rootOpen = true): TreeShown {
  return { expanded, rootOpen, filter: 'all' };
}

function entry(
  level: number,
  index: number,
  count: number,
  virt: number,
  target: number,
  used = 0,
): EntryRow {
  const leaf = level === 1;
  return {
    level,
    index,
    count,
    table: 0,
    virt: `0x${virt.toString(16)}`,
    target: `0x${target.toString(16)}`,
    entry: `0x${(target + 3).toString(16)}`,
    flags: ['PRESENT', 'WRITABLE'],
    rights: 'RW',
    provenance: leaf ? 'fileData' : 'pageTable',
    owner: '',
    used,
    writtenAt: 1,
    changed: null,
    leaf,
    kind: leaf ? 'page' : 'table',
    leafSize: leaf ? 4096 : 0,
    pagesBelow: leaf ? count : used,
    tablesBelow: leaf ? 0 : level - 1,
    rightsBelow: { writable: leaf ? count : used, executable: 0, writableExecutable: 0 },
    user: false,
  };
}

const BASE = 0x8000000000;
/** P4[1] → P3[0] → P2[0] → P1 with a run [0–2], a hole [3] and [4]. */
const TABLES: Readonly<Record<string, readonly EntryRow[]>> = {
  'P4:0x0 merged': [entry(4, 1, 1, BASE, 0x2000, 1)],
  'P3:0x8000000000 merged': [entry(3, 0, 1, BASE, 0x3000, 1)],
  'P2:0x8000000000 merged': [entry(2, 0, 1, BASE, 0x4000, 4)],
  'P1:0x8000000000 merged': [entry(1, 0, 3, BASE, 0x10000), entry(1, 4, 1, BASE + 0x4000, 0x20000)],
  'P1:0x8000000000': [0, 1, 2].map((index) =>
    entry(1, index, 1, BASE + index * 0x1000, 0x10000 + index * 0x1000),
  ),
};

/** Answers; notes the tables of each question. */
function fetcher(questions: string[][] = []): FetchTables {
  return (tables) => {
    const keys = tables.map(({ level, virt, merge }) => `P${level}:${virt}${merge ? ' merged' : ''}`);
    questions.push(keys);
    return Promise.resolve(keys.map((key) => TABLES[key] ?? []));
  };
}

/** Keys of the rows with a mark for what is open. */
function words(items: readonly TreeItem[]): string[] {
  return items.map((item) => {
    const open = item.kind === 'gap' || item.expanded === null ? '' : item.expanded ? ' -' : ' +';
    return `${'  '.repeat(item.depth)}${item.key}${open}`;
  });
}

const TO_P1 = ['P3:0x8000000000', 'P2:0x8000000000', 'P1:0x8000000000'];

describe('loadTables', () => {
  it('asks only for what is open with all above it, in one question', async () => {
    const questions: string[][] = [];
    await loadTables(new Set(), fetcher(questions));
    await loadTables(
      new Set(['P2:0x8000000000', 'P1:0x8000000000', 'run1:0x8000000000']),
      fetcher(questions),
    );
    await loadTables(new Set(TO_P1), fetcher(questions));
    expect(questions).toEqual([
      ['P4:0x0 merged'],
      ['P4:0x0 merged'],
      ['P4:0x0 merged', ...TO_P1.map((key) => `${key} merged`)],
    ]);
  });

  it('lists single entries only of tables with an open run, once', async () => {
    const questions: string[][] = [];
    const expanded = new Set(['run1:0x8000000000', 'run1:0x8000007000', ...TO_P1]);
    const tables = await loadTables(expanded, fetcher(questions));
    expect(questions).toEqual([['P4:0x0 merged', ...TO_P1.map((key) => `${key} merged`), 'P1:0x8000000000']]);
    expect(tables.get('P1:0x8000000000')).toMatchObject({
      merged: TABLES['P1:0x8000000000 merged'],
      single: TABLES['P1:0x8000000000'],
    });
    expect(tables.get('P2:0x8000000000')?.single).toBeNull();
  });

  it('asks for very many tables in several questions', async () => {
    const ways = Array.from({ length: 100 }, (_, i) => `P3:0x${(i * 0x80_0000_0000).toString(16)}`);
    const questions: string[][] = [];
    const tables = await loadTables(new Set(ways), fetcher(questions));
    expect(questions.map(({ length }) => length)).toEqual([16, 16, 16, 16, 16, 16, 5]);
    expect(tables.size).toBe(101);
  });
});

describe('treeItems', () => {
  it('lists only entries that lead to pages with the wanted rights, and no holes between them', async () => {
    const expanded = new Set(TO_P1);
    const tables = new Map(await loadTables(expanded, fetcher()));
    const p1 = tables.get('P1:0x8000000000')!;
    const [run, single] = p1.merged;
    const executable = { writable: 0, executable: 1, writableExecutable: 0 };
    tables.set('P1:0x8000000000', { merged: [run!, { ...single!, rightsBelow: executable }], single: null });
    const rowsOf = (filter: RightsFilter) =>
      words(treeItems(tables, { expanded, rootOpen: true, filter })).map((row) => row.trim());
    expect(rowsOf('W').at(-1)).toBe('run1:0x8000000000 +');
    expect(rowsOf('W')).toHaveLength(5);
    // The tables above have nothing that can be executed.
    expect(rowsOf('X')).toEqual([`${ROOT_KEY} -`]);
    const root = tables.get(ROOT_KEY)!;
    tables.set(ROOT_KEY, { ...root, merged: root.merged.map((row) => ({ ...row, more: true as const })) });
    // Too many pages to count: it may have some.
    expect(rowsOf('X')).toHaveLength(2);
  });

  it('does not open what leads back, nor what leads nowhere', async () => {
    const [table] = TABLES['P4:0x0 merged']!;
    const rows = (['recursive', 'absent', 'broken'] as const).map((kind, index) => ({
      ...table!,
      kind,
      index,
      virt: `0x${(index * 0x8000000000).toString(16)}`,
    }));
    const expanded = new Set(rows.flatMap((row) => [keyOfEntry(row), `P3:${row.virt}`]));
    const tables = await loadTables(expanded, (asked) => Promise.resolve(asked.map(() => rows)));
    expect(treeItems(tables, shown(expanded)).slice(1)).toMatchObject([
      { expanded: null },
      { expanded: null },
      { expanded: null },
    ]);
  });

  it('shows the root closed and open', async () => {
    const tables = await loadTables(new Set(), fetcher());
    expect(words(treeItems(tables, shown(new Set(), false)))).toEqual([`${ROOT_KEY} +`]);
    expect(words(treeItems(tables, shown(new Set(), true)))).toEqual([
      `${ROOT_KEY} -`,
      '  P3:0x8000000000 +',
    ]);
  });

  it('shows runs, holes between leaves, and the entries of an open run', async () => {
    const expanded = new Set([...TO_P1, 'run1:0x8000000000']);
    const items = treeItems(await loadTables(expanded, fetcher()), shown(expanded));
    expect(words(items)).toEqual([
      `${ROOT_KEY} -`,
      '  P3:0x8000000000 -',
      '    P2:0x8000000000 -',
      '      P1:0x8000000000 -',
      '        run1:0x8000000000 -',
      '          leaf1:0x8000000000',
      '          leaf1:0x8000001000',
      '          leaf1:0x8000002000',
      '        gap:P1:0x8000000000:3',
      '        leaf1:0x8000004000',
    ]);
  });

  it('keeps what is open when a table is gone, and shows it again when it is back', async () => {
    const expanded = new Set(TO_P1);
    const gone = await loadTables(expanded, (asked) => Promise.resolve(asked.map(() => [])));
    expect(words(treeItems(gone, shown(expanded)))).toEqual([`${ROOT_KEY} -`]);
    expect(treeItems(await loadTables(expanded, fetcher()), shown(expanded))).toHaveLength(7);
  });

  it('lists 100,000 leaves', () => {
    const leaves = Array.from({ length: 100_000 }, (_, index) =>
      entry(1, index * 2, 1, BASE + index * 0x2000, index * 0x1000),
    );
    const expanded = new Set(['P3:0x8000000000']);
    const tables = new Map([
      [ROOT_KEY, { merged: [entry(4, 1, 1, BASE, 0x2000, 1)], single: null }],
      ['P3:0x8000000000', { merged: leaves, single: null }],
    ]);
    // A hole between each two leaves.
    expect(treeItems(tables, shown(expanded))).toHaveLength(2 + 199_999);
  });
});

describe('itemOfEntry', () => {
  it('finds the row of a run, and of an open one the entry itself', async () => {
    const closed = new Set(TO_P1);
    const rows = treeItems(await loadTables(closed, fetcher()), shown(closed));
    expect(rows[itemOfEntry(rows, 0, 4)]).toMatchObject({ key: 'leaf1:0x8000004000' });
    expect(itemOfEntry(rows, 7, 0)).toBe(-1);
    const open = new Set([...TO_P1, 'run1:0x8000000000']);
    const more = treeItems(await loadTables(open, fetcher()), shown(open));
    expect(more[itemOfEntry(more, 0, 2)]).toMatchObject({ key: 'leaf1:0x8000002000' });
  });
});

describe('keyOfEntry', () => {
  it('tells a table from a run and from a leaf at the same address', () => {
    expect(keyOfEntry(entry(2, 0, 1, BASE, 0))).toBe('P1:0x8000000000');
    expect(keyOfEntry(entry(1, 0, 3, BASE, 0))).toBe('run1:0x8000000000');
    expect(keyOfEntry(entry(1, 0, 1, BASE, 0))).toBe('leaf1:0x8000000000');
  });
});

describe('treeMove', () => {
  const expanded = new Set(TO_P1);

  async function items(): Promise<TreeItem[]> {
    return treeItems(await loadTables(expanded, fetcher()), shown(expanded));
  }

  it('walks, opens and closes as trees do', async () => {
    const rows = await items();
    expect(treeMove(rows, 0, 'ArrowDown', 5)).toEqual({ type: 'to', index: 1 });
    expect(treeMove(rows, 0, 'ArrowUp', 5)).toEqual({ type: 'to', index: 0 });
    expect(treeMove(rows, 4, 'ArrowRight', 5)).toEqual({ type: 'open', index: 4 });
    expect(treeMove(rows, 3, 'ArrowRight', 5)).toEqual({ type: 'to', index: 4 });
    expect(treeMove(rows, 3, 'ArrowLeft', 5)).toEqual({ type: 'close', index: 3 });
    expect(treeMove(rows, 6, 'ArrowLeft', 5)).toEqual({ type: 'to', index: 3 });
    expect(treeMove(rows, 6, 'ArrowRight', 5)).toBeNull();
    expect(treeMove(rows, 2, 'PageDown', 100)).toEqual({ type: 'to', index: 6 });
    expect(treeMove(rows, 2, 'Home', 5)).toEqual({ type: 'to', index: 0 });
    expect(treeMove(rows, 2, 'x', 5)).toBeNull();
    expect(treeMove([], 0, 'ArrowDown', 5)).toBeNull();
  });
});
