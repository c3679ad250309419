import { PAGE_SIZE } from '../../../shared/address';
import { LoadStopped } from '../base/errors';

/** Where the words of a frame are: 1024 of `words` from `at` on. */
export interface FrameWords {
  words: Uint32Array;
  at: number;
}

/**
 * What the loader and the mapper do to physical memory. Everything is addressed by frame number and offset, so
 * that no address leaves the exact range; an access never crosses a frame.
 *
 * A frame outside the memory ends the load with {@link LoadStopped}: the real loader would read or write
 * whatever the machine has there.
 */
export interface LoaderMemory {
  /** Low half of entry `index` of the page table in `frame`. */
  entryLow(frame: number, index: number): number;
  /** High half of entry `index` of the page table in `frame`. */
  entryHigh(frame: number, index: number): number;
  /** Writes entry `index` of the page table in `frame`. */
  writeEntry(frame: number, index: number, low: number, high: number): void;
  /** How many entries of the page table in `frame` are zero in a row from `index` on; at most `max`. */
  unusedEntries(frame: number, index: number, max: number): number;
  /**
   * How many entries in a row from `index` on are not zero and have none of the bits of `mask` in their low half; at
   * most `max`.
   */
  entriesWithout(frame: number, index: number, mask: number, max: number): number;
  /** Writes `count` entries from `index` on: `low` and `high` first, then each for the frame after the last one's. */
  writeEntries(frame: number, index: number, low: number, high: number, count: number): void;
  /** Fills a frame with zeros. */
  zeroFrame(frame: number): void;
  /** Copies a whole frame; the frames differ. */
  copyFrame(from: number, to: number): void;
  /** Zeroes `length` bytes within a frame. */
  zeroBytes(frame: number, offset: number, length: number): void;
  /** Copies `length` bytes of a frame to `out` at `start`. */
  readBytes(frame: number, offset: number, out: Uint8Array, start: number, length: number): void;
  /**
   * Points `view` at the words of a frame where they lie still: until the frame is written to, whatever else is done.
   *
   * @returns whether they do
   */
  locate(frame: number, view: FrameWords): boolean;
  /** Writes 8 bytes, the first two of `words`, at any `offset` up to 4088. */
  writeWord(frame: number, offset: number, words: Uint32Array): void;
  /** {@link writeWord} for `count` words at `offsets`, two of `words` for each. */
  writeWords(frame: number, offsets: Uint32Array, words: Uint32Array, count: number): void;
  /** Writes `length` (at most 8) bytes of `source` from `start` to a frame. */
  writeBytes(frame: number, offset: number, source: Uint8Array, start: number, length: number): void;
}

/** The physical memory of a machine: the loader's accesses, and bulk access for set-up, views and export. */
export interface PhysicalMemory extends LoaderMemory {
  /** Bytes of physical address space, a multiple of the frame size. */
  readonly size: number;
  readonly frameCount: number;
  /** Frames that were ever written, zeroed or copied to. */
  readonly touchedFrames: number;
  isTouched(frame: number): boolean;
  /**
   * The first frame at or behind `frame` that may hold anything but zeros; `frameCount` where there is none. All
   * others read as zeros and need not be read.
   */
  nextFilled(frame: number): number;
  /** Copies a whole frame to `out`. */
  readFrame(frame: number, out: Uint8Array): void;
  /** Copies neighbouring frames from `first` on, as many as `out` has room for. */
  readFrames(first: number, out: Uint8Array): void;
  /** Writes bytes of any length from a physical address on. */
  load(address: number, bytes: Uint8Array): void;
  /**
   * Puts a file into memory before anything else is there. Its bytes need not be copied: the caller does not change
   * them while the memory is in use.
   */
  adopt(address: number, bytes: Uint8Array): void;
  /** Hands everything that is cached to the backing store. */
  flush(): void;
  /** Releases the memory; what backs it is deleted. */
  close(): void;
}

/** Ends the load where `frame` lies outside a memory of `frameCount` frames. */
export function checkFrame(frame: number, frameCount: number): void {
  if (!(frame >= 0 && frame < frameCount)) {
    const address = `0x${(frame * PAGE_SIZE).toString(16)}`;
    throw new LoadStopped(
      `access to physical address ${address}, which lies outside the machine's memory of 0x${(
        frameCount * PAGE_SIZE
      ).toString(16)} bytes`,
    );
  }
}

/** How many 64-bit entries are zero in a row from `words[at]` on; at most `max`. */
export function zeroEntries(words: Uint32Array, at: number, max: number): number {
  let count = 0;
  while (count < max && ((words[at + count * 2] as number) | (words[at + count * 2 + 1] as number)) === 0)
    count++;
  return count;
}

/** How many 64-bit entries in a row from `words[at]` on are not zero and have no bit of `mask` in their low half. */
export function plainEntries(words: Uint32Array, at: number, mask: number, max: number): number {
  for (let count = 0; count < max; count++) {
    const low = words[at + count * 2] as number;
    if ((low & mask) !== 0 || (low | (words[at + count * 2 + 1] as number)) === 0) return count;
  }
  return max;
}
