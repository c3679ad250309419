/** The language of "Select range": what is typed, before anything of it is looked up. */

/** A name, an address or `#n`, and what is added to it. */
export interface PlaceText {
  readonly name: string;
  /** In bytes. */
  readonly distance: bigint;
}

/** A typed range. */
export type RangeText =
  /** `a..b`, both included. */
  | { readonly type: 'ends'; readonly first: PlaceText; readonly last: PlaceText }
  /** `a+n`: `n` bytes from `a` on. */
  | { readonly type: 'length'; readonly first: PlaceText; readonly length: bigint }
  /** A name alone: all of what has that name. */
  | { readonly type: 'whole'; readonly first: PlaceText };

const BETWEEN = /\s*(?:\.\.=?|–)\s*/;
const NUMBER = '(?:0x[0-9a-f_]+|\\d+)';
const LENGTH = new RegExp(`^(.*[^\\s+-])\\s*\\+\\s*(${NUMBER})$`, 'i');
const DISTANCE = new RegExp(`^(.*[^\\s+-])\\s*([+-])\\s*(${NUMBER})$`, 'i');

/** Reads a typed range. @returns what it says, or a text on what is wrong with it */
export function parseRange(text: string): RangeText | { readonly problem: string } {
  const typed = text.trim();
  const parts = typed.split(BETWEEN);
  if (parts.length > 2) return { problem: 'A range has two ends: first..last.' };
  const [left = '', right] = parts;
  if (right !== undefined) {
    if (left === '') return { problem: 'The first byte is missing, as in 0x1000..0x1fff.' };
    if (right === '') return { problem: 'The last byte is missing, as in 0x1000..0x1fff.' };
    return { type: 'ends', first: placeOf(left), last: placeOf(right) };
  }
  const [, name, count] = LENGTH.exec(typed) ?? [];
  if (name === undefined || count === undefined) return { type: 'whole', first: placeOf(typed) };
  const length = valueOf(count);
  if (length === 0n) return { problem: 'A range has one byte at least.' };
  return { type: 'length', first: placeOf(name), length };
}

/** A place without the distances at its end, and their sum: decimal, or hexadecimal with `0x`. */
function placeOf(text: string): PlaceText {
  let name = text;
  let distance = 0n;
  for (let found = DISTANCE.exec(name); found !== null; found = DISTANCE.exec(name)) {
    const value = valueOf(found[3] ?? '0');
    distance += found[2] === '-' ? -value : value;
    name = found[1] ?? '';
  }
  return { name, distance };
}

function valueOf(number: string): bigint {
  return BigInt(number.replace(/_/g, ''));
}
