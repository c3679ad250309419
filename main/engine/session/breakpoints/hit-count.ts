import type { HitCount } from '../../../../shared/breakpoint';

/** Those of the moments that fit a breakpoint at which it stops, by its hit count. */
export function countedHits(moments: Uint32Array, hitCount: HitCount | null): Uint32Array {
  if (hitCount === null) return moments;
  const { when, count } = hitCount;
  switch (when) {
    case 'nth':
      return moments.subarray(count - 1, count);
    case 'from':
      return moments.subarray(count - 1);
    case 'every': {
      const hits = new Uint32Array(Math.floor(moments.length / count));
      for (let i = 0; i < hits.length; i++) hits[i] = moments[(i + 1) * count - 1] as number;
      return hits;
    }
  }
}
