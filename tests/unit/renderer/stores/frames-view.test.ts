import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { useDocumentStore } from '../../../../renderer/stores/document';
import { shapeFor } from '../../../../renderer/stores/frame-window';
import { useFramesViewStore } from '../../../../renderer/stores/frames-view';
import { useLayoutStore } from '../../../../renderer/stores/layout';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { useSourcesStore } from '../../../../renderer/stores/sources';
import { DOCUMENT_SOURCE, type AttachedSource } from '../../../../shared/memory-types';
import type { DocumentState } from '../../../../shared/load-types';
import { fakeWindow } from '../memory/fake-bridge';

let view: ReturnType<typeof useFramesViewStore>;

/** A load on a machine of 4 GiB with the kernel file at 16 MiB. */
function load(revision: number): void {
  const summary = { physicalSize: '0x100000000', kernelAddress: '0x1000000', opCount: 10 };
  useDocumentStore().state = { kind: 'ready', revision, summary } as unknown as DocumentState;
}

beforeEach(() => {
  fakeWindow((name) => (name === 'sources.list' ? [] : undefined));
  Object.assign(globalThis.document, { querySelector: () => null });
  load(1);
  view = useFramesViewStore();
  view.shape = { columns: 64, rows: 16, pitch: 10 };
});

describe('the physical map’s place', () => {
  it('is what the load takes, for any size, until something else is asked for', () => {
    expect(view.window).toBeNull();
    view.taken = { first: 4096, last: 6000 };
    expect(view.window).toEqual({ first: 4096, per: 2 });
    view.shape = { columns: 64, rows: 60, pitch: 10 };
    expect(view.window).toEqual({ first: 4096, per: 1 });
    view.pan(2);
    expect(view.window).toEqual({ first: 4096 + 128, per: 1 });
    view.showTaken();
    expect(view.window).toEqual({ first: 4096, per: 1 });
  });

  it('moves by what is asked of it', () => {
    view.set({ first: 4096, per: 1 });
    view.zoom(4, 4096);
    expect(view.window).toEqual({ first: 4096, per: 4 });
    view.showAll();
    expect(view.window).toEqual({ first: 0, per: 1024 });
    view.showFrames(8192, 8192);
    expect(view.window).toEqual({ first: 8192, per: 1 });
    view.resize('end', 8192 + 64 * 16 * 8);
    expect(view.window).toEqual({ first: 8192, per: 8 });
  });

  it('shows a frame: selected, in sight, and in front', () => {
    view.showFrame(4100);
    expect(useSelectionStore().byte).toEqual({ space: 'physical', page: 4100, offset: 0 });
    expect(useLayoutStore().centreTab).toBe('frames');
    expect(view.window).toEqual({ first: 4096, per: 1 });
    view.showFrame(900_000);
    const { first } = view.window ?? { first: 0 };
    expect(first).toBeLessThanOrEqual(900_000);
    expect(first + 64 * 16).toBeGreaterThan(900_000);
  });

  it('comes back to exactly where it was after as many steps out as in', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2 ** 20 - 1 }),
        fc.integer({ min: 0, max: 10 }),
        fc.array(fc.tuple(fc.constantFrom(2, 1 / 2), fc.nat({ max: 64 * 16 - 1 })), { maxLength: 20 }),
        (first, power, steps) => {
          view.set({ first, per: 2 ** power });
          const start = view.window;
          const taken: number[] = [];
          // What is under the pointer changes with every step: the pointer itself rests.
          for (const [factor, square] of steps) {
            const before = view.window!;
            const frame = Math.min(before.first + square * before.per, view.total - 1);
            view.zoom(factor, frame, { x: 300, y: 200 });
            if (view.window!.per !== before.per) taken.push(factor);
            else expect(view.window).toEqual(before);
          }
          for (const factor of taken.reverse()) view.zoom(1 / factor, view.window!.first, { x: 300, y: 200 });
          expect(view.window).toEqual(start);
        },
      ),
    );
  });

  it('comes back with a drag that has reached the end of the machine', () => {
    view.set({ first: 64 * 5, per: 1 });
    const from = view.window;
    for (const rows of [-3, -9, -40, -9, -3, 0]) view.pan(rows, from);
    expect(view.window).toEqual(from);
    view.set({ first: 4096, per: 4 });
    const wide = view.window;
    for (const frame of [100_000, 2 ** 20, 4096 + 64 * 16 * 4]) view.resize('end', frame, wide);
    expect(view.window).toEqual(wide);
  });

  it('is the whole machine for any size, once that was asked for', () => {
    view.showAll();
    expect(view.window).toEqual({ first: 0, per: 1024 });
    view.shape = { columns: 32, rows: 8, pitch: 10 };
    expect(view.window).toEqual({ first: 0, per: 4096 });
  });

  it('is that of an attached kernel, until it goes away', () => {
    const sources = useSourcesStore();
    const other = { id: 3, kind: 'kernel', physicalSize: '0x4000000', lastMoment: 77, spaces: ['physical'] };
    sources.list = [other as unknown as AttachedSource];
    view.set({ first: 8192, per: 1 });
    view.setSource(3);
    expect(view.total).toBe(0x4000);
    expect(view.window).toBeNull();
    expect(view.at(5)).toEqual({ source: 3, moment: 77 });
    view.showFrame(100, 3);
    expect(useSelectionStore().byte).toEqual({
      space: 'physical',
      page: 100,
      offset: 0,
      source: 3,
      moment: 77,
    });
    sources.list = [];
    expect(view.source).toBe(DOCUMENT_SOURCE);
    expect(view.at(5)).toEqual({ moment: 5 });
  });

  it('is forgotten with another load, the filter too', () => {
    view.set({ first: 8192, per: 1 });
    view.toggleFilter('bss', false);
    load(2);
    expect(view.window).toBeNull();
    expect(view.filter.size).toBe(0);
  });

  it('filters by owners, by more of them, or by one alone', () => {
    view.toggleFilter('bss', false);
    view.toggleFilter('copied', false);
    expect([...view.filter]).toEqual(['bss', 'copied']);
    view.toggleFilter('bss', false);
    expect([...view.filter]).toEqual(['copied']);
    view.toggleFilter('free', true);
    expect([...view.filter]).toEqual(['free']);
    view.resetFilter();
    expect(view.filter.size).toBe(0);
  });

  it('has a shape before the panel has measured one', () => {
    expect(shapeFor(480, 320)).toMatchObject({ columns: 64, rows: 45 });
  });
});
