import { describe, expect, it } from 'vitest';
import type { EntryRow } from '../../../../shared/view-types';
import {
  addressOfEntry,
  changeText,
  entryName,
  flagChips,
  indexText,
  rightsText,
  usedText,
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
    expect(usedText({ leaf: false, used: 511, writtenAt: 9 })).toBe('511');
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

  it('have a name for screen readers', () => {
    expect(entryName(ENTRY)).toBe(
      'P1 [25], 0x8000019000, maps 0x143f000, read, write, no execute, LOAD 3 copy, replaced by this op, gained COPIED',
    );
    expect(entryName({ ...ENTRY, level: 2, leaf: false, used: 3, owner: '', changed: null })).toBe(
      'P2 [25], 0x8000019000, table 0x143f000, 3 of 512 used, read, write, no execute',
    );
  });
});
