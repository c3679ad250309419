import { describe, expect, it } from 'vitest';
import { hexColumns, rowBytesFor, widthOf } from '../../../../renderer/panels/memory/hex-columns';
import { ROW_SIZES } from '../../../../renderer/panels/memory/row-layout';
import {
  DEFAULT_SETTINGS,
  FORMAT_CHOICES,
  GROUP_CHOICES,
  type ViewSettings,
} from '../../../../renderer/panels/memory/view-settings';

function input(changed: Partial<ViewSettings> = {}) {
  return { settings: { ...DEFAULT_SETTINGS, ...changed }, addressDigits: 10 };
}

describe('hexColumns', () => {
  it('stands octets apart, and groups closer than single bytes', () => {
    const single = hexColumns(input(), 16);
    expect(single.cells.slice(6, 9).map(({ start }) => start)).toEqual([18, 21, 25]);
    const groups = hexColumns(input({ group: 4 }), 16);
    expect(groups.cells.slice(0, 5).map(({ start }) => start)).toEqual([0, 2.5, 4.5, 6.5, 9]);
    expect(groups.cells.slice(0, 4).map(({ column }) => column)).toEqual([3, 2, 1, 0]);
  });

  it.each(ROW_SIZES)('holds every byte of a row of %i once, in cells that do not overlap', (rowBytes) => {
    for (const group of GROUP_CHOICES) {
      for (const format of FORMAT_CHOICES) {
        for (const bigEndian of [false, true]) {
          const columns = hexColumns(input({ group, format, bigEndian }), rowBytes);
          const bytes = columns.cells.flatMap(({ column }) =>
            Array.from({ length: columns.cellBytes }, (_, i) => column + i),
          );
          expect([...bytes].sort((a, b) => a - b)).toEqual(Array.from({ length: rowBytes }, (_, i) => i));
          let end = 0;
          for (const cell of columns.cells) {
            expect(cell.start).toBeGreaterThanOrEqual(end);
            expect(Number.isInteger(cell.textStart)).toBe(true);
            expect(cell.textStart + 0.5).toBeGreaterThanOrEqual(cell.start);
            expect(cell.textStart + 0.5 + cell.digits).toBeLessThanOrEqual(cell.start + cell.width);
            end = cell.start + cell.width;
          }
          expect(columns.width).toBe(end);
        }
      }
    }
  });
});

describe('rowBytesFor', () => {
  it('takes what is asked for, whatever there is room for', () => {
    expect(rowBytesFor(input({ columns: 64 }), 20)).toBe(64);
  });

  it('takes the longest rows that fit, the shortest where none does', () => {
    const fit = input({ columns: 'fit' });
    for (const size of ROW_SIZES) {
      expect(rowBytesFor(fit, widthOf(hexColumns(fit, size)))).toBe(size);
    }
    expect(rowBytesFor(fit, 10)).toBe(8);
  });

  it('takes 16 by itself, and 8 where 16 would be cut', () => {
    const auto = input();
    const width = widthOf(hexColumns(auto, 16));
    expect([10, width - 1, width, 1000].map((room) => rowBytesFor(auto, room))).toEqual([8, 8, 16, 16]);
  });
});
