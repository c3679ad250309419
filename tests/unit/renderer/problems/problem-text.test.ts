import { describe, expect, it } from 'vitest';
import {
  allClear,
  linkAddress,
  moreText,
  rowName,
  titleParts,
} from '../../../../renderer/panels/problems/problem-text';
import { found, problem } from './problem';

const LINK = { type: 'memory', space: 'virtual', page: 0x8000002, offset: 0 } as const;

describe('titles', () => {
  it('link the address that the finding leads to, and set every address as code', () => {
    expect(titleParts({ title: 'LOAD 1 and 2 share page 0x8000002000, not 0x3000', link: LINK })).toEqual([
      { text: 'LOAD 1 and 2 share page ', mono: false, linked: false },
      { text: '0x8000002000', mono: true, linked: true },
      { text: ', not ', mono: false, linked: false },
      { text: '0x3000', mono: true, linked: false },
    ]);
  });

  it('link nothing where the finding leads to another place', () => {
    const linked = titleParts({ title: 'Page 0x8000002000', link: null }).filter((part) => part.linked);
    expect(linked).toEqual([]);
  });
});

it.each([
  [LINK, '0x8000002000'],
  [{ ...LINK, page: 0xffff80000, offset: 0x10 }, '0xffffffff80000010'],
  [{ ...LINK, space: 'file', page: 2, offset: 3 }, '0x2003'],
  [{ ...LINK, space: 'physical', page: 0x1000, offset: 0 }, '0x1000000'],
  [{ type: 'moment', moment: 3 }, null],
  [null, null],
] as const)('the address of %j', (link, address) => {
  expect(linkAddress(link)).toBe(address);
});

it('a row says its severity and everything it shows', () => {
  expect(rowName(problem())).toBe(
    'warning, RELRO spills into .data, 2,168 bytes turn read-only, 0x800000d4f8',
  );
  expect(rowName(problem({ severity: 'note', place: '' }))).toBe(
    'note, RELRO spills into .data, 2,168 bytes turn read-only',
  );
});

it('says that nothing is wrong only where nothing is', () => {
  expect(allClear(found([]))).toBe('No problems: the kernel loads.');
  expect(allClear(found([problem({ severity: 'note' })]))).toBe('No problems: only remarks.');
  expect(allClear(found([problem({ severity: 'note' }), problem()]))).toBe('');
});

it('says how many findings of a rule are not listed', () => {
  expect(moreText('write-execute', 1200)).toBe('1,200 more of rule write-execute');
});
