import { describe, expect, it } from 'vitest';
import {
  FIRST_QUERY,
  placeOfProblem,
  queryDetail,
  requestOf,
  textOfBytes,
} from '../../../../renderer/stores/search-query';
import { matchesText, stepFrom, stepText } from '../../../../renderer/stores/search-words';
import type { SearchState } from '../../../../shared/memory-types';

const STATE: SearchState = {
  job: 1,
  done: 10,
  total: 10,
  finished: true,
  failure: null,
  matches: 1200,
  cut: false,
  milliseconds: 3,
  unreadable: 0,
};

describe('what a search has found, in words', () => {
  it.each([
    [{}, '1,200 matches'],
    [{ matches: 1 }, '1 match'],
    [{ matches: 0 }, 'No match'],
    [{ finished: false }, '1,200 matches so far'],
    [{ cut: true }, '1,200 matches, cut there'],
    [
      { failure: { code: 'job.cancelled', message: '', advice: '' } },
      '1,200 matches before it was cancelled',
    ],
    [{ failure: { code: 'x', message: 'Gone.', advice: '' } }, '1,200 matches before it failed: Gone.'],
    [{ unreadable: 4096 }, '1,200 matches; 4 KiB could not be read'],
  ])('%j', (part, expected) => {
    expect(matchesText({ ...STATE, ...part })).toBe(expected);
  });
});

describe('a step', () => {
  it('goes round the ends', () => {
    expect(stepFrom(3, 1, 5)).toEqual({ index: 3, wraps: false });
    expect(stepFrom(5, 1, 5)).toEqual({ index: 0, wraps: true });
    expect(stepFrom(3, -1, 5)).toEqual({ index: 2, wraps: false });
    expect(stepFrom(0, -1, 5)).toEqual({ index: 4, wraps: true });
  });

  it('says where it is', () => {
    expect(stepText(0, 5, false, 1)).toBe('Match 1 of 5');
    expect(stepText(0, 5, true, 1)).toBe('Match 1 of 5: from the start again');
    expect(stepText(4, 5, true, -1)).toBe('Match 5 of 5: from the end again');
  });
});

describe('a query', () => {
  it('becomes a request', () => {
    const place = { side: { source: 0, moment: 3 }, space: 'virtual', range: null } as const;
    expect(requestOf({ ...FIRST_QUERY, text: '00', onlyMapped: true }, place)).toEqual({
      what: { type: 'bytes', pattern: '00' },
      ...place,
      align: 1,
      // All of it is mapped.
      onlyMapped: false,
      colours: [],
    });
  });

  it('is told in a line', () => {
    expect(queryDetail({ ...FIRST_QUERY, kind: 'text' })).toBe('Text, utf-8, any case');
    expect(queryDetail({ ...FIRST_QUERY, colours: ['bss', 'copied'] })).toBe('Bytes, 2 colours');
    expect(queryDetail({ ...FIRST_QUERY, kind: 'number', tolerance: ' 2', align: 8 })).toBe(
      'Number, unsigned 64 bits, little-endian, ± 2, aligned to 8',
    );
  });

  it('knows where a failure says that it is wrong', () => {
    expect(placeOfProblem('This ( is never closed. It is character 12.')).toBe(11);
    expect(placeOfProblem('The pattern is empty.')).toBeNull();
  });

  it('takes selected bytes as its kind has them', () => {
    const bytes = Uint8Array.of(0x45, 0x4c, 0x46, 0xff);
    expect(textOfBytes(bytes, FIRST_QUERY)).toBe('45 4c 46 ff');
    expect(textOfBytes(bytes.subarray(0, 3), { ...FIRST_QUERY, kind: 'text' })).toBe('ELF');
    expect(textOfBytes(bytes, { ...FIRST_QUERY, kind: 'text' })).toBeNull();
    expect(textOfBytes(bytes, { ...FIRST_QUERY, kind: 'number', width: 4 })).toBe('0xff464c45');
    expect(textOfBytes(bytes, { ...FIRST_QUERY, kind: 'number', width: 4, number: 'signed' })).toBe(
      '-12170171',
    );
    expect(textOfBytes(bytes, { ...FIRST_QUERY, kind: 'number', width: 8 })).toBeNull();
    expect(textOfBytes(bytes, { ...FIRST_QUERY, kind: 'regex' })).toBeNull();
  });
});
