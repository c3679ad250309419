import { describe, expect, it } from 'vitest';
import { lastWrite } from '../../../../renderer/panels/inspector/last-write';
import {
  changedSubject,
  selectedSubject,
  shortValue,
  splitValue,
  subjectText,
} from '../../../../renderer/panels/inspector/subject';

const ENTRY = { level: 1, table: 0x102f, index: 25, virt: '0x8000019000' };

describe('subject', () => {
  it('is the entry before the byte, and nothing without either', () => {
    expect(selectedSubject(null, ENTRY)).toEqual({ space: 'physical', page: 0x102f, offset: 200 });
    expect(selectedSubject({ space: 'file', page: 2, offset: 3 }, null)).toEqual({
      space: 'file',
      page: 2,
      offset: 3,
    });
    expect(selectedSubject(null, null)).toBeNull();
    expect(changedSubject({ frame: 7, offset: 8, length: 4 })).toEqual({
      space: 'physical',
      page: 7,
      offset: 8,
    });
    expect(changedSubject(null)).toBeNull();
  });

  it('is written as its address', () => {
    expect(subjectText(selectedSubject(null, ENTRY), ENTRY)).toBe('0x102f0c8, P1[25]');
    expect(subjectText({ space: 'virtual', page: 2 ** 36 - 1, offset: 1 }, null)).toBe('0xfffffffffffff001');
    expect(subjectText({ space: 'file', page: 1, offset: 0 }, null)).toBe('file 0x1000');
    expect(subjectText(null, null)).toBe('');
  });
});

describe('values', () => {
  it('are split into a number to copy and words', () => {
    expect(splitValue('0x8000019020 .data.rel.ro, LOAD 3')).toEqual({
      number: '0x8000019020',
      rest: '.data.rel.ro, LOAD 3',
    });
    expect(splitValue('0x1000')).toEqual({ number: '0x1000', rest: '' });
    expect(splitValue('P1[25]')).toEqual({ number: null, rest: 'P1[25]' });
    expect(splitValue('0xyz')).toEqual({ number: null, rest: '0xyz' });
  });

  it('are short in the history', () => {
    expect(['0x0000000000000000', '0x0000000001019003', 'a0 c4'].map(shortValue)).toEqual([
      '0',
      '1019003',
      'a0 c4',
    ]);
  });
});

describe('lastWrite', () => {
  const history = [9, 35, 3376, 3377, 3526].map((moment) => ({ moment, text: '', value: '' }));

  it('is the write before the moment, one further on a write itself', () => {
    expect(lastWrite(history, 3000)).toBe(35);
    expect(lastWrite(history, 3377)).toBe(3376);
    expect(lastWrite(history, 9)).toBeNull();
    expect(lastWrite([], 9)).toBeNull();
  });
});
