import { LoaderError } from '../base/errors';
import type { ElfFile } from '../elf/elf-file';

/**
 * The LOAD segments' ranges in halves, for `check_is_in_load`, which upstream runs over all headers for every
 * relocation.
 */
export class LoadRanges {
  /** Four numbers per segment: low and high half of address and of size in memory. */
  private readonly ranges: Uint32Array;

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
    this.ranges = Uint32Array.from(ranges);
  }

  /**
   * Mirrors `check_is_in_load`: only the first byte of a relocation is checked.
   *
   * @throws LoaderError `offset is not in load segment`
   */
  checkIsInLoad(low: number, high: number): void {
    const { ranges } = this;
    for (let i = 0; i < ranges.length; i += 4) {
      let distanceLow = low - (ranges[i] as number);
      let distanceHigh = high - (ranges[i + 1] as number);
      if (distanceLow < 0) {
        distanceLow += 2 ** 32;
        distanceHigh--;
      }
      if (distanceHigh < 0) continue;
      const sizeLow = ranges[i + 2] as number;
      const sizeHigh = ranges[i + 3] as number;
      if (distanceHigh < sizeHigh || (distanceHigh === sizeHigh && distanceLow < sizeLow)) return;
    }
    throw new LoaderError('offset is not in load segment');
  }
}
