import { afterEach, describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import { usePages } from '../../../../renderer/panels/memory/usePages';
import { useTimeStore } from '../../../../renderer/stores/time';
import { fakePage, fakeWhere, fakeWindow, type FakeWindow } from './fake-bridge';

interface PagesParams {
  readonly first: number;
  readonly count: number;
  readonly moment: number;
}

let window: FakeWindow;

afterEach(() => window.scope.stop());

function engine(gate: () => Promise<void> = () => Promise.resolve()) {
  return async (name: string, params: unknown): Promise<unknown> => {
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    const { first, count, moment } = params as PagesParams;
    await gate();
    return Array.from({ length: count }, (_, index) => fakePage(first + index, moment));
  };
}

/** First page, count and moment of every request for pages. */
function requests(): string[] {
  return window.asked
    .filter(({ name }) => name === 'memory.pages')
    .map(({ params }) => {
      const { first, count, moment } = params as PagesParams;
      return `${first}+${count}@${moment}`;
    });
}

function start(wanted: () => readonly number[], nearby: () => readonly number[] = () => []) {
  const pages = window.scope.run(() => usePages('physical'));
  if (!pages) throw new Error('the scope has ended');
  window.scope.run(() => pages.keep(wanted, nearby));
  return { pages, time: useTimeStore() };
}

describe('usePages', () => {
  it('fetches what is in sight first, then what is close by, and nothing twice', async () => {
    window = fakeWindow(engine());
    window.load(1, 100);
    const { pages, time } = start(
      () => [4, 5],
      () => [3, 4, 6],
    );
    await window.settle();
    expect(requests()).toEqual(['4+2@100', '3+1@100', '6+1@100']);
    expect(pages.view(4)?.bytes?.[0]).toBe(100);
    time.scrub(50);
    await window.settle();
    time.scrub(100);
    await window.settle();
    // What is out of sight waits until the moment rests.
    expect(requests().slice(3)).toEqual(['4+2@50']);
    await vi.waitFor(() => expect(pages.exact(6)?.bytes?.[0]).toBe(100));
    expect(requests().slice(4)).toEqual([]);
    time.scrub(50);
    await vi.waitFor(() => expect(requests().slice(4)).toEqual(['3+1@50', '6+1@50']));
  });

  it('skips moments while a request is under way, and shows the old content until the new one is there', async () => {
    let open: (() => void)[] = [];
    window = fakeWindow(engine(() => new Promise((resolve) => open.push(resolve))));
    window.load(1, 100);
    const { pages, time } = start(() => [4]);
    const answer = async (): Promise<void> => {
      await window.settle();
      const waiting = open;
      open = [];
      waiting.forEach((resolve) => resolve());
      await window.settle();
    };
    await answer();
    for (let moment = 99; moment >= 90; moment--) {
      time.scrub(moment);
      await window.settle();
    }
    expect(pages.view(4)?.bytes?.[0]).toBe(100);
    expect(pages.exact(4)).toBeNull();
    await answer();
    await answer();
    expect(requests()).toEqual(['4+1@100', '4+1@99', '4+1@90']);
    expect(pages.exact(4)?.bytes?.[0]).toBe(90);
  });

  it('forgets the pages of another load', async () => {
    window = fakeWindow(engine());
    window.load(1, 100);
    const { pages } = start(() => [4]);
    await window.settle();
    window.load(2, 7);
    expect(pages.view(4)).toBeNull();
    await window.settle();
    expect(pages.view(4)?.bytes?.[0]).toBe(7);
  });

  it('reports a failure and tries again when told to', async () => {
    const broken = ref(true);
    window = fakeWindow((name, params) => {
      if (name === 'memory.pages' && broken.value) throw new Error('no answer');
      return engine()(name, params);
    });
    window.load(1, 100);
    const { pages } = start(() => [4]);
    await window.settle();
    expect(pages.failure.value?.message).toContain('no answer');
    expect(pages.view(4)).toBeNull();
    broken.value = false;
    pages.retry();
    await window.settle();
    expect(pages.failure.value).toBeNull();
    expect(pages.view(4)).not.toBeNull();
  });
});
