import { describe, expect, it } from 'vitest';
import { rowMeaning } from '../../../../renderer/panels/memory/row-meaning';
import type { PageRelocations } from '../../../../shared/view-types';

const relocations: PageRelocations = {
  rows: Uint32Array.from(
    [
      [0x10, 1214, 0, 0],
      [0x18, 7, 2, 0],
      [0x2c, 8, 1, 0x20],
      [0xff8, 9, 0, 0],
    ].flat(),
  ),
  names: ['table', 'handler'],
};
const view = {
  meanings: [
    { offset: 0x10, text: 'start' },
    { offset: 0x40, text: 'end' },
  ],
  relocations,
};

describe('rowMeaning', () => {
  it.each([
    [0, ''],
    [0x10, 'start · #1,214 · #7 handler'],
    [0x20, '#8 table+0x20'],
    [0x30, ''],
    [0x40, 'end'],
    [0xff0, '#9'],
  ])('of the row at %i', (offset, text) => {
    expect(rowMeaning(view, offset, 16)).toBe(text);
  });

  it('of a page without relocations', () => {
    expect(rowMeaning({ ...view, relocations: null }, 0x40, 16)).toBe('end');
  });
});
