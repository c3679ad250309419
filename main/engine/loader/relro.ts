import { unreachable } from '../base/errors';
import type { ProgramHeader } from '../elf/program-header';
import * as Flags from '../paging/page-table';
import { pageContaining } from '../paging/virt-addr';
import type { Inner } from './inner';

/**
 * Mirrors `handle_relro_segment`: makes the pages of a GNU_RELRO segment read-only. The segment is rounded
 * outwards to whole pages at both ends, so its neighbours on the edge pages lose WRITABLE too.
 *
 * @throws LoaderPanic where one of the pages is not mapped
 */
export function handleRelroSegment(inner: Inner, programHeader: ProgramHeader): void {
  const { addresses, arithmetic, probe } = inner;
  probe.stage('relro', programHeader.index);
  const startAddr = inner.virtualAddressOffset.add(programHeader.virtualAddr);
  const endAddr = arithmetic.add(startAddr, programHeader.memSize);
  const start = addresses.virtAddrNew(startAddr);
  const end = addresses.virtAddrNew(endAddr);
  const startPage = pageContaining(start);
  const endPage = pageContaining(addresses.virtAddrSubtract(end, 1n));
  for (let page = startPage; page <= endPage; page++) {
    // Pages that are read-only already need no look of their own.
    page += inner.pageTable.mappedWithout(page, Flags.WRITABLE, endPage - page);
    addresses.stepBeyond(page);
    // Translate the page and get the flags.
    const mapped = inner.pageTable.translate(page);
    if (mapped === null) throw unreachable('has the elf file not been mapped correctly?');
    const { flags } = mapped;

    if ((flags & Flags.WRITABLE) !== 0) {
      // Remove the WRITABLE flag.
      probe.step('readOnly', page);
      inner.pageTable.updateFlags(page, flags & ~Flags.WRITABLE);
    }
  }
}
