import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NameQueue, type Unnamed } from '../../../../renderer/components/hex/cell-names';

/** A row that notes what is asked of it. */
class Row implements Unnamed {
  readonly told: string[] = [];

  constructor(private readonly queue: NameQueue) {}

  writeNames(): void {
    this.queue.remove(this);
    this.told.push('named');
  }

  tellBusy(): void {
    this.told.push('busy');
  }
}

describe('NameQueue', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => vi.useRealTimers());

  /** Draws so many rows in one update. */
  async function draw(queue: NameQueue, count: number): Promise<Row[]> {
    const rows = Array.from({ length: count }, () => new Row(queue));
    for (const row of rows) queue.add(row);
    await Promise.resolve();
    return rows;
  }

  it('names few rows within their update', async () => {
    const rows = await draw(new NameQueue(), 4);
    expect(rows.map(({ told }) => told)).toEqual(Array(4).fill(['named']));
  });

  it('names the rows of a single jump right behind its frame', async () => {
    const rows = await draw(new NameQueue(), 40);
    expect(rows.every(({ told }) => told.join() === 'busy')).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(rows.every(({ told }) => told.join() === 'busy,named')).toBe(true);
  });

  it('names rows that pass quickly when they rest', async () => {
    const queue = new NameQueue();
    const first = await draw(queue, 40);
    const second = await draw(queue, 40);
    await vi.advanceTimersByTimeAsync(60);
    const third = await draw(queue, 40);
    await vi.advanceTimersByTimeAsync(79);
    const all = [...first, ...second, ...third];
    expect(all.some(({ told }) => told.includes('named'))).toBe(false);
    await vi.advanceTimersByTimeAsync(10);
    expect(all.every(({ told }) => told.join() === 'busy,named')).toBe(true);
  });

  it('forgets a row that has left, or has named itself', async () => {
    const queue = new NameQueue();
    const [gone, ...rest] = await draw(queue, 40);
    queue.remove(gone!);
    await vi.advanceTimersByTimeAsync(200);
    expect(gone!.told).toEqual(['busy']);
    expect(rest.every(({ told }) => told.at(-1) === 'named')).toBe(true);
  });

  it('lets small updates pass while many rows wait', async () => {
    const queue = new NameQueue();
    await draw(queue, 40);
    const many = await draw(queue, 40);
    await vi.advanceTimersByTimeAsync(50);
    const [one] = await draw(queue, 1);
    expect(one!.told).toEqual(['named']);
    await vi.advanceTimersByTimeAsync(40);
    expect(many.every(({ told }) => told.at(-1) === 'named')).toBe(true);
  });
});
