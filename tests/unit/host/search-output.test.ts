import { describe, expect, it } from 'vitest';
import { searchJson, searchText } from '../../../main/host/search-output';
import type { MemorySpace } from '../../../shared/view-types';
import type { SearchMatch } from '../../../main/engine/session/search-memory';

const MATCH: SearchMatch = {
  address: '0xffff800000000010',
  phys: '0x1010',
  owner: 'LOAD 1 "copy"',
  provenance: 'copied',
};

function printed(
  make: typeof searchText,
  space: MemorySpace,
  batches: readonly (readonly SearchMatch[])[],
  complete = true,
): string {
  let text = '';
  const output = make(
    { what: { type: 'bytes', pattern: 'de ad' }, space, moment: 7 },
    (more) => (text += more),
  );
  batches.forEach((batch) => output.matches(batch));
  output.end({ matches: batches.flat().length, complete, bytes: 8192 });
  return text;
}

describe('searchText', () => {
  it('prints a line for each match and one for the search', () => {
    expect(printed(searchText, 'virtual', [[MATCH], [], [MATCH]])).toBe(
      '0xffff800000000010  0x1010  LOAD 1 "copy"\n'.repeat(2) +
        '2 matches in 8192 bytes of virtual memory at moment 7.\n',
    );
    expect(printed(searchText, 'physical', [[MATCH]])).toBe(
      '0xffff800000000010  LOAD 1 "copy"\n1 match in 8192 bytes of physical memory at moment 7.\n',
    );
  });

  it('names the length of matches that differ in it, and the file', () => {
    expect(printed(searchText, 'file', [[{ ...MATCH, address: '0x10', length: 5 }]])).toBe(
      '0x10  5 bytes  0x1010  LOAD 1 "copy"\n1 match in 8192 bytes of the file at moment 7.\n',
    );
  });

  it('says that there is none, and that there are more', () => {
    expect(printed(searchText, 'physical', [])).toBe(
      'No match in 8192 bytes of physical memory at moment 7.\n',
    );
    expect(printed(searchText, 'physical', [[MATCH]], false)).toMatch(/The first 1 matches; there are more/);
  });
});

describe('searchJson', () => {
  it.each([[[]], [[[]]], [[[MATCH]]], [[[MATCH, MATCH], [], [MATCH]]]])('prints one object', (batches) => {
    expect(JSON.parse(printed(searchJson, 'virtual', batches, false))).toEqual({
      pattern: 'de ad',
      space: 'virtual',
      moment: 7,
      matches: batches.flat(),
      complete: false,
      bytes: 8192,
    });
  });

  it('prints nothing of a search that fails at once', () => {
    let text = '';
    searchJson(
      { what: { type: 'bytes', pattern: '00' }, space: 'physical', moment: 0 },
      (more) => (text += more),
    );
    expect(text).toBe('');
  });
});
