import { PAGE_COUNT, PAGE_SIZE } from '../../../shared/address';
import { expect, LoaderPanic } from '../base/errors';
import { makeMut } from './copy-on-write';
import type { Inner } from './inner';

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
    // Translate the virtual page to the physical frame.
    const mapped = inner.pageTable.translate(current);
    if (mapped === null) {
      throw new LoaderPanic("address is not mapped to the kernel's memory space: PageNotMapped");
    }
    const start = current === page ? offset : 0;
    const copyLen = Math.min(buf.length - done, PAGE_SIZE - start);
    inner.memory.readBytes(mapped.frame, start, buf, done, copyLen);
    done += copyLen;
  }
}

/**
 * Mirrors `copy_to`: writes `buf` to the kernel's address space, to private copies of its pages.
 *
 * @throws LoaderPanic where a page is not mapped
 */
export function copyTo(inner: Inner, page: number, offset: number, buf: Uint8Array): void {
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
