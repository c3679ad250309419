import type { SearchWhat, TextEncodingName } from '../../../shared/memory-types';
import { FailureError } from '../../../shared/result';
import { variantsOf } from './letter-case';
import { MOST_MATCH_BYTES, type FindBytes, type Matcher } from './matcher';
import { placeWords } from './pattern';
import { PatternMatcher, type Verify } from './pattern-matcher';

/** Looks for a text: the part of a request that is about it. */
export type TextWhat = Extract<SearchWhat, { type: 'text' }>;

/** One character of the text: its place in the bytes, and the bytes that may stand there. */
interface Letter {
  readonly at: number;
  readonly forms: readonly Uint8Array[];
}

/**
 * Finds a text in one encoding. Upper and lower case are the same on request: letters outside of ASCII too, as far as both
 * forms have as many bytes in the encoding.
 *
 * @throws FailureError `search.text`
 */
export function textMatcher({ text, encoding, ignoreCase }: TextWhat, find: FindBytes): Matcher {
  if (text === '') throw refused('The text is empty.', 'Type what to look for.');
  const letters: Letter[] = [];
  let length = 0;
  let place = 0;
  for (const character of text) {
    const own = encoded(character, encoding);
    if (own === null) throw notIn(character, encoding, place);
    const forms = ignoreCase ? formsOf(character, own, encoding) : [own];
    letters.push({ at: length, forms });
    length += own.length;
    place += character.length;
  }
  if (length > MOST_MATCH_BYTES) {
    throw refused(
      `The text has ${length} bytes; ${MOST_MATCH_BYTES} are the most.`,
      'Look for a part of it.',
    );
  }
  return matcherOf(letters, length, find);
}

function matcherOf(letters: readonly Letter[], length: number, find: FindBytes): Matcher {
  const values = new Uint8Array(length);
  const masks = new Uint8Array(length).fill(0xff);
  for (const { at, forms } of letters) {
    const own = forms[0] as Uint8Array;
    for (let i = 0; i < own.length; i++) {
      // Bits in which forms differ may be anything; where that lets other characters through, `verify` looks closer.
      const mask = forms.reduce((bits, form) => bits & ~((form[i] as number) ^ (own[i] as number)), 0xff);
      masks[at + i] = mask;
      values[at + i] = (own[i] as number) & mask;
    }
  }
  const loose = letters.filter(({ forms }) => !saysAll(forms));
  const verify: Verify = (bytes, start) =>
    loose.every(({ at, forms }) => forms.some((form) => standsAt(bytes, start + at, form)));
  return new PatternMatcher({ length, values, masks }, find, loose.length === 0 ? null : verify);
}

/** Whether the bits that the forms have in common let nothing else through. */
function saysAll(forms: readonly Uint8Array[]): boolean {
  let free = 0;
  const own = forms[0] as Uint8Array;
  for (let i = 0; i < own.length; i++) {
    let bits = forms.reduce((differ, form) => differ | ((form[i] as number) ^ (own[i] as number)), 0);
    for (; bits !== 0; bits &= bits - 1) free++;
  }
  return 2 ** free === forms.length;
}

function standsAt(bytes: Uint8Array, start: number, form: Uint8Array): boolean {
  for (let i = 0; i < form.length; i++) if (bytes[start + i] !== form[i]) return false;
  return true;
}

/** The bytes of a character and of its other cases, where they are as many. */
function formsOf(character: string, own: Uint8Array, encoding: TextEncodingName): Uint8Array[] {
  const forms = [own];
  for (const variant of variantsOf(character)) {
    const form = encoded(variant, encoding);
    if (form !== null && form.length === own.length) forms.push(form);
  }
  return forms;
}

const UTF8 = new TextEncoder();
const LONE_SURROGATE = /^[\ud800-\udfff]$/;

/** A character in an encoding; `null` where the encoding does not have it. */
function encoded(character: string, encoding: TextEncodingName): Uint8Array | null {
  const code = character.codePointAt(0) as number;
  switch (encoding) {
    case 'ascii':
      return code < 0x80 ? Uint8Array.of(code) : null;
    case 'latin-1':
      return code < 0x100 ? Uint8Array.of(code) : null;
    case 'utf-8':
      return LONE_SURROGATE.test(character) ? null : UTF8.encode(character);
    default: {
      const bytes = new Uint8Array(character.length * 2);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < character.length; i++) {
        view.setUint16(i * 2, character.charCodeAt(i), encoding === 'utf-16le');
      }
      return bytes;
    }
  }
}

const NAMES: Readonly<Record<TextEncodingName, string>> = {
  ascii: 'ASCII',
  'latin-1': 'Latin-1',
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
};

function notIn(character: string, encoding: TextEncodingName, place: number): FailureError {
  const shown = LONE_SURROGATE.test(character) ? 'half of a character' : `“${character}”`;
  return refused(`${NAMES[encoding]} has no ${shown}.${placeWords(place)}`, 'Choose another encoding.');
}

function refused(message: string, advice: string): FailureError {
  return new FailureError('search.text', message, advice);
}
