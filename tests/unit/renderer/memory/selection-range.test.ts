import { describe, expect, it } from 'vitest';
import {
  endsOfRange,
  hexOfBytes,
  moveByte,
  moveEnds,
  rangeOfEnds,
  selectedCells,
  wholeCells,
} from '../../../../renderer/panels/memory/selection-range';

describe('selection', () => {
  it('has a length whichever end moves', () => {
    expect(rangeOfEnds({ anchor: 10, active: 17 })).toEqual({ first: 10, length: 8 });
    expect(rangeOfEnds({ anchor: 17, active: 10 })).toEqual({ first: 10, length: 8 });
    expect(rangeOfEnds({ anchor: 5, active: 5 })).toEqual({ first: 5, length: 1 });
  });

  it('extends from its anchor, also across it', () => {
    const at = moveEnds(null, 20, true);
    expect(at).toEqual({ anchor: 20, active: 20 });
    const down = moveEnds(at, 36, true);
    expect(rangeOfEnds(down)).toEqual({ first: 20, length: 17 });
    expect(rangeOfEnds(moveEnds(down, 12, true))).toEqual({ first: 12, length: 9 });
    expect(moveEnds(down, 12, false)).toEqual({ anchor: 12, active: 12 });
  });

  it('keeps its moving end when it comes back from the shared store', () => {
    const known = { anchor: 10, active: 17 };
    expect(endsOfRange(10, 8, known)).toBe(known);
    expect(endsOfRange(10, 4, known)).toEqual({ anchor: 13, active: 10 });
    expect(endsOfRange(2 ** 47, 1, null)).toEqual({ anchor: 2 ** 47, active: 2 ** 47 });
  });

  it('says which cells of a row are in it', () => {
    const range = { first: 0x102f0c8, length: 16 };
    expect(selectedCells(range, 0x102f0c, 16)).toEqual({ start: 8, end: 16 });
    expect(selectedCells(range, 0x102f0d, 16)).toEqual({ start: 0, end: 8 });
    expect(selectedCells(range, 0x102f0b, 16)).toBeNull();
    expect(selectedCells(range, 0x102f0e, 16)).toBeNull();
  });
});

describe('wholeCells', () => {
  it('widens a selection to whole groups, whichever end moves', () => {
    expect(wholeCells({ anchor: 5, active: 5 }, 4)).toEqual({ anchor: 4, active: 7 });
    expect(wholeCells({ anchor: 5, active: 9 }, 4)).toEqual({ anchor: 4, active: 11 });
    expect(wholeCells({ anchor: 9, active: 5 }, 4)).toEqual({ anchor: 11, active: 4 });
    expect(wholeCells({ anchor: 9, active: 5 }, 1)).toEqual({ anchor: 9, active: 5 });
  });
});

describe('moveByte', () => {
  const size = 2 ** 48;
  const grid = { size, rowBytes: 16, cellBytes: 1 } as const;

  it('moves by bytes and to the ends of the row', () => {
    expect(moveByte(100, 'left', grid)).toBe(99);
    expect(moveByte(0, 'left', grid)).toBe(0);
    expect(moveByte(size - 1, 'right', grid)).toBe(size - 1);
    expect(moveByte(0x1234, 'rowStart', grid)).toBe(0x1230);
    expect(moveByte(0x1234, 'rowEnd', grid)).toBe(0x123f);
    expect(moveByte(10, 'rowEnd', { ...grid, size: 12 })).toBe(11);
  });

  it('goes to the ends of rows of any size, and over whole cells', () => {
    expect(moveByte(0x1234, 'rowStart', { ...grid, rowBytes: 64 })).toBe(0x1200);
    expect(moveByte(0x1234, 'rowEnd', { ...grid, rowBytes: 8 })).toBe(0x1237);
    const groups = { ...grid, cellBytes: 4 };
    expect(moveByte(0x1236, 'right', groups)).toBe(0x1238);
    expect(moveByte(0x1236, 'left', groups)).toBe(0x1233);
  });

  it('moves by frame, first to the start of this one', () => {
    expect(moveByte(0x5123, 'frameBack', grid)).toBe(0x5000);
    expect(moveByte(0x5000, 'frameBack', grid)).toBe(0x4000);
    expect(moveByte(0x5123, 'frameForward', grid)).toBe(0x6000);
    expect(moveByte(2 ** 47 + 5, 'frameForward', grid)).toBe(2 ** 47 + 0x1000);
  });
});

describe('hexOfBytes', () => {
  it('writes two digits a byte', () => {
    expect(hexOfBytes(Uint8Array.of(3, 0xf2, 0))).toBe('03 f2 00');
    expect(hexOfBytes(new Uint8Array())).toBe('');
  });
});
