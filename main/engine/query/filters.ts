import type { Batch, Scratch } from './batch';
import type { OpTest } from './truth-fields';

/** Lets some ops of a batch through. */
export interface Filter {
  /** How dear it is, one of {@link COST}: the cheaper parts of an `&&` go first. */
  readonly cost: number;
  /**
   * Keeps the places of those ops that pass, in order.
   *
   * @param places of `count` ops, ascending
   * @param out what is kept; may be `places` itself
   * @returns how many are kept
   */
  keep(batch: Batch, places: Uint32Array, count: number, out: Uint32Array): number;
}

export const COST = { names: 0, numbers: 1, index: 2, texts: 3 } as const;

/** Lets those ops through that pass a test. */
export function testOf(test: OpTest, cost: number): Filter {
  return {
    cost,
    keep({ ops, steps }, places, count, out) {
      let kept = 0;
      for (let i = 0; i < count; i++) {
        const place = places[i] as number;
        if (test(ops[place] as number, steps[place] as number)) out[kept++] = place;
      }
      return kept;
    },
  };
}

function dearest(filters: readonly Filter[]): number {
  return Math.max(...filters.map(({ cost }) => cost));
}

/** Lets through what all let through. */
export function allOf(filters: readonly Filter[]): Filter {
  const sorted = [...filters].sort((a, b) => a.cost - b.cost);
  return {
    cost: dearest(filters),
    keep(batch, places, count, out) {
      let from = places;
      let kept = count;
      for (const filter of sorted) {
        if (kept === 0) break;
        kept = filter.keep(batch, from, kept, out);
        from = out;
      }
      return kept;
    },
  };
}

/** Lets through what one of them lets through; the parts may use scratch memory from `depth` + 1 on. */
export function anyOf(filters: readonly Filter[], scratch: Scratch, depth: number): Filter {
  const sorted = [...filters].sort((a, b) => a.cost - b.cost);
  const left = scratch.places(depth * 2);
  const hits = scratch.places(depth * 2 + 1);
  const mask = scratch.mask(depth);
  return {
    cost: dearest(filters),
    keep(batch, places, count, out) {
      left.set(places.subarray(0, count));
      let rest = count;
      for (const filter of sorted) {
        if (rest === 0) break;
        const found = filter.keep(batch, left, rest, hits);
        for (let i = 0; i < found; i++) mask[hits[i] as number] = 1;
        rest = without(left, rest, hits, found, left);
      }
      return takeMarked(mask, places, count, out);
    },
  };
}

/** Lets through what a filter does not. */
export function noneOf(filter: Filter, scratch: Scratch, depth: number): Filter {
  const hits = scratch.places(depth * 2);
  return {
    cost: filter.cost,
    keep(batch, places, count, out) {
      const found = filter.keep(batch, places, count, hits);
      return without(places, count, hits, found, out);
    },
  };
}

/** Lets those ops through for which two conditions are both true or both false; with `negated` all others. */
export function same(
  sides: readonly [Filter, Filter],
  negated: boolean,
  scratch: Scratch,
  depth: number,
): Filter {
  const hits = scratch.places(depth * 2);
  const mask = scratch.mask(depth);
  const first = negated ? 0 : 1;
  return {
    cost: dearest(sides),
    keep(batch, places, count, out) {
      for (let i = 0; i < count; i++) mask[places[i] as number] = first;
      for (const side of sides) {
        const found = side.keep(batch, places, count, hits);
        for (let i = 0; i < found; i++) {
          const place = hits[i] as number;
          mask[place] = (mask[place] as number) ^ 1;
        }
      }
      return takeMarked(mask, places, count, out);
    },
  };
}

/** Those of `places` that are not among `taken`, a part of them in the same order. */
function without(
  places: Uint32Array,
  count: number,
  taken: Uint32Array,
  takenCount: number,
  out: Uint32Array,
): number {
  let next = 0;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const place = places[i] as number;
    if (next < takenCount && taken[next] === place) next++;
    else out[kept++] = place;
  }
  return kept;
}

/** The places that are marked; clears their marks. */
function takeMarked(mask: Uint8Array, places: Uint32Array, count: number, out: Uint32Array): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const place = places[i] as number;
    if (mask[place] === 0) continue;
    mask[place] = 0;
    out[kept++] = place;
  }
  return kept;
}
