import { describe, expect, it } from 'vitest';
import { breakpointChoices, entryMenu } from '../../../../renderer/panels/page-table/entry-menu';
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
    const disabled = (more: Partial<EntryRow>): string[] =>
      entryMenu(row(more), false)
        .filter((item) => item.disabled === true)
        .map(({ id }) => id);
    expect(disabled({})).toEqual([]);
    expect(disabled({ leaf: false, level: 3 })).toEqual(['page']);
    expect(disabled({ flags: [] })).toEqual(['follow', 'page', 'frame']);
    expect(entryMenu(row({ count: 2 }), true)).toMatchObject([
      {},
      { id: 'entry', checked: true },
      { label: 'Breakpoint on its pages…' },
      {},
    ]);
  });
});
