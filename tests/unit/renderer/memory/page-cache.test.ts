import { describe, expect, it } from 'vitest';
import type { PageView } from '../../../../shared/view-types';
import { PageCache, requestsFor } from '../../../../renderer/panels/memory/page-cache';

function page(number: number): PageView {
  return {
    space: 'physical',
    page: number,
    bytes: new Uint8Array(4096),
    length: 4096,
    provenance: new Uint8Array(4096),
    frame: number,
    owner: { provenance: 'free', title: '', detail: '', note: '' },
    change: null,
    next: null,
    meanings: [],
    relocations: null,
    bases: null,
    against: null,
    unreadable: null,
  };
}

describe('PageCache', () => {
  it('tells the content at a moment from the content that came last', () => {
    const cache = new PageCache();
    const first = page(1);
    const second = page(1);
    cache.put(first, '10');
    expect(cache.at(1, '11')).toBeNull();
    expect(cache.nearest(1, '11')).toBe(first);
    cache.put(second, '11');
    expect(cache.nearest(1, '11')).toBe(second);
    expect(cache.nearest(1, '10')).toBe(first);
    expect(cache.nearest(2, '10')).toBeNull();
  });

  it('forgets what was used least recently', () => {
    const cache = new PageCache(2);
    cache.put(page(1), '0');
    cache.put(page(2), '0');
    cache.at(1, '0');
    cache.put(page(3), '0');
    expect([cache.has(1, '0'), cache.has(2, '0'), cache.has(3, '0')]).toEqual([true, false, true]);
    cache.clear();
    expect(cache.nearest(1, '0')).toBeNull();
  });
});

describe('requestsFor', () => {
  it('asks for neighbours together, in blocks', () => {
    expect(requestsFor([5, 3, 4, 4, 9])).toEqual([
      { first: 3, count: 3 },
      { first: 9, count: 1 },
    ]);
    expect(requestsFor(Array.from({ length: 20 }, (_, index) => index))).toEqual([
      { first: 0, count: 16 },
      { first: 16, count: 4 },
    ]);
    expect(requestsFor([])).toEqual([]);
  });
});
