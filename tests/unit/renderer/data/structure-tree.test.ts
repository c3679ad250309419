import { describe, expect, it } from 'vitest';
import {
  rowAt,
  rowCount,
  rowOf,
  toggled,
  type OpenNode,
} from '../../../../renderer/panels/data/structure-tree';

const ROOT: OpenNode = { id: '', children: 2, open: new Map() };

describe('the tree of a structure card', () => {
  const table = toggled(ROOT, [1], { id: 'table', children: 1_000_000 });
  const both = toggled(toggled(table, [1, 500_000], { id: 'element', children: 3 }), [1, 7], {
    id: 'other',
    children: 2,
  });

  it('counts the rows below what is open', () => {
    expect([ROOT, table, both].map(rowCount)).toEqual([2, 1_000_002, 1_000_007]);
  });

  it('finds the node of each row, and the row of each node', () => {
    const path = (at: number): string => `${rowAt(both, at).parent.id} ${rowAt(both, at).path.join('/')}`;
    expect(path(0)).toBe(' 0');
    expect(path(1)).toBe(' 1');
    expect(path(2)).toBe('table 1/0');
    expect(path(9)).toBe('table 1/7');
    expect(path(10)).toBe('other 1/7/0');
    expect(path(11)).toBe('other 1/7/1');
    expect(path(12)).toBe('table 1/8');
    expect(path(500_004)).toBe('table 1/500000');
    expect(path(500_005)).toBe('element 1/500000/0');
    expect(path(500_008)).toBe('table 1/500001');
    expect(path(1_000_006)).toBe('table 1/999999');
    for (let at = 0; at < rowCount(both); at += at < 30 || (at > 499_990 && at < 500_020) ? 1 : 9973) {
      expect(rowOf(both, rowAt(both, at).path)).toBe(at);
    }
  });

  it('knows which rows are open, and closes them with all below', () => {
    expect(rowAt(both, 9).open?.id).toBe('other');
    expect(rowAt(both, 8).open).toBeNull();
    const closed = toggled(both, [1], null);
    expect(rowCount(closed)).toBe(2);
    expect(rowCount(toggled(both, [1, 7], null))).toBe(1_000_005);
  });

  it('leaves the tree as it is for a way that is not open', () => {
    expect(toggled(ROOT, [0, 3], { id: 'x', children: 9 })).toBe(ROOT);
    expect(toggled(ROOT, [], null)).toBe(ROOT);
  });
});
