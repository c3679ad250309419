import { afterEach, describe, expect, it } from 'vitest';
import { ref, shallowRef } from 'vue';
import { startPlace } from '../../../../renderer/panels/memory/place';
import type { LayoutPart } from '../../../../renderer/panels/memory/row-layout';
import { useRows, type Rows } from '../../../../renderer/panels/memory/useRows';
import { fakePage, fakeWhere, fakeWindow, type FakeWindow } from './fake-bridge';

let window: FakeWindow;

afterEach(() => window.scope.stop());

/** Rows of pages of which the first byte is set: the rest is one run of zeros. */
async function start(first: readonly LayoutPart[], filled: (page: number) => boolean = () => true) {
  window = fakeWindow((name, params) => {
    if (name === 'time.where') return fakeWhere(0, 1);
    const { first: page, count } = params as { first: number; count: number };
    return Array.from({ length: count }, (_, index) => {
      const view = fakePage(page + index, 1);
      if (filled(page + index)) view.bytes?.fill(1);
      return view;
    });
  });
  window.load(1, 10);
  const parts = shallowRef(first);
  const place = startPlace();
  const rows = window.scope.run(() =>
    useRows({
      space: 'physical',
      place: () => place,
      parts: () => parts.value,
      height: ref(10),
      rowBytes: () => 16,
    }),
  );
  if (!rows) throw new Error('the scope has ended');
  await window.settle();
  return { rows, parts, place };
}

function words(rows: Rows): string[] {
  return rows.lines.value.map((line) => {
    if (line.kind === 'header') return `h${line.page}`;
    return line.kind === 'row' ? `r${line.row}` : `f${line.start}-${line.end}`;
  });
}

const PAGES: readonly LayoutPart[] = [
  { kind: 'fold', start: 0, end: 1024, reason: 'hole', open: false },
  { kind: 'rows', start: 1024, end: 2048 },
];

describe('useRows', () => {
  it('starts at the top and scrolls by lines, not beyond the ends', async () => {
    const { rows } = await start(PAGES);
    expect(words(rows).slice(0, 3)).toEqual(['f0-1024', 'h4', 'r1024']);
    rows.scrollBy(2);
    expect(words(rows)[0]).toBe('r1024');
    rows.scrollBy(-100);
    expect(words(rows)[0]).toBe('f0-1024');
    rows.scrollTo(10 ** 9);
    expect(words(rows).at(-1)).toBe('r2047');
    expect(rows.lines.value).toHaveLength(10);
  });

  it('stays at its place when what is above it is folded or shown', async () => {
    const { rows, parts } = await start(PAGES);
    rows.scrollTo(rows.layout.value.unitOfRow(1280) - 1);
    expect(words(rows)[0]).toBe('h5');
    parts.value = [
      { kind: 'fold', start: 0, end: 512, reason: 'hole', open: false },
      { kind: 'rows', start: 512, end: 2048 },
    ];
    expect(words(rows).slice(0, 2)).toEqual(['h5', 'r1280']);
    parts.value = [
      { kind: 'fold', start: 0, end: 1536, reason: 'hole', open: false },
      { kind: 'rows', start: 1536, end: 2048 },
    ];
    expect(words(rows)[0]).toBe('f0-1536');
  });

  it('folds zero rows when the bytes are known, and shows them on request', async () => {
    const { rows, place } = await start(PAGES, (page) => page !== 4);
    expect(words(rows).slice(0, 5)).toEqual(['f0-1024', 'h4', 'r1024', 'f1025-1280', 'h5']);
    const fold = rows.lines.value[3];
    if (fold?.kind !== 'fold') throw new Error('no fold');
    rows.toggle({ first: fold.start * 16, end: fold.end * 16, open: fold.open });
    expect(words(rows)[3]).toBe('r1025');
    expect(place.shownZeros.get(4)).toEqual([{ first: 16, end: 4096 }]);
  });

  it('brings rows in sight by as little as needed, or to a third of the view', async () => {
    const { rows } = await start(PAGES);
    rows.bringInSight(1040 * 16);
    expect(words(rows).at(-2)).toBe('r1040');
    rows.bringInSight(1024 * 16);
    expect(words(rows)[0]).toBe('h4');
    rows.show(1500 * 16);
    expect(words(rows).indexOf('r1500')).toBe(3);
    const before = words(rows);
    rows.show(1501 * 16);
    expect(words(rows)).toEqual(before);
  });

  it('opens the fold that hides a row', async () => {
    const { rows, place } = await start(PAGES);
    rows.unfold(100 * 16);
    expect(place.opened).toEqual([{ first: 0, end: 1024 * 16 }]);
    rows.toggle({ first: 0, end: 1024 * 16, open: true });
    expect(place.opened).toEqual([]);
  });
});
