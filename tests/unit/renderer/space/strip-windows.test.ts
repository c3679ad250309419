import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { shallowRef } from 'vue';
import { scaleOf, type StripScale } from '../../../../renderer/panels/space/strip-scale';
import { draggedBy } from '../../../../renderer/panels/space/useStripGestures';
import { useStripWindows, type StripWindowMoves } from '../../../../renderer/panels/space/useStripWindows';
import {
  LEAST_PAGES,
  pagesIn,
  WHOLE_SPACE,
  windowIn,
  within,
  type PageWindow,
  type StripName,
} from '../../../../renderer/stores/page-window';
import { useSpaceViewStore } from '../../../../renderer/stores/space-view';
import { fakeWindow } from '../memory/fake-bridge';

const WIDTH = 700;
const EXTENT = { first: 0x8000000, end: 0x8000391 };

const extent = shallowRef<PageWindow | null>(EXTENT);
let moves: StripWindowMoves;

beforeEach(() => {
  fakeWindow((name) => (name === 'sources.list' ? [] : undefined));
  extent.value = EXTENT;
  moves = useStripWindows(() => extent.value);
});

const toScale = (window: PageWindow): StripScale => scaleOf(window, WIDTH, []);
/** What is not in these pages is folded. */
const folded =
  (mapped: PageWindow) =>
  (window: PageWindow): StripScale =>
    scaleOf(window, WIDTH, [
      { first: 0, end: mapped.first },
      { first: mapped.end, end: WHOLE_SPACE.end },
    ]);

const names = fc.constantFrom<StripName>('near', 'detail');
const places = fc.integer({ min: 0, max: WIDTH });
const windows = fc
  .tuple(
    fc.integer({ min: 0, max: 2 ** 36 }),
    fc.integer({ min: 3, max: 36 }),
    fc.double({ min: 0.5, max: 1, noNaN: true }),
  )
  .map(([first, power, share]) => windowIn(WHOLE_SPACE, first, 2 ** power * share));
const scales = fc.oneof(fc.constant(toScale), windows.map(folded));

/** Two windows as the strips may have them. */
function begin(near: PageWindow, detail: PageWindow): void {
  useSpaceViewStore().showWindows({ near, detail: within(near, detail) });
}

describe('what the strips show', () => {
  it('is what is mapped, and its beginning', () => {
    expect(moves.windows.value).toEqual({
      near: EXTENT,
      detail: { first: EXTENT.first, end: EXTENT.first + 32 },
    });
  });

  it('is not moved by anything before it is known what is mapped', () => {
    extent.value = null;
    expect(moves.windows.value).toBeNull();
    moves.hold();
    moves.show('near', { first: 100, end: 300 });
    moves.release();
    moves.centre(5000);
    moves.zoom('detail', { scaleFor: toScale, x: 10, direction: 1, factor: 1.5 });
    moves.pan('near', { scaleFor: toScale, direction: 1, by: 60 });
    moves.step(1, 0.25);
    moves.toEnd('near', 'last');
    moves.reveal(77);
    extent.value = EXTENT;
    expect(moves.windows.value?.near).toEqual(EXTENT);
  });

  it('is exactly what it was after as many notches out as in, and in as out', () => {
    fc.assert(
      fc.property(
        names,
        windows,
        windows,
        scales,
        places,
        fc.array(fc.constantFrom<1 | -1>(1, -1), { minLength: 1, maxLength: 40 }),
        (name, near, detail, scaleFor, x, directions) => {
          begin(near, detail);
          const start = moves.windows.value;
          const taken: (1 | -1)[] = [];
          const notch = (direction: 1 | -1): void =>
            moves.zoom(name, { scaleFor, x, direction, factor: 1.25 });
          for (const direction of directions) {
            const before = JSON.stringify(moves.windows.value);
            notch(direction);
            if (JSON.stringify(moves.windows.value) !== before) taken.push(direction);
          }
          for (const direction of taken.reverse()) notch(direction === 1 ? -1 : 1);
          expect(moves.windows.value).toEqual(start);
        },
      ),
    );
  });

  it('is always whole pages of the space, the detail in the neighbourhood', () => {
    fc.assert(
      fc.property(
        windows,
        scales,
        fc.array(fc.tuple(names, places, fc.constantFrom<1 | -1>(1, -1), fc.boolean()), { maxLength: 30 }),
        (near, scaleFor, steps) => {
          begin(near, near);
          for (const [name, x, direction, pans] of steps) {
            if (pans) moves.pan(name, { scaleFor, direction, by: x });
            else moves.zoom(name, { scaleFor, x, direction, factor: 1.5 });
            const shown = moves.windows.value!;
            for (const { first, end } of [shown.near, shown.detail]) {
              expect(Number.isInteger(first) && Number.isInteger(end)).toBe(true);
              expect(first >= 0 && end <= WHOLE_SPACE.end && end - first >= LEAST_PAGES).toBe(true);
            }
            expect(shown.detail.first).toBeGreaterThanOrEqual(shown.near.first);
            expect(shown.detail.end).toBeLessThanOrEqual(shown.near.end);
          }
        },
      ),
    );
  });

  it('is exactly what it was when a drag comes back, whatever ends it has reached', () => {
    fc.assert(
      fc.property(
        names,
        windows,
        windows,
        scales,
        fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 1, maxLength: 12 }),
        (name, near, detail, scaleFor, pixels) => {
          begin(near, detail);
          const start = moves.windows.value!;
          const scale = scaleFor(start[name]);
          moves.hold();
          for (const by of [...pixels, 0]) moves.show(name, draggedBy(scale, by));
          moves.release();
          expect(moves.windows.value).toEqual(start);
        },
      ),
    );
  });

  it('has as many pages in a drag, which goes with the pointer', () => {
    begin({ first: 1000, end: 2000 }, { first: 1000, end: 1100 });
    const scale = toScale({ first: 1000, end: 2000 });
    moves.hold();
    for (let by = 1; by <= 350; by += 1) moves.show('near', draggedBy(scale, by));
    moves.release();
    expect(moves.windows.value?.near).toEqual({ first: 500, end: 1500 });
  });

  it('comes back from a step to the side', () => {
    // A tenth of 35 pages is 3.5: rounded, to and fro would end a page further.
    begin({ first: 0, end: 1000 }, { first: 500, end: 535 });
    const by = WIDTH / 10;
    moves.pan('detail', { scaleFor: toScale, direction: 1, by });
    expect(moves.windows.value?.detail.first).toBeGreaterThan(500);
    moves.pan('detail', { scaleFor: toScale, direction: -1, by });
    expect(moves.windows.value?.detail).toEqual({ first: 500, end: 535 });
    moves.step(1, 0.25);
    expect(moves.windows.value?.near.first).toBe(250);
    moves.step(-1, 0.25);
    expect(moves.windows.value).toEqual({ near: { first: 0, end: 1000 }, detail: { first: 500, end: 535 } });
  });

  it('goes on from what one notch has led to, before the strip is drawn again', () => {
    begin({ first: 0, end: 10_000 }, { first: 0, end: 100 });
    for (let notch = 0; notch < 3; notch++) {
      moves.zoom('near', { scaleFor: toScale, x: 0, direction: -1, factor: 1.25 });
    }
    expect(pagesIn(moves.windows.value!.near)).toBe(10_000 / 1.25 ** 3);
  });

  it('ends at the ends: of the space, of what is mapped, of the neighbourhood', () => {
    begin({ first: 0x8000100, end: 0x8000200 }, { first: 0x8000100, end: 0x8000110 });
    moves.toEnd('detail', 'last');
    expect(moves.windows.value?.detail).toEqual({ first: 0x80001f0, end: 0x8000200 });
    moves.toEnd('near', 'last');
    expect(moves.windows.value?.near).toEqual({ first: EXTENT.end - 0x100, end: EXTENT.end });
    moves.toEnd('slots', 'first');
    expect(moves.windows.value?.near).toEqual({ first: 0, end: 0x100 });
  });
});
