import { FailureError } from '../../../shared/result';
import type { SearchWhat } from '../../../shared/memory-types';

/** Looks for a number: the part of a request that is about it. */
export type NumberWhat = Extract<SearchWhat, { type: 'number' }>;

/** Bits that count as a match when they are read as an unsigned number: both ends included. */
export interface BitRange {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * The bits that a number to look for may have, as at most two ranges of unsigned numbers, ascending. A number with a
 * tolerance matches what is at most that far away and can be written in its kind and width.
 *
 * Floats: without a tolerance the nearest one that the width has; zero is either zero, NaN any NaN, an infinity only
 * itself. With one, what lies between value - tolerance and value + tolerance, worked out in 64-bit floats.
 *
 * @throws FailureError `search.number`
 */
export function rangesOfNumber(what: NumberWhat): BitRange[] {
  return what.kind === 'float' ? floatRanges(what) : integerRanges(what);
}

function integerRanges({ value, kind, width, tolerance }: NumberWhat): BitRange[] {
  const bits = BigInt(width * 8);
  const least = kind === 'signed' ? -(1n << (bits - 1n)) : 0n;
  const most = kind === 'signed' ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  const wanted = integerOf(value, 'number');
  const away = tolerance.trim() === '' ? 0n : integerOf(tolerance, 'tolerance');
  if (away < 0n) throw refused(`The tolerance ${tolerance.trim()} is negative.`, 'Give 0 or more.');
  if (wanted < least || wanted > most) {
    throw refused(
      `${value.trim()} is no ${kind} number of ${width} ${width === 1 ? 'byte' : 'bytes'}: those are ${least} to ${most}.`,
      'Choose a larger width, or the other sign.',
    );
  }
  const low = wanted - away < least ? least : wanted - away;
  const high = wanted + away > most ? most : wanted + away;
  const unsigned = (number: bigint): bigint => BigInt.asUintN(width * 8, number);
  if (low < 0n && high >= 0n) {
    return [
      { low: 0n, high },
      { low: unsigned(low), high: unsigned(-1n) },
    ];
  }
  return [{ low: unsigned(low), high: unsigned(high) }];
}

/** Reads an integer: decimal or `0x…`, `_` and `'` between digits. */
function integerOf(text: string, name: string): bigint {
  const digits = text.trim().replace(/[_']/g, '');
  if (digits === '') throw refused('The number is empty.', 'Give a decimal number, or 0x….');
  const match = /^([+-]?)(0x[0-9a-f]{1,32}|\d{1,40})$/i.exec(digits);
  if (match === null) {
    throw refused(`“${text.trim()}” is no whole ${name}.`, 'Give a decimal number, or 0x….');
  }
  const number = BigInt(match[2] as string);
  return match[1] === '-' ? -number : number;
}

const FLOAT = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

function floatOf(text: string, name: string): number {
  const trimmed = text.trim().replace(/[_']/g, '');
  if (trimmed === '') throw refused('The number is empty.', 'Give a number such as 1.5 or 2e-3.');
  if (/^[+-]?0x/i.test(trimmed)) return Number(integerOf(trimmed, name));
  if (!FLOAT.test(trimmed)) {
    throw refused(`“${text.trim()}” is no ${name}.`, 'Give a number such as 1.5 or 2e-3, inf or nan.');
  }
  const sign = trimmed.startsWith('-') ? -1 : 1;
  if (/inf/i.test(trimmed)) return sign * Infinity;
  return /nan/i.test(trimmed) ? NaN : Number(trimmed);
}

/** What the bits of floats of a width mean, in the order of their values from zero on. */
interface FloatFormat {
  readonly sign: bigint;
  readonly infinity: bigint;
  /** Bits of the float nearest to a number that is not negative. */
  bitsOf(value: number): bigint;
  valueOf(bits: bigint): number;
}

const SCRATCH = new DataView(new ArrayBuffer(8));

const FORMATS: Readonly<Record<4 | 8, FloatFormat>> = {
  4: {
    sign: 1n << 31n,
    infinity: 0x7f80_0000n,
    bitsOf(value) {
      SCRATCH.setFloat32(0, value);
      return BigInt(SCRATCH.getUint32(0));
    },
    valueOf(bits) {
      SCRATCH.setUint32(0, Number(bits));
      return SCRATCH.getFloat32(0);
    },
  },
  8: {
    sign: 1n << 63n,
    infinity: 0x7ff0_0000_0000_0000n,
    bitsOf(value) {
      SCRATCH.setFloat64(0, value);
      return SCRATCH.getBigUint64(0);
    },
    valueOf(bits) {
      SCRATCH.setBigUint64(0, bits);
      return SCRATCH.getFloat64(0);
    },
  },
};

function floatRanges({ value, width, tolerance }: NumberWhat): BitRange[] {
  if (width !== 4 && width !== 8) {
    throw refused(`There are no floats of ${width} bytes here.`, 'Choose 4 or 8 bytes.');
  }
  const format = FORMATS[width];
  const wanted = floatOf(value, 'number');
  const away = tolerance.trim() === '' ? 0 : floatOf(tolerance, 'tolerance');
  if (!(away >= 0)) throw refused(`The tolerance ${tolerance.trim()} is not 0 or more.`, 'Give 0 or more.');
  const { sign, infinity } = format;
  if (Number.isNaN(wanted)) {
    const last = sign - 1n;
    return [
      { low: infinity + 1n, high: last },
      { low: (infinity + 1n) | sign, high: last | sign },
    ];
  }
  if (!Number.isFinite(wanted)) return exactly(wanted > 0 ? infinity : infinity | sign);
  if (away === 0) return nearestFloat(wanted, width, format);
  const bits = (bound: number): bigint => magnitudeBelow(bound, format);
  const [low, high] = [wanted - away, wanted + away];
  const ranges: BitRange[] = [];
  if (high >= 0) ranges.push({ low: low <= 0 ? 0n : magnitudeAbove(low, format), high: bits(high) });
  if (low <= 0) {
    ranges.push({ low: (high >= 0 ? 0n : magnitudeAbove(-high, format)) | sign, high: bits(-low) | sign });
  }
  return ranges.filter((range) => range.low <= range.high);
}

function nearestFloat(value: number, width: number, format: FloatFormat): BitRange[] {
  const bits = format.bitsOf(Math.abs(value));
  if (bits === format.infinity) {
    throw refused(`${value} is too large for a float of ${width} bytes.`, 'Choose 8 bytes.');
  }
  if (bits === 0n) return [...exactly(0n), ...exactly(format.sign)];
  return exactly(value < 0 ? bits | format.sign : bits);
}

/** Bits of the largest finite float of the format that is at most `value`, which is not negative. */
function magnitudeBelow(value: number, format: FloatFormat): bigint {
  // The lower end of a range may be -0.
  const bits = format.bitsOf(Math.min(Math.abs(value), Number.MAX_VALUE));
  if (bits >= format.infinity) return format.infinity - 1n;
  return format.valueOf(bits) > value ? bits - 1n : bits;
}

/** Bits of the smallest float of the format that is at least `value`, which is positive. */
function magnitudeAbove(value: number, format: FloatFormat): bigint {
  const bits = format.bitsOf(value);
  return format.valueOf(bits) < value ? bits + 1n : bits;
}

function exactly(bits: bigint): BitRange[] {
  return [{ low: bits, high: bits }];
}

function refused(message: string, advice: string): FailureError {
  return new FailureError('search.number', message, advice);
}
