import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Statistics } from '../../../../shared/memory-types';
import { AUTO_HASH } from '../../../../renderer/panels/statistics/statistics-text';
import { useStatistics, type StatisticsState } from '../../../../renderer/panels/statistics/useStatistics';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

/** A job of the engine that a test writes itself. */
interface FakeJob {
  readonly job: number;
  readonly params: { readonly first: number; readonly length: number; readonly sha256: boolean };
  done: number;
  counted: boolean;
  finished: boolean;
}

let window: FakeWindow;
let jobs: FakeJob[];
let cancelled: number[];
let state: StatisticsState;

function numbers(job: FakeJob): Statistics {
  return { length: job.params.length, sum: String(job.job), sha256: job.finished ? 'abc' : '' } as Statistics;
}

function answer(name: string, params: unknown): unknown {
  if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
  if (name === 'sources.list') return [];
  if (name === 'statistics.start') {
    const job = { job: jobs.length + 1, params, done: 0, counted: false, finished: false } as FakeJob;
    jobs.push(job);
    return { job: job.job, done: 0, total: job.params.length, finished: false, failure: null };
  }
  const { job: id } = params as { job: number };
  if (name === 'job.cancel') return void cancelled.push(id);
  if (name !== 'statistics.state') return undefined;
  const job = jobs[id - 1] as FakeJob;
  const statistics = job.counted ? numbers(job) : null;
  const { done, finished } = job;
  return { job: id, done, total: job.params.length, finished, failure: null, statistics };
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  jobs = [];
  cancelled = [];
  window = fakeWindow(answer);
  window.load(1, 100);
  await pass(0);
  state = window.scope.run(() => useStatistics()) as StatisticsState;
});
afterEach(() => {
  window.scope.stop();
  vi.useRealTimers();
});

/** Lets time pass, and everything that waits for it. */
async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

function select(first: number, length: number): void {
  useSelectionStore().selectByte(
    { space: 'physical', page: Math.floor(first / 4096), offset: first % 4096 },
    length,
  );
}

describe('statistics of the selection', () => {
  it('are asked for when it rests, with the hash where that is quick', async () => {
    select(0, 5);
    await pass(50);
    select(4096, 10);
    await pass(300);
    expect(jobs.map(({ params }) => params)).toEqual([
      { side: { source: 0, moment: 100 }, space: 'physical', first: 4096, length: 10, sha256: true },
    ]);
    expect(state.statistics.value).toBeNull();
    Object.assign(jobs[0] as FakeJob, { counted: true, finished: true, done: 10 });
    await pass(300);
    expect(state.statistics.value).toMatchObject({ sum: '1', sha256: 'abc' });
    expect(state.range.value).toMatchObject({ first: 4096, length: 10 });
    expect(state.progress.value).toBeNull();
  });

  it('of very much come without the hash, which one may ask for', async () => {
    select(0, AUTO_HASH + 1);
    await pass(200);
    expect(jobs[0]?.params.sha256).toBe(false);
    Object.assign(jobs[0] as FakeJob, { counted: true, finished: true });
    await pass(300);
    state.hash();
    await pass(10);
    expect(jobs[1]?.params).toMatchObject({ length: AUTO_HASH + 1, sha256: true });
    expect(state.hashes.value).toBe(true);
  });

  it('say how far they are once that takes long, and can be cancelled', async () => {
    select(0, 1000);
    await pass(300);
    expect(state.progress.value).toBeNull();
    Object.assign(jobs[0] as FakeJob, { counted: true, done: 500 });
    await pass(300);
    expect(state.progress.value).toMatchObject({ done: 500, total: 1000 });
    expect(state.statistics.value).toMatchObject({ sha256: '' });
    state.cancel();
    await pass(0);
    expect(cancelled).toEqual([1]);
    expect(state.progress.value).toBeNull();
    expect(state.statistics.value).not.toBeNull();
    await pass(1000);
    expect(state.statistics.value).toMatchObject({ sum: '1' });
  });

  it('are none where they are cancelled before there are any, whatever was counted before', async () => {
    select(0, 5);
    await pass(200);
    Object.assign(jobs[0] as FakeJob, { counted: true, finished: true });
    await pass(200);
    select(0, 2000);
    await pass(500);
    expect(state.asked.value).toMatchObject({ length: 2000 });
    expect(state.range.value).toMatchObject({ length: 5 });
    state.cancel();
    expect([state.cancelled.value, state.statistics.value, state.range.value]).toEqual([true, null, null]);
    state.retry();
    await pass(200);
    expect(state.cancelled.value).toBe(false);
    expect(jobs[2]?.params.length).toBe(2000);
  });

  it('of another selection end those before, whose answers count no more', async () => {
    select(0, 1000);
    await pass(200);
    select(4096, 1);
    await pass(0);
    expect(cancelled).toEqual([1]);
    Object.assign(jobs[0] as FakeJob, { counted: true, finished: true });
    await pass(200);
    expect(state.statistics.value).toBeNull();
    Object.assign(jobs[1] as FakeJob, { counted: true, finished: true });
    await pass(200);
    expect(state.statistics.value).toMatchObject({ sum: '2' });
  });

  it('of nothing are none', async () => {
    select(0, 1);
    await pass(200);
    Object.assign(jobs[0] as FakeJob, { counted: true, finished: true });
    await pass(200);
    useSelectionStore().selectByte(null);
    await pass(0);
    expect(state.statistics.value).toBeNull();
    expect(state.range.value).toBeNull();
  });
});
