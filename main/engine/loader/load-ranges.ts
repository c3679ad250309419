import { LoaderError } from '../base/errors';
import type { ElfFile } from '../elf/elf-file';

/** Low words of the first and the last address of a range. */
export interface Window {
  readonly first: number;
  readonly last: number;
}

/**
 * The LOAD segments' ranges in halves, for `check_is_in_load`, which upstream runs over all headers for every
 * relocation.
 */
export class LoadRanges {
  /** Four numbers per segment: low and high half of address and of size in memory. */
  private readonly ranges: Uint32Array;
  /** Where the range begins that held the last address. */
  private recent = 0;

  constructor(elfFile: ElfFile) {
    const ranges: number[] = [];
    for (const header of elfFile.programIter()) {
      if (header.getType() !== 'Load') continue;
      const { virtualAddr, memSize } = header;
      ranges.push(
        Number(virtualAddr & 0xffff_ffffn),
        Number(virtualAddr >> 32n),
        Number(memSize & 0xffff_ffffn),
        Number(memSize >> 32n),
      );
    }
    // Without a segment there is one that holds nothing.
    this.ranges = Uint32Array.from(ranges.length > 0 ? ranges : [0, 0, 0, 0]);
  }

  /**
   * Mirrors `check_is_in_load`: only the first byte of a relocation is checked.
   *
   * @param words holds the address, low word first, from `at` on
   * @throws LoaderError `offset is not in load segment`
   */
  checkIsInLoad(words: Uint32Array, at: number): void {
    // The next relocation is nearly always in the same segment.
    if (this.holds(this.recent, words, at)) return;
    for (let range = 0; range < this.ranges.length; range += 4) {
      if (!this.holds(range, words, at)) continue;
      this.recent = range;
      return;
    }
    throw new LoaderError('offset is not in load segment');
  }

  /**
   * Which of the addresses `first` to `last` are in the segment that holds the address at `words[at]`, all of them with
   * its high word.
   */
  window(words: Uint32Array, at: number, first: number, last: number): Window {
    const { ranges, recent } = this;
    const high = words[at + 1] as number;
    const startHigh = ranges[recent + 1] as number;
    const endLow = (ranges[recent] as number) + (ranges[recent + 2] as number);
    const carry = endLow >= 2 ** 32 ? 1 : 0;
    const endHigh = startHigh + (ranges[recent + 3] as number) + carry;
    return {
      first: Math.max(first, startHigh === high ? (ranges[recent] as number) : 0),
      last: Math.min(last, endHigh === high ? endLow - carry * 2 ** 32 - 1 : 2 ** 32 - 1),
    };
  }

  private holds(range: number, words: Uint32Array, at: number): boolean {
    const { ranges } = this;
    let distanceLow = (words[at] as number) - (ranges[range] as number);
    let distanceHigh = (words[at + 1] as number) - (ranges[range + 1] as number);
    if (distanceLow < 0) {
      distanceLow += 2 ** 32;
      distanceHigh--;
    }
    const sizeHigh = ranges[range + 3] as number;
    if (distanceHigh < 0 || distanceHigh > sizeHigh) return false;
    return distanceHigh < sizeHigh || distanceLow < (ranges[range + 2] as number);
  }
}
