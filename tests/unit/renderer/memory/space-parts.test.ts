import { describe, expect, it } from 'vitest';
import type { MemorySpace, PageRange } from '../../../../shared/view-types';
import { PAGE_COUNT } from '../../../../shared/address';
import { PAGE_ROWS, RowLayout, type LayoutPart } from '../../../../renderer/panels/memory/row-layout';
import { partsOfSpace, partsOfStep, rowsOfSpace } from '../../../../renderer/panels/memory/space-parts';
import {
  startingRows,
  touchedPhysicalRows,
  touchedVirtualRows,
  type StepScope,
} from '../../../../renderer/panels/memory/step-scope';

function range(first: number, count: number): PageRange {
  return { first, count, provenance: 'fileData', label: 'LOAD 3' };
}

function input(
  space: MemorySpace,
  ranges: readonly PageRange[],
  opened: { start: number; end: number }[] = [],
) {
  return { space, rows: space === 'virtual' ? PAGE_COUNT * PAGE_ROWS : 100 * PAGE_ROWS, ranges, opened };
}

/** `3-5` rows of pages 3 and 4, `[0-3]` a fold, `{0-3}` an open one, `|` the gap between the halves. */
function words(parts: readonly LayoutPart[]): string {
  return parts
    .map((part) => {
      const text = `${part.start / PAGE_ROWS}-${part.end / PAGE_ROWS}`;
      if (part.kind === 'rows') return text;
      if (part.reason === 'nonCanonical') return '|';
      return part.open ? `{${text}}` : `[${text}]`;
    })
    .join(' ');
}

const HALF = PAGE_COUNT / 2;

describe('partsOfSpace', () => {
  it('folds what is between, before and after the ranges', () => {
    expect(words(partsOfSpace(input('physical', [range(10, 5), range(20, 80)])))).toBe(
      '[0-10] 10-15 [15-20] 20-100',
    );
    expect(words(partsOfSpace(input('physical', [])))).toBe('[0-100]');
  });

  it('joins ranges that touch or overlap, in any order, and cuts at the end of the space', () => {
    expect(
      words(partsOfSpace(input('physical', [range(15, 5), range(10, 5), range(12, 4), range(90, 50)]))),
    ).toBe('[0-10] 10-20 [20-90] 90-100');
  });

  it('opens a fold that the user has opened, also after it has grown', () => {
    const opened = [{ start: 16 * PAGE_ROWS, end: 18 * PAGE_ROWS }];
    expect(words(partsOfSpace(input('physical', [range(10, 5), range(20, 80)], opened)))).toBe(
      '[0-10] 10-15 {15-20} 20-100',
    );
  });

  it('splits virtual memory at the addresses that are not canonical', () => {
    expect(words(partsOfSpace(input('virtual', [range(5, 1)])))).toBe(
      `[0-5] 5-6 [6-${HALF}] | [${HALF}-${PAGE_COUNT}]`,
    );
    expect(words(partsOfSpace(input('virtual', [range(HALF, 1)])))).toBe(
      `[0-${HALF}] | ${HALF}-${HALF + 1} [${HALF + 1}-${PAGE_COUNT}]`,
    );
    expect(words(partsOfSpace(input('virtual', [range(HALF - 1, 2)])))).toBe(
      `[0-${HALF - 1}] ${HALF - 1}-${HALF} | ${HALF}-${HALF + 1} [${HALF + 1}-${PAGE_COUNT}]`,
    );
    const layout = new RowLayout(partsOfSpace(input('virtual', [range(5, 1)])));
    expect(layout.total).toBe(1 + 257 + 1 + 1 + 1);
  });
});

describe('partsOfStep', () => {
  it('shows what is touched with its neighbours, inside the page', () => {
    const parts = partsOfStep(input('physical', [range(0, 100)]), [{ start: 1000, end: 1001 }], 8);
    expect(parts).toEqual([
      { kind: 'fold', start: 0, end: 998, reason: 'outside', open: false },
      { kind: 'rows', start: 998, end: 1003 },
      { kind: 'fold', start: 1003, end: 100 * PAGE_ROWS, reason: 'outside', open: false },
    ]);
    const atStart = partsOfStep(input('physical', []), [{ start: PAGE_ROWS, end: PAGE_ROWS + 1 }], 0);
    expect(atStart[1]).toEqual({ kind: 'rows', start: PAGE_ROWS, end: PAGE_ROWS + 2 });
  });

  it('shows more round it where the view has room, up to a bound', () => {
    const shown = (height: number): number => {
      const parts = partsOfStep(input('physical', []), [{ start: 1000, end: 1001 }], height);
      const rows = parts.find((part) => part.kind === 'rows');
      return rows ? rows.end - rows.start : 0;
    };
    expect([0, 8, 14, 20, 100].map(shown)).toEqual([3, 5, 11, 17, 17]);
  });

  it('joins places that are close', () => {
    const parts = partsOfStep(
      input('physical', []),
      [
        { start: 20, end: 21 },
        { start: 10, end: 11 },
        { start: 14, end: 15 },
      ],
      0,
    );
    expect(parts.filter((part) => part.kind === 'rows')).toEqual([{ kind: 'rows', start: 9, end: 22 }]);
  });
});

describe('what a step touches', () => {
  const copied = { frame: 9, offset: 0, length: 4096 };
  const entry = { frame: 3, offset: 200, length: 8 };
  const bytes = { frame: 9, offset: 0x20, length: 8 };
  function step(changes: StepScope['changes'], page: number | null, frame: number | null): StepScope {
    return { changes, page, frame, offset: null, isStart: false };
  }

  it('is the entry and the bytes, not the whole copied frame', () => {
    expect(touchedPhysicalRows(step([copied, entry, bytes], 70, 9))).toEqual([
      { start: 3 * 256 + 12, end: 3 * 256 + 13 },
      { start: 9 * 256 + 2, end: 9 * 256 + 3 },
    ]);
    expect(touchedPhysicalRows(step([copied], 70, 9))).toEqual([{ start: 9 * 256, end: 10 * 256 }]);
  });

  it('is, in virtual memory, the bytes of the page or the page', () => {
    const page = { start: 70 * 256, end: 71 * 256 };
    expect(touchedVirtualRows(step([copied, entry, bytes], 70, 9))).toEqual([
      { start: page.start + 2, end: page.start + 3 },
    ]);
    expect(touchedVirtualRows(step([copied, entry], 70, 9))).toEqual([page]);
    expect(touchedVirtualRows(step([entry], null, null))).toEqual([]);
  });

  it('is the disputed page of a step that writes nothing', () => {
    expect(touchedVirtualRows(step([], 70, 9))).toEqual([{ start: 70 * 256, end: 71 * 256 }]);
    expect(touchedPhysicalRows(step([], 70, 9))).toEqual([{ start: 9 * 256, end: 10 * 256 }]);
    expect(touchedVirtualRows(step([], 70, null))).toEqual([{ start: 70 * 256, end: 71 * 256 }]);
    expect(touchedPhysicalRows(step([], 70, null))).toEqual([]);
  });

  it('is the row of the entry point, where the step is about that', () => {
    const entry = { ...step([], 70, 9), offset: 0xab0 };
    expect(touchedVirtualRows(entry)).toEqual([{ start: 70 * 256 + 0xab, end: 70 * 256 + 0xac }]);
    expect(touchedPhysicalRows(entry)).toEqual([{ start: 9 * 256 + 0xab, end: 9 * 256 + 0xac }]);
  });

  it('is, before the first step, what lies there for the loader', () => {
    expect(startingRows(5, 8)).toEqual([
      { start: 5 * 256, end: 5 * 256 + 8 },
      { start: 8 * 256, end: 9 * 256 },
    ]);
  });
});

describe('rowsOfSpace', () => {
  it('counts rows of 16 bytes, the last one perhaps in part', () => {
    const summary = { physicalSize: '0x10000000000', fileSize: 100 };
    expect(rowsOfSpace('physical', summary)).toBe(2 ** 36);
    expect(rowsOfSpace('file', summary)).toBe(7);
    expect(rowsOfSpace('virtual', summary)).toBe(2 ** 44);
    expect(rowsOfSpace('virtual', null)).toBe(0);
  });
});
