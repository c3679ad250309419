import { beforeEach, describe, expect, it } from 'vitest';
import { useAnnouncementsStore } from '../../../../renderer/stores/announcements';
import { useMemoryViewsStore } from '../../../../renderer/stores/memory-views';
import { useSelectingStore } from '../../../../renderer/stores/selecting';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { useTimeStore } from '../../../../renderer/stores/time';
import { PAGE_COUNT, PAGE_SIZE } from '../../../../shared/address';
import type { Extent } from '../../../../shared/memory-types';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

let window: FakeWindow;
let extent: () => Extent | null;

beforeEach(async () => {
  extent = () => null;
  window = fakeWindow((name, params) => {
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    if (name === 'sources.list') return [];
    if (name === 'memory.extent') return extent();
    return undefined;
  });
  window.load(1, 100);
  useTimeStore();
  await window.settle();
});

describe('what is selected', () => {
  it('is nothing, bytes from a byte on, or the eight bytes of an entry', () => {
    const selecting = useSelectingStore();
    const selection = useSelectionStore();
    const side = { source: 0, moment: 100 };
    expect(selecting.selected).toBeNull();
    selection.selectByte({ space: 'file', page: 3, offset: 5 }, 7);
    expect(selecting.selected).toEqual({ side, space: 'file', first: 3 * PAGE_SIZE + 5, length: 7 });
    selection.selectEntry({ level: 1, table: 0x1010, index: 4, virt: '0x4000' });
    const first = 0x1010 * PAGE_SIZE + 32;
    expect(selecting.selected).toEqual({ side, space: 'physical', first, length: 8 });
  });

  it('is looked at at the moment that it was selected at, else at the current one', () => {
    const selecting = useSelectingStore();
    const selection = useSelectionStore();
    selection.selectByte({ space: 'physical', page: 1, offset: 0, moment: 30 });
    expect(selecting.selected?.side).toEqual({ source: 0, moment: 30 });
    selection.selectByte({ space: 'physical', page: 1, offset: 0 });
    useTimeStore().jump(60);
    expect(selecting.selected?.side).toEqual({ source: 0, moment: 60 });
  });
});

describe('a space', () => {
  it('has the size that the load says', () => {
    const { sizeOf } = useSelectingStore();
    expect(sizeOf('virtual')).toBe(PAGE_COUNT * PAGE_SIZE);
    expect(sizeOf('physical')).toBe(0x1000_0000);
    expect(sizeOf('file')).toBe(0x10000);
    // What is not attached has none.
    expect(sizeOf('file', 7)).toBe(0);
  });

  it('is selected whole in the view that was used last', () => {
    const selecting = useSelectingStore();
    const views = useMemoryViewsStore();
    const { space } = views.active;
    selecting.selectAll();
    expect(views.active.selected).toEqual({ first: 0, length: selecting.sizeOf(space) });
    expect(selecting.selected).toMatchObject({ space, first: 0, length: selecting.sizeOf(space) });
    const count = selecting.sizeOf(space).toLocaleString('en-US');
    expect(useAnnouncementsStore().remark.replace(/\s/g, ' ')).toBe(`${count} bytes selected`);
  });
});

describe('selecting what a byte belongs to', () => {
  const found: Extent = { kind: 'symbol', label: 'main', first: 0x2000, length: 1 };

  it('selects it where the byte is, and says what it is', async () => {
    extent = () => found;
    const selecting = useSelectingStore();
    useSelectionStore().selectByte({ space: 'physical', page: 2, offset: 0 });
    await selecting.selectExtent('symbol');
    expect(window.asked.at(-1)).toEqual({
      name: 'memory.extent',
      params: { source: 0, moment: 100, space: 'physical', position: 0x2000, kind: 'symbol' },
    });
    expect(selecting.selected).toMatchObject({ space: 'physical', first: 0x2000, length: 1 });
    expect(useAnnouncementsStore().remark).toBe('main: 1 byte selected');
  });

  it('says that there is none, or why it is not known, and leaves the selection', async () => {
    const selecting = useSelectingStore();
    useSelectionStore().selectByte({ space: 'physical', page: 2, offset: 5 }, 3);
    await selecting.selectExtent('object');
    expect(useAnnouncementsStore().remark).toBe('The selected byte belongs to no structure');
    extent = () => {
      throw new Error('gone');
    };
    await selecting.selectExtent('segment');
    expect(useAnnouncementsStore().remark).toContain('gone');
    expect(selecting.selected).toMatchObject({ first: 0x2005, length: 3 });
  });

  it('does nothing where nothing is selected, or something else is by the time of the answer', async () => {
    const selecting = useSelectingStore();
    const asked = window.asked.length;
    await selecting.selectExtent('page');
    expect(window.asked).toHaveLength(asked);
    extent = () => found;
    const selection = useSelectionStore();
    selection.selectByte({ space: 'physical', page: 2, offset: 0 });
    const answered = selecting.selectExtent('symbol');
    selection.selectByte({ space: 'physical', page: 9, offset: 0 });
    await answered;
    expect(selecting.selected).toMatchObject({ first: 9 * PAGE_SIZE, length: 1 });
  });
});
