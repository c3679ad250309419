import { beforeEach, describe, expect, it } from 'vitest';
import { NO_NOTES } from '../../../../shared/notes';
import { useAnnouncementsStore } from '../../../../renderer/stores/announcements';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { useTimeStore } from '../../../../renderer/stores/time';
import { useWriteSearch } from '../../../../renderer/stores/write-search';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

const WRITES = [20, 40, 60];

let window: FakeWindow;
let asked: unknown[];

beforeEach(async () => {
  asked = [];
  window = fakeWindow((name, params) => {
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    if (name === 'notes.get') return NO_NOTES;
    if (name !== 'time.run') return undefined;
    asked.push(params);
    const { moment, direction } = params as { moment: number; direction: 'forward' | 'back' };
    const found =
      direction === 'back' ? WRITES.filter((one) => one < moment).at(-1) : WRITES.find((one) => one > moment);
    const reason = found === undefined ? 'nowhere' : 'target';
    return { moment: found ?? moment, reason, breakpoint: null, where: fakeWhere(found ?? moment, 1) };
  });
  window.load(1, 100);
  useTimeStore();
  await window.settle();
  useSelectionStore().reveal({ space: 'physical', page: 5, offset: 8 });
});

describe('a run to a write', () => {
  it('is a run like others: one after the other, each from where the last one led', async () => {
    const writes = useWriteSearch();
    const time = useTimeStore();
    await Promise.all([writes.run('back'), writes.run('back')]);
    expect(time.moment).toBe(40);
    expect(asked).toMatchObject([
      { moment: 100, to: { type: 'write', subject: { type: 'bytes', page: 5, offset: 8 } } },
      { moment: 60 },
    ]);
    time.back();
    expect(time.moment).toBe(60);
  });

  it('stays where there is no write, says so, and keeps the way forward', async () => {
    const writes = useWriteSearch();
    const time = useTimeStore();
    time.jump(10);
    time.jump(20);
    time.back();
    await writes.run('back');
    expect(time.moment).toBe(10);
    expect(useAnnouncementsStore().remark).toMatch(/^No earlier write to 0x5008/);
    expect(time.canGoForward).toBe(true);
  });
});
