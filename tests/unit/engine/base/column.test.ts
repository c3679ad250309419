import { describe, expect, it } from 'vitest';
import { ByteColumn, WordColumn } from '../../../../main/engine/base/column';

describe.each([
  ['ByteColumn', () => new ByteColumn(), 0x100],
  ['WordColumn', () => new WordColumn(), 2 ** 32],
])('%s', (_, make, modulus) => {
  it('keeps every value while it grows', () => {
    const column = make();
    const count = 200_001;
    let rows = 0;
    for (let i = 0; i < count; i++) if (column.push((i * 2_654_435_761) % modulus) === i) rows++;
    expect(rows).toBe(count);
    expect(column).toHaveLength(count);
    const frozen = column.frozen();
    expect(frozen).toHaveLength(count);
    const wrong = frozen.findIndex((value, i) => value !== (i * 2_654_435_761) % modulus);
    expect(wrong).toBe(-1);
  });

  it('replaces the value of one row', () => {
    const column = make();
    [1, 2, 3].forEach((value) => column.push(value));
    column.set(1, 200);
    expect([column.get(0), column.get(1), column.get(2)]).toEqual([1, 200, 3]);
  });

  it('is empty before the first value', () => {
    expect(make().frozen()).toHaveLength(0);
  });
});
