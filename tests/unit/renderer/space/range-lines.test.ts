import { describe, expect, it } from 'vitest';
import { copyOfRanges } from '../../../../renderer/panels/space/copy-ranges';
import { rangeMenu, rangeTarget } from '../../../../renderer/panels/space/range-menu';
import {
  contentsText,
  exactSize,
  foundText,
  gapText,
  rowName,
  rowText,
} from '../../../../renderer/panels/space/range-text';
import { lineCount, linesOf } from '../../../../renderer/panels/space/useRanges';
import type { RangeRow, RangesFound } from '../../../../shared/table-types';

const ROW: RangeRow = {
  line: 0,
  page: 0x8000018,
  pages: 2,
  first: '0x8000018000',
  last: '0x8000019fff',
  leafSize: 4096,
  rights: 'R',
  user: false,
  flags: ['PRESENT'],
  owner: 'LOAD 3 copy',
  provenance: 'copied',
  sections: '.tdata',
  symbols: { count: 2, first: 'a', last: 'b' },
  phys: '0x143e000',
  contiguous: true,
  writtenAt: 3526,
  gapBefore: 0,
  gapNote: '',
};
const ALL = { pages: 5, writable: 3, executable: 1, writableExecutable: 0, user: 0, tables: 6 };

describe('lines of the ranges', () => {
  it('are rows, and gaps before them', () => {
    const rows = [
      { ...ROW, line: 4 },
      { ...ROW, line: 6, gapBefore: 4096 },
    ];
    const lines = linesOf(rows, 3, 8);
    expect(lines.map(({ kind }) => kind)).toEqual(['row', 'row', 'gap', 'row', 'row']);
    expect(lines.map(({ row }) => row?.line ?? null)).toEqual([null, 4, 6, 6, null]);
    const found: RangesFound = { rows: 5, gaps: 2, pages: 9, problem: null, all: ALL };
    expect(lineCount(found)).toBe(7);
    expect(lineCount(null)).toBe(0);
  });

  it('say what they are', () => {
    expect(rowText(ROW)).toBe(
      '0x8000018000-0x8000019fff\t8 KiB\t2\tR\tLOAD 3 copy\t.tdata · a … b (2)\t0x143e000\t3526',
    );
    expect(rowName(ROW, true)).toContain('read, no execute, LOAD 3 copy');
    expect(rowName(ROW, true)).toContain('changed now');
    expect(rowName(ROW, false)).not.toContain('now');
    expect(gapText({ gapBefore: 4096, gapNote: '' })).toBe('4 KiB not mapped');
    expect(gapText({ gapBefore: 2 ** 21 + 4096, gapNote: 'LOAD 4, not mapped at this moment' })).toBe(
      '2,052 KiB not mapped: LOAD 4, not mapped at this moment',
    );
    expect(contentsText({ sections: '', symbols: { count: 1, first: 'main', last: 'main' } })).toBe('main');
  });

  it('give sizes that are not rounded', () => {
    expect(exactSize(4096)).toBe('4 KiB');
    expect(exactSize(483 * 4096)).toBe('1,932 KiB');
    expect(exactSize(2 ** 30)).toBe('1 GiB');
    expect(exactSize(0)).toBe('0 bytes');
    expect(exactSize(2 ** 48 - 4096)).toBe('about 256 TiB');
  });

  it('are counted in words', () => {
    const found = { rows: 1, gaps: 0, pages: 1, problem: null, all: ALL };
    expect(foundText(found, true)).toBe('1 range, 1 of 5 pages');
    expect(foundText({ ...found, rows: 2, pages: 5 }, false)).toBe('2 ranges, 5 pages in 6 tables');
  });
});

const OWN = { own: true, virtual: true };

describe('the menu of a range', () => {
  it('offers what there is', () => {
    const items = rangeMenu({ page: ROW.page, row: ROW }, OWN);
    expect(items.every(({ disabled }) => disabled !== true)).toBe(true);
    expect(items.find(({ id }) => id === 'step')?.label).toContain('3,526');
    const absent = rangeMenu({ page: 5, row: null }, OWN);
    expect(absent.filter(({ disabled }) => disabled).map(({ id }) => id)).toEqual([
      'frame',
      'step',
      'copyRow',
    ]);
  });

  it('offers of memory beside the document what does not need its steps, and of a dump no virtual memory', () => {
    const disabled = (virtual: boolean): string[] =>
      rangeMenu({ page: ROW.page, row: ROW }, { own: false, virtual })
        .filter((item) => item.disabled)
        .map(({ id }) => id);
    expect(disabled(true)).toEqual(['step', 'break']);
    expect(disabled(false)).toEqual(['frame', 'step', 'break']);
  });

  it('waits for writes to the range, or to a page that is not mapped yet', () => {
    expect(rangeTarget({ page: ROW.page, row: ROW })).toMatchObject({ first: ROW.first, last: ROW.last });
    expect(rangeTarget({ page: 2 ** 35, row: null })).toMatchObject({
      first: '0xffff800000000000',
      last: '0xffff800000000fff',
    });
  });
});

describe('copies of all ranges', () => {
  it('are put together from pieces, in order', async () => {
    const asked: [number, number][] = [];
    const copy = await copyOfRanges(12_000, (first, count) => {
      asked.push([first, count]);
      return Promise.resolve(`${first};`);
    });
    expect(copy).toEqual({ text: '0;5000;10000;' });
    expect(asked).toEqual([
      [0, 5000],
      [5000, 5000],
      [10_000, 2000],
    ]);
  });

  it('have what frames them, also without rows', async () => {
    expect(await copyOfRanges(0, () => Promise.resolve('[\n]\n'))).toEqual({ text: '[\n]\n' });
  });

  it('are none where the clipboard does not take them: what fits is said', async () => {
    expect(await copyOfRanges(20_000, () => Promise.resolve('x'.repeat(10)), 25)).toEqual({
      fitting: 10_000,
    });
  });
});
