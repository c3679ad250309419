import { LoaderPanic, unreachable, unwrap } from '../base/errors';
import type { ElfFile } from '../elf/elf-file';
import * as Flags from '../paging/page-table';
import { pageContaining, pageDebug } from '../paging/virt-addr';
import type { Inner } from './inner';

/** Marks a page whose frame is already a private copy. */
const COPIED = Flags.BIT_9;

/**
 * Mirrors `make_mut`: makes the memory of a LOAD segment writable for the loader.
 *
 * A page starts out mapped to a frame of the kernel file itself. Before the loader writes to it, it gets a frame
 * of its own with the same bytes, and COPIED in its entry so that this happens once.
 *
 * @returns the frame that may be written
 * @throws LoaderPanic where the page is not mapped
 */
export function makeMut(inner: Inner, page: number): number {
  const mapped = inner.pageTable.translate(page);
  if (mapped === null) throw new LoaderPanic(`${pageDebug(page)} is not mapped`);
  const { frame, flags } = mapped;
  if ((flags & COPIED) !== 0) {
    // The frame was already copied, we are free to modify it.
    return frame;
  }
  inner.probe.part('copyOnWrite', page);

  // Both frames are identity-mapped: the copy is a plain one.
  const newFrame = unwrap(inner.frameAllocator.allocateFrame());
  inner.memory.copyFrame(frame, newFrame);

  // Replace the underlying frame and update the flags.
  if (!inner.pageTable.unmap(page)) {
    throw new LoaderPanic('called `Result::unwrap()` on an `Err` value: PageNotMapped');
  }
  const newFlags = flags | COPIED;
  const failure = inner.pageTable.mapTo(page, newFrame, newFlags, inner.frameAllocator);
  if (failure !== null) {
    throw new LoaderPanic(`called \`Result::unwrap()\` on an \`Err\` value: ${failure}`);
  }
  inner.probe.endPart();
  return newFrame;
}

/**
 * Mirrors `remove_copied_flags`: clears COPIED on the pages of all LOAD segments, as their size in memory has it.
 *
 * @throws LoaderPanic where one of these pages is not mapped
 */
export function removeCopiedFlags(inner: Inner, elfFile: ElfFile): void {
  const { addresses, probe } = inner;
  probe.stage('cleanUp', -1);
  for (const programHeader of elfFile.programIter()) {
    if (programHeader.getType() !== 'Load') continue;
    if (programHeader.memSize === 0n && inner.rules.skipsEmptySegments) continue;
    const startAddr = inner.virtualAddressOffset.add(programHeader.virtualAddr);
    const [startPage, endPage] = pagesOfRange(inner, startAddr, programHeader.memSize);
    for (let page = startPage; page <= endPage; page++) {
      // Most pages were never copied: they need no look of their own.
      page += inner.pageTable.mappedWithout(page, COPIED, endPage - page);
      addresses.stepBeyond(page);
      // Translate the page and get the flags.
      const mapped = inner.pageTable.translate(page);
      if (mapped === null) throw unreachable('has the elf file not been mapped correctly?');
      const { flags } = mapped;

      if ((flags & COPIED) !== 0) {
        probe.step('flagCleared', page);
        inner.pageTable.updateFlags(page, flags & ~COPIED);
      }
    }
  }
}

/** First and last page of `size` bytes at `startAddr`, by the sums of the loader's release. */
function pagesOfRange(inner: Inner, startAddr: bigint, size: bigint): [first: number, last: number] {
  const { addresses, arithmetic } = inner;
  if (inner.rules.inclusiveEnds) {
    const lastAddr = arithmetic.add(startAddr, size - 1n);
    return [
      pageContaining(addresses.virtAddrNew(startAddr)),
      pageContaining(addresses.virtAddrNew(lastAddr)),
    ];
  }
  const endAddr = arithmetic.add(startAddr, size);
  const start = addresses.virtAddrNew(startAddr);
  const end = addresses.virtAddrNew(endAddr);
  return [pageContaining(start), pageContaining(addresses.virtAddrSubtract(end, 1n))];
}
