import { describe, expect, it } from 'vitest';
import { ColumnMemory, grownCapacity, WordColumn } from '../../../../main/engine/base/column';

describe('WordColumn', () => {
  it('keeps every value while it grows', () => {
    const column = new WordColumn();
    const count = 200_001;
    const value = (row: number): number => (row * 2_654_435_761) % 2 ** 32;
    let rows = 0;
    for (let i = 0; i < count; i++) if (column.push(value(i)) === i) rows++;
    expect(rows).toBe(count);
    expect(column.frozen()).toHaveLength(count);
    expect(column.frozen().findIndex((found, row) => found !== value(row))).toBe(-1);
  });

  it('is empty before the first value', () => {
    expect(new WordColumn().frozen()).toHaveLength(0);
  });
});

describe('growing', () => {
  it('is fast while small, and by half when large', () => {
    expect([0, 1024, 65535, 65536, 65537].map(grownCapacity)).toEqual([64, 4096, 262_140, 98_304, 98_306]);
  });

  it('keeps what is there, in columns that do not overlap', () => {
    const memory = new ColumnMemory(2 * 3 * 4 + 5);
    const first = memory.words(Uint32Array.of(1, 0xffff_ffff), 3);
    const second = memory.words(Uint32Array.of(7), 3);
    const third = memory.bytes(Uint8Array.of(1, 255), 5);
    first[2] = 2;
    second.fill(9, 1);
    third.fill(3, 2);
    expect([[...first], [...second], [...third]]).toEqual([
      [1, 0xffff_ffff, 2],
      [7, 9, 9],
      [1, 255, 3, 3, 3],
    ]);
    expect(new Set([first, second, third].map(({ buffer }) => buffer)).size).toBe(1);
  });

  it('takes as many pieces as a large table needs', () => {
    const rows = 3 * 2 ** 20;
    const memory = new ColumnMemory(rows * 4 * 3 + rows);
    const columns = [1, 2, 3].map((value) => memory.words(Uint32Array.of(value), rows).fill(value));
    const last = memory.bytes(Uint8Array.of(4), rows).fill(4);
    expect(columns.map((column) => [column[0], column[rows - 1]])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect([last[0], last[rows - 1]]).toEqual([4, 4]);
    expect(new Set([...columns, last].map(({ buffer }) => buffer)).size).toBe(2);
  });
});
