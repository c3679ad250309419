import type { SearchWhat } from '../../../shared/memory-types';
import type { FindBytes, Matcher } from './matcher';
import { rangesOfNumber, type BitRange, type NumberWhat } from './number-ranges';
import { parsePattern, type BytePattern } from './pattern';
import { PatternMatcher } from './pattern-matcher';
import { RangeMatcher } from './range-matcher';
import { RegexMatcher } from './regex-matcher';
import { textMatcher } from './text-pattern';

/**
 * What finds what is looked for.
 *
 * @throws FailureError `search.pattern`, `search.text`, `search.number`, `search.regex`: what is wrong, and where
 */
export function compileSearch(what: SearchWhat, find: FindBytes): Matcher {
  switch (what.type) {
    case 'bytes':
      return new PatternMatcher(parsePattern(what.pattern), find);
    case 'text':
      return textMatcher(what, find);
    case 'number':
      return numberMatcher(what, find);
    case 'regex':
      return new RegexMatcher(what.source, what.ignoreCase, find);
  }
}

function numberMatcher(what: NumberWhat, find: FindBytes): Matcher {
  const ranges = rangesOfNumber(what);
  const pattern = patternOf(ranges, what);
  return pattern === null
    ? new RangeMatcher(ranges, what.width, what.bigEndian, find)
    : new PatternMatcher(pattern, find);
}

/** The ranges as a pattern where they are one number, or two that differ in one bit (0 and -0); else `null`. */
function patternOf(ranges: readonly BitRange[], { width, bigEndian }: NumberWhat): BytePattern | null {
  if (ranges.length === 0 || ranges.some(({ low, high }) => low !== high)) return null;
  const numbers = ranges.map(({ low }) => low);
  const differ = numbers.reduce((bits, number) => bits | (number ^ (numbers[0] as bigint)), 0n);
  if ((differ & (differ - 1n)) !== 0n) return null;
  const byteOf = (number: bigint, at: number): number => Number((number >> BigInt(at * 8)) & 0xffn);
  const places = Array.from({ length: width }, (_, at) => (bigEndian ? width - 1 - at : at));
  const masks = Uint8Array.from(places, (at) => ~byteOf(differ, at) & 0xff);
  const values = Uint8Array.from(places, (at, i) => byteOf(numbers[0] as bigint, at) & (masks[i] as number));
  return { length: width, values, masks };
}
