import { PAGE_COUNT, PAGE_SIZE } from '../../../shared/address';
import { LoaderPanic } from '../base/errors';
import * as rela from '../elf/rela';
import type { FrameWords } from '../memory/physical-memory';
import type { Inner } from './inner';
import { copyFrom, frameOf, WordBuffer } from './kernel-memory';
import { AddressWords } from './virtual-address-offset';

const TWO_32 = 2 ** 32;

const PAGE_WORDS = PAGE_SIZE / 4;

/** Pages that one level 1 table maps: a look ahead stays among them. */
const PAGES_PER_TABLE = 512;

/**
 * The relocation table as the loader reads it: through the page table, so that relocations that write to the table
 * itself show.
 *
 * Pages of the table that lie behind each other in the kernel file are looked up once and read where they are.
 */
export class RelocationTable {
  /** The entry that was read last: six words of `words` from `at` on. */
  words: Uint32Array;
  at = 0;
  /** How many words from {@link at} on are known to be the table as it is now; 0 if only that entry is. */
  wordsKnown = 0;
  /** The pages that were looked up last, from `firstPage` to `endPage` (excluded), and the words of the first. */
  private firstPage = 0;
  private endPage = 0;
  private readonly found: FrameWords;
  /** A copy of a page that memory cannot show where it lies. */
  private readonly pageCopy = new WordBuffer(PAGE_SIZE);
  /** A copy of an entry that lies in two pages or is not aligned. */
  private readonly entryCopy = new WordBuffer(rela.RELA_SIZE);
  private readonly address: AddressWords;
  private readonly ahead: FrameWords = { words: new Uint32Array(0), at: 0 };
  private readonly low: number;
  private readonly high: number;

  /**
   * @param start the table's address in the file's terms
   * @param end how many entries there are
   */
  constructor(
    private readonly inner: Inner,
    start: bigint,
    private readonly end: number,
  ) {
    this.words = this.entryCopy.words;
    this.found = { words: this.pageCopy.words, at: 0 };
    this.address = new AddressWords(inner.addresses.signExtends);
    this.low = Number(start & 0xffff_ffffn);
    this.high = Number(start >> 32n);
  }

  /** Mirrors `read_relocation`: reads entry `idx` through the page table, not from the file. */
  readRelocation(idx: number): void {
    this.calculateAddress(idx);
    // Read the Rela from the kernel address space.
    const { page, pageOffset } = this.address;
    // An entry that ends behind the last page of all is refused before its page is looked up.
    const inside = page < PAGE_COUNT - 1 || pageOffset <= PAGE_SIZE - rela.RELA_SIZE;
    if (inside && (pageOffset & 3) === 0) {
      if (!this.knows(page, pageOffset)) this.lookUp(page, (this.end - idx) * rela.RELA_SIZE);
      if (this.knows(page, pageOffset)) {
        this.words = this.found.words;
        this.at = this.found.at + (page - this.firstPage) * PAGE_WORDS + (pageOffset >>> 2);
        this.wordsKnown = (this.endPage - page) * PAGE_WORDS - (pageOffset >>> 2);
        return;
      }
    }
    copyFrom(this.inner, page, pageOffset, this.entryCopy.bytes);
    this.words = this.entryCopy.words;
    this.at = 0;
    this.wordsKnown = 0;
  }

  /** Has the pages that hold `page`, or the one behind it, looked up again: a word at the border may be written. */
  forget(page: number): void {
    if (page + 1 < this.firstPage || page >= this.endPage) return;
    this.endPage = this.firstPage;
    this.wordsKnown = 0;
  }

  /** Whether an entry that begins in `page` lies in the pages that were looked up. */
  private knows(page: number, pageOffset: number): boolean {
    const lastPage = pageOffset > PAGE_SIZE - rela.RELA_SIZE ? page + 1 : page;
    return page >= this.firstPage && lastPage < this.endPage;
  }

  /** Finds `page`, and those of the next `bytes` bytes that lie behind it in memory. */
  private lookUp(page: number, bytes: number): void {
    const { inner, found, ahead } = this;
    const frame = frameOf(inner, page);
    this.firstPage = page;
    this.endPage = page + 1;
    if (!inner.memory.locate(frame, found)) {
      copyFrom(inner, page, 0, this.pageCopy.bytes);
      found.words = this.pageCopy.words;
      found.at = 0;
      return;
    }
    const inTable = PAGES_PER_TABLE - (page % PAGES_PER_TABLE);
    const most = Math.min(inTable, Math.ceil(bytes / PAGE_SIZE) + 1);
    for (let next = 1; next < most; next++) {
      const mapped = inner.pageTable.translate(page + next);
      if (mapped?.frame !== frame + next || !inner.memory.locate(mapped.frame, ahead)) break;
      this.endPage++;
    }
  }

  /** The part of `read_relocation` that finds the address of an entry in the relocation table. */
  private calculateAddress(idx: number): void {
    const { inner, address } = this;
    let low = this.low + rela.RELA_SIZE * idx;
    let high = this.high;
    if (low >= TWO_32) {
      high += Math.floor(low / TWO_32);
      low = low % TWO_32;
      if (high >= TWO_32) {
        if (inner.arithmetic.overflowChecks) throw new LoaderPanic('attempt to add with overflow');
        high -= TWO_32;
      }
    }
    address.words[0] = low;
    address.words[1] = high;
    inner.virtualAddressOffset.addWords(address.words, 0, address.words);
    if (!address.isCanonical()) {
      const value = address.value.toString(16);
      throw new LoaderPanic(`relocation table is outside the address space: VirtAddrNotValid(0x${value})`);
    }
  }
}
