import { describe, expect, it } from 'vitest';
import { foldText } from '../../../../renderer/panels/memory/address-text';
import { RowLayout } from '../../../../renderer/panels/memory/row-layout';
import { partsOfSpace } from '../../../../renderer/panels/memory/space-parts';
import { PAGE_COUNT, PAGE_SIZE } from '../../../../shared/address';
import type { MemorySpace, PageRange } from '../../../../shared/view-types';

const PAGE_ROWS = PAGE_SIZE / 16;

function range(first: number, count: number): PageRange {
  return { first, count, provenance: 'copied', label: 'LOAD 3 copy' };
}

/** `3-5` rows of pages 3 and 4, `[0-3]` a hole, `(0-3)` what the legend folds, `|` the gap between the halves. */
function words(
  left: readonly PageRange[] | null,
  ranges: readonly PageRange[],
  space: MemorySpace = 'physical',
): string {
  const size = (space === 'virtual' ? PAGE_COUNT : 100) * PAGE_SIZE;
  return partsOfSpace({ space, rowBytes: 16, size, ranges, opened: [], left })
    .map((part) => {
      const text = `${part.start / PAGE_ROWS}-${part.end / PAGE_ROWS}`;
      if (part.kind === 'rows') return text;
      if (part.reason === 'nonCanonical') return '|';
      return part.reason === 'filtered' ? `(${text})` : `[${text}]`;
    })
    .join(' ');
}

describe('pages that the legend leaves', () => {
  const ranges = [range(10, 10), range(40, 5), range(45, 5)];

  it('are all, while no colour is chosen', () => {
    expect(words(null, ranges)).toBe('[0-10] 10-20 [20-40] 40-50 [50-100]');
  });

  it('stay, the others are folded, holes stay holes', () => {
    expect(words([range(12, 2), range(15, 1), range(43, 7)], ranges)).toBe(
      '[0-10] (10-12) 12-14 (14-15) 15-16 (16-20) [20-40] (40-43) 43-50 [50-100]',
    );
    expect(words([range(10, 10)], ranges)).toBe('[0-10] 10-20 [20-40] (40-50) [50-100]');
    expect(words([], ranges)).toBe('[0-10] (10-20) [20-40] (40-50) [50-100]');
  });

  it('do not reach over the gap of addresses that are not canonical', () => {
    const half = PAGE_COUNT / 2;
    const all = [range(half - 3, 6)];
    expect(words([range(half - 1, 2)], all, 'virtual')).toBe(
      `[0-${half - 3}] (${half - 3}-${half - 1}) ${half - 1}-${half} | ${half}-${half + 1} (${half + 1}-${half + 3}) [${half + 3}-${PAGE_COUNT}]`,
    );
  });

  it('can be laid out, and the fold says what it hides', () => {
    const parts = partsOfSpace({
      space: 'physical',
      rowBytes: 16,
      size: 100 * PAGE_SIZE,
      ranges,
      opened: [{ first: 40 * PAGE_SIZE, end: 41 * PAGE_SIZE }],
      left: [range(12, 2)],
    });
    const layout = new RowLayout(parts, 16);
    expect(layout.foldOfRow(16 * PAGE_ROWS)).toMatchObject({ reason: 'filtered', open: false });
    expect(layout.foldOfRow(42 * PAGE_ROWS)).toBeNull();
    const fold = { reason: 'filtered', first: 14 * PAGE_SIZE, end: 20 * PAGE_SIZE, open: false } as const;
    expect(foldText('physical', fold, ranges)).toBe('6 frames (24 KiB) hidden by the legend: LOAD 3 copy');
  });
});
