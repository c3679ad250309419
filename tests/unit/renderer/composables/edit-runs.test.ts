import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countBytes,
  editedByte,
  editsOf,
  overlaid,
  runsOf,
  runsWithin,
  sameRuns,
  withBytes,
  withoutBytes,
  type EditRun,
} from '../../../../renderer/composables/edit-runs';

const DISK = Uint8Array.from({ length: 64 }, (_, i) => i);
const set = (runs: readonly EditRun[], offset: number, ...bytes: number[]): readonly EditRun[] =>
  withBytes(runs, offset, DISK.subarray(offset, offset + bytes.length), Uint8Array.from(bytes));

describe('edit runs', () => {
  it('grow together, fall apart, and go where the byte is as it was', () => {
    let runs = set([], 4, 0xaa);
    runs = set(runs, 6, 0xbb);
    expect(runs.map(({ offset }) => offset)).toEqual([4, 6]);
    runs = set(runs, 5, 0xcc);
    expect(editsOf(runs)).toEqual([{ offset: 4, before: '040506', after: 'aaccbb' }]);
    runs = set(runs, 5, 5);
    expect(editsOf(runs)).toEqual([
      { offset: 4, before: '04', after: 'aa' },
      { offset: 6, before: '06', after: 'bb' },
    ]);
    expect(withoutBytes(runs, 0, 64)).toEqual([]);
    expect(editedByte(runs, 4)).toEqual({ before: 4, after: 0xaa });
    expect(editedByte(runs, 5)).toBeNull();
    expect(runsWithin(runs, 5, 6)).toEqual([]);
  });

  it('know what the disk has, whatever they are told of it', () => {
    const runs = set([], 4, 0xaa);
    expect(withBytes(runs, 4, Uint8Array.of(0xaa), Uint8Array.of(4))).toEqual([]);
  });

  it('equal plain writing, whatever is done', () => {
    const change = fc.record({
      offset: fc.integer({ min: 0, max: 60 }),
      bytes: fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 1, maxLength: 4 }),
      revert: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const plain = DISK.slice();
        let runs: readonly EditRun[] = [];
        for (const { offset, bytes, revert } of changes) {
          const few = bytes.slice(0, 64 - offset);
          if (revert) runs = withoutBytes(runs, offset, few.length);
          else runs = set(runs, offset, ...few);
          plain.set(revert ? DISK.subarray(offset, offset + few.length) : few, offset);
        }
        expect(overlaid(DISK, 0, runs, 'after')).toEqual(plain);
        expect(overlaid(plain, 0, runs, 'before')).toEqual(DISK);
        expect(countBytes(runs)).toBe(plain.filter((byte, i) => byte !== DISK[i]).length);
        for (const [i, run] of runs.entries()) {
          const before = runs[i - 1];
          if (before) expect(run.offset).toBeGreaterThan(before.offset + before.after.length);
        }
        expect(sameRuns(runsOf(editsOf(runs)), runs)).toBe(true);
      }),
    );
  });
});
