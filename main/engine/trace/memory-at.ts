import { PAGE_SIZE } from '../../../shared/address';
import type { ImageAt } from './image-at';
import type { LoadView } from './load-view';

/** Bulk reads of physical memory as the load left it (`PhysicalMemory` has them). */
export interface LastMemory {
  readonly frameCount: number;
  /** The first frame at or behind `frame` that may hold anything but zeros; `frameCount` where there is none. */
  nextFilled(frame: number): number;
  /** Copies neighbouring frames from `first` on, as many as `out` has room for. */
  readFrames(first: number, out: Uint8Array): void;
}

/**
 * Physical memory at one moment, for bulk reads: most frames do not change any more after it, and are read as they are
 * at the end; the others are put together from the ops.
 */
class MemoryAt implements LastMemory {
  readonly frameCount: number;

  constructor(
    private readonly memory: LastMemory,
    private readonly image: ImageAt,
    private readonly moment: number,
  ) {
    this.frameCount = memory.frameCount;
  }

  nextFilled(frame: number): number {
    // A frame that is not known to be zero at a moment is not later either.
    let next = this.memory.nextFilled(frame);
    while (next < this.frameCount && this.image.isZeroAt(next, this.moment)) {
      next = this.memory.nextFilled(next + 1);
    }
    return next;
  }

  readFrames(first: number, out: Uint8Array): void {
    this.memory.readFrames(first, out);
    for (let start = 0; start < out.length; start += PAGE_SIZE) {
      const frame = first + start / PAGE_SIZE;
      if (!this.image.changesAfter(frame, this.moment)) continue;
      this.image.frameAt(frame, this.moment, out.subarray(start, start + PAGE_SIZE));
    }
  }
}

/** The memory as it is at a moment. At the last one it is read as it is. */
export function memoryAt(view: LoadView, memory: LastMemory, moment: number): LastMemory {
  return moment === view.trace.opCount ? memory : new MemoryAt(memory, view.image, moment);
}
