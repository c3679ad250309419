import { describe, expect, it } from 'vitest';
import type { MemorySpace, PageRange } from '../../../../shared/view-types';
import { PAGE_COUNT } from '../../../../shared/address';
import { RowLayout, type LayoutPart } from '../../../../renderer/panels/memory/row-layout';
import { partsOfSpace, partsOfStep, sizeOfSpace } from '../../../../renderer/panels/memory/space-parts';
import {
  startingBytes,
  touchedPhysical,
  touchedVirtual,
  unwrittenBytes,
  type StepScope,
} from '../../../../renderer/panels/memory/step-scope';
import { refusedRuns } from '../../../../renderer/panels/memory/refused-runs';

/** Rows of 16 bytes in a page. */
const PAGE_ROWS = 256;

function range(first: number, count: number): PageRange {
  return { first, count, provenance: 'fileData', label: 'LOAD 3' };
}

function input(
  space: MemorySpace,
  ranges: readonly PageRange[],
  opened: { first: number; end: number }[] = [],
) {
  const pages = space === 'virtual' ? PAGE_COUNT : 100;
  return { space, rowBytes: 16 as const, size: pages * 4096, ranges, opened };
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

/** Rows of 16 bytes as bytes. */
function bytes(start: number, end: number) {
  return { first: start * 16, end: end * 16 };
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
    const opened = [{ first: 16 * 4096, end: 18 * 4096 }];
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
    const layout = new RowLayout(partsOfSpace(input('virtual', [range(5, 1)])), 16);
    expect(layout.total).toBe(1 + 257 + 1 + 1 + 1);
  });
});

describe('partsOfStep', () => {
  it('shows what is touched with its neighbours, inside the page', () => {
    const parts = partsOfStep(input('physical', [range(0, 100)]), [bytes(1000, 1001)], 8);
    expect(parts).toEqual([
      { kind: 'fold', start: 0, end: 998, reason: 'outside', open: false },
      { kind: 'rows', start: 998, end: 1003 },
      { kind: 'fold', start: 1003, end: 100 * PAGE_ROWS, reason: 'outside', open: false },
    ]);
    const atStart = partsOfStep(input('physical', []), [bytes(PAGE_ROWS, PAGE_ROWS + 1)], 0);
    expect(atStart[1]).toEqual({ kind: 'rows', start: PAGE_ROWS, end: PAGE_ROWS + 2 });
  });

  it('shows more round it where the view has room, up to a bound', () => {
    const shown = (height: number): number => {
      const parts = partsOfStep(input('physical', []), [bytes(1000, 1001)], height);
      const rows = parts.find((part) => part.kind === 'rows');
      return rows ? rows.end - rows.start : 0;
    };
    expect([0, 8, 14, 20, 100].map(shown)).toEqual([3, 5, 11, 17, 17]);
  });

  it('joins places that are close', () => {
    const parts = partsOfStep(input('physical', []), [bytes(20, 21), bytes(10, 11), bytes(14, 15)], 0);
    expect(parts.filter((part) => part.kind === 'rows')).toEqual([{ kind: 'rows', start: 9, end: 22 }]);
  });
});

describe('what a step touches', () => {
  const copied = { frame: 9, offset: 0, length: 4096 };
  const entry = { frame: 3, offset: 200, length: 8 };
  const written = { frame: 9, offset: 0x20, length: 8 };
  function step(changes: StepScope['changes'], page: number | null, frame: number | null): StepScope {
    return { changes, page, frame, pageBytes: null, isStart: false };
  }

  it('is the entry and the bytes, not the whole copied frame', () => {
    expect(touchedPhysical(step([copied, entry, written], 70, 9))).toEqual([
      { first: 3 * 4096 + 200, end: 3 * 4096 + 208 },
      { first: 9 * 4096 + 0x20, end: 9 * 4096 + 0x28 },
    ]);
    expect(touchedPhysical(step([copied], 70, 9))).toEqual([{ first: 9 * 4096, end: 10 * 4096 }]);
  });

  it('is, in virtual memory, the bytes of the page or the page', () => {
    const page = { first: 70 * 4096, end: 71 * 4096 };
    expect(touchedVirtual(step([copied, entry, written], 70, 9))).toEqual([
      { first: page.first + 0x20, end: page.first + 0x28 },
    ]);
    expect(touchedVirtual(step([copied, entry], 70, 9))).toEqual([page]);
    expect(touchedVirtual(step([entry], null, null))).toEqual([]);
  });

  it('is the disputed page of a step that writes nothing', () => {
    expect(touchedVirtual(step([], 70, 9))).toEqual([{ first: 70 * 4096, end: 71 * 4096 }]);
    expect(touchedPhysical(step([], 70, 9))).toEqual([{ first: 9 * 4096, end: 10 * 4096 }]);
    expect(touchedVirtual(step([], 70, null))).toEqual([{ first: 70 * 4096, end: 71 * 4096 }]);
    expect(touchedPhysical(step([], 70, null))).toEqual([]);
  });

  it('is the row of the entry point, where the step is about that', () => {
    const entry = { ...step([], 70, 9), pageBytes: { offset: 0xab0, length: 1 } };
    expect(touchedVirtual(entry)).toEqual([{ first: 70 * 4096 + 0xab0, end: 70 * 4096 + 0xab1 }]);
    expect(touchedPhysical(entry)).toEqual([{ first: 9 * 4096 + 0xab0, end: 9 * 4096 + 0xab1 }]);
  });

  it('is the word of a relocation that fails, before or after its page was copied', () => {
    const word = { first: 70 * 4096 + 0x20, end: 70 * 4096 + 0x28 };
    const pageBytes = { offset: 0x20, length: 8 };
    for (const changes of [[], [copied, entry]]) {
      const failed = { ...step(changes, 70, 9), pageBytes };
      expect(touchedVirtual(failed)).toEqual([word]);
      expect(unwrittenBytes(failed, 70)).toEqual(word);
    }
    const done = { ...step([copied, entry, written], 70, 9), pageBytes };
    expect(touchedVirtual(done)).toEqual([word]);
    expect(unwrittenBytes(done, 70)).toBeNull();
    expect(unwrittenBytes(step([], 70, 9), 70)).toBeNull();
    expect(refusedRuns(70, word)).toMatchObject([{ ...word, look: 'refused' }]);
    expect(refusedRuns(null, word)).toEqual([]);
    expect(refusedRuns(70, null)).toEqual([]);
  });

  it('is, before the first step, what lies there for the loader', () => {
    expect(startingBytes(5, 8)).toEqual([
      { first: 5 * 4096, end: 5 * 4096 + 128 },
      { first: 8 * 4096, end: 9 * 4096 },
    ]);
  });
});

describe('sizeOfSpace', () => {
  it('counts bytes', () => {
    const summary = { physicalSize: '0x10000000000', fileSize: 100 };
    expect(sizeOfSpace('physical', summary)).toBe(2 ** 40);
    expect(sizeOfSpace('file', summary)).toBe(100);
    expect(sizeOfSpace('virtual', summary)).toBe(2 ** 48);
    expect(sizeOfSpace('virtual', null)).toBe(0);
  });
});
