import { describe, expect, it } from 'vitest';
import { asksForCopy, asksForUndo, isPlain, rowOfKey } from '../../../../renderer/composables/row-keys';

const press = (key: string, ...held: ('ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey')[]) => ({
  key,
  ctrlKey: held.includes('ctrlKey'),
  shiftKey: held.includes('shiftKey'),
  altKey: held.includes('altKey'),
  metaKey: held.includes('metaKey'),
});

describe('rowOfKey', () => {
  const from = (row: number) => (key: string) => rowOfKey(key, row, 10, 4);

  it('goes by rows, by pages and to the ends', () => {
    expect(['ArrowDown', 'ArrowUp', 'Home', 'End', 'PageUp'].map(from(5))).toEqual([6, 4, 0, 9, 1]);
  });

  it('goes no further than the ends', () => {
    expect(['PageDown', 'PageUp'].map(from(8))).toEqual([9, 4]);
    expect(from(0)('ArrowUp')).toBe(0);
    expect(['ArrowDown', 'ArrowUp'].map(from(-1))).toEqual([0, 0]);
  });

  it('knows no other key, and no row of an empty list', () => {
    expect(from(0)('a')).toBeNull();
    expect(rowOfKey('End', 0, 0, 4)).toBeNull();
  });
});

describe('presses', () => {
  it('are plain without Ctrl, Alt and the command key', () => {
    expect(isPlain(press('a', 'shiftKey'))).toBe(true);
    for (const held of ['ctrlKey', 'altKey', 'metaKey'] as const)
      expect(isPlain(press('a', held))).toBe(false);
  });

  it('copy and undo with Ctrl or the command key alone', () => {
    expect(asksForCopy(press('c', 'ctrlKey'))).toBe(true);
    expect(asksForCopy(press('C', 'metaKey'))).toBe(true);
    expect(asksForUndo(press('z', 'ctrlKey'))).toBe(true);
    expect(asksForCopy(press('c'))).toBe(false);
    expect(asksForCopy(press('C', 'ctrlKey', 'shiftKey'))).toBe(false);
    expect(asksForUndo(press('z', 'ctrlKey', 'altKey'))).toBe(false);
    expect(asksForUndo(press('c', 'ctrlKey'))).toBe(false);
  });
});
