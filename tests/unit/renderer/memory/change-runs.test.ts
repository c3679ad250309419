import { describe, expect, it } from 'vitest';
import { changedRuns } from '../../../../renderer/panels/memory/useChangeRuns';
import type { Side } from '../../../../shared/memory-types';
import type { PageView } from '../../../../shared/view-types';

function page(bytes: Uint8Array | null, old: Uint8Array | null | undefined): PageView {
  const against = old === undefined ? null : { bytes: old };
  return { space: 'physical', page: 2, bytes, against } as PageView;
}

function changed(at: Readonly<Record<number, number>>): Uint8Array {
  const bytes = new Uint8Array(4096);
  for (const [offset, value] of Object.entries(at)) bytes[Number(offset)] = value;
  return bytes;
}

const at = (moment: number): Side => ({ source: 0, moment });

describe('changes since a moment', () => {
  it('are runs of the bytes that differ, with what they were', () => {
    const runs = changedRuns(page(changed({ 5: 1, 6: 2, 9: 3 }), new Uint8Array(4096)), at(1234));
    expect(runs).toEqual([
      {
        first: 8197,
        end: 8199,
        look: 'changed-since',
        name: 'changed, was 00 00 at moment 1,234',
        tip: 'was 00 00 at moment 1,234',
      },
      {
        first: 8201,
        end: 8202,
        look: 'changed-since',
        name: 'changed, was 00 at moment 1,234',
        tip: 'was 00 at moment 1,234',
      },
    ]);
  });

  it('are told in parts of 16 bytes at most, each with its own old bytes', () => {
    const old = Uint8Array.from({ length: 4096 }, (_, i) => (i < 40 ? i + 1 : 0));
    const runs = changedRuns(page(new Uint8Array(4096), old), at(7));
    expect(runs.map(({ first, end }) => [first - 8192, end - 8192])).toEqual([
      [0, 16],
      [16, 32],
      [32, 40],
    ]);
    expect(runs[1]!.tip).toBe('was 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 at moment 7');
  });

  it('reach to the last byte, and to no byte that one side lacks', () => {
    const runs = changedRuns(page(changed({ 4095: 9 }), new Uint8Array(4096)), at(0));
    expect(runs.map(({ first, end }) => [first, end])).toEqual([[8192 + 4095, 8192 + 4096]]);
    expect(changedRuns(page(changed({ 100: 9 }), new Uint8Array(50)), at(0))).toEqual([]);
  });

  it('are none where nothing is compared, or a side has no bytes', () => {
    expect(changedRuns(page(changed({ 5: 1 }), undefined), at(0))).toEqual([]);
    expect(changedRuns(page(changed({ 5: 1 }), null), at(0))).toEqual([]);
    expect(changedRuns(page(null, new Uint8Array(4096)), at(0))).toEqual([]);
  });

  it('say that they are of the edits, where the kernel without them is compared with', () => {
    const [run] = changedRuns(page(changed({ 5: 1 }), new Uint8Array(4096)), { source: 3, moment: 90 });
    expect(run).toMatchObject({
      name: 'differs, was 00 at this address without the edits',
      tip: 'was 00 at this address without the edits',
    });
    const [moved] = changedRuns(page(changed({ 5: 1 }), new Uint8Array(4096)), {
      source: 3,
      moment: 12,
      shiftPages: 0x8000000,
    });
    expect(moved?.tip).toBe('was 00 at 0x8000002005 without the edits');
  });
});
