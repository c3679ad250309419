import { describe, expect, it } from 'vitest';
import { TranslationCache } from '../../../../main/engine/paging/translation-cache';

function found(cache: TranslationCache, page: number): { frame: number; flags: number } | null {
  const mapped = { frame: -1, flags: -1 };
  return cache.find(page, mapped) ? mapped : null;
}

describe('TranslationCache', () => {
  it('knows what it was told, with frames beyond 32 bits', () => {
    const cache = new TranslationCache();
    expect([found(cache, 0), found(cache, 5)]).toEqual([null, null]);
    cache.remember(0, { frame: 2 ** 36, flags: 0xff_ffff });
    cache.remember(2 ** 36 - 1, { frame: 7, flags: 1 });
    expect(found(cache, 0)).toEqual({ frame: 2 ** 36, flags: 0xff_ffff });
    expect(found(cache, 2 ** 36 - 1)).toEqual({ frame: 7, flags: 1 });
  });

  it('gives a slot to the page that came last', () => {
    const cache = new TranslationCache();
    cache.remember(1, { frame: 10, flags: 1 });
    cache.remember(1 + 64, { frame: 20, flags: 1 });
    expect([found(cache, 1), found(cache, 65)?.frame]).toEqual([null, 20]);
  });

  it('forgets the page that it is told to, and no other of its slot', () => {
    const cache = new TranslationCache();
    cache.remember(65, { frame: 20, flags: 1 });
    cache.forget(1);
    expect(found(cache, 65)?.frame).toBe(20);
    cache.forget(65);
    expect(found(cache, 65)).toBeNull();
  });
});
