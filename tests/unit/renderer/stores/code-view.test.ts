import { beforeEach, describe, expect, it } from 'vitest';
import { useCodeViewStore } from '../../../../renderer/stores/code-view';
import { useDocumentStore } from '../../../../renderer/stores/document';
import { useLayoutStore } from '../../../../renderer/stores/layout';
import { useTimeStore } from '../../../../renderer/stores/time';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import type { DocumentState } from '../../../../shared/load-types';
import { fakeWindow } from '../memory/fake-bridge';

let view: ReturnType<typeof useCodeViewStore>;

function load(revision: number): void {
  const summary = { opCount: 10, virtualAddressOffset: null };
  useDocumentStore().state = { kind: 'ready', revision, summary } as unknown as DocumentState;
}

/** What the panel does with a wish: it shows the place and selects its line. */
function arrive(): number {
  const { wish } = view;
  if (wish === null) return -1;
  const { position } = wish;
  view.top = { position, part: 'code' };
  view.fulfil(wish);
  if (wish.selects) {
    const line = { first: position, end: position + 4 };
    view.select({ from: line, to: line });
  }
  return position;
}

beforeEach(() => {
  const where = { moment: 10, step: 0, stack: [], op: null, change: null, stepChanges: [], page: null };
  const answers: Readonly<Record<string, unknown>> = {
    'code.entry': 0x5000,
    'sources.list': [],
    'time.where': where,
  };
  fakeWindow((name) => answers[name]);
  Object.assign(globalThis.document, { querySelector: () => null });
  load(1);
  view = useCodeViewStore();
});

describe('the place of the disassembly', () => {
  it('goes back and forward along its own places', () => {
    view.begin(0x1000);
    expect(arrive()).toBe(0x1000);
    expect(view.canGoBack).toBe(false);
    view.go(0x2000);
    arrive();
    view.go(0x3000);
    arrive();
    view.back();
    expect(arrive()).toBe(0x2000);
    view.back();
    expect(arrive()).toBe(0x1000);
    expect(view.canGoBack).toBe(false);
    view.forward();
    expect(arrive()).toBe(0x2000);
    expect(view.canGoForward).toBe(true);
    view.go(0x4000);
    expect(view.canGoForward).toBe(false);
  });

  it('is part of the places of the window: moment, line at the top, what was selected', () => {
    const time = useTimeStore();
    const selection = useSelectionStore();
    useLayoutStore().setTab('lower', 'disassembly');
    const [first, last] = [
      { first: 0x1010, end: 0x1014 },
      { first: 0x1020, end: 0x1022 },
    ];
    view.begin(0x1000);
    arrive();
    view.sight = { first: 0x1000, end: 0x1100 };
    view.select({ from: first, to: last });
    view.go(0x9000);
    arrive();
    view.sight = { first: 0x9000, end: 0x9100 };
    time.jump(3);
    time.back();
    expect(time.moment).toBe(10);
    expect(view.wish).toMatchObject({ position: 0x9000, top: { position: 0x9000 }, selects: false });
    arrive();
    time.back();
    expect(view.wish).toMatchObject({ position: 0x1020, exact: true, top: { position: 0x1000 } });
    expect(view.selected).toEqual({ from: first, to: last });
    expect([selection.byte?.offset, selection.length]).toEqual([0x10, 0x12]);
    arrive();
    time.forward();
    expect(view.wish).toMatchObject({ position: 0x9000 });
    expect(selection.byte).toMatchObject({ page: 9, offset: 0 });
  });

  it('comes to the front with the line of a position', () => {
    view.show(0x1234);
    expect(view.wish).toMatchObject({ position: 0x1234, exact: false, selects: true });
    expect(useLayoutStore().lowerTab).toBe('disassembly');
    expect(useLayoutStore().centreTab).toBe('memory');
  });

  it('goes to the entry point', async () => {
    await view.showEntry();
    expect(view.wish).toMatchObject({ position: 0x5000, exact: true });
  });

  it('selects the bytes of lines in the whole window, from either end', () => {
    const [first, last] = [
      { first: 0x1010, end: 0x1014 },
      { first: 0x1020, end: 0x1022 },
    ];
    view.select({ from: last, to: first });
    const selection = useSelectionStore();
    expect(selection.byte).toEqual({ space: 'virtual', page: 1, offset: 0x10 });
    expect(selection.length).toBe(0x12);
    // It is not shown to itself again.
    expect(view.seen).toBe(selection.byte);
  });

  it('forgets everything with another load', () => {
    view.go(0x2000);
    arrive();
    view.go(0x3000);
    load(2);
    expect(view).toMatchObject({ top: null, wish: null, selected: null, canGoBack: false });
  });

  it('keeps a newer wish when an older one is fulfilled', () => {
    view.go(0x2000);
    const old = view.wish;
    view.go(0x3000);
    if (old !== null) view.fulfil(old);
    expect(view.wish?.position).toBe(0x3000);
  });
});
