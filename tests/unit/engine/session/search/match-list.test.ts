import { describe, expect, it } from 'vitest';
import { MatchList } from '../../../../../main/engine/session/search/match-list';

function listOf(pairs: readonly (readonly [number, number])[]): MatchList {
  const list = new MatchList(8, false);
  for (const [position, length] of pairs) list.push(position, length);
  return list;
}

describe('MatchList', () => {
  const list = listOf([
    [10, 8],
    [12, 1],
    [4096, 4],
    [2 ** 47, 2],
  ]);

  it('finds the first match at or behind a position', () => {
    expect([0, 10, 11, 4097, 2 ** 47 + 1].map((at) => list.indexAt(at))).toEqual([0, 0, 1, 3, 4]);
  });

  it('gives matches that reach into a part', () => {
    expect([...list.within(14, 10, 9)]).toEqual([10, 8]);
    expect([...list.within(11, 2, 9)]).toEqual([10, 8, 12, 1]);
    expect([...list.within(11, 2 ** 47, 2)]).toEqual([10, 8, 12, 1]);
    expect([...list.within(18, 100, 9)]).toEqual([]);
  });

  it('counts matches between pages', () => {
    expect([...list.marks(Float64Array.of(0, 1, 2, 2 ** 36))]).toEqual([2, 1, 1]);
    expect([...list.marks(Float64Array.of(1, 2))]).toEqual([1]);
  });

  it('grows', () => {
    const long = new MatchList(1, true);
    for (let i = 0; i < 100_000; i++) long.push(i * 3, 1);
    expect([long.length, long.position(99_999), long.lengthOf(5), long.indexAt(30_000)]).toEqual([
      100_000, 299_997, 1, 10_000,
    ]);
  });
});
