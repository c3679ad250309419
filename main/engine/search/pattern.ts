import { FailureError } from '../../../shared/result';

/** Most bytes of a pattern: no match needs more than one frame before or behind the frame that it begins in. */
const MAX_PATTERN_LENGTH = 4096;

const ADVICE = 'Give bytes in hexadecimal, with ? for any digit: de ad ?? e?';

/** Bytes to look for: a byte of memory matches where it equals the value in all bits of the mask. */
export interface BytePattern {
  readonly length: number;
  /** One byte each, 0 in the bits that may be anything. */
  readonly values: Uint8Array;
  /** `0xff`, `0xf0`, `0x0f` or `0x00` for each byte. */
  readonly masks: Uint8Array;
}

/**
 * Reads a pattern: pairs of hexadecimal digits, with or without spaces between, `?` for any digit, a single `?` between
 * spaces for any byte.
 *
 * @throws FailureError `search.pattern`
 */
export function parsePattern(text: string): BytePattern {
  const values: number[] = [];
  const masks: number[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const digits = word === '?' ? '??' : word;
    const wrong = /[^0-9a-f?]/i.exec(digits);
    if (wrong !== null) throw refused(`“${wrong[0]}” in “${word}” is no hexadecimal digit.`);
    if (digits.length % 2 !== 0) throw refused(`“${word}” ends in the middle of a byte.`);
    for (let at = 0; at < digits.length; at += 2) {
      const high = digitOf(digits.charAt(at));
      const low = digitOf(digits.charAt(at + 1));
      values.push((high.value << 4) | low.value);
      masks.push((high.mask << 4) | low.mask);
    }
  }
  if (values.length === 0) throw refused('The pattern is empty.');
  if (values.length > MAX_PATTERN_LENGTH) {
    throw refused(`The pattern has ${values.length} bytes; ${MAX_PATTERN_LENGTH} are the most.`);
  }
  if (masks.every((mask) => mask === 0)) throw refused('The pattern matches everywhere: it has no digit.');
  return { length: values.length, values: Uint8Array.from(values), masks: Uint8Array.from(masks) };
}

/** Whether the pattern matches where everything is zero. */
export function matchesZeros(pattern: BytePattern): boolean {
  return pattern.values.every((value) => value === 0);
}

function digitOf(digit: string): { value: number; mask: number } {
  return digit === '?' ? { value: 0, mask: 0 } : { value: Number.parseInt(digit, 16), mask: 0xf };
}

function refused(message: string): FailureError {
  return new FailureError('search.pattern', message, ADVICE);
}
