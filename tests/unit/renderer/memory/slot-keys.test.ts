import { describe, expect, it } from 'vitest';
import type { HexLine } from '../../../../renderer/components/hex/hex-lines';
import { SlotKeys } from '../../../../renderer/components/hex/slot-keys';

function rows(...numbers: number[]): HexLine[] {
  return numbers.map((row) => ({ kind: 'row', row, key: row }) as HexLine);
}

describe('SlotKeys', () => {
  it('lets a row keep its element, and gives that of one that left to one that came', () => {
    const keys = new SlotKeys();
    expect(keys.of(rows(10, 11, 12))).toEqual(['row0', 'row1', 'row2']);
    expect(keys.of(rows(11, 12, 13))).toEqual(['row1', 'row2', 'row0']);
    expect(keys.of(rows(9, 10, 11))).toEqual(['row2', 'row0', 'row1']);
  });

  it('moves nothing where all rows are new', () => {
    const keys = new SlotKeys();
    keys.of(rows(10, 11, 12));
    keys.of(rows(11, 12, 13));
    expect(keys.of(rows(500, 501, 502))).toEqual(['row1', 'row2', 'row0']);
  });

  it('moves no element where only few rows stay: one of them may have the focus', () => {
    const keys = new SlotKeys();
    keys.of(rows(10, 11, 12, 13, 14));
    expect(keys.of(rows(14, 15, 16, 17, 18))).toEqual(['row0', 'row1', 'row2', 'row3', 'row4']);
    expect(keys.of(rows(17, 18, 19, 20, 21))).toEqual(['row3', 'row4', 'row0', 'row1', 'row2']);
  });

  it('never gives one element to two rows, whatever comes and goes', () => {
    const keys = new SlotKeys();
    for (const shown of [[1, 2, 3], [3], [3, 4, 5, 6], [6, 1], [7, 8, 9, 6, 1]]) {
      const given = keys.of(rows(...shown));
      expect(new Set(given).size).toBe(given.length);
    }
  });

  it('keeps the element of a row that has no successor for the next row that comes', () => {
    const keys = new SlotKeys();
    const header = { kind: 'header', key: 7 } as HexLine;
    keys.of(rows(10, 11, 12));
    expect(keys.of([header, ...rows(500, 501)])).toEqual(['header7', 'row0', 'row1']);
    expect(keys.spare).toEqual(['row2']);
    expect(keys.of(rows(500, 501, 502))).toEqual(['row0', 'row1', 'row2']);
    expect(keys.spare).toEqual([]);
  });

  it('never has more elements than lines', () => {
    const keys = new SlotKeys();
    keys.of(rows(1, 2, 3, 4, 5, 6));
    const shown = keys.of(rows(1, 2));
    expect(shown.length + keys.spare.length).toBe(2);
  });

  it('names headers and folds by their own units', () => {
    const header = { kind: 'header', key: 7 } as HexLine;
    expect(new SlotKeys().of([header, ...rows(1)])).toEqual(['header7', 'row0']);
  });
});
