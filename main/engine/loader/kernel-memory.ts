import { PAGE_COUNT, PAGE_SIZE } from '../../../shared/address';
import { expect, LoaderPanic } from '../base/errors';
import { makeMut } from './copy-on-write';
import type { Inner } from './inner';

/** Room for a few words that are copied, made once and used for millions of them. */
export class WordBuffer {
  readonly bytes: Uint8Array;
  /** The same memory as little-endian words of 32 bits. */
  readonly words: Uint32Array;

  /** @param length bytes, a multiple of 4 */
  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.words = new Uint32Array(this.bytes.buffer);
  }
}

/**
 * Mirrors `copy_from`: copies from the kernel's address space to `buf`.
 *
 * Pages that follow each other need not lie in frames that do, so the copy goes page by page.
 *
 * @param page page number of the first byte
 * @param offset offset of the first byte in its page
 * @throws LoaderPanic where a page is not mapped
 */
export function copyFrom(inner: Inner, page: number, offset: number, buf: Uint8Array): void {
  const endPage = expect(
    endPageOf(page, offset, buf.length),
    'end address outside of the virtual address space',
  );
  let done = 0;
  for (let current = page; current <= endPage; current++) {
    const frame = frameOf(inner, current);
    const start = current === page ? offset : 0;
    const copyLen = Math.min(buf.length - done, PAGE_SIZE - start);
    inner.memory.readBytes(frame, start, buf, done, copyLen);
    done += copyLen;
  }
}

/**
 * Translates a virtual page to its physical frame, for reading.
 *
 * @throws LoaderPanic where the page is not mapped
 */
export function frameOf(inner: Inner, page: number): number {
  const mapped = inner.pageTable.translate(page);
  if (mapped === null) {
    throw new LoaderPanic("address is not mapped to the kernel's memory space: PageNotMapped");
  }
  return mapped.frame;
}

/** The page that was written to last and its own frame: once copied, a page keeps its copy. */
export class PrivatePage {
  page = -1;
  frame = 0;
}

/**
 * Mirrors `copy_to` for the 8 bytes of `buf`: writes them to the kernel's address space, to private copies of its
 * pages.
 *
 * @param last remembers the page for the next call; most calls are for the same
 * @throws LoaderPanic where a page is not mapped
 */
export function copyTo(inner: Inner, page: number, offset: number, buf: WordBuffer, last: PrivatePage): void {
  if (offset > PAGE_SIZE - 8) {
    copyToPages(inner, page, offset, buf.bytes);
    return;
  }
  if (page !== last.page) {
    last.frame = makeMut(inner, page);
    last.page = page;
  }
  inner.memory.writeWord(last.frame, offset, buf.words);
}

function copyToPages(inner: Inner, page: number, offset: number, buf: Uint8Array): void {
  const endPage = expect(
    endPageOf(page, offset, buf.length),
    'the end address should be in the virtual address space',
  );
  let done = 0;
  for (let current = page; current <= endPage; current++) {
    // Translate the virtual page to a physical frame that is not the kernel file's.
    const frame = makeMut(inner, current);
    const start = current === page ? offset : 0;
    const copyLen = Math.min(buf.length - done, PAGE_SIZE - start);
    inner.memory.writeBytes(frame, start, buf, done, copyLen);
    done += copyLen;
  }
}

/** `Step::forward_checked` to the last byte: its page, or `null` beyond the end of the address space. */
function endPageOf(page: number, offset: number, length: number): number | null {
  const endPage = page + Math.floor((offset + length - 1) / PAGE_SIZE);
  return endPage < PAGE_COUNT ? endPage : null;
}
