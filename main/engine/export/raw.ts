import { PAGE_SIZE } from '../../../shared/address';
import { frameChunks } from './image-reader';
import type { ImagePlan, MemoryImage } from './image-reader';

/**
 * The physical image as it is: byte `n` of the file is byte `n` of physical memory.
 * Memory that was never touched, or that is zero, stays a hole of the file.
 */
export function rawPlan(image: MemoryImage): ImagePlan {
  const frames = image.touchedFrames;
  return {
    size: image.size,
    total: frames.length * PAGE_SIZE,
    chunks: () => frameChunks(image, frames, (index) => (frames[index] as number) * PAGE_SIZE, 0),
  };
}
