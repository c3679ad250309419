import { describe, expect, it } from 'vitest';
import { TranslationCache } from '../../../../main/engine/paging/translation-cache';

const empty = (): { frame: number; flags: number } => ({ frame: 0, flags: 0 });

describe('TranslationCache', () => {
  it('finds what it remembers, and nothing else', () => {
    const cache = new TranslationCache();
    const mapped = empty();
    expect(cache.find(5, mapped)).toBe(false);
    cache.remember(5, { frame: 2 ** 33, flags: 0x80_0203 });
    expect(cache.find(5, mapped)).toBe(true);
    expect(mapped).toEqual({ frame: 2 ** 33, flags: 0x80_0203 });
    expect(cache.find(5 + 64, mapped)).toBe(false);
  });

  it('gives a slot to the page that came last, far up in the address space too', () => {
    const cache = new TranslationCache();
    const high = 2 ** 36 - 64 + 5;
    cache.remember(5, { frame: 1, flags: 1 });
    cache.remember(high, { frame: 2, flags: 3 });
    expect(cache.find(5, empty())).toBe(false);
    expect(cache.find(high, empty())).toBe(true);
  });

  it('forgets only the page it is told', () => {
    const cache = new TranslationCache();
    cache.remember(5, { frame: 1, flags: 1 });
    cache.forget(5 + 64);
    expect(cache.find(5, empty())).toBe(true);
    cache.forget(5);
    expect(cache.find(5, empty())).toBe(false);
  });
});
