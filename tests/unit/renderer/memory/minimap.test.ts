import { describe, expect, it } from 'vitest';
import { entropyColour, type MinimapMarks } from '../../../../renderer/panels/memory/minimap-picture';
import { minimapRows, rowOfPosition, unitAt } from '../../../../renderer/panels/memory/minimap-rows';
import { rowText, summaryText } from '../../../../renderer/panels/memory/minimap-text';
import { RowLayout, type LayoutPart } from '../../../../renderer/panels/memory/row-layout';
import { PAGE_COUNT, PAGE_SIZE } from '../../../../shared/address';
import type { Overview } from '../../../../shared/memory-types';
import { PROVENANCE } from '../../../../shared/provenance';

const ROWS_OF_PAGE = PAGE_SIZE / 16;
const NO_MARKS: MinimapMarks = { matches: null, differences: null, marks: [] };

function pages(first: number, end: number): LayoutPart {
  return { kind: 'rows', start: first * ROWS_OF_PAGE, end: end * ROWS_OF_PAGE };
}

function hole(first: number, end: number): LayoutPart {
  return { kind: 'fold', start: first * ROWS_OF_PAGE, end: end * ROWS_OF_PAGE, reason: 'hole', open: false };
}

describe('the rows of the minimap', () => {
  it('are as many as there is room for, equal parts of what the view lays out', () => {
    const layout = new RowLayout([pages(0, 4), hole(4, 1000), pages(1000, 1004)], 16);
    const rows = minimapRows(layout, 8)!;
    expect(rows.total).toBe(8 * 257 + 1);
    const pageOfRows = [...rows.positions].map((position) => Math.floor(position / PAGE_SIZE));
    // Unit 1,028 is the bar of the hole.
    expect(pageOfRows).toEqual([0, 1, 2, 3, 4, 1000, 1001, 1002]);
  });

  it('ask about each page once, in ascending order', () => {
    const layout = new RowLayout([pages(0, 2), hole(2, 500), pages(500, 501)], 16);
    const rows = minimapRows(layout, 100)!;
    expect([...rows.edges]).toEqual([0, 1, 500, 501]);
    for (let row = 1; row < rows.positions.length; row++) {
      expect(rows.intervals[row]! - rows.intervals[row - 1]!).toBeLessThanOrEqual(1);
      const page = Math.floor(rows.positions[row]! / PAGE_SIZE);
      expect(rows.edges[rows.intervals[row]!]).toBe(page);
    }
  });

  it('ask about nothing that is folded between two rows', () => {
    const layout = new RowLayout([pages(0, 2), hole(2, 500), pages(500, 502)], 16);
    // Three rows: the bar of the hole begins none of them.
    const rows = minimapRows(layout, 3)!;
    expect([...rows.positions].map((position) => Math.floor(position / PAGE_SIZE))).toEqual([0, 1, 500]);
    expect([...rows.edges]).toEqual([0, 1, 500, 502]);
    const step = new RowLayout(
      [
        hole(0, 500),
        { kind: 'rows', start: 500 * ROWS_OF_PAGE + 8, end: 500 * ROWS_OF_PAGE + 20 },
        hole(501, 900),
      ],
      16,
    );
    const few = minimapRows(step, 100)!;
    expect([...few.edges]).toEqual([0, 500, 501, 900]);
  });

  it('are few, however large the space', () => {
    const layout = new RowLayout([pages(0, PAGE_COUNT)], 16);
    const rows = minimapRows(layout, 300)!;
    expect(rows.positions).toHaveLength(300);
    expect(rows.edges.at(-1)).toBe(PAGE_COUNT);
    const position = Math.floor(PAGE_COUNT / 2) * PAGE_SIZE;
    expect(rowOfPosition(rows, layout, position)).toBe(150);
  });

  it('are none where nothing is laid out, or there is no room', () => {
    expect(minimapRows(new RowLayout([], 16), 100)).toBeNull();
    expect(minimapRows(new RowLayout([pages(0, 1)], 16), 0)).toBeNull();
  });
});

describe('a place on the minimap', () => {
  it('comes into the middle of the view, as far as the ends allow', () => {
    expect(unitAt(0.5, 1000, 20, 980)).toBe(490);
    expect(unitAt(-1, 1000, 20, 980)).toBe(0);
    expect(unitAt(2, 1000, 20, 980)).toBe(980);
  });
});

describe('the minimap in words', () => {
  const layout = new RowLayout([pages(0, 2)], 16);
  const rows = minimapRows(layout, 2)!;
  const picture: Overview = {
    owner: Uint8Array.of(1 + PROVENANCE.bss, 0),
    entropy: Uint8Array.of(127, 255),
    changed: Uint8Array.of(1, 0),
    complete: true,
  };
  const marks: MinimapMarks = { matches: [3, 0], differences: [1, 0], marks: [0] };

  it('names address, owner, entropy and marks', () => {
    expect(rowText('physical', rows, picture, marks, 0)).toBe(
      '0x0 · mostly bss zero · entropy 4.0 bits a byte · 3 matches · 1 difference · changed · marked',
    );
    expect(rowText('physical', rows, picture, NO_MARKS, 1)).toBe('0x1000 · nothing');
  });

  it('tells the whole in a sentence', () => {
    expect(summaryText(rows, picture, marks)).toBe(
      'From top to bottom: bss zero 50 %, nothing 50 %. Mean entropy 4.0 bits a byte. Matches: 3. Differences: 1. Marks: 1.',
    );
  });

  it('tells entropy by brightness', () => {
    const ends = { low: [0, 0, 0], high: [200, 100, 50] };
    expect([entropyColour(0, ends), entropyColour(127, ends), entropyColour(254, ends)]).toEqual([
      'rgb(0 0 0)',
      'rgb(100 50 25)',
      'rgb(200 100 50)',
    ]);
  });
});
