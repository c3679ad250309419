import type { MemoryRegion } from '../../../shared/machine';
import { PAGE_SIZE } from '../../../shared/address';

/** Gives unused frames of physical memory. */
export interface FrameAllocator {
  /** The number of a frame that nobody uses, or `null` where memory is exhausted. */
  allocateFrame(): number | null;
}

/** First frame above the lower 1 MiB, which is never given out. */
export const LOWER_MEMORY_END_FRAME = 0x10_0000 / PAGE_SIZE;

/**
 * Upstream's `LegacyFrameAllocator`: goes upwards through the usable regions in the order of the memory map and
 * never takes a frame back.
 */
export class LegacyFrameAllocator implements FrameAllocator {
  private nextRegion = 0;
  private current: MemoryRegion | null = null;
  private nextFrame: number;

  /** Mirrors `new_starting_at`: frames below `firstFrame` and below 1 MiB are skipped. */
  constructor(
    firstFrame: number,
    private readonly memoryMap: readonly MemoryRegion[],
  ) {
    this.nextFrame = Math.max(firstFrame, LOWER_MEMORY_END_FRAME);
  }

  /** Mirrors `allocate_frame`. */
  allocateFrame(): number | null {
    if (this.current !== null) {
      const frame = this.allocateFrameFromDescriptor(this.current);
      if (frame !== null) return frame;
      this.current = null;
    }
    while (this.nextRegion < this.memoryMap.length) {
      const descriptor = this.memoryMap[this.nextRegion++] as MemoryRegion;
      if (descriptor.kind !== 'usable') continue;
      const frame = this.allocateFrameFromDescriptor(descriptor);
      if (frame !== null) {
        this.current = descriptor;
        return frame;
      }
    }
    return null;
  }

  /** Mirrors `allocate_frame_from_descriptor`: a frame that lies partly in the region counts. */
  private allocateFrameFromDescriptor(descriptor: MemoryRegion): number | null {
    const startFrame = Math.floor(descriptor.start / PAGE_SIZE);
    const endFrame = Math.floor((descriptor.start + descriptor.length - 1) / PAGE_SIZE);
    if (this.nextFrame < startFrame) this.nextFrame = startFrame;
    return this.nextFrame <= endFrame ? this.nextFrame++ : null;
  }
}
