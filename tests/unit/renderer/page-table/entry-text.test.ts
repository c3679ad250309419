import { describe, expect, it } from 'vitest';
import type { EntryRow } from '../../../../shared/view-types';
import {
  addressOfEntry,
  addressOfSlot,
  belowText,
  changeText,
  entryLine,
  entryName,
  entryTip,
  flagChips,
  indexText,
  kindText,
  rangeText,
  rightsText,
  tableVirt,
  usedText,
  virtOfEntry,
} from '../../../../renderer/panels/page-table/entry-text';

const ENTRY: EntryRow = {
  level: 1,
  index: 25,
  count: 1,
  table: 0x102f,
  virt: '0x8000019000',
  target: '0x143f000',
  entry: '0x800000000143f203',
  flags: ['PRESENT', 'WRITABLE', 'COPIED', 'NO_EXECUTE'],
  rights: 'RW',
  provenance: 'copied',
  owner: 'LOAD 3 copy',
  used: 0,
  writtenAt: 3377,
  changed: { oldEntry: '0x8000000001019003', gained: ['COPIED'], lost: [] },
  leaf: true,
  kind: 'page',
  leafSize: 4096,
  pagesBelow: 1,
  tablesBelow: 0,
  rightsBelow: { writable: 1, executable: 0, writableExecutable: 0 },
  user: false,
};

describe('entries in words', () => {
  it('name single entries and runs', () => {
    expect(indexText(ENTRY)).toBe('[25]');
    expect(indexText({ index: 5, count: 19 })).toBe('[5–23]');
    expect(addressOfEntry(ENTRY)).toEqual({ lead: '80000', rest: '19000' });
    expect(addressOfEntry({ virt: '0x1000', leaf: true })).toEqual({ lead: '', rest: '1000' });
    expect(addressOfEntry({ ...ENTRY, leaf: false })).toEqual({ lead: '', rest: '8000019000' });
  });

  it('count entries of tables, and give the op of leaves', () => {
    expect(usedText(ENTRY)).toBe('3,377');
    expect(usedText({ kind: 'table', used: 511, writtenAt: 9 })).toBe('511');
    expect(usedText({ kind: 'page', used: 0, writtenAt: 0 })).toBe('');
  });

  it('spell rights out', () => {
    expect(['R', 'RW', 'R X', 'RWX', ''].map(rightsText)).toEqual([
      'read, no execute',
      'read, write, no execute',
      'read, execute',
      'read, write, execute',
      'no access',
    ]);
  });

  it('say what an op did', () => {
    expect(changeText(ENTRY)).toEqual({ word: 'replaced', oldTarget: '0x1019000' });
    const changed = (oldEntry: string) => ({ oldEntry, gained: [], lost: [] });
    expect(changeText({ ...ENTRY, changed: changed('0x0') })).toEqual({ word: 'mapped', oldTarget: null });
    expect(changeText({ ...ENTRY, changed: changed('0x143f003') })).toEqual({
      word: 'flags',
      oldTarget: null,
    });
    expect(changeText({ ...ENTRY, entry: '0x0' })).toEqual({ word: 'cleared', oldTarget: '0x1019000' });
    expect(changeText({ ...ENTRY, changed: null })).toBeNull();
  });

  it('put what an op gave after what stayed and what it took', () => {
    const chips = flagChips({ ...ENTRY, changed: { oldEntry: '0x1', gained: ['COPIED'], lost: ['DIRTY'] } });
    expect(chips.map((chip) => `${chip.tone} ${chip.name}`)).toEqual([
      'set PRESENT',
      'set WRITABLE',
      'set NO_EXECUTE',
      'del DIRTY',
      'add COPIED',
    ]);
  });

  it('name what they cover, where they lie and where their table begins', () => {
    expect(rangeText(ENTRY)).toBe('0x8000019000–0x8000019fff');
    expect(rangeText({ level: 4, virt: '0xffffff8000000000', count: 1 })).toBe(
      '0xffffff8000000000–0xffffffffffffffff',
    );
    expect(addressOfSlot(ENTRY)).toBe('0x102f0c8');
    expect(tableVirt(1, '0x8000419020')).toBe('0x8000400000');
    expect(tableVirt(4, '0xffffff8000000000')).toBe('0x0');
    expect(virtOfEntry({ level: 4, virt: '0x0' }, 256)).toBe('0xffff800000000000');
    expect(virtOfEntry({ level: 1, virt: '0x8000000000' }, 25)).toBe('0x8000019000');
  });

  it('say what they are and what is below them', () => {
    const large = { ...ENTRY, level: 3, count: 2 };
    expect(kindText(ENTRY)).toBe('page of 4 KiB');
    expect(kindText(large)).toBe('2 pages of 1 GiB');
    expect(kindText({ ...ENTRY, level: 2, kind: 'table' })).toBe('P1 table');
    expect(belowText(ENTRY)).toBe('');
    const table = { kind: 'table', pagesBelow: 1062, tablesBelow: 3 } as const;
    expect(belowText(table)).toBe('1,062 pages in 3 tables');
    expect(belowText({ ...table, more: true })).toBe('more than 1,062 pages in 3 tables');
    expect(entryTip({ ...ENTRY, kind: 'broken', owner: '' })).toMatch(
      /^0x8000019000–0x8000019fff: broken\nIt points/,
    );
  });

  it('are text for the clipboard', () => {
    expect(entryLine(ENTRY)).toBe(
      'P1[25]  0x8000019000–0x8000019fff  at 0x102f0c8  0x800000000143f203  page of 4 KiB  -> 0x143f000  PRESENT | WRITABLE | COPIED | NO_EXECUTE  effective RW  LOAD 3 copy',
    );
  });

  it('have a name for screen readers', () => {
    expect(entryName(ENTRY)).toBe(
      'P1 [25], 0x8000019000, maps 0x143f000, read, write, no execute, LOAD 3 copy, replaced by this op, gained COPIED',
    );
    const table = {
      ...ENTRY,
      level: 2,
      kind: 'table',
      leaf: false,
      used: 3,
      owner: '',
      changed: null,
    } as const;
    expect(entryName({ ...table, pagesBelow: 3, tablesBelow: 1 })).toBe(
      'P2 [25], 0x8000019000, table 0x143f000, 3 of 512 used, 3 pages in 1 table below, read, write, no execute',
    );
    expect(entryName({ ...table, kind: 'recursive', user: true })).toBe(
      'P2 [25], 0x8000019000, recursive, leads back to the table 0x143f000, read, write, no execute, ring 3 too',
    );
    expect(entryName({ ...table, kind: 'absent', rights: '' })).toBe('P2 [25], 0x8000019000, not present');
  });
});
