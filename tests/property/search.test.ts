/** Every kind of search finds what looking at every place finds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchWhat } from '../../shared/memory-types';
import { FailureError } from '../../shared/result';
import { compileSearch } from '../../main/engine/search/compile';
import { parsePattern } from '../../main/engine/search/pattern';
import { findBytes, foundIn, hiddenDigits, placesOf } from '../fixtures/search';
import { SEED } from './settings';

/** Bytes that come often, so that short patterns have matches. */
const byte = fc.oneof(fc.constantFrom(0, 0, 0, 1, 0xff, 0x80, 0x61, 0x41), fc.nat(255));
const memory = fc
  .tuple(fc.array(byte, { minLength: 1, maxLength: 80, size: 'max' }), fc.constantFrom(1, 3, 40), fc.nat(3))
  .map(([bytes, times, skip]) => {
    const all = Uint8Array.from({ length: bytes.length * times }, (_, i) => bytes[i % bytes.length]!);
    return all.subarray(Math.min(skip, all.length - 1));
  });

const pattern = fc
  .tuple(fc.array(byte, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(30), { maxLength: 6 }))
  .map(([bytes, hidden]) => hiddenDigits(bytes, hidden))
  .filter((text) => /[^?]/.test(text));

const aligns = fc.constantFrom(1, 1, 2, 8);

it('patterns', () => {
  fc.assert(
    fc.property(memory, pattern, aligns, (bytes, text, align) => {
      const found = foundIn(compileSearch({ type: 'bytes', pattern: text }, findBytes), bytes, align);
      const wanted = parsePattern(text);
      const expected = placesOf(wanted, bytes).filter((place) => place % align === 0);
      expect(found).toEqual(expected.map((place) => [place, wanted.length]));
    }),
    { seed: SEED, numRuns: 600 },
  );
});

type NumberWhat = Extract<SearchWhat, { type: 'number' }>;

/** The number at a place as the search reads it. */
function numberAt(bytes: Uint8Array, at: number, { kind, width, bigEndian }: NumberWhat): bigint | number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, width);
  if (kind === 'float') return width === 4 ? view.getFloat32(0, !bigEndian) : view.getFloat64(0, !bigEndian);
  let value = 0n;
  for (let i = 0; i < width; i++)
    value = (value << 8n) | BigInt(view.getUint8(bigEndian ? i : width - 1 - i));
  return kind === 'signed' ? BigInt.asIntN(width * 8, value) : value;
}

function fits(value: bigint | number, { kind, value: text, tolerance }: NumberWhat): boolean {
  if (typeof value === 'bigint') {
    const away = value - BigInt(text);
    return (away < 0n ? -away : away) <= BigInt(tolerance === '' ? 0 : tolerance);
  }
  expect(kind).toBe('float');
  const wanted = Number(text);
  if (Number.isNaN(wanted)) return Number.isNaN(value);
  if (!Number.isFinite(wanted) || !Number.isFinite(value)) return value === wanted;
  const away = tolerance === '' ? 0 : Number(tolerance);
  return away === 0 ? value === wanted : value >= wanted - away && value <= wanted + away;
}

describe('numbers', () => {
  const shape = fc.record({
    place: fc.nat(200),
    kind: fc.constantFrom('unsigned', 'signed', 'float' as const),
    width: fc.constantFrom(1, 2, 4, 8 as const),
    bigEndian: fc.boolean(),
    away: fc.constantFrom('', '0', '1', '3', '200', '70000', '5000000000', '18446744073709551615'),
  });

  it('whole ones and floats, exact and with a tolerance', () => {
    fc.assert(
      fc.property(
        memory,
        shape,
        aligns,
        fc.nat(20),
        (bytes, { place, kind, width, bigEndian, away }, align, off) => {
          const size = kind === 'float' ? (width < 4 ? 4 : width) : width;
          if (bytes.length < size) return;
          const what = {
            type: 'number',
            value: '',
            kind,
            width: size,
            bigEndian,
            tolerance: away,
          } as NumberWhat;
          const here = numberAt(bytes, place % (bytes.length - size + 1), what);
          const value =
            typeof here === 'bigint' ? String(here) : String(here + (Number.isFinite(here) ? off : 0));
          const wanted = { ...what, value };
          // What a float of 4 bytes does not have is looked for as its neighbour.
          const exact = size === 4 && kind === 'float' && (away === '' || away === '0');
          const asked = exact ? { ...wanted, value: String(Math.fround(Number(value))) } : wanted;
          if (exact && !Number.isFinite(Number(asked.value)) && Number.isFinite(Number(value))) return;
          const expected: number[] = [];
          for (let at = 0; at + size <= bytes.length; at += align) {
            if (fits(numberAt(bytes, at, asked), asked)) expected.push(at);
          }
          const found = foundIn(compileSearch(wanted, findBytes), bytes, align);
          expect(found).toEqual(expected.map((at) => [at, size]));
        },
      ),
      { seed: SEED, numRuns: 2000 },
    );
  });
});

it('texts, in every encoding and case', () => {
  const letters = fc.constantFrom(...'aAbZ09 éÉßÿσΣςжЖ€İıſK𐐀𐐨');
  fc.assert(
    fc.property(
      fc.array(letters, { minLength: 1, maxLength: 4 }),
      fc.array(letters, { maxLength: 200, size: 'max' }),
      fc.constantFrom('ascii', 'latin-1', 'utf-8', 'utf-16le', 'utf-16be' as const),
      fc.boolean(),
      (wanted, around, encoding, ignoreCase) => {
        const encode = (character: string): Uint8Array => {
          if (encoding === 'utf-8') return Buffer.from(character);
          if (encoding === 'ascii' || encoding === 'latin-1') return Buffer.from(character, 'latin1');
          const bytes = Buffer.from(character, 'utf16le');
          return encoding === 'utf-16be' ? bytes.swap16() : bytes;
        };
        const limit = encoding === 'ascii' ? '\x7f' : encoding === 'latin-1' ? '\xff' : '\u{10ffff}';
        const known = (character: string): boolean => character.codePointAt(0)! <= limit.codePointAt(0)!;
        const text = wanted.filter(known).join('');
        if (text === '') return;
        // The text stands there too, in upper case.
        const there = [...around, ...text.toUpperCase(), ...around, ...text].filter(known);
        const bytes = Uint8Array.from(Buffer.concat(there.map(encode)));
        const found = foundIn(compileSearch({ type: 'text', text, encoding, ignoreCase }, findBytes), bytes);
        expect(found).toEqual(placesOfText([...text], bytes, encode, ignoreCase));
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
});

/** Places of a text: at each the characters in turn, in any form that has as many bytes. */
function placesOfText(
  text: readonly string[],
  bytes: Uint8Array,
  encode: (character: string) => Uint8Array,
  ignoreCase: boolean,
): [number, number][] {
  const same = (character: string, other: string): boolean =>
    character === other ||
    (ignoreCase && character < '\x80' === other < '\x80' && new RegExp(`^${character}$`, 'iu').test(other));
  const alphabet = [...'aAbBzZ09 éÉßẞÿŸσΣςжЖ€İıſK𐐀𐐨'];
  const forms = text.map((character) => {
    const own = encode(character);
    const isIn = (form: Uint8Array, of: string): boolean =>
      own.length < 2 ? of <= '\xff' : form.length === own.length;
    return alphabet
      .filter((other) => same(character, other))
      .filter((other) => other === character || isIn(encode(other), other))
      .map(encode)
      .filter((form) => form.length === own.length);
  });
  const found: [number, number][] = [];
  const length = forms.reduce((sum, [form]) => sum + form!.length, 0);
  for (let start = 0; start + length <= bytes.length; start++) {
    let at = start;
    const fitsAll = forms.every((some) => {
      const fitting = some.some((form) => form.every((value, i) => bytes[at + i] === value));
      at += some[0]!.length;
      return fitting;
    });
    if (fitsAll) found.push([start, length]);
  }
  return found;
}

describe('regular expressions', () => {
  // Backtracking takes its time.
  const fewBytes = memory.map((bytes) => bytes.slice(0, 16));

  // What is repeated takes a byte at least: dialects differ in what repeating nothing means.
  const { whole } = fc.letrec<{ whole: string; part: string; set: string }>((tie) => ({
    set: fc.constantFrom('a', 'b', '\\x00', '\\x01', '.', '[ab]', '[^a]', '[\\x00-\\x10]', '\\w', '\\xff'),
    part: fc.oneof(
      { maxDepth: 2 },
      tie('set'),
      fc.tuple(tie('part'), tie('part')).map(([a, b]) => `(?:${a}${b})`),
      fc.tuple(tie('part'), tie('part')).map(([a, b]) => `(${a}|${b})`),
      fc
        .tuple(tie('part'), fc.constantFrom('+', '+?', '{2}', '{1,3}', '{1,3}?', '{2,}'))
        .map(([a, times]) => `(?:${a})${times}`),
      fc
        .tuple(tie('part'), fc.constantFrom('*', '*?', '?', '??', '{0,2}'), tie('part'))
        .map(([a, times, b]) => `(?:(?:${a})${times}${b})`),
    ),
    whole: fc.oneof(
      tie('part'),
      fc.tuple(tie('part'), tie('part')).map(([a, b]) => `${a}|${b}`),
    ),
  }));

  it('match what backtracking matches', () => {
    fc.assert(
      fc.property(fewBytes, whole, aligns, (bytes, source, align) => {
        const text = Buffer.from(bytes).toString('latin1');
        const sticky = new RegExp(source, 'sy');
        const expected: [number, number][] = [];
        for (let at = 0; at < text.length;) {
          sticky.lastIndex = at;
          const match = at % align === 0 ? sticky.exec(text) : null;
          if (match !== null) expected.push([at, match[0].length]);
          at += match?.[0].length ?? 1;
        }
        const matcher = compileSearch({ type: 'regex', source, ignoreCase: false }, findBytes);
        expect(foundIn(matcher, bytes, align)).toEqual(expected);
      }),
      { seed: SEED, numRuns: 1500 },
    );
  });
});

it('refuses what is wrong in words', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('bytes', 'regex', 'number' as const),
      (text, type) => {
        const what: SearchWhat =
          type === 'bytes'
            ? { type, pattern: text }
            : type === 'regex'
              ? { type, source: text, ignoreCase: true }
              : { type, value: text, kind: 'float', width: 8, bigEndian: false, tolerance: '' };
        try {
          compileSearch(what, findBytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FailureError);
        }
      },
    ),
    { seed: SEED, numRuns: 2000 },
  );
});
