import { beforeEach, describe, expect, it } from 'vitest';
import { useDocumentStore } from '../../../../renderer/stores/document';
import { shapeFor } from '../../../../renderer/stores/frame-window';
import { useFramesViewStore } from '../../../../renderer/stores/frames-view';
import { useLayoutStore } from '../../../../renderer/stores/layout';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import type { DocumentState } from '../../../../shared/load-types';
import { fakeWindow } from '../memory/fake-bridge';

let view: ReturnType<typeof useFramesViewStore>;

/** A load on a machine of 4 GiB with the kernel file at 16 MiB. */
function load(revision: number): void {
  const summary = { physicalSize: '0x100000000', kernelAddress: '0x1000000', opCount: 10 };
  useDocumentStore().state = { kind: 'ready', revision, summary } as unknown as DocumentState;
}

beforeEach(() => {
  fakeWindow(() => undefined);
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
