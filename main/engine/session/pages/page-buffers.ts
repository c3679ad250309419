import { PAGE_SIZE } from '../../../../shared/address';

/**
 * Bytes that are reserved together. Much smaller buffers are what the garbage collector is slow with; for much larger
 * ones the system is asked for fresh memory each time.
 */
const BYTES_AT_ONCE = 16 * PAGE_SIZE;
const WORDS_AT_ONCE = BYTES_AT_ONCE / 4;

/** What the pages of one answer are written to: parts of a few buffers, instead of one or more for each page. */
export class PageBuffers {
  private bytes = new Uint8Array(0);
  private usedBytes = 0;
  private reservedWords = new Uint32Array(0);
  private usedWords = 0;

  /** @param pages how many are asked for at most; what is reserved and left over is never more than they take */
  constructor(private pages: number) {}

  /** The next page, full of zeros. */
  page(): Uint8Array {
    if (this.usedBytes === this.bytes.length) {
      this.bytes = new Uint8Array(Math.min(BYTES_AT_ONCE, this.pages * PAGE_SIZE));
      this.usedBytes = 0;
    }
    this.pages--;
    this.usedBytes += PAGE_SIZE;
    return this.bytes.subarray(this.usedBytes - PAGE_SIZE, this.usedBytes);
  }

  /** `length` words, all zero. */
  words(length: number): Uint32Array {
    if (this.usedWords + length > this.reservedWords.length) {
      // The last page has no use for what would be left.
      this.reservedWords = new Uint32Array(this.pages === 0 ? length : Math.max(length, WORDS_AT_ONCE));
      this.usedWords = 0;
    }
    this.usedWords += length;
    return this.reservedWords.subarray(this.usedWords - length, this.usedWords);
  }
}
