/** The bytes of a row as text: each character stands at its first byte and takes as many places as it has bytes. */
import type { TextEncodingName } from '../../../shared/memory-types';

/** A character of a row, or a placeholder. */
export interface TextCharacter {
  /** Byte of the row that it stands at. */
  readonly at: number;
  /** Bytes of the row that it takes; what it has in the next row is not counted. */
  readonly length: number;
  readonly text: string;
  /**
   * `character`: as it is. `blank`: no character that can be shown. `invalid`: the bytes are none in this encoding.
   * `rest`: belongs to a character that began in the row before.
   */
  readonly kind: 'character' | 'blank' | 'invalid' | 'rest';
}

/** Placeholders: of characters that cannot be shown, and of bytes that are none. */
export const BLANK = '.';
export const INVALID = '·';

/** A combining mark is drawn on this. */
const DOTTED_CIRCLE = '\u25cc';

/** Bytes of a space by distance from the start of a row, before it and behind it too; `null`: none are known there. */
export type ByteAt = (offset: number) => number | null;

/** Bytes of the longest character of any encoding. */
export const LONGEST = 4;

/**
 * Decodes a row.
 *
 * @param count bytes of the row.
 */
export function decodeRow(encoding: TextEncodingName, byteAt: ByteAt, count: number): TextCharacter[] {
  const found: TextCharacter[] = [];
  for (let at = restBefore(encoding, byteAt); at < count;) {
    const { length, code } = decode(encoding, byteAt, at);
    const first = Math.max(0, at);
    const inRow = Math.min(at + length, count) - first;
    if (inRow > 0) found.push(at < 0 ? restOf(inRow) : characterOf(at, inRow, code));
    at += length;
  }
  return found;
}

function restOf(length: number): TextCharacter {
  return { at: 0, length, text: ' ', kind: 'rest' };
}

function characterOf(at: number, length: number, code: number | null): TextCharacter {
  if (code === null) return { at, length, text: INVALID, kind: 'invalid' };
  const text = shownText(code);
  return text === null ? { at, length, text: BLANK, kind: 'blank' } : { at, length, text, kind: 'character' };
}

/** What is shown of a character; `null` for those without a shape, and those that would act on their neighbours. */
export function shownText(code: number): string | null {
  if (code >= 0x20 && code < 0x7f) return String.fromCharCode(code);
  if (code < 0xa0) return null;
  const text = String.fromCodePoint(code);
  if (/\p{M}/u.test(text)) return DOTTED_CIRCLE + text;
  // Letters, marks, numbers, punctuation and symbols have a shape; others space, join, turn or control.
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text) ? text : null;
}

interface Decoded {
  readonly length: number;
  /** `null`: no character. */
  readonly code: number | null;
}

function decode(encoding: TextEncodingName, byteAt: ByteAt, at: number): Decoded {
  switch (encoding) {
    case 'ascii': {
      const byte = byteAt(at);
      // Every byte above has no meaning in ASCII, but is no error in memory either: it is shown as a blank.
      return { length: 1, code: byte === null || byte > 0x7f ? 0 : byte };
    }
    case 'latin-1':
      return { length: 1, code: byteAt(at) };
    case 'utf-8':
      return decodeUtf8(byteAt, at);
    case 'utf-16le':
      return decodeUtf16(byteAt, at, 0);
    case 'utf-16be':
      return decodeUtf16(byteAt, at, 1);
  }
}

/** Where the first character that reaches into the row begins: 0, or before it. */
function restBefore(encoding: TextEncodingName, byteAt: ByteAt): number {
  if (encoding === 'utf-8') {
    for (let back = 1; back < LONGEST; back++) {
      const byte = byteAt(-back);
      if (byte === null || byte < 0x80) return 0;
      if (byte < 0xc0) continue;
      const { length, code } = decodeUtf8(byteAt, -back);
      return code !== null && length > back ? -back : 0;
    }
    return 0;
  }
  // Units stand at even places, so only the second half of a pair can belong to the row before.
  const isPair =
    (encoding === 'utf-16le' || encoding === 'utf-16be') && decode(encoding, byteAt, -2).length === 4;
  return isPair ? -2 : 0;
}

/** Bounds of the second byte, where they are narrower than 80 to bf: no overlong form, surrogate, or beyond 10ffff. */
const SECOND: Readonly<Record<number, readonly [number, number]>> = {
  0xe0: [0xa0, 0xbf],
  0xed: [0x80, 0x9f],
  0xf0: [0x90, 0xbf],
  0xf4: [0x80, 0x8f],
};

const ONE_INVALID: Decoded = { length: 1, code: null };

function decodeUtf8(byteAt: ByteAt, at: number): Decoded {
  const first = byteAt(at);
  if (first === null) return ONE_INVALID;
  if (first < 0x80) return { length: 1, code: first };
  if (first < 0xc2 || first > 0xf4) return ONE_INVALID;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  let code = first & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const next = byteAt(at + i);
    const [low, high] = (i === 1 ? SECOND[first] : undefined) ?? [0x80, 0xbf];
    if (next === null || next < low || next > high) return ONE_INVALID;
    code = code * 64 + (next & 0x3f);
  }
  return { length, code };
}

const UNIT_INVALID: Decoded = { length: 2, code: null };

/** @param high place of the unit's low byte: 1 where the high byte comes first */
function decodeUtf16(byteAt: ByteAt, at: number, high: 0 | 1): Decoded {
  const first = unitAt(byteAt, at, high);
  if (first === null || (first >= 0xdc00 && first < 0xe000)) return UNIT_INVALID;
  if (first < 0xd800 || first >= 0xe000) return { length: 2, code: first };
  const second = unitAt(byteAt, at + 2, high);
  if (second === null || second < 0xdc00 || second >= 0xe000) return UNIT_INVALID;
  return { length: 4, code: 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff) };
}

function unitAt(byteAt: ByteAt, at: number, lowAt: 0 | 1): number | null {
  const low = byteAt(at + lowAt);
  const high = byteAt(at + 1 - lowAt);
  return low === null || high === null ? null : high * 256 + low;
}
