import { describe, expect, it } from 'vitest';
import { LegacyFrameAllocator } from '../../../../main/engine/paging/frame-allocator';
import type { MemoryRegion, RegionKind } from '../../../../shared/machine';

const MIB_FRAME = 0x100;

/** A region in frames; fractions of a frame are allowed. */
function region(first: number, end: number, kind: RegionKind = 'usable'): MemoryRegion {
  return { start: first * 4096, length: (end - first) * 4096, kind };
}

/** Everything that the allocator gives until it has nothing more. */
function allFrames(firstFrame: number, map: readonly MemoryRegion[]): number[] {
  const allocator = new LegacyFrameAllocator(firstFrame, map);
  const frames: number[] = [];
  for (let frame = allocator.allocateFrame(); frame !== null; frame = allocator.allocateFrame()) {
    frames.push(frame);
  }
  expect(allocator.allocateFrame()).toBeNull();
  return frames;
}

describe('LegacyFrameAllocator', () => {
  it('goes upwards from the first free frame to the end of memory', () => {
    expect(allFrames(0x203, [region(0x100, 0x206)])).toEqual([0x203, 0x204, 0x205]);
  });

  it('never gives a frame of the lower 1 MiB', () => {
    expect(allFrames(0, [region(0, 0x9f), region(0xf0, 0x102)])).toEqual([MIB_FRAME, MIB_FRAME + 1]);
  });

  it('goes on in the next usable region, over holes and regions of other kinds', () => {
    const map = [
      region(0x100, 0x102),
      region(0x102, 0x104, 'reserved'),
      region(0x104, 0x105, 'acpiReclaimable'),
      region(0x110, 0x112),
      region(0x112, 0x113, 'acpiNvs'),
      region(0x113, 0x114, 'bad'),
      region(0x120, 0x121),
    ];
    expect(allFrames(0x101, map)).toEqual([0x101, 0x110, 0x111, 0x120]);
  });

  it('skips regions that end before the first free frame', () => {
    expect(allFrames(0x200, [region(0x100, 0x180), region(0x1ff, 0x201)])).toEqual([0x200]);
  });

  it('counts a frame that lies partly in a region, and gives it once', () => {
    const half = 0.5;
    const meeting = [region(0x100, 0x101 + half), region(0x101 + half, 0x103)];
    expect(allFrames(0x100, meeting)).toEqual([0x100, 0x101, 0x102]);
    const apart = [region(0x100, 0x101 + half), region(0x104 + half, 0x105 + half)];
    expect(allFrames(0x100, apart)).toEqual([0x100, 0x101, 0x104, 0x105]);
  });

  it('has nothing without a memory map', () => {
    expect(allFrames(0, [])).toEqual([]);
  });
});
