import { afterEach, describe, expect, it } from 'vitest';
import { useStepChangesStore } from '../../../../renderer/stores/step-changes';
import { fakeWhere, fakeWindow, type FakeWindow } from './fake-bridge';

let window: FakeWindow;

afterEach(() => window.scope.stop());

/** Steps of 1, 5, 1, 90 and 3 ops. */
const STEPS = [1, 5, 1, 90, 3];

function stepOf(moment: number): number {
  let last = 0;
  for (const [index, ops] of STEPS.entries()) {
    last += ops;
    if (moment <= last) return index + 1;
  }
  return 0;
}

function start() {
  window = fakeWindow((_, params) => {
    const { moment } = params as { moment: number };
    return fakeWhere(moment, moment === 0 ? 0 : stepOf(moment));
  });
  window.load(1, 100);
  return useStepChangesStore();
}

async function moments(store: ReturnType<typeof start>, moment: number): Promise<number[]> {
  return (await store.stepAt(moment)).moments.map((where) => where.moment);
}

describe('the changes of a step', () => {
  it('are those of all its moments, from wherever in it one asks', async () => {
    const store = start();
    for (const moment of [2, 4, 6]) expect(await moments(store, moment)).toEqual([2, 3, 4, 5, 6]);
    expect(await moments(store, 1)).toEqual([1]);
    expect(await moments(store, 7)).toEqual([7]);
    expect(await moments(store, 100)).toEqual([98, 99, 100]);
    expect(await moments(store, 0)).toEqual([0]);
  });

  it('are asked for once', async () => {
    const store = start();
    await store.stepAt(4);
    const asked = window.asked.length;
    await store.stepAt(4);
    expect(window.asked).toHaveLength(asked);
    window.load(2, 100);
    await store.stepAt(4);
    expect(window.asked.length).toBeGreaterThan(asked);
  });

  it('are bounded for a step without end', async () => {
    const store = start();
    expect((await moments(store, 8)).length).toBeLessThanOrEqual(1 + 64 + 4);
  });
});
