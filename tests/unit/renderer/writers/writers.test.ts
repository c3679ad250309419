import { describe, expect, it } from 'vitest';
import {
  addressIn,
  placeIn,
  rangeOfMoment,
  rangeOfSelection,
} from '../../../../renderer/panels/writers/writer-range';
import { runAt, stripParts } from '../../../../renderer/panels/writers/writer-strip';
import type { WriterRun } from '../../../../shared/debugger-types';
import type { ProvenanceName } from '../../../../shared/provenance';

const run = (offset: number, length: number, provenance: ProvenanceName): WriterRun => ({
  offset,
  length,
  provenance,
  moment: 1,
  writes: 1,
  text: '',
});

describe('the range of a question', () => {
  it('is the selection, and for one byte its page', () => {
    const byte = { space: 'virtual', page: 3, offset: 4090 } as const;
    expect(rangeOfSelection(byte, 20)).toEqual({ ...byte, length: 20 });
    expect(rangeOfSelection(byte, 1)).toEqual({ ...byte, offset: 0, length: 4096 });
    expect(rangeOfSelection(byte, 2 ** 40).length).toBe(2 ** 30);
  });

  it('is the page that the moment is about without one', () => {
    expect(rangeOfMoment(7, 9)).toMatchObject({ space: 'virtual', page: 9, length: 4096 });
    expect(rangeOfMoment(7, null)).toMatchObject({ space: 'physical', page: 7 });
    expect(rangeOfMoment(null, null)).toBeNull();
  });

  it('crosses pages', () => {
    const range = { space: 'virtual', page: 2 ** 35 - 1, offset: 4090, length: 20 } as const;
    expect(placeIn(range, 10)).toEqual({ space: 'virtual', page: 2 ** 35, offset: 4 });
    expect(addressIn(range, 5)).toBe('0x7fffffffffff');
    expect(addressIn(range, 6)).toBe('0xffff800000000000');
    expect(addressIn({ ...range, space: 'file', page: 1 }, 6)).toBe('0x2000');
  });
});

describe('the strip', () => {
  const runs = [
    run(0, 100, 'fileCode'),
    run(100, 2, 'relocated'),
    run(102, 98, 'fileCode'),
    run(200, 200, 'bss'),
  ];

  it('finds the run of a byte', () => {
    expect([0, 99, 100, 101, 102, 399].map((offset) => runAt(runs, offset))).toEqual([0, 0, 1, 1, 2, 3]);
    expect(runAt([], 5)).toBe(-1);
  });

  it('gives each column to whoever wrote most of it', () => {
    expect(stripParts(runs, 400, 4)).toEqual([
      { first: 0, count: 2, provenance: 'fileCode' },
      { first: 2, count: 2, provenance: 'bss' },
    ]);
    const [before, small, after] = stripParts(runs, 400, 200);
    expect([before, small, after]).toEqual([
      { first: 0, count: 50, provenance: 'fileCode' },
      { first: 50, count: 1, provenance: 'relocated' },
      { first: 51, count: 49, provenance: 'fileCode' },
    ]);
  });

  it('says where no run is listed', () => {
    expect(stripParts(runs, 800, 4).at(-1)).toEqual({ first: 2, count: 2, provenance: null });
  });
});
