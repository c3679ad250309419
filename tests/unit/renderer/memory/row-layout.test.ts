import { describe, expect, it } from 'vitest';
import { PAGE_COUNT } from '../../../../shared/address';
import {
  RowLayout,
  ROW_SIZES,
  pageRowsOf,
  type LayoutPart,
  type Line,
  type ZeroRunsOf,
} from '../../../../renderer/panels/memory/row-layout';

/** Rows of a page in rows of 16 bytes. */
const PAGE_ROWS = 256;

const noZeroRuns: ZeroRunsOf = () => [];

function rows(start: number, end: number): LayoutPart {
  return { kind: 'rows', start, end };
}

function fold(start: number, end: number, open = false): LayoutPart {
  return { kind: 'fold', start, end, reason: 'hole', open };
}

/** One word a line: `h3` header of page 3, `r5` row 5, `f5-9` fold of rows 5 to 8, `o5-9` the same, open. */
function words(lines: readonly Line[]): string[] {
  return lines.map((line) => {
    if (line.kind === 'header') return `h${line.page}`;
    if (line.kind === 'row') return `r${line.row}`;
    return `${line.open ? 'o' : 'f'}${line.start}-${line.end}`;
  });
}

/** Every line of a small layout, going down. */
function all(layout: RowLayout, zeroRuns: ZeroRunsOf = noZeroRuns): Line[] {
  return layout.linesFrom(0, layout.total + 1, zeroRuns);
}

describe('RowLayout', () => {
  it('puts a header before the 256 rows of each page', () => {
    const layout = new RowLayout([rows(0, 2 * PAGE_ROWS)], 16);
    expect(layout.total).toBe(2 * 257);
    expect(words(layout.linesFrom(0, 2, noZeroRuns))).toEqual(['h0', 'r0']);
    expect(words(layout.linesFrom(256, 3, noZeroRuns))).toEqual(['r255', 'h1', 'r256']);
  });

  it('stands a bar for a fold, and its rows after it when it is open', () => {
    const closed = new RowLayout([rows(0, 256), fold(256, 1024), rows(1024, 1280)], 16);
    expect(closed.total).toBe(257 + 1 + 257);
    expect(words(closed.linesFrom(256, 3, noZeroRuns))).toEqual(['r255', 'f256-1024', 'h4']);
    const open = new RowLayout([rows(0, 256), fold(256, 1024, true), rows(1024, 1280)], 16);
    expect(open.total).toBe(257 + 1 + 3 * 257 + 257);
    expect(words(open.linesFrom(257, 3, noZeroRuns))).toEqual(['o256-1024', 'h1', 'r256']);
  });

  it('gives a page that starts in the middle its header once', () => {
    const layout = new RowLayout([fold(0, 10), rows(10, 12), fold(12, 20), rows(20, 22)], 16);
    expect(words(all(layout))).toEqual(['f0-10', 'h0', 'r10', 'r11', 'f12-20', 'r20', 'r21']);
    const opened = new RowLayout([fold(0, 10, true), rows(10, 12)], 16);
    expect(words(all(opened)).slice(0, 3)).toEqual(['o0-10', 'h0', 'r0']);
    expect(words(all(opened)).slice(-3)).toEqual(['r9', 'r10', 'r11']);
  });

  it('crosses from a part of a page into whole pages', () => {
    const layout = new RowLayout([fold(0, 254), rows(254, 514)], 16);
    expect(words(all(layout)).slice(0, 6)).toEqual(['f0-254', 'h0', 'r254', 'r255', 'h1', 'r256']);
    expect(words(all(layout)).slice(-3)).toEqual(['h2', 'r512', 'r513']);
    expect(layout.total).toBe(1 + 1 + 260 + 2);
  });

  it('finds the unit of every row it shows, and the row of every unit', () => {
    const parts = [fold(0, 10), rows(10, 600), fold(600, 700, true), rows(700, 1030), fold(1030, 2000)];
    const layout = new RowLayout(parts, 16);
    for (let unit = 0; unit < layout.total; unit++) {
      const line = layout.lineAt(unit, noZeroRuns);
      expect(line?.unit).toBe(unit);
      if (line?.kind === 'row') expect(layout.unitOfRow(line.row)).toBe(unit);
    }
    expect(layout.unitOfRow(3)).toBe(0);
    expect(layout.unitOfRow(1999)).toBe(layout.total - 1);
    expect(layout.foldOfRow(3)).toMatchObject({ start: 0, end: 10 });
    expect(layout.foldOfRow(650)).toBeNull();
    expect(layout.foldOfRow(11)).toBeNull();
  });

  it('answers null outside, and nothing for an empty space', () => {
    const layout = new RowLayout([], 16);
    expect(layout.total).toBe(0);
    expect(layout.lineAt(0, noZeroRuns)).toBeNull();
    expect(layout.advance(0, 5, noZeroRuns)).toBe(0);
    expect(layout.lastTop(10, noZeroRuns)).toBe(0);
    expect(new RowLayout([rows(0, 1)], 16).lineAt(-1, noZeroRuns)).toBeNull();
  });
});

describe('RowLayout over 2^36 pages', () => {
  const end = PAGE_COUNT * PAGE_ROWS;
  const layout = new RowLayout([rows(0, end)], 16);

  it('counts exactly', () => {
    expect(layout.total).toBe(PAGE_COUNT * 257);
    expect(Number.isSafeInteger(layout.total)).toBe(true);
  });

  it('reaches the last row and pages far away', () => {
    expect(words(layout.linesFrom(layout.total - 2, 5, noZeroRuns))).toEqual([`r${end - 2}`, `r${end - 1}`]);
    const page = 2 ** 35 + 12_345;
    const unit = layout.unitOfRow(page * PAGE_ROWS);
    expect(words(layout.linesFrom(unit - 1, 2, noZeroRuns))).toEqual([`h${page}`, `r${page * PAGE_ROWS}`]);
    expect(layout.advance(unit, 1000, noZeroRuns)).toBe(unit + 1000);
    expect(layout.advance(unit, -1000, noZeroRuns)).toBe(unit - 1000);
  });

  it('keeps the last view full', () => {
    expect(layout.lastTop(30, noZeroRuns)).toBe(layout.total - 30);
  });
});

describe('folded zero rows', () => {
  const zeroRuns: ZeroRunsOf = (page) => (page === 1 ? [{ start: 8, end: 256 }] : []);

  it('are one line, and do not change the count', () => {
    const layout = new RowLayout([rows(0, 3 * PAGE_ROWS)], 16);
    const line = layout.lineAt(layout.unitOfRow(256 + 100), zeroRuns);
    expect(line).toMatchObject({ kind: 'fold', reason: 'zero', start: 264, end: 512 });
    expect(layout.total).toBe(3 * 257);
    expect(words(layout.linesFrom(257, 11, zeroRuns))).toEqual([
      'h1',
      'r256',
      'r257',
      'r258',
      'r259',
      'r260',
      'r261',
      'r262',
      'r263',
      'f264-512',
      'h2',
    ]);
  });

  it('are passed as one line in both directions', () => {
    const layout = new RowLayout([rows(0, 3 * PAGE_ROWS)], 16);
    const before = layout.unitOfRow(263);
    const after = layout.unitOfRow(512);
    expect(layout.advance(before, 3, zeroRuns)).toBe(after);
    expect(layout.advance(after, -3, zeroRuns)).toBe(before);
  });

  it('are clipped to what is shown, and left alone where that is short', () => {
    const long = new RowLayout([fold(0, 300), rows(300, 320)], 16);
    expect(words(all(long, zeroRuns))).toEqual(['f0-300', 'h1', 'f300-320']);
    const short = new RowLayout([fold(0, 300), rows(300, 303)], 16);
    expect(words(all(short, zeroRuns))).toEqual(['f0-300', 'h1', 'r300', 'r301', 'r302']);
  });
});

describe.each(ROW_SIZES)('RowLayout with rows of %d bytes', (rowBytes) => {
  const pageRows = pageRowsOf(rowBytes);

  it('puts a header before the rows of each page, and finds every row again', () => {
    const parts = [fold(0, 3), rows(3, 3 * pageRows), fold(3 * pageRows, 4 * pageRows, true)];
    const layout = new RowLayout(parts, rowBytes);
    let headers = 0;
    for (let unit = 0; unit < layout.total; unit++) {
      const line = layout.lineAt(unit, noZeroRuns);
      expect(line?.unit).toBe(unit);
      if (line?.kind === 'header') headers++;
      if (line?.kind === 'row') expect(layout.unitOfRow(line.row)).toBe(unit);
    }
    expect(headers).toBe(4);
    expect(layout.pageOf(pageRows)).toBe(1);
  });

  it('counts the whole 48-bit space exactly', () => {
    const end = PAGE_COUNT * pageRows;
    const layout = new RowLayout([rows(0, end)], rowBytes);
    expect(layout.total).toBe(PAGE_COUNT * (pageRows + 1));
    expect(Number.isSafeInteger(layout.total)).toBe(true);
    expect(words(layout.linesFrom(layout.total - 1, 2, noZeroRuns))).toEqual([`r${end - 1}`]);
    const page = 2 ** 35 + 12_345;
    const unit = layout.unitOfRow(page * pageRows);
    expect(words(layout.linesFrom(unit - 1, 2, noZeroRuns))).toEqual([`h${page}`, `r${page * pageRows}`]);
  });
});
