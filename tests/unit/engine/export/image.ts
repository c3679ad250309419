import type { MappedPage, MemoryImage } from '../../../../main/engine/export/image-reader';

export const RW = { entryHigh: 0x8000_0000 | 0, entryLow: 3 };
export const RX = { entryHigh: 0, entryLow: 1 };

/** A memory image for tests: frames with a byte that fills them, and pages. */
export function image(
  frames: Record<number, number>,
  pages: MappedPage[] = [],
  frameCount = 64,
): MemoryImage {
  const touchedFrames = Object.keys(frames)
    .map(Number)
    .sort((a, b) => a - b);
  return {
    size: frameCount * 4096,
    touchedFrames,
    nextFilled: (frame) => {
      let next = frame;
      while (next < frameCount && frames[next] === undefined) next++;
      return next;
    },
    readFrames: (first, out) => {
      for (let i = 0; i < out.length; i += 4096) out.fill(frames[first + i / 4096] ?? 0, i, i + 4096);
    },
    mappedPages: () => pages,
  };
}
