import type { CompareOperator } from '../../../shared/expression/types';
import type { Numbers } from './batch';

// With their highest bits turned, halves without a sign have the order of 32-bit integers with one: loops on those are
// several times as fast as on numbers beyond their range.
const TURN = 0x8000_0000 | 0;

/** Keeps the places whose numbers in both columns compare so; `out` may be `places`. Returns how many. */
export type ColumnTest = (
  left: Numbers,
  right: Numbers,
  places: Uint32Array,
  count: number,
  out: Uint32Array,
) => number;

/** The same for one column and a number that is known. */
export type ConstantTest = (column: Numbers, places: Uint32Array, count: number, out: Uint32Array) => number;

/** A comparison of two columns. */
export function columnTest(operator: CompareOperator, signed: boolean): ColumnTest {
  const turn = signed ? 0 : TURN;
  switch (operator) {
    case '==':
      return (a, b, places, count, out) => keepEqual(a, b, places, count, out, true);
    case '!=':
      return (a, b, places, count, out) => keepEqual(a, b, places, count, out, false);
    case '<':
      return (a, b, places, count, out) => keepLess(a, b, places, count, out, turn, true);
    case '>=':
      return (a, b, places, count, out) => keepLess(a, b, places, count, out, turn, false);
    case '>':
      return (a, b, places, count, out) => keepLess(b, a, places, count, out, turn, true);
    case '<=':
      return (a, b, places, count, out) => keepLess(b, a, places, count, out, turn, false);
  }
}

function keepEqual(
  a: Numbers,
  b: Numbers,
  places: Uint32Array,
  count: number,
  out: Uint32Array,
  equal: boolean,
): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    if ((a.there[i] as number) === 0 || (b.there[i] as number) === 0) continue;
    const same = a.low[i] === b.low[i] && a.high[i] === b.high[i];
    if (same === equal) out[kept++] = places[i] as number;
  }
  return kept;
}

function keepLess(
  a: Numbers,
  b: Numbers,
  places: Uint32Array,
  count: number,
  out: Uint32Array,
  turn: number,
  less: boolean,
): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    if ((a.there[i] as number) === 0 || (b.there[i] as number) === 0) continue;
    const below = isLess(a, b, i, turn);
    if (below === less) out[kept++] = places[i] as number;
  }
  return kept;
}

/** Keeps the places whose numbers are from `first` to `last`, both included; `out` may be `places`. */
export function keepBetween(
  value: Numbers,
  first: Numbers,
  last: Numbers,
  signed: boolean,
  places: Uint32Array,
  count: number,
  out: Uint32Array,
): number {
  const turn = signed ? 0 : TURN;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    if (((value.there[i] as number) & (first.there[i] as number) & (last.there[i] as number)) === 0) continue;
    if (isLess(value, first, i, turn) || isLess(last, value, i, turn)) continue;
    out[kept++] = places[i] as number;
  }
  return kept;
}

function isLess(a: Numbers, b: Numbers, row: number, turn: number): boolean {
  const high = (a.high[row] as number) ^ turn;
  const otherHigh = (b.high[row] as number) ^ turn;
  if (high !== otherHigh) return high < otherHigh;
  return ((a.low[row] as number) ^ TURN) < ((b.low[row] as number) ^ TURN);
}

/** A comparison of a column with a number. */
export function constantTest(operator: CompareOperator, signed: boolean, value: bigint): ConstantTest {
  const last = signed ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  switch (operator) {
    case '==':
      return sameTest(value, true);
    case '!=':
      return sameTest(value, false);
    case '<':
      return lessTest(value, signed, true);
    case '>=':
      return lessTest(value, signed, false);
    case '<=':
      return value === last ? keepThere : lessTest(BigInt.asUintN(64, value + 1n), signed, true);
    case '>':
      return value === last ? () => 0 : lessTest(BigInt.asUintN(64, value + 1n), signed, false);
  }
}

function keepThere({ there }: Numbers, places: Uint32Array, count: number, out: Uint32Array): number {
  let kept = 0;
  for (let i = 0; i < count; i++) if (there[i] === 1) out[kept++] = places[i] as number;
  return kept;
}

/** Keeps the numbers that are the same as a value, or all others. */
function sameTest(value: bigint, wanted: boolean): ConstantTest {
  const [low, high] = halvesOf(value);
  return ({ low: lows, high: highs, there }, places, count, out) => {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const same = lows[i] === low && highs[i] === high;
      if (same === wanted && there[i] === 1) out[kept++] = places[i] as number;
    }
    return kept;
  };
}

/** Keeps the numbers that are less than a value, or all others. */
function lessTest(value: bigint, signed: boolean, wanted: boolean): ConstantTest {
  const [low, high] = halvesOf(value);
  const turn = signed ? 0 : TURN;
  const bound = (high ^ turn) | 0;
  const lowBound = (low ^ TURN) | 0;
  return ({ low: lows, high: highs, there }, places, count, out) => {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const h = (highs[i] as number) ^ turn;
      const less = h < bound || (h === bound && ((lows[i] as number) ^ TURN) < lowBound);
      if (less === wanted && there[i] === 1) out[kept++] = places[i] as number;
    }
    return kept;
  };
}

function halvesOf(value: bigint): readonly [low: number, high: number] {
  return [Number(value & 0xffff_ffffn), Number(value >> 32n)];
}
