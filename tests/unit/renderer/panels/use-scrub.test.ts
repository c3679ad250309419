import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useScrub, type Scrub } from '../../../../renderer/panels/timeline/useScrub';
import { useTimeStore } from '../../../../renderer/stores/time';
import { fakeWindow, type FakeWindow } from '../memory/fake-bridge';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A loaded window at moment 100 and a drag in it; the test answers and paints. */
async function scrubbing(): Promise<{
  readonly window: FakeWindow;
  readonly scrub: Scrub;
  readonly answer: () => Promise<void>;
  readonly paint: () => Promise<void>;
  readonly paints: ReadonlyMap<number, () => void>;
}> {
  const paints = new Map<number, () => void>();
  let asked = 0;
  vi.stubGlobal('requestAnimationFrame', (paint: () => void) => {
    paints.set(++asked, paint);
    return asked;
  });
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => paints.delete(frame));
  const answers: (() => void)[] = [];
  const window = fakeWindow((name, params) => {
    if (name !== 'time.where') throw new Error(`unexpected call ${name}`);
    const { moment } = params as { moment: number };
    return new Promise((resolve) => answers.push(() => resolve({ moment, stack: [] })));
  });
  const answer = async (): Promise<void> => {
    answers.splice(0).forEach((one) => one());
    await window.settle();
  };
  const paint = async (): Promise<void> => {
    for (const one of paints.values()) one();
    paints.clear();
    await vi.advanceTimersByTimeAsync(0);
    await window.settle();
  };
  useTimeStore();
  window.load(1, 100);
  await window.settle();
  await answer();
  const scrub = window.scope.run(() => useScrub())!;
  return { window, scrub, answer, paint, paints };
}

it('a drag shows a moment once every view shows the one before, and leaves out what came too fast', async () => {
  const { window, scrub, answer, paint } = await scrubbing();
  const time = useTimeStore();
  scrub.to(10, true);
  for (const moment of [20, 30, 40]) scrub.to(moment);
  await window.settle();
  expect(time.moment).toBe(10);
  await answer();
  // Answered, but not yet on the screen.
  expect(time.moment).toBe(10);
  await paint();
  expect(time.moment).toBe(40);
  // Both were gone to in one drag: back leads to where it began.
  expect(time.canGoBack).toBe(true);
  time.back();
  expect(time.moment).toBe(100);
  expect(time.canGoBack).toBe(false);
  window.scope.stop();
});

it('the paint that a drag waits for is cancelled with its panel', async () => {
  const { window, scrub, paints } = await scrubbing();
  const time = useTimeStore();
  scrub.to(10, true);
  scrub.to(20);
  await window.settle();
  // As long as it waits for views that are slow to follow.
  await vi.advanceTimersByTimeAsync(100);
  expect(paints.size).toBe(1);
  window.scope.stop();
  expect(paints.size).toBe(0);
  expect(time.moment).toBe(10);
});

it('a drag that ends with its panel waits for no paint', async () => {
  const { window, scrub, paints } = await scrubbing();
  scrub.to(10, true);
  await window.settle();
  window.scope.stop();
  // Longer than it waits for views that are slow to follow.
  await vi.advanceTimersByTimeAsync(1000);
  expect(paints.size).toBe(0);
});
