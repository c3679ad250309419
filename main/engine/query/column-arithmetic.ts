import type { ArithmeticOperator } from '../../../shared/expression/types';
import type { Numbers } from './batch';

/** Computes `left` and `right` row by row into `left`: 64 bits that wrap around. What has no result is not there. */
export type ColumnOperation = (left: Numbers, right: Numbers, count: number) => void;

const TWO_32 = 2 ** 32;
/** High halves below this belong to numbers that a double holds exactly. */
const EXACT_HIGH = 2 ** 21;

/** The operation of an operator. */
export function columnOperation(operator: ArithmeticOperator, signed: boolean): ColumnOperation {
  switch (operator) {
    case '+':
      return add;
    case '-':
      return subtract;
    case '*':
      return multiply;
    case '/':
      return (left, right, count) => divide(left, right, count, signed, false);
    case '%':
      return (left, right, count) => divide(left, right, count, signed, true);
    case '&':
      return and;
    case '|':
      return or;
    case '^':
      return xor;
    case '<<':
      return shiftLeft;
    case '>>':
      return (left, right, count) => shiftRight(left, right, count, signed);
  }
}

/** `-value` for every row. */
export function negateColumn({ low, high }: Numbers, count: number): void {
  for (let i = 0; i < count; i++) {
    const l = low[i] as number;
    low[i] = -l;
    high[i] = -(high[i] as number) - (l === 0 ? 0 : 1);
  }
}

/** `~value` for every row. */
export function complementColumn({ low, high }: Numbers, count: number): void {
  for (let i = 0; i < count; i++) {
    low[i] = ~(low[i] as number);
    high[i] = ~(high[i] as number);
  }
}

/** A number is there where both that it is made from are. */
function meet(left: Numbers, right: Numbers, count: number): void {
  for (let i = 0; i < count; i++) left.there[i] = (left.there[i] as number) & (right.there[i] as number);
}

function add(left: Numbers, right: Numbers, count: number): void {
  const { low, high } = left;
  for (let i = 0; i < count; i++) {
    const sum = (low[i] as number) + (right.low[i] as number);
    low[i] = sum;
    high[i] = (high[i] as number) + (right.high[i] as number) + (sum >= TWO_32 ? 1 : 0);
  }
  meet(left, right, count);
}

function subtract(left: Numbers, right: Numbers, count: number): void {
  const { low, high } = left;
  for (let i = 0; i < count; i++) {
    const difference = (low[i] as number) - (right.low[i] as number);
    low[i] = difference;
    high[i] = (high[i] as number) - (right.high[i] as number) - (difference < 0 ? 1 : 0);
  }
  meet(left, right, count);
}

function multiply(left: Numbers, right: Numbers, count: number): void {
  const { low, high } = left;
  for (let i = 0; i < count; i++) {
    const a = low[i] as number;
    const b = right.low[i] as number;
    // a * b in pieces that a double holds exactly
    const lower = (a & 0xffff) * b;
    const upper = (a >>> 16) * b + Math.floor(lower / 65536);
    const across = Math.imul(a, right.high[i] as number) + Math.imul(high[i] as number, b);
    low[i] = ((upper & 0xffff) << 16) | (lower & 0xffff);
    high[i] = Math.floor(upper / 65536) + across;
  }
  meet(left, right, count);
}

function and(left: Numbers, right: Numbers, count: number): void {
  for (let i = 0; i < count; i++) {
    left.low[i] = (left.low[i] as number) & (right.low[i] as number);
    left.high[i] = (left.high[i] as number) & (right.high[i] as number);
  }
  meet(left, right, count);
}

function or(left: Numbers, right: Numbers, count: number): void {
  for (let i = 0; i < count; i++) {
    left.low[i] = (left.low[i] as number) | (right.low[i] as number);
    left.high[i] = (left.high[i] as number) | (right.high[i] as number);
  }
  meet(left, right, count);
}

function xor(left: Numbers, right: Numbers, count: number): void {
  for (let i = 0; i < count; i++) {
    left.low[i] = (left.low[i] as number) ^ (right.low[i] as number);
    left.high[i] = (left.high[i] as number) ^ (right.high[i] as number);
  }
  meet(left, right, count);
}

function shiftLeft(left: Numbers, right: Numbers, count: number): void {
  const { low, high } = left;
  for (let i = 0; i < count; i++) {
    const by = (right.high[i] as number) === 0 ? (right.low[i] as number) : 64;
    const l = low[i] as number;
    if (by === 0) continue;
    high[i] = by > 63 ? 0 : by > 31 ? l << (by - 32) : ((high[i] as number) << by) | (l >>> (32 - by));
    low[i] = by > 31 ? 0 : l << by;
  }
  meet(left, right, count);
}

function shiftRight(left: Numbers, right: Numbers, count: number, signed: boolean): void {
  const { low, high } = left;
  for (let i = 0; i < count; i++) {
    const by = (right.high[i] as number) === 0 ? (right.low[i] as number) : 64;
    const h = high[i] as number;
    if (by === 0) continue;
    const fill = signed ? (h | 0) >> 31 : 0;
    if (by > 63) {
      low[i] = fill;
      high[i] = fill;
    } else if (by > 31) {
      low[i] = signed ? (h | 0) >> (by - 32) : h >>> (by - 32);
      high[i] = fill;
    } else {
      low[i] = ((low[i] as number) >>> by) | (h << (32 - by));
      high[i] = signed ? (h | 0) >> by : h >>> by;
    }
  }
  meet(left, right, count);
}

/** One number while it is divided. */
interface Halves {
  low: number;
  high: number;
}

// Used again for every row.
const dividend: Halves = { low: 0, high: 0 };
const divisor: Halves = { low: 0, high: 0 };
const quotient: Halves = { low: 0, high: 0 };
const remainder: Halves = { low: 0, high: 0 };

function divide(left: Numbers, right: Numbers, count: number, signed: boolean, rest: boolean): void {
  const { low, high } = left;
  for (let i = 0; i < count; i++) {
    const upper = high[i] as number;
    const otherUpper = right.high[i] as number;
    const part = otherUpper * TWO_32 + (right.low[i] as number);
    // Nearly all numbers are like this: positive, and exact as a double.
    if (upper < EXACT_HIGH && otherUpper < EXACT_HIGH && part > 0) {
      const whole = upper * TWO_32 + (low[i] as number);
      const over = whole % part;
      const result = rest ? over : (whole - over) / part;
      low[i] = result;
      high[i] = Math.floor(result / TWO_32);
      continue;
    }
    take(dividend, left, i);
    take(divisor, right, i);
    if (divisor.low === 0 && divisor.high === 0) {
      left.there[i] = 0;
      continue;
    }
    const below = signed && dividend.high >>> 31 === 1;
    const otherBelow = signed && divisor.high >>> 31 === 1;
    if (below) negate(dividend);
    if (otherBelow) negate(divisor);
    divideHalves();
    const result = rest ? remainder : quotient;
    // A remainder has the sign of what was divided.
    if (rest ? below : below !== otherBelow) negate(result);
    left.low[i] = result.low;
    left.high[i] = result.high;
  }
  meet(left, right, count);
}

function take(into: Halves, { low, high }: Numbers, row: number): void {
  into.low = low[row] as number;
  into.high = high[row] as number;
}

function negate(number: Halves): void {
  const { low } = number;
  number.low = -low >>> 0;
  number.high = (-number.high - (low === 0 ? 0 : 1)) >>> 0;
}

/** Divides {@link dividend} by {@link divisor}, both without a sign, into {@link quotient} and {@link remainder}. */
function divideHalves(): void {
  if (dividend.high >= EXACT_HIGH || divisor.high >= EXACT_HIGH) {
    longDivision(dividend, divisor);
    return;
  }
  const whole = dividend.high * TWO_32 + dividend.low;
  const part = divisor.high * TWO_32 + divisor.low;
  const over = whole % part;
  put(quotient, (whole - over) / part);
  put(remainder, over);
}

function put(into: Halves, value: number): void {
  into.low = value >>> 0;
  into.high = Math.floor(value / TWO_32);
}

/** Bit by bit, as on paper. */
function longDivision(a: Halves, b: Halves): void {
  put(quotient, 0);
  put(remainder, 0);
  for (let bit = 63; bit >= 0; bit--) {
    const carry = remainder.high >>> 31;
    const next = bit > 31 ? (a.high >>> (bit - 32)) & 1 : (a.low >>> bit) & 1;
    remainder.high = ((remainder.high << 1) | (remainder.low >>> 31)) >>> 0;
    remainder.low = ((remainder.low << 1) | next) >>> 0;
    const fits =
      carry === 1 || remainder.high > b.high || (remainder.high === b.high && remainder.low >= b.low);
    if (!fits) continue;
    const low = remainder.low - b.low;
    remainder.low = low >>> 0;
    remainder.high = (remainder.high - b.high - (low < 0 ? 1 : 0)) >>> 0;
    if (bit > 31) quotient.high = (quotient.high | (1 << (bit - 32))) >>> 0;
    else quotient.low = (quotient.low | (1 << bit)) >>> 0;
  }
}
