import { beforeEach, describe, expect, it } from 'vitest';
import type { StepRow } from '../../../../shared/debugger-types';
import { useStepFilterStore } from '../../../../renderer/stores/step-filter';
import { fakeWindow, type FakeWindow } from '../memory/fake-bridge';

/** Steps that a filter lets through: all of 1000, or as many as it has letters; `(` is wrong. */
const totalOf = (filter: string): number => (filter === '' ? 1000 : filter.length);

let window: FakeWindow;
let store: ReturnType<typeof useStepFilterStore>;
let broken = false;

beforeEach(async () => {
  broken = false;
  window = fakeWindow((name, params) => {
    if (broken) throw new Error('the engine is gone');
    const { filter, first, count } = params as { filter: string; first: number; count: number };
    if (name === 'steps.filter' && filter === '(')
      return { total: 0, problem: { at: 1, length: 0, message: 'Something is missing.' } };
    if (name === 'steps.filter') return { total: totalOf(filter), problem: null };
    if (name === 'steps.rows') {
      const length = Math.min(count, totalOf(filter) - first);
      return Array.from({ length }, (_, i) => ({ step: first + i, label: filter }) as StepRow);
    }
    return undefined;
  });
  store = useStepFilterStore();
  window.load(1, 100);
  await window.settle();
});

async function row(index: number): Promise<StepRow | null> {
  store.row(index);
  await window.settle();
  return store.row(index);
}

async function filter(text: string): Promise<void> {
  store.text = text;
  store.apply();
  await window.settle();
}

const questions = (name: string): number => window.asked.filter((one) => one.name === name).length;

describe('the filter of the steps', () => {
  it('asks for rows by pages, once', async () => {
    expect(store.result?.total).toBe(1000);
    expect(store.row(250)).toBeNull();
    expect(await row(250)).toMatchObject({ step: 250 });
    expect(store.row(399)).toMatchObject({ step: 399 });
    expect(questions('steps.rows')).toBe(1);
    expect(await row(400)).toMatchObject({ step: 400 });
    expect(questions('steps.rows')).toBe(2);
  });

  it('forgets the rows when another filter is applied, and when there is another load', async () => {
    await row(0);
    await filter('abc');
    expect([store.applied, store.result?.total]).toEqual(['abc', 3]);
    expect(await row(0)).toMatchObject({ label: 'abc' });
    window.load(2, 100);
    await window.settle();
    expect(store.row(0)).toBeNull();
    expect(await row(0)).toMatchObject({ label: 'abc' });
  });

  it('keeps the rows of the last right filter while a wrong one is typed', async () => {
    await filter('ab');
    await row(0);
    await filter('(');
    expect(store.result?.problem?.message).toBe('Something is missing.');
    expect([store.applied, store.result?.total]).toEqual(['ab', 2]);
    expect(store.row(0)).toMatchObject({ label: 'ab' });
  });

  it('says a failure, and goes on after a retry', async () => {
    broken = true;
    expect(await row(0)).toBeNull();
    expect(store.failure?.message).toContain('the engine is gone');
    broken = false;
    store.retry();
    await window.settle();
    expect(store.failure).toBeNull();
    expect(await row(0)).toMatchObject({ step: 0 });
  });
});
