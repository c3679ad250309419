import { PAGE_SIZE } from '../../../shared/address';
import { LoaderError, unwrap } from '../base/errors';
import type { ProgramHeader } from '../elf/program-header';
import * as Flags from '../paging/page-table';
import { alignUpToPage, pageContaining, physAddrNew } from '../paging/virt-addr';
import { makeMut } from './copy-on-write';
import type { Inner, TlsTemplate } from './inner';

const PAGE_BYTES = BigInt(PAGE_SIZE);

/**
 * Mirrors `handle_load_segment`: maps the frames of the kernel file themselves, then what has no bytes there.
 *
 * @throws LoaderError `map_to failed` where a page is taken or no frame is left for a table
 */
export function handleLoadSegment(inner: Inner, segment: ProgramHeader): void {
  const { addresses, probe } = inner;
  probe.stage('segment', segment.index);
  probe.log(`Handling Segment: ${segment.debug()}`);

  const physStartAddr = addresses.physAddrAdd(BigInt(inner.kernelOffset), segment.offset);
  const startFrame = Number(physStartAddr / PAGE_BYTES);
  const physEndAddr = addresses.physAddrAdd(physStartAddr, segment.fileSize);
  const endFrame = Number(physAddrNew(unwrap(physEndAddr >= 1n ? physEndAddr - 1n : null)) / PAGE_BYTES);

  const virtStartAddr = addresses.virtAddrNew(inner.virtualAddressOffset.add(segment.virtualAddr));
  const startPage = pageContaining(virtStartAddr);

  let segmentFlags = Flags.PRESENT;
  if (!segment.isExecute) segmentFlags |= Flags.NO_EXECUTE;
  if (segment.isWrite) segmentFlags |= Flags.WRITABLE;

  // map all frames of the segment at the desired virtual address
  for (let frame = startFrame; frame <= endFrame; frame++) {
    const offset = frame - startFrame;
    const page = addresses.addPages(startPage, offset);
    probe.step('mapPage', page);
    // The parent tables are readable and writable, to support recursive page tables.
    const failure = inner.pageTable.mapToWithTableFlags(
      page,
      frame,
      segmentFlags,
      Flags.PRESENT | Flags.WRITABLE,
      inner.frameAllocator,
    );
    if (failure !== null) throw new LoaderError('map_to failed');
    frame += mapRun(inner, page + 1, frame + 1, endFrame - frame, segmentFlags);
  }

  // Handle .bss section (mem_size > file_size)
  if (segment.memSize > segment.fileSize) handleBssSection(inner, segment, segmentFlags);
}

/** Frames whose entries have the same high half: a run of entries stays among them. */
const FRAMES_PER_HIGH_HALF = 2 ** 20;

/**
 * Maps what follows a page that was just mapped in one go, as far as nothing is in the way: the same steps and
 * changes as one by one.
 *
 * @returns how many pages of at most `max`
 */
function mapRun(inner: Inner, page: number, frame: number, max: number, flags: Flags.PageTableFlags): number {
  const alike = FRAMES_PER_HIGH_HALF - (frame % FRAMES_PER_HIGH_HALF);
  const wanted = Math.min(max, alike, inner.probe.runLimit);
  const count = wanted > 0 ? inner.pageTable.unusedRun(page, wanted) : 0;
  if (count === 0) return 0;
  inner.probe.pageRun('mapPage', page, count);
  inner.pageTable.mapRun(page, frame, flags, count);
  return count;
}

/**
 * Mirrors `handle_bss_section`: zeroes what a segment has in memory beyond its bytes in the file.
 *
 * The last page with file bytes may show the next segment's bytes too, because segments follow each other in
 * the file without a gap. So that page gets a frame of its own before its tail is zeroed:
 *
 * ```text
 *   file     |XXXXXXXXXXXXXXXYYYYYYY|      the frame holds the end of X and the start of Y
 *   page X   |XXXXXXXXXXXXXXX0000000|      a copy with a zeroed tail
 *   page Y   |XXXXXXXXXXXXXXXYYYYYYY|      the frame of the file itself
 * ```
 */
function handleBssSection(inner: Inner, segment: ProgramHeader, segmentFlags: number): void {
  const { addresses, probe } = inner;
  probe.log('Mapping bss section');

  const virtStartAddr = addresses.virtAddrNew(inner.virtualAddressOffset.add(segment.virtualAddr));

  // calculate virtual memory region that must be zeroed
  const zeroStart = addresses.virtAddrAdd(virtStartAddr, segment.fileSize);
  const zeroEnd = addresses.virtAddrAdd(virtStartAddr, segment.memSize);

  const dataBytesBeforeZero = Number(zeroStart & 0xfffn);
  if (dataBytesBeforeZero !== 0) {
    const lastPage = pageContaining(
      addresses.virtAddrSubtract(addresses.virtAddrAdd(virtStartAddr, segment.fileSize), 1n),
    );
    probe.step('bssEdge', lastPage);
    const newFrame = makeMut(inner, lastPage);
    inner.memory.zeroBytes(newFrame, dataBytesBeforeZero, PAGE_SIZE - dataBytesBeforeZero);
  }

  // map additional frames for `.bss` memory that is not present in source file
  const startPage = pageContaining(addresses.virtAddrNew(alignUpToPage(zeroStart)));
  const endPage = pageContaining(addresses.virtAddrSubtract(zeroEnd, 1n));
  for (let page = startPage; page <= endPage; page++) {
    addresses.stepBeyond(page);
    probe.step('bssPage', page);
    // allocate a new unused frame
    const frame = unwrap(inner.frameAllocator.allocateFrame());

    // zero frame, utilizing identity-mapping
    inner.memory.zeroFrame(frame);

    // map frame
    const failure = inner.pageTable.mapToWithTableFlags(
      page,
      frame,
      segmentFlags,
      Flags.PRESENT | Flags.WRITABLE,
      inner.frameAllocator,
    );
    if (failure !== null) throw new LoaderError('Failed to map new frame for bss memory');
  }
}

/** Mirrors `handle_tls_segment`: remembers where the template lies; nothing is mapped for it. */
export function handleTlsSegment(inner: Inner, segment: ProgramHeader): TlsTemplate {
  inner.probe.stage('tls', segment.index);
  inner.probe.step('tlsTemplate', segment.index);
  return {
    startAddr: inner.virtualAddressOffset.add(segment.virtualAddr),
    memSize: segment.memSize,
    fileSize: segment.fileSize,
  };
}
