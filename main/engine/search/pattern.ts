import { FailureError } from '../../../shared/result';
import { MOST_MATCH_BYTES } from './matcher';

const ADVICE = 'Give bytes in hexadecimal, with ? for any digit: de ad ?? e?';

/** Bytes to look for: a byte of memory matches where it equals the value in all bits of the mask. */
export interface BytePattern {
  readonly length: number;
  /** One byte each, 0 in the bits that may be anything. */
  readonly values: Uint8Array;
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
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    const digits = word === '?' ? '??' : word;
    const wrong = /[^0-9a-f?]/iu.exec(digits);
    if (wrong !== null) {
      throw refused(`“${wrong[0]}” in “${shortened(word)}” is no hexadecimal digit.`, index + wrong.index);
    }
    if (digits.length % 2 !== 0) {
      throw refused(`“${shortened(word)}” ends in the middle of a byte.`, index + word.length - 1);
    }
    for (let at = 0; at < digits.length; at += 2) {
      const high = digitOf(digits.charAt(at));
      const low = digitOf(digits.charAt(at + 1));
      values.push((high.value << 4) | low.value);
      masks.push((high.mask << 4) | low.mask);
    }
  }
  if (values.length === 0) throw refused('The pattern is empty.');
  if (values.length > MOST_MATCH_BYTES) {
    throw refused(`The pattern has ${values.length} bytes; ${MOST_MATCH_BYTES} are the most.`);
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

const LONGEST_WORD = 24;

function shortened(word: string): string {
  return word.length <= LONGEST_WORD ? word : `${word.slice(0, LONGEST_WORD)}…`;
}

/** @param at place in the text, from 0, where there is one */
function refused(message: string, at?: number): FailureError {
  return new FailureError('search.pattern', `${message}${placeWords(at)}`, ADVICE);
}

/** Where in what was typed something is wrong, to be put behind the words that say what. */
export function placeWords(at: number | undefined): string {
  return at === undefined ? '' : ` It is character ${at + 1}.`;
}
