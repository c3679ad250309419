import type { SearchOperator } from '../../../shared/expression/types';

/** Longer than any text that is written piece by piece. */
const MOST = 256;

const [ZERO, A, COMMA] = ['0', 'a', ','].map((sign) => sign.charCodeAt(0)) as [number, number, number];

/** Three digits for each number below 1000, one number after the other. */
const TRIPLETS = codesOf(Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, '0')).join(''));

/** The character codes of a text in small letters. */
export function codesOf(text: string): Uint16Array {
  const small = text.toLowerCase();
  return Uint16Array.from({ length: small.length }, (_, at) => small.charCodeAt(at));
}

/**
 * A text in small letters as character codes, written piece by piece into the same memory again and again: a search
 * through millions of texts makes no string.
 */
export class CharText {
  readonly codes = new Uint16Array(MOST);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  add(piece: Uint16Array): void {
    const { codes, length } = this;
    for (let i = 0; i < piece.length; i++) codes[length + i] = piece[i] as number;
    this.length = length + piece.length;
  }

  /** A whole number below 2^32. */
  addDecimal(value: number): void {
    const thousands = thousandsOf(value);
    if (thousands === 0) {
      this.addBelowThousand(value);
      return;
    }
    this.addDecimal(thousands);
    this.addTriplet(value - thousands * 1000);
  }

  /** The same with a comma between each three digits. */
  addCount(value: number): void {
    const thousands = thousandsOf(value);
    if (thousands === 0) {
      this.addBelowThousand(value);
      return;
    }
    this.addCount(thousands);
    this.codes[this.length++] = COMMA;
    this.addTriplet(value - thousands * 1000);
  }

  /** A number of two 32-bit halves in hexadecimal, without zeros in front. */
  addHex(low: number, high: number): void {
    if (high === 0) {
      this.addHexDigits(low, digitsOf(low));
      return;
    }
    this.addHexDigits(high, digitsOf(high));
    this.addHexDigits(low, 8);
  }

  /** The lowest digits of a 32-bit number in hexadecimal, up to 8. */
  addHexDigits(value: number, digits: number): void {
    this.length += digits;
    this.putHexDigits(this.length, value, digits);
  }

  /** Writes the three digits of a number below 1000 over what stands before `end`. */
  putTriplet(end: number, value: number): void {
    const { codes } = this;
    const at = value * 3;
    codes[end - 3] = TRIPLETS[at] as number;
    codes[end - 2] = TRIPLETS[at + 1] as number;
    codes[end - 1] = TRIPLETS[at + 2] as number;
  }

  /** Writes the lowest digits of a 32-bit number in hexadecimal, up to 8, over what stands before `end`. */
  putHexDigits(end: number, value: number, digits: number): void {
    const { codes } = this;
    for (let i = 1; i <= digits; i++) {
      const digit = (value >>> ((i - 1) * 4)) & 0xf;
      codes[end - i] = digit < 10 ? ZERO + digit : A - 10 + digit;
    }
  }

  private addBelowThousand(value: number): void {
    const { codes } = this;
    const at = value * 3;
    if (value >= 100) codes[this.length++] = TRIPLETS[at] as number;
    if (value >= 10) codes[this.length++] = TRIPLETS[at + 1] as number;
    codes[this.length++] = TRIPLETS[at + 2] as number;
  }

  private addTriplet(value: number): void {
    this.length += 3;
    this.putTriplet(this.length, value);
  }
}

/** The thousands of a 32-bit number. All are integers of that size, or it would be done in doubles. */
export function thousandsOf(value: number): number {
  return ((value >>> 0) / 1000) >>> 0;
}

/** How many digits a 32-bit number has in hexadecimal. */
export function digitsOf(value: number): number {
  return value === 0 ? 1 : (35 - Math.clz32(value)) >>> 2;
}

/** What tells whether a text in small letters has a pattern; as `textTest` does of any text. */
export function charTest(operator: SearchOperator, pattern: string): (text: CharText) => boolean {
  const wanted = codesOf(pattern);
  switch (operator) {
    case 'contains':
      return containsTest(wanted);
    case 'startsWith':
      return ({ codes, length }) => wanted.length <= length && standsAt(codes, 0, wanted);
    case 'endsWith':
      return ({ codes, length }) =>
        wanted.length <= length && standsAt(codes, length - wanted.length, wanted);
    case 'matches':
      return globTest(wanted);
  }
}

/** The characters, in small letters, that every text with a pattern has. */
export function signsOf(operator: SearchOperator, pattern: string): string {
  const small = pattern.toLowerCase();
  return operator === 'matches' ? small.replace(/[*?]/g, '') : small;
}

/** What tells whether a text is one text, case aside. */
export function sameCharsTest(text: string): (text: CharText) => boolean {
  const wanted = codesOf(text);
  return ({ codes, length }) => length === wanted.length && standsAt(codes, 0, wanted);
}

function standsAt(codes: Uint16Array, at: number, wanted: Uint16Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (codes[at + i] !== wanted[i]) return false;
  return true;
}

/** Numbers of shifts: codes that are alike in their lowest bits share one. */
const SHIFTS = 256;

/**
 * Looks at the code under the pattern's end first, and goes on by as many places as that code is away from the pattern's
 * end in the pattern (Horspool's search).
 */
function containsTest(wanted: Uint16Array): (text: CharText) => boolean {
  const size = wanted.length;
  const shifts = new Uint16Array(SHIFTS).fill(size);
  for (let i = 0; i < size - 1; i++) shifts[(wanted[i] as number) % SHIFTS] = size - 1 - i;
  const end = wanted[size - 1];
  if (end === undefined) return () => true;
  return ({ codes, length }) => {
    for (let at = size - 1; at < length;) {
      const code = codes[at] as number;
      if (code === end && standsAt(codes, at - size + 1, wanted)) return true;
      at += shifts[code % SHIFTS] as number;
    }
    return false;
  };
}

/** Behind the end of a pattern. */
const NO_SIGN = -1;

/** `*` stands for any characters, `?` for one. */
function globTest(wanted: Uint16Array): (text: CharText) => boolean {
  const [star, any] = ['*', '?'].map((sign) => sign.charCodeAt(0));
  const size = wanted.length;
  return ({ codes, length }) => {
    let at = 0;
    let inPattern = 0;
    // Where to go on if what follows the last star does not fit: one character later.
    let lastStar = -1;
    let retry = 0;
    while (at < length) {
      const sign = inPattern < size ? (wanted[inPattern] as number) : NO_SIGN;
      if (sign === star) {
        lastStar = inPattern++;
        retry = at;
      } else if (sign === any || sign === codes[at]) {
        inPattern++;
        at++;
      } else if (lastStar >= 0) {
        inPattern = lastStar + 1;
        at = ++retry;
      } else {
        return false;
      }
    }
    while (inPattern < size && wanted[inPattern] === star) inPattern++;
    return inPattern === size;
  };
}
