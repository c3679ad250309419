import { afterEach, expect, it } from 'vitest';
import { watch } from 'vue';
import { useQuery } from '../../../../renderer/composables/useQuery';
import { useTimeStore } from '../../../../renderer/stores/time';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

let window: FakeWindow;

afterEach(() => window.scope.stop());

/** An engine whose movements lead to the next moment. */
function engine(name: string, params: unknown): unknown {
  const { moment } = params as { moment: number };
  if (name === 'time.where') return fakeWhere(moment, 1);
  if (name !== 'time.move') throw new Error(`unexpected call ${name}`);
  return { moment: moment + 1, reason: 'step', breakpoint: null, where: fakeWhere(moment + 1, 1) };
}

it('a step is shown at once with the answers of all views, and not before them', async () => {
  window = fakeWindow(engine);
  window.load(1, 100);
  await window.settle();
  const time = useTimeStore();
  time.jump(10);
  await window.settle();
  const answers: (() => void)[] = [];
  const seen: string[] = [];
  window.scope.run(() => {
    const query = useQuery(
      () => 'view',
      (_view, moment) => new Promise<number>((resolve) => answers.push(() => resolve(moment))),
    );
    watch(
      () => [time.moment, time.where?.moment, time.shownMoment, time.shown?.moment, query.data.value],
      (state) => seen.push(state.join()),
    );
  });
  answers.splice(0).forEach((answer) => answer());
  await window.settle();
  void time.move('over', 'forward');
  await window.settle();
  expect(seen).toEqual(['10,10,10,10,10', '11,11,10,10,10']);
  answers.splice(0).forEach((answer) => answer());
  await window.settle();
  expect(seen.slice(2)).toEqual(['11,11,11,11,11']);
});

it('a step does not wait long for a view that is slow to answer', async () => {
  window = fakeWindow(engine);
  window.load(1, 100);
  await window.settle();
  const time = useTimeStore();
  time.jump(10);
  await window.settle();
  let answer: (() => void) | undefined;
  window.scope.run(() =>
    useQuery(
      () => 'view',
      () => new Promise<void>((resolve) => (answer = resolve)),
    ),
  );
  void time.move('over', 'forward');
  await expect.poll(() => time.shownMoment).toBe(11);
  expect(time.shown?.moment).toBe(11);
  // Of the moment before, then of this one.
  answer?.();
  await window.settle();
  answer?.();
  await window.settle();
});

it('a jump shows its moment at once', async () => {
  window = fakeWindow(engine);
  window.load(1, 100);
  await window.settle();
  const time = useTimeStore();
  time.jump(10);
  expect(time.shownMoment).toBe(10);
  await window.settle();
  expect(time.shown?.moment).toBe(10);
});
