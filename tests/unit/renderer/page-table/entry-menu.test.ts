import { describe, expect, it } from 'vitest';
import {
  breakpointChoices,
  entryMenu,
  type MenuFacts,
} from '../../../../renderer/panels/page-table/entry-menu';
import type { EntryRow } from '../../../../shared/view-types';

function row(more: Partial<EntryRow>): EntryRow {
  return {
    level: 1,
    index: 25,
    count: 1,
    table: 0x102f,
    virt: '0x8000019000',
    target: '0x143f000',
    entry: '0x800000000143f203',
    flags: ['PRESENT', 'WRITABLE'],
    rights: 'RW',
    provenance: 'copied',
    owner: '',
    used: 0,
    writtenAt: 1,
    changed: null,
    leaf: true,
    kind: 'page',
    leafSize: 4096,
    pagesBelow: 1,
    tablesBelow: 0,
    rightsBelow: { writable: 1, executable: 0, writableExecutable: 0 },
    user: false,
    ...more,
  };
}

describe('the breakpoints that an entry offers', () => {
  it('are on the entry, on what it maps and on the frame that it points to', () => {
    expect(breakpointChoices(row({}))).toEqual({
      entry: { type: 'entry', level: 1, virt: '0x8000019000' },
      page: {
        type: 'range',
        space: 'virtual',
        first: '0x8000019000',
        last: '0x8000019fff',
        events: ['written'],
      },
      frame: { type: 'frame', address: '0x143f000', events: ['written'] },
    });
  });

  it('reach over all pages of a merged row, and over the last one of the address space', () => {
    expect(breakpointChoices(row({ count: 3 })).page).toMatchObject({ last: '0x800001bfff' });
    const huge = row({ level: 2, virt: '0xffffffffffe00000' });
    expect(breakpointChoices(huge).page).toMatchObject({ last: '0xffffffffffffffff' });
  });

  it('are only those that make sense', () => {
    const own = { breaks: false, own: true, virtual: true, within: 'tree' } as const;
    const disabled = (more: Partial<EntryRow>, facts: Partial<MenuFacts> = {}): string[] =>
      entryMenu(row(more), { ...own, ...facts })
        .filter((item) => item.disabled === true)
        .map(({ id }) => id);
    expect(disabled({})).toEqual(['tree']);
    expect(disabled({ kind: 'table', leaf: false, level: 3 })).toEqual(['memory', 'tree', 'ranges', 'page']);
    expect(disabled({ kind: 'empty', writtenAt: 0 })).toEqual([
      'follow',
      'memory',
      'tree',
      'ranges',
      'frames',
      'written',
      'page',
      'frame',
    ]);
    // A dump of physical memory has no history, no pictures and no breakpoints here.
    expect(disabled({}, { own: false, virtual: false })).toEqual([
      'memory',
      'tree',
      'ranges',
      'frames',
      'history',
      'written',
      'entry',
      'page',
      'frame',
    ]);
    expect(disabled({}, { within: 'table' })).toEqual(['table']);
    expect(disabled({}, { within: 'path' })).toEqual([]);
  });

  it('name what they do to tables, pages and runs', () => {
    const labels = (more: Partial<EntryRow>): readonly string[] =>
      entryMenu(row(more), { breaks: true, own: true, virtual: true, within: 'tree' }).map(
        ({ label }) => label,
      );
    expect(labels({ count: 2 })).toContain('Breakpoint on its pages…');
    expect(labels({ kind: 'table', level: 2 })).toContain('Show the P1 table as a picture');
    const items = entryMenu(row({}), { breaks: true, own: true, virtual: true, within: 'table' });
    expect(items.find(({ id }) => id === 'entry')).toMatchObject({ checked: true });
    const withKeys = (within: MenuFacts['within']): string[] =>
      entryMenu(row({}), { breaks: false, own: true, virtual: true, within })
        .filter(({ keys }) => keys === 'Enter')
        .map(({ id }) => id);
    expect(withKeys('tree')).toEqual(['follow']);
    expect(withKeys('table')).toEqual(['follow']);
    expect(withKeys('path')).toEqual([]);
  });
});
