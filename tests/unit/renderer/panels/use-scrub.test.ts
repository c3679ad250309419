import { afterEach, expect, it, vi } from 'vitest';
import { useScrub } from '../../../../renderer/panels/timeline/useScrub';
import { useTimeStore } from '../../../../renderer/stores/time';
import { fakeWindow } from '../memory/fake-bridge';

afterEach(() => vi.unstubAllGlobals());

it('a drag shows a moment once every view shows the one before, and leaves out what came too fast', async () => {
  const paints: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (paint: () => void) => paints.push(paint));
  const answers: (() => void)[] = [];
  const window = fakeWindow((name, params) => {
    if (name !== 'time.where') throw new Error(`unexpected call ${name}`);
    const { moment } = params as { moment: number };
    return new Promise((resolve) => answers.push(() => resolve({ moment, stack: [] })));
  });
  window.load(1, 100);
  await window.settle();
  answers.splice(0).forEach((answer) => answer());
  await window.settle();

  const time = useTimeStore();
  const scrub = window.scope.run(() => useScrub())!;
  scrub.to(10, true);
  for (const moment of [20, 30, 40]) scrub.to(moment);
  await window.settle();
  expect(time.moment).toBe(10);
  answers.splice(0).forEach((answer) => answer());
  await window.settle();
  // Answered, but not yet on the screen.
  expect(time.moment).toBe(10);
  paints.splice(0).forEach((paint) => paint());
  await new Promise((resolve) => setTimeout(resolve));
  await window.settle();
  expect(time.moment).toBe(40);
  // Both were gone to in one drag: back leads to where it began.
  expect(time.canGoBack).toBe(true);
  time.back();
  expect(time.moment).toBe(100);
  expect(time.canGoBack).toBe(false);
  window.scope.stop();
});
