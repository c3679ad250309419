import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnsOf,
  FOLD_WIDTH,
  pageAt,
  placeOf,
  scaleOf,
  UPPER_HALF,
  weightedScale,
  zoomedAt,
} from '../../../../renderer/panels/space/strip-scale';
import { gapsOf } from '../../../../renderer/panels/space/useStrip';
import { draggedBy } from '../../../../renderer/panels/space/useStripGestures';

const WINDOW = { first: 1000, end: 2000 };

describe('the scale of a strip', () => {
  it('is even without gaps, and its places lead back to their pages', () => {
    const scale = scaleOf(WINDOW, 500, []);
    expect(placeOf(scale, 1000)).toBe(0);
    expect(placeOf(scale, 1500)).toBe(250);
    expect(placeOf(scale, 2000)).toBe(500);
    expect(pageAt(scale, 250)).toBe(1500);
    expect(placeOf(scale, 999)).toBeLessThan(0);
    expect(placeOf(scale, 2001)).toBeGreaterThan(500);
  });

  it('folds a gap that is wide, and gives its room to the rest', () => {
    const scale = scaleOf(WINDOW, 500, [{ first: 1100, end: 1900 }]);
    expect(scale.pieces.map(({ kind }) => kind)).toEqual(['plain', 'fold', 'plain']);
    expect(scale.pieces[1]!.width).toBe(FOLD_WIDTH);
    expect(placeOf(scale, 1100)).toBeCloseTo((500 - FOLD_WIDTH) / 2);
    expect(placeOf(scale, 1900) - placeOf(scale, 1100)).toBeCloseTo(FOLD_WIDTH);
    expect(pageAt(scale, placeOf(scale, 1950))).toBeCloseTo(1950);
  });

  it('folds gaps that are wide only after others were folded', () => {
    // 20 of 1,000 pages are 10 pixels, but 45 and more once 800 pages are folded.
    const gaps = [
      { first: 1100, end: 1900 },
      { first: 1920, end: 1940 },
    ];
    expect(scaleOf(WINDOW, 500, gaps).pieces.filter(({ kind }) => kind === 'fold')).toHaveLength(2);
    expect(scaleOf(WINDOW, 500, gaps.slice(1)).pieces.filter(({ kind }) => kind === 'fold')).toHaveLength(0);
  });

  it('does not fold a window in which nothing else is', () => {
    expect(scaleOf(WINDOW, 500, [{ first: 0, end: 5000 }]).pieces).toMatchObject([{ kind: 'plain' }]);
  });

  it('keeps the halves of the space apart', () => {
    const window = { first: UPPER_HALF - 100, end: UPPER_HALF + 100 };
    const gap = { first: UPPER_HALF - 90, end: UPPER_HALF + 90 };
    const scale = scaleOf(window, 800, [gap]);
    expect(scale.pieces.map(({ kind }) => kind)).toEqual(['plain', 'fold', 'hole', 'fold', 'plain']);
    expect(placeOf(scale, UPPER_HALF)).toBeGreaterThan(placeOf(scale, UPPER_HALF - 1) + 20);
  });

  it('gives runs the room that they ask for, with a hole before the upper half', () => {
    const runs = [
      { first: 0, end: 100, weight: 1 },
      { first: 100, end: UPPER_HALF, weight: 2 },
      { first: UPPER_HALF, end: 2 ** 36, weight: 3 },
    ];
    const scale = weightedScale(runs, 700, 100);
    expect(scale.pieces.map(({ width }) => width)).toEqual([100, 200, 100, 300]);
    expect(pageAt(scale, 50)).toBe(50);
  });

  it('always covers its width, and leads from pages to places and back', () => {
    const gap = fc.tuple(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 1, max: 4000 }));
    fc.assert(
      fc.property(fc.array(gap, { maxLength: 8 }), fc.integer({ min: 0, max: 9999 }), (raw, page) => {
        // Gaps as the engine gives them: ascending, none touches another.
        let at = 0;
        const gaps = raw.flatMap(([skip, pages]) => {
          const first = at + (skip % 500) + 1;
          at = first + pages;
          return at < 10_000 ? [{ first, end: at }] : [];
        });
        const scale = scaleOf({ first: 0, end: 10_000 }, 640, gaps);
        const total = scale.pieces.reduce((sum, { width }) => sum + width, 0);
        expect(total).toBeCloseTo(640);
        expect(scale.pieces.every(({ width }) => width > 0)).toBe(true);
        expect(pageAt(scale, placeOf(scale, page))).toBeCloseTo(page, 4);
      }),
    );
  });
});

describe('moving in a strip', () => {
  it('zooms in with what is under the pointer in its place', () => {
    const scale = scaleOf(WINDOW, 500, []);
    const next = zoomedAt(scale, 100, 0.5);
    expect(next).toEqual({ first: 1100, end: 1600 });
    expect(placeOf(scaleOf(next, 500, []), 1200)).toBe(100);
  });

  it('zooms out by the same amount', () => {
    const scale = scaleOf({ first: 1100, end: 1600 }, 500, []);
    expect(zoomedAt(scale, 100, 2)).toEqual(WINDOW);
  });

  it('drags what is under the pointer along', () => {
    const scale = scaleOf(WINDOW, 500, []);
    expect(draggedBy(scale, 50)).toEqual({ first: 900, end: 1900 });
    expect(draggedBy(scale, -50)).toEqual({ first: 1100, end: 2100 });
  });
});

describe('the columns of a picture', () => {
  it('are pixels, or pages where those are fewer', () => {
    const many = columnsOf(scaleOf({ first: 0, end: 1_000_000 }, 500, []), 2, 4096);
    expect(many.lefts).toHaveLength(1000);
    expect(many.edges[many.edges.length - 1]).toBe(1_000_000);
    const few = columnsOf(scaleOf({ first: 0, end: 10 }, 500, []), 1, 4096);
    expect([...few.edges]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(few.rights[0]).toBe(few.lefts[1]);
  });

  it('leave the hole free, and ascend without a gap beside it', () => {
    const scale = scaleOf({ first: UPPER_HALF - 8, end: UPPER_HALF + 8 }, 400, []);
    const { edges, lefts, rights } = columnsOf(scale, 1, 4096);
    expect(edges).toHaveLength(lefts.length + 1);
    const last = [...edges].indexOf(UPPER_HALF) - 1;
    expect(rights[last]).toBeLessThan(lefts[last + 1]!);
    for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThan(edges[i - 1]!);
  });

  it('are never more than are allowed', () => {
    expect(
      columnsOf(scaleOf({ first: 0, end: 2 ** 34 }, 5000, []), 3, 4096).lefts.length,
    ).toBeLessThanOrEqual(4096);
  });
});

describe('gaps that may be folded', () => {
  const part = (page: number, pages: number, kind: 'segment' | 'gap' | 'relro' = 'segment') =>
    ({ page, pages, kind, label: '', provenance: 'fileData', rights: '', mapped: pages }) as const;

  it('are what lies between the parts, also where the engine lists no gaps', () => {
    const window = { first: 10, end: 100 };
    const expected = [
      { first: 10, end: 20 },
      { first: 25, end: 50 },
      { first: 60, end: 100 },
    ];
    const parts = [part(20, 5), part(50, 10)];
    expect(gapsOf(parts, window)).toEqual(expected);
    expect(gapsOf([part(10, 10, 'gap'), ...parts, part(70, 5, 'relro')], window)).toEqual(expected);
    expect(gapsOf([part(0, 200)], window)).toEqual([]);
  });
});
