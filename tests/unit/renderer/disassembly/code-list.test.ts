import { describe, expect, it } from 'vitest';
import { CodeList, joinedRows, trimmedList } from '../../../../renderer/panels/disassembly/code-list';
import { codeRow, codeRows } from './rows';

function positions(rows: readonly { readonly position: number }[]): number[] {
  return rows.map(({ position }) => position);
}

describe('joining answers', () => {
  it('adds what is before and behind, and keeps what is known', () => {
    const known = codeRows(100, 3);
    const joined = joinedRows(known, codeRows(92, 8));
    expect(positions(joined)).toEqual([92, 96, 100, 104, 108, 112, 116, 120]);
    expect(joined.slice(2, 5)).toEqual(known);
    expect(joined[2]).toBe(known[0]);
  });

  it('joins rows that only touch', () => {
    expect(positions(joinedRows(codeRows(100, 1), codeRows(104, 1)))).toEqual([100, 104]);
    expect(positions(joinedRows(codeRows(104, 1), codeRows(100, 1)))).toEqual([100, 104]);
  });

  it('leaves a far answer alone, and none changes nothing', () => {
    const known = codeRows(100, 3);
    const far = codeRows(1000, 2);
    expect(joinedRows(known, far)).toBe(far);
    expect(joinedRows(known, [])).toBe(known);
    expect(joinedRows([], far)).toBe(far);
  });

  it('leaves an answer alone that is out of step at an end of what is known', () => {
    const known = codeRows(100, 3);
    const above = [codeRow(90), codeRow(94, { length: 7 }), codeRow(101)];
    expect(joinedRows(known, above)).toBe(above);
    const below = [codeRow(108), codeRow(110), codeRow(114)];
    expect(joinedRows(known, below)).toBe(below);
  });

  it('keeps known lines where others are in step again behind them', () => {
    const known = [codeRow(100, { length: 2 }), codeRow(102, { length: 6 })];
    const answer = [...codeRows(96, 3), codeRow(108)];
    expect(positions(joinedRows(known, answer))).toEqual([96, 100, 102, 108]);
  });
});

describe('a list of code', () => {
  const list = new CodeList([
    codeRow(0, { kind: 'gap', length: 100 }),
    codeRow(100, { label: 'main', isEntry: true }),
    codeRow(104),
  ]);

  it('has a line for each label', () => {
    expect(list.lines.map(({ row, part }) => [row.position, part])).toEqual([
      [0, 'code'],
      [100, 'label'],
      [100, 'code'],
      [104, 'code'],
    ]);
  });

  it('finds lines by any of their bytes', () => {
    expect(list.rowAt(57)).toBe(0);
    expect(list.rowAt(103)).toBe(1);
    expect([list.rowAt(-1), list.rowAt(108)]).toEqual([-1, -1]);
    expect(list.lineAt({ position: 102, part: 'label' })).toBe(1);
    expect(list.lineAt({ position: 102, part: 'code' })).toBe(2);
    expect(list.lineAt({ position: 105, part: 'label' })).toBe(3);
    expect(list.lineAt({ position: 500, part: 'code' })).toBe(-1);
    expect(list.anchorAt(1)).toEqual({ position: 100, part: 'label' });
    expect(list.anchorAt(9)).toBeNull();
  });

  it('calls a row by the symbol above it, as far as the code goes on', () => {
    const named = new CodeList([
      codeRow(90),
      codeRow(94, { label: 'main' }),
      codeRow(98),
      codeRow(102, { kind: 'gap' }),
      codeRow(106),
    ]);
    expect(named.rows.map((row) => named.nameOf(row))).toEqual(['0x5a', 'main', 'main+0x4', '0x66', '0x6a']);
  });

  it('keeps the rows round a place of a very long one', () => {
    const long = new CodeList(codeRows(0, 6000));
    const kept = trimmedList(long, 4 * 5000);
    expect(kept.rows).toHaveLength(2500);
    expect(kept.rowAt(4 * 5000)).toBe(1500);
    expect(trimmedList(list, 100)).toBe(list);
  });
});
