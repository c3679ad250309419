import { describe, expect, it } from 'vitest';
import { ConditionHits } from '../../../../../main/engine/session/breakpoints/condition-hits';

/** Moments that fit: every third one of a million; long enough for several pieces. */
const fitting = Uint32Array.from({ length: 333_333 }, (_, i) => i * 3 + 1);
/** Rare hits, far apart at the beginning and close together at the end. */
const isHit = (moment: number): boolean => moment % (moment < 600_000 ? 50_000 : 700) < 3;
const all = fitting.filter(isHit);
const past = 0;

/** The hits of the moments, looked for until a number of pieces is done. */
function lookedFor(pieces: number): ConditionHits {
  let left = pieces;
  const hits = new ConditionHits(fitting, (moments) => {
    left--;
    return moments.filter(isHit);
  });
  const clock = Date.now;
  Date.now = () => (left > 0 ? past - 1 : past);
  try {
    hits.lookOn(past);
  } finally {
    Date.now = clock;
  }
  return hits;
}

describe('hits of a condition', () => {
  it('are found piece by piece, from the first moment on', () => {
    expect(lookedFor(0).moments).toEqual(new Uint32Array(0));
    const some = lookedFor(2);
    expect(some.isDone).toBe(false);
    expect(some.moments).toEqual(all.subarray(0, some.moments.length));
    expect(some.moments.length).toBeGreaterThan(0);
    some.lookOn(Infinity);
    expect(some.isDone).toBe(true);
    expect(some.moments).toEqual(all);
    expect(some.byteLength).toBe(all.byteLength);
  });

  it('of no moments are known at once', () => {
    const none = new ConditionHits(new Uint32Array(0), (moments) => moments);
    expect(none.isDone).toBe(true);
    expect(none.nearest(5, 'forward', 1)).toEqual(new Uint32Array(0));
    expect(none.nearest(5, 'back', 1)).toEqual(new Uint32Array(0));
  });

  it('next to a moment are the same, however many are known', () => {
    for (const pieces of [0, 1, 3, Infinity]) {
      const hits = lookedFor(pieces);
      for (const moment of [0, 1, 2, 50_001, 196_609, 400_000, 599_999, 600_100, 980_000, 1_000_000]) {
        for (const count of [1, 2, 40]) {
          const next = Array.from(hits.nearest(moment, 'forward', count));
          expect(next.slice(0, count)).toEqual(Array.from(all.filter((at) => at > moment)).slice(0, count));
          const last = Array.from(hits.nearest(moment, 'back', count));
          expect(last.slice(-count)).toEqual(Array.from(all.filter((at) => at < moment)).slice(-count));
        }
      }
    }
  });
});
