import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryWatch } from '../../../main/host/memory-watch';

const rss = vi.spyOn(process.memoryUsage, 'rss');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  rss.mockReset();
});

describe('memoryWatch', () => {
  it('asks the system every few milliseconds, however often it is asked itself', () => {
    rss.mockReturnValue(1000);
    const isExceeded = memoryWatch(1000);
    for (let i = 0; i < 100; i++) expect(isExceeded()).toBe(false);
    expect(rss).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5);
    for (let i = 0; i < 100; i++) expect(isExceeded()).toBe(false);
    expect(rss).toHaveBeenCalledTimes(1);
  });

  it('says so while the process is larger than the limit, and no longer', () => {
    const isExceeded = memoryWatch(1000);
    rss.mockReturnValue(1001);
    vi.advanceTimersByTime(5);
    expect([isExceeded(), isExceeded()]).toEqual([true, true]);
    rss.mockReturnValue(999);
    vi.advanceTimersByTime(5);
    expect(isExceeded()).toBe(false);
  });
});
