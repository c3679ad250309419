import { describe, expect, it } from 'vitest';
import {
  historyTitle,
  kindLabel,
  selectedSubject,
  shortValue,
  splitValue,
} from '../../../../renderer/panels/inspector/subject';
import type { HistoryPlace } from '../../../../renderer/stores/history-subject';

const ENTRY = { level: 1, table: 0x102f, index: 25, virt: '0x8000019000' };

function place(length: number, marks: Partial<HistoryPlace> = {}): HistoryPlace {
  const bytes = { type: 'bytes', space: 'physical', page: 7, offset: 16, length } as const;
  return { bytes, isEntry: false, selected: true, ...marks };
}

describe('subject', () => {
  it('is the entry before the byte, and nothing without either', () => {
    expect(selectedSubject(null, ENTRY)).toEqual({ space: 'physical', page: 0x102f, offset: 200 });
    expect(selectedSubject({ space: 'file', page: 2, offset: 3 }, null)).toEqual({
      space: 'file',
      page: 2,
      offset: 3,
    });
    expect(selectedSubject(null, null)).toBeNull();
  });

  it('is written as its address', () => {
    const entry = { type: 'entry', table: 0x102f, index: 25 } as const;
    expect(historyTitle(entry, ENTRY)).toBe('0x102f0c8, P1[25]');
    expect(historyTitle(entry, null)).toBe('0x102f0c8, entry 25');
    const byte = { type: 'bytes', page: 1, offset: 0, length: 1 } as const;
    expect(historyTitle({ ...byte, space: 'virtual', page: 2 ** 36 - 1, offset: 1 }, null)).toBe(
      '0xfffffffffffff001',
    );
    expect(historyTitle({ ...byte, space: 'file' }, null)).toBe('file 0x1000');
    expect(historyTitle({ ...byte, space: 'physical', length: 24 }, null)).toBe('0x1000');
    expect(historyTitle({ type: 'frame', frame: 0x1397 }, null)).toBe('0x1397000');
    expect(historyTitle({ type: 'page', page: 2 ** 35 }, null)).toBe('0xffff800000000000');
    expect(historyTitle(null, null)).toBe('');
  });

  it('is chosen by names that fit the place', () => {
    expect(kindLabel('word', place(8, { isEntry: true }))).toBe('Entry');
    expect(kindLabel('byte', place(8, { isEntry: true }))).toBe('Byte');
    expect(kindLabel('byte', place(24))).toBe('24 bytes');
    expect(kindLabel('byte', place(24, { selected: false }))).toBe('Byte');
    expect([kindLabel('word', place(1)), kindLabel('frame', null)]).toEqual(['Word', 'Frame']);
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
