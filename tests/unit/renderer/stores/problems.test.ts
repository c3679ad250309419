import { afterEach, describe, expect, it, vi } from 'vitest';
import { countProblems, useProblemsStore } from '../../../../renderer/stores/problems';
import type { Problems } from '../../../../shared/problem-types';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';
import { found, problem } from '../problems/problem';

let window: FakeWindow | undefined;

afterEach(() => window?.scope.stop());

const note = problem({ id: 'note', severity: 'note' });
const warning = problem({ id: 'warning' });
const error = problem({ id: 'error', severity: 'error' });
const failure = problem({ id: 'failure', group: 'failure', severity: 'error' });

/** A window whose kernel has these findings. */
async function withFindings(list: Problems, waits = 0): Promise<ReturnType<typeof useProblemsStore>> {
  let asked = 0;
  window = fakeWindow((name, params) => {
    if (name === 'problems.list') return asked++ < waits ? null : list;
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    return undefined;
  });
  const store = useProblemsStore();
  window.load(1, 10);
  await window.settle();
  return store;
}

describe('the badge', () => {
  it('counts errors and warnings, and has the colour of the worst', () => {
    expect(countProblems([])).toEqual({ count: 0, tone: 'warning' });
    expect(countProblems([note])).toEqual({ count: 0, tone: 'warning' });
    expect(countProblems([warning, note])).toEqual({ count: 1, tone: 'warning' });
    expect(countProblems([error, warning, note])).toEqual({ count: 2, tone: 'error' });
  });
});

describe('findings that take a while', () => {
  it('are asked for until they are there', async () => {
    const store = await withFindings(found([warning]), 2);
    await vi.waitFor(() => expect(store.list.map(({ id }) => id)).toEqual(['warning']));
    expect(window?.asked.filter(({ name }) => name === 'problems.list')).toHaveLength(3);
  });
});

describe('the selected finding', () => {
  it('is the worst until one is chosen; its bytes are marked when it is', async () => {
    const store = await withFindings(found([warning, note]));
    expect([store.selected?.id, store.marked]).toEqual(['warning', null]);
    store.choose('note');
    expect([store.selected?.id, store.marked?.id, store.detailShown]).toEqual(['note', 'note', false]);
    store.select('warning');
    expect([store.selected?.id, store.detailShown]).toEqual(['warning', true]);
    store.choose('gone');
    expect(store.selected?.id).toBe('warning');
  });

  it('is marked at once where it is the failure', async () => {
    const store = await withFindings(found([failure, warning]));
    expect([store.failed, store.marked?.id]).toEqual([true, 'failure']);
  });

  it('goes on and back, round the ends', async () => {
    const store = await withFindings(found([warning, note, error]));
    const steps = [1, 1, 1, 1, -1, -1] as const;
    expect(steps.map((step) => store.step(step)?.id)).toEqual([
      'warning',
      'note',
      'error',
      'warning',
      'error',
      'note',
    ]);
    expect([warning, note, error, failure].map(store.numberOf)).toEqual([1, 2, 3, 0]);
  });

  it('begins at the end when the first step is back, and stays where there is none', async () => {
    expect((await withFindings(found([warning, note]))).step(-1)?.id).toBe('note');
    expect((await withFindings(found([]))).step(1)).toBeNull();
  });

  it('is forgotten with its load', async () => {
    const store = await withFindings(found([warning, note]));
    store.select('note');
    window?.load(2, 10);
    expect(store.detailShown).toBe(false);
    await window?.settle();
    expect([store.selected?.id, store.marked]).toEqual(['warning', null]);
  });
});

it('groups stay closed or open as they were left', async () => {
  const store = await withFindings(found([warning]));
  store.setOpen('passed', false);
  expect([...store.closed]).toEqual(['passed']);
  store.setOpen('passed', true);
  expect([...store.closed]).toEqual([]);
});
