import { describe, expect, it } from 'vitest';
import { matchesZeros, parsePattern } from '../../../../main/engine/search/pattern';
import { FailureError } from '../../../../shared/result';

function parsed(text: string): { values: number[]; masks: number[] } {
  const { values, masks, length } = parsePattern(text);
  expect(values.length).toBe(length);
  return { values: [...values], masks: [...masks] };
}

describe('parsePattern', () => {
  it('reads bytes, nibbles and wildcards', () => {
    expect(parsed('de AD ?? e? ?5 ?')).toEqual({
      values: [0xde, 0xad, 0, 0xe0, 0x05, 0],
      masks: [0xff, 0xff, 0, 0xf0, 0x0f, 0],
    });
  });

  it('takes spaces as it likes', () => {
    expect(parsed(' dead  be\tef ')).toEqual(parsed('deadbeef'));
  });

  it.each([
    ['', 'The pattern is empty.'],
    ['   ', 'The pattern is empty.'],
    ['de a', '“a” ends in the middle of a byte.'],
    ['dea', '“dea” ends in the middle of a byte.'],
    ['de xy', '“x” in “xy” is no hexadecimal digit.'],
    ['0x1234', '“x” in “0x1234” is no hexadecimal digit.'],
    ['?? ?', 'The pattern matches everywhere: it has no digit.'],
    ['11'.repeat(4097), 'The pattern has 4097 bytes; 4096 are the most.'],
  ])('refuses %j', (text, message) => {
    expect(() => parsePattern(text)).toThrow(FailureError);
    expect(() => parsePattern(text)).toThrow(message);
  });

  it('takes 4096 bytes', () => {
    expect(parsePattern('11'.repeat(4096)).length).toBe(4096);
  });
});

describe('matchesZeros', () => {
  it.each([
    ['00 00', true],
    ['00 ?? 0?', true],
    ['00 01', false],
    ['?1', false],
  ])('%s: %s', (text, expected) => {
    expect(matchesZeros(parsePattern(text))).toBe(expected);
  });
});
