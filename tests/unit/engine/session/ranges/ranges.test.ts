import { describe, expect, it } from 'vitest';
import { findRanges, describeFound } from '../../../../../main/engine/session/ranges/range-query';
import { rangeRows } from '../../../../../main/engine/session/ranges/range-rows';
import { rangeText } from '../../../../../main/engine/session/ranges/range-text';
import type { MappedTree } from '../../../../../main/engine/session/tables/mapped-tree';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { RangeFormat, RangeQuery, RangeRow } from '../../../../../shared/table-types';
import { loadKernelFile, loadSpec, openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { ENTRY, leavesOfAllSizes, TableMemory, treeOfLoad } from '../../../../fixtures/tables';
import { workbenchOf } from '../../../../fixtures/workbench';

const { present, writable, huge } = ENTRY;
const allSizes = (): MappedTree => leavesOfAllSizes().tree();

const PLAIN: RangeQuery = { filter: '', merge: 'rights', sort: 'address', descending: false };

function textOf(mapped: MappedTree, format: RangeFormat, query = PLAIN): string {
  const found = findRanges(mapped, query);
  return rangeText(found, query, format, 0, Math.max(1, found.count));
}

function rowsOf(mapped: MappedTree, query: Partial<RangeQuery> = {}): RangeRow[] {
  const asked = { ...PLAIN, ...query };
  const found = findRanges(mapped, asked);
  return rangeRows(found, asked, 0, found.count);
}

describe('texts of rows', () => {
  it('have a heading, also where nothing is found', () => {
    const nothing = { ...PLAIN, filter: 'false' };
    expect(textOf(allSizes(), 'text', nothing)).toMatch(/^first +last +size/);
    expect(textOf(allSizes(), 'csv', nothing)).toMatch(/^first,last,bytes,rights,/);
    expect(JSON.parse(textOf(allSizes(), 'json', nothing))).toEqual([]);
    expect(textOf(allSizes(), 'qemu-tlb', nothing)).toBe('');
  });

  it('say the same as the rows', () => {
    const rows = rowsOf(allSizes());
    const parsed = JSON.parse(textOf(allSizes(), 'json')) as { first: string; bytes: number }[];
    expect(parsed.map(({ first, bytes }) => [first, bytes])).toEqual(
      rows.map(({ first, pages }) => [first, pages * 4096]),
    );
    const lines = textOf(allSizes(), 'csv').trimEnd().split('\n').slice(1);
    expect(lines.map((line) => line.split(',')[0])).toEqual(rows.map(({ first }) => first));
    expect(textOf(allSizes(), 'text')).toContain('0x400000            0x7fffff            4 MiB      R  ');
  });

  it('quote what a spreadsheet would take apart or calculate with', () => {
    const elf = SAMPLE_ELF.slice();
    const text = Buffer.from(elf.buffer);
    for (let at = text.indexOf('\0config\0'); at >= 0; at = text.indexOf('\0config\0', at + 1)) {
      text.write('=1,"x"', at + 1, 'latin1');
    }
    const { view } = loadKernelFile({ name: 'sample', elf, machine: DEFAULT_MACHINE });
    const csv = textOf(treeOfLoad(view, view.trace.opCount), 'csv');
    expect(csv).toContain(`,"'=1,""x""",key_characters,4,`);
  });
});

describe('rows', () => {
  it('tell sizes, frames and flags that all have', () => {
    const rows = rowsOf(allSizes());
    expect(
      rows.map(({ first, last, rights, leafSize, contiguous }) => [
        first,
        last,
        rights,
        leafSize,
        contiguous,
      ]),
    ).toEqual([
      ['0x1000', '0x1fff', 'R X', 4096, true],
      ['0x2000', '0x3fff', 'RW', 4096, true],
      ['0x4000', '0x4fff', 'RWX', 4096, true],
      ['0x400000', '0x7fffff', 'R', 2 ** 21, true],
      ['0xc0000000', '0xffffffff', 'RWX', 2 ** 30, true],
    ]);
    expect(rows[3]!.flags).toEqual(['PRESENT', 'HUGE_PAGE', 'NO_EXECUTE', 'PAT']);
    expect(rows.map(({ user: ring3 }) => ring3)).toEqual([true, false, false, false, false]);
    expect(rows.map(({ owner }) => owner)).toEqual([
      'dump',
      'dump',
      'not in the dump',
      ...Array<string>(2).fill('not in the dump'),
    ]);
  });

  it('join owners, and pages of several sizes', () => {
    const tree = new TableMemory(6)
      .set(0, 0, 1)
      .set(1, 0, 2)
      .set(2, 0, 512, present | writable | huge)
      .set(2, 1, 3)
      .set(3, 0, 4)
      .tree();
    expect(rowsOf(tree)).toMatchObject([
      {
        pages: 513,
        leafSize: 0,
        owner: 'not in the dump, dump',
        contiguous: false,
        flags: ['PRESENT', 'WRITABLE'],
      },
    ]);
    expect(rowsOf(tree, { merge: 'owner' })).toHaveLength(2);
  });

  it('say what lies in the gap before them', () => {
    const memory = new TableMemory(8)
      .set(0, 511, 1)
      .set(0, 0, 1)
      .set(0, 5, 0)
      .set(1, 0, 2)
      .set(2, 0, 3)
      .set(3, 0, 4);
    const [, above] = rowsOf(memory.set(0, 6, 99).tree());
    expect(above).toMatchObject({
      first: '0xffffff8000000000',
      gapBefore: 511 * 2 ** 39 - 4096,
      gapNote: 'the addresses that are not canonical; P4[5] leads back to a table above; P4[6] leads nowhere',
    });
    expect(rowsOf(memory.tree(), { descending: true })[0]).toMatchObject({ gapBefore: 0, gapNote: '' });
  });

  it('of a load name segments that are not mapped yet', () => {
    const { view } = loadSpec({
      segments: [
        { vaddr: 0x400000, filesz: 0x1000 },
        { vaddr: 0x500000, flags: 'rw', offset: 0x2000, filesz: 0x1000 },
        { vaddr: 0x480000, flags: 'rx', offset: 0x3000, filesz: 0x1000 },
      ],
    });
    const last = view.trace.opCount;
    const atSecond = [...Array(last).keys()].find(
      (moment) => [...view.tables.mappedPages(moment)].length === 2,
    )!;
    const rows = rowsOf(treeOfLoad(view, atSecond), { merge: 'owner' });
    expect(rows.map(({ owner }) => owner)).toEqual(['LOAD 1 file', 'LOAD 2 file']);
    expect(rows[1]).toMatchObject({
      gapBefore: 0xff000,
      gapNote: 'LOAD 3, not mapped at this moment',
    });
    expect(rowsOf(treeOfLoad(view, last), { merge: 'owner' }).map(({ gapNote }) => gapNote)).toEqual([
      '',
      '',
      '',
    ]);
  });
});

describe('queries of the sample kernel', () => {
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
  const { calls } = bench;
  const moment = bench.session.trace.opCount;
  const find = (filter: string) =>
    calls['ranges.find']({ moment, query: { ...PLAIN, merge: 'owner', filter } });
  const rows = (query: Partial<RangeQuery>) =>
    calls['ranges.rows']({ moment, query: { ...PLAIN, merge: 'owner', ...query }, first: 0, count: 100 });

  it('count everything, whatever the filter', () => {
    const pages = [...bench.session.mappedPages(moment)].length;
    const all = find('').all;
    expect(all).toMatchObject({ pages, writableExecutable: 0, user: 0 });
    expect(find('executable').all).toEqual(all);
    expect(find('executable').pages).toBe(all.executable);
    expect(find('writable').pages).toBe(all.writable);
    expect(find('')).toMatchObject({ rows: 5, pages, problem: null });
    expect(find('').more).toBeUndefined();
  });

  it('look into sections, symbols, segments and moments', () => {
    expect(rows({ filter: 'section == ".text"' }).map(({ owner }) => owner)).toEqual(['LOAD 2 file']);
    expect(rows({ filter: 'symbol == "shell_run"' }).map(({ owner }) => owner)).toEqual(['LOAD 2 file']);
    expect(rows({ filter: 'contains(symbol("shell_run"))' }).map(({ owner }) => owner)).toEqual([
      'LOAD 2 file',
    ]);
    expect(rows({ filter: 'segment == 4' }).map(({ owner }) => owner)).toEqual(['LOAD 4 copy', 'LOAD 4 bss']);
    const [first] = rows({});
    expect(rows({ filter: `written == ${first!.writtenAt}` })).toEqual([
      { ...first, line: 0, gapBefore: 0, gapNote: '' },
    ]);
    expect(rows({ filter: 'contains(symbol("there is none"))' })).toEqual([]);
  });

  it('are put in order', () => {
    const order = (query: Partial<RangeQuery>) => rows(query).map(({ owner }) => owner);
    const byAddress = ['LOAD 1 file', 'LOAD 2 file', 'LOAD 3 copy', 'LOAD 4 copy', 'LOAD 4 bss'];
    expect(order({})).toEqual(byAddress);
    expect(order({ descending: true })).toEqual([...byAddress].reverse());
    expect(order({ sort: 'owner' })).toEqual([
      'LOAD 1 file',
      'LOAD 2 file',
      'LOAD 3 copy',
      'LOAD 4 bss',
      'LOAD 4 copy',
    ]);
    expect(rows({ sort: 'size', descending: true }).map(({ pages }) => pages)).toEqual([901, 5, 4, 2, 1]);
    const frames = rows({ sort: 'frame' }).map(({ phys }) => Number(phys));
    expect(frames).toEqual([...frames].sort((a, b) => a - b));
    const written = rows({ sort: 'written' }).map(({ writtenAt }) => writtenAt);
    expect(written).toEqual([...written].sort((a, b) => a - b));
    expect(rows({ sort: 'rights' }).map(({ rights }) => rights)).toEqual(['R', 'R', 'R X', 'RW', 'RW']);
  });

  it('find the row that holds a page', () => {
    const query = { ...PLAIN, merge: 'owner' } as const;
    const indexOf = (page: number, more: Partial<RangeQuery> = {}) =>
      calls['ranges.indexOf']({ moment, query: { ...query, ...more }, page });
    const first = rows({})[0]!.page;
    expect(indexOf(first + 5)).toBe(1);
    expect(indexOf(first + 8)).toBe(1);
    expect(indexOf(first + 8, { descending: true })).toBe(3);
    expect(indexOf(first + 8, { filter: 'writable' })).toBe(-1);
    expect(indexOf(0)).toBe(-1);
    expect(indexOf(2 ** 36 - 1)).toBe(-1);
  });

  it.each([
    ['sise > 4K', 'There is no field “sise”. Did you mean “size”?', 0, 4],
    [
      'writable && pages',
      'A condition is true or false; this is a number. Compare it, such as … == 0x1000.',
      12,
      17,
    ],
    ['contains(', '', 0, 0],
    ['contains("main")', '“address” of contains is a number.', 9, 15],
  ])('%s: says what is wrong, and where', (filter, message, from, to) => {
    const { rows: count, problem } = find(filter);
    expect(count).toBe(0);
    expect(problem).not.toBeNull();
    if (message !== '') expect(problem).toEqual({ message, from, to });
    expect(rows({ filter })).toEqual([]);
  });
});

it('more than can be listed is said', () => {
  const memory = new TableMemory(5);
  for (let index = 0; index < 512; index++) {
    memory.set(0, index, 1).set(1, index, 2).set(2, index, 3).set(3, index, 4);
  }
  const mapped = memory.tree();
  const found = describeFound(mapped, findRanges(mapped, { ...PLAIN, merge: 'none' }));
  expect(found).toMatchObject({
    rows: 2 ** 21,
    all: { pages: 2 ** 36, tables: 1 + 512 + 512 ** 2 + 512 ** 3 },
  });
  expect(found.more).toBe('More is mapped than is listed: the first 2,097,152 entries of at most 2,097,152.');
});
