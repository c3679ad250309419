import { beforeEach, describe, expect, it } from 'vitest';
import { NO_NOTES, NOTES_LIMITS } from '../../../../shared/notes';
import { useCompareStore } from '../../../../renderer/stores/compare';
import { useTimeStore } from '../../../../renderer/stores/time';
import { useWatchesStore } from '../../../../renderer/stores/watches';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

let window: FakeWindow;
let watches: ReturnType<typeof useWatchesStore>;
let time: ReturnType<typeof useTimeStore>;

beforeEach(async () => {
  window = fakeWindow((name, params) => {
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    return name === 'notes.get' ? NO_NOTES : undefined;
  });
  watches = useWatchesStore();
  time = useTimeStore();
  window.load(1, 100);
  await window.settle();
});

const texts = (): string[] => watches.list.map(({ text }) => text);

describe('watches', () => {
  it('are added, changed and removed; an empty text is none', () => {
    for (const text of ['a', ' b ', '', 'x'.repeat(NOTES_LIMITS.text + 1)]) watches.add(text);
    expect(texts()).toEqual(['a', 'b']);
    watches.update(watches.list[0]!.id, 'c');
    watches.update(watches.list[1]!.id, '  ');
    expect(texts()).toEqual(['c']);
    watches.undoRemove();
    expect(texts()).toEqual(['c', 'b']);
  });

  it('move among each other and stay at the ends', () => {
    for (const text of ['a', 'b', 'c']) watches.add(text);
    const [first] = watches.list;
    watches.move(first!.id, 1);
    expect(texts()).toEqual(['b', 'a', 'c']);
    watches.move(first!.id, -5);
    watches.move(first!.id, -1);
    expect(texts()).toEqual(['a', 'b', 'c']);
    watches.removeAll();
    watches.undoRemove();
    expect(texts()).toEqual(['a', 'b', 'c']);
  });

  it('compare with the moment that was shown before, of this load only', () => {
    time.jump(40);
    time.jump(50);
    expect(watches.earlier).toBe(40);
    window.load(2, 90);
    expect(watches.earlier).toBeNull();
  });
});

describe('the comparison', () => {
  it('follows the current moment until the other side is pinned, too', () => {
    const compare = useCompareStore();
    compare.pin(10);
    time.jump(30);
    expect([compare.from, compare.to]).toEqual([10, 30]);
    compare.togglePinnedTo();
    time.jump(60);
    expect(compare.to).toBe(30);
    compare.swap();
    expect([compare.from, compare.to, time.moment]).toEqual([30, 10, 60]);
  });

  it('swaps with the current moment by going to the pinned one', () => {
    const compare = useCompareStore();
    compare.pin(10);
    time.jump(30);
    compare.swap();
    expect([compare.from, compare.to, time.moment]).toEqual([30, 10, 10]);
    window.load(2, 90);
    expect(compare.from).toBeNull();
  });
});
