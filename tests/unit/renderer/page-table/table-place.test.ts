import { describe, expect, it } from 'vitest';
import { leadsTo } from '../../../../renderer/panels/page-table/table-place';
import type { EntryRow } from '../../../../shared/view-types';

function entry(kind: EntryRow['kind'], target: number, count = 1, leafSize = 4096) {
  return { kind, target: `0x${target.toString(16)}`, count, leafSize };
}

/** Which of some frames an entry leads to. */
function reached(row: ReturnType<typeof entry>, frames: readonly number[]): number[] {
  return frames.filter((frame) => leadsTo(row, frame));
}

describe('the frames that an entry leads to', () => {
  it('are all those of its pages, whatever their size', () => {
    expect(reached(entry('page', 0x5000), [4, 5, 6])).toEqual([5]);
    expect(reached(entry('page', 0x5000, 3), [4, 5, 6, 7, 8])).toEqual([5, 6, 7]);
    expect(reached(entry('page', 0x20_0000, 1, 0x20_0000), [511, 512, 1023, 1024])).toEqual([512, 1023]);
    expect(reached(entry('page', 0x20_0000, 2, 0x20_0000), [1024, 1535, 1536])).toEqual([1024, 1535]);
  });

  it('are that of the table below, alone', () => {
    expect(reached(entry('table', 0x5000, 1, 0), [4, 5, 6])).toEqual([5]);
    expect(reached(entry('recursive', 0x5000, 1, 0), [4, 5, 6])).toEqual([5]);
  });

  it('are none where it is not present or broken', () => {
    for (const kind of ['empty', 'absent', 'broken'] as const) {
      expect(reached(entry(kind, 0x5000), [0, 4, 5, 6])).toEqual([]);
    }
  });
});
