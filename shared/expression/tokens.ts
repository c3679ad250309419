/** A text as words, numbers and signs. */
import type { Place } from './types';

export type Token = Place &
  (
    | { readonly kind: 'number'; readonly value: bigint }
    | { readonly kind: 'word'; readonly text: string }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'sign'; readonly text: string }
    /** Not part of the language; `message` says why. */
    | { readonly kind: 'wrong'; readonly message: string }
    | { readonly kind: 'end' }
  );

const SPACE = /\s+/y;
/** Names of symbols have `::`, `.` and `$` inside; a range's `..` ends a word. */
const WORD = /[A-Za-z_$][\w$]*(?:(?:::|\.)[\w$]+)*/y;
const NUMBER = /0x[\da-f_']*|0b[01_']*|\d[\d_']*[KMGT]?/iy;
const AFTER_NUMBER = /[\w$]+/y;
const SIGN = /&&|\|\||<<|>>|<=|>=|==|!=|\.\.|[()+\-*/%&|^~!<>,]/y;
const TEXT = /"(?:[^"\\]|\\.)*"?/y;

const SIZES = 'KMGT';

/** Most digits of a number, so that making it a number takes no time. */
const MOST_DIGITS = 80;

/** The tokens of a text, the last of which is its end. Never fails: what is no token is a `wrong` one. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const token = nextToken(text, at, take);
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ kind: 'end', at: text.length, length: 0 });
  return tokens;
}

function nextToken(text: string, at: number, take: (pattern: RegExp) => string | null): Token {
  const word = take(WORD);
  if (word !== null) return { kind: 'word', at, length: word.length, text: word };
  const digits = take(NUMBER);
  if (digits !== null) return numberToken(text, at, digits);
  const sign = take(SIGN);
  if (sign !== null) return { kind: 'sign', at, length: sign.length, text: sign };
  const quoted = take(TEXT);
  if (quoted !== null) return textToken(at, quoted);
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return { kind: 'wrong', at, length: char.length, message: wrongSign(char) };
}

function numberToken(text: string, at: number, digits: string): Token {
  AFTER_NUMBER.lastIndex = at + digits.length;
  const rest = AFTER_NUMBER.exec(text)?.[0] ?? '';
  const whole = digits + rest;
  const place = { at, length: whole.length };
  if (rest !== '') {
    const advice = /^[\da-f_']+$/i.test(whole) ? ` Write hexadecimal numbers with 0x: 0x${whole}.` : '';
    return { kind: 'wrong', ...place, message: `“${whole}” is not a number.${advice}` };
  }
  const value = numberOf(digits);
  if (value === null) return { kind: 'wrong', ...place, message: `“${digits}” has no digits.` };
  if (value >> 64n !== 0n) {
    return { kind: 'wrong', ...place, message: `${digits} is larger than 64 bits can hold.` };
  }
  return { kind: 'number', ...place, value };
}

function numberOf(digits: string): bigint | null {
  const plain = digits.replace(/[_']/g, '');
  const size = /^0x/i.test(plain) ? -1 : SIZES.indexOf(plain.slice(-1).toUpperCase());
  const number = size < 0 ? plain : plain.slice(0, -1);
  if (/^0[xb]$/i.test(number)) return null;
  if (number.length > MOST_DIGITS) return 2n ** 64n;
  return BigInt(number) << BigInt((size + 1) * 10);
}

function textToken(at: number, quoted: string): Token {
  const place = { at, length: quoted.length };
  const closed = quoted.length > 1 && quoted.endsWith('"') && !isEscaped(quoted);
  if (!closed) return { kind: 'wrong', ...place, message: 'The text does not end. Put a " behind it.' };
  return { kind: 'text', ...place, text: quoted.slice(1, -1).replace(/\\(.)/gs, '$1') };
}

/** Whether the last character has an odd number of `\` before it. */
function isEscaped(quoted: string): boolean {
  let slashes = 0;
  while (quoted[quoted.length - 2 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}

function wrongSign(char: string): string {
  if (char === '=') return 'To compare, write ==.';
  if (char === "'" || char === '“' || char === '”') return 'Write texts in straight double quotes: "text".';
  return `“${char}” has no meaning here.`;
}
