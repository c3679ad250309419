import { DEFAULT_MAPPINGS, type Mapping, type Mappings } from '../../../shared/machine';
import { LoaderPanic, upstreamAssert } from '../base/errors';
import type { Arithmetic } from '../base/u64';
import { pageContaining, virtAddrAdd, virtAddrNew, virtAddrSubtract } from './virt-addr';
import { ENTRY_COUNT, tableIndex } from './page-table';

/** Bytes of virtual memory under one level 4 entry: 512 GiB. */
export const LEVEL_4_SIZE = 1n << 39n;

/** `size_of::<BootInfo>()` and `size_of::<MemoryRegion>()` of crate bootloader_api 0.11.8, in bytes. */
const BOOT_INFO_SIZE = 216n;
const MEMORY_REGION_SIZE = 24n;

/** A range of addresses with a size; the part of a program header that {@link UsedLevel4Entries} reads. */
export interface AddressRange {
  readonly virtualAddr: bigint;
  readonly memSize: bigint;
}

/** Upstream's `UsedLevel4Entries` of 0.11.8 without randomness: which level 4 entries are taken. */
export class UsedLevel4Entries {
  /** One byte per entry, 1 where it is used. */
  readonly entryState = new Uint8Array(ENTRY_COUNT);

  /**
   * Mirrors `new`: marks entry 0 and the statically configured ranges.
   *
   * @param maxPhysAddr end of physical memory in bytes, at least 4 GiB on real machines
   * @param regionsLen regions in the memory map; the boot info carries a copy of it
   */
  constructor(
    private readonly arithmetic: Arithmetic,
    maxPhysAddr: bigint,
    regionsLen: number,
    mappings: Mappings = DEFAULT_MAPPINGS,
  ) {
    this.entryState[0] = 1;
    this.markFixed(mappings.physicalMemory, maxPhysAddr);
    const recursive = mappings.pageTableRecursive;
    if (typeof recursive === 'bigint') {
      this.entryState[tableIndex(pageContaining(virtAddrNew(recursive)), 4)] = 1;
    }
    this.markFixed(mappings.kernelStack, mappings.kernelStackSize);
    // One region might be split into used and unused, hence one more than the map has.
    this.markFixed(mappings.bootInfo, BOOT_INFO_SIZE + BigInt(regionsLen + 1) * MEMORY_REGION_SIZE);
    this.markOutsideDynamicRange(mappings);
  }

  /** Mirrors `mark_segments`: every header with a size in memory, whatever its type. */
  markSegments(segments: readonly AddressRange[], offset: { add(value: bigint): bigint }): void {
    for (const segment of segments) {
      if (segment.memSize === 0n) continue;
      this.markRangeAsUsed(offset.add(segment.virtualAddr), segment.memSize);
    }
  }

  /** Mirrors `get_free_entries`: the first window of `count` free entries, which it marks. */
  getFreeEntries(count: bigint): number {
    if (count === 0n) throw new LoaderPanic('window size must be non-zero');
    const index = count > BigInt(ENTRY_COUNT) ? -1 : this.findWindow(Number(count));
    if (index === -1) {
      throw new LoaderPanic(`no usable level 4 entries found (${count} entries requested)`);
    }
    this.entryState.fill(1, index, index + Number(count));
    return index;
  }

  /** Mirrors `get_free_address`: the start of enough free level 4 entries for `size` bytes. */
  getFreeAddress(size: bigint, alignment: bigint): bigint {
    upstreamAssert(alignment !== 0n && (alignment & (alignment - 1n)) === 0n, 'alignment.is_power_of_two()');
    const count = this.arithmetic.add(size, LEVEL_4_SIZE - 1n) / LEVEL_4_SIZE;
    const index = this.getFreeEntries(count);
    return virtAddrNew(BigInt.asUintN(64, BigInt.asIntN(48, BigInt(index) << 39n)));
  }

  private findWindow(count: number): number {
    let free = 0;
    for (let index = 0; index < ENTRY_COUNT; index++) {
      free = this.entryState[index] === 1 ? 0 : free + 1;
      if (free === count) return index - count + 1;
    }
    return -1;
  }

  private markFixed(mapping: Mapping | undefined, size: bigint): void {
    if (typeof mapping === 'bigint') this.markRangeAsUsed(mapping, size);
  }

  /** Mirrors `mark_range_as_used`. */
  private markRangeAsUsed(address: bigint, size: bigint): void {
    const start = virtAddrNew(address);
    const endInclusive = virtAddrSubtract(virtAddrAdd(this.arithmetic, start, size), 1n);
    const last = tableIndex(pageContaining(endInclusive), 4);
    for (let index = tableIndex(pageContaining(start), 4); index <= last; index++) {
      this.entryState[index] = 1;
    }
  }

  /** Everything before the page in front of the dynamic range and after the page behind it is unusable. */
  private markOutsideDynamicRange(mappings: Mappings): void {
    const { dynamicRangeStart, dynamicRangeEnd } = mappings;
    if (dynamicRangeStart !== undefined) {
      const startPage = pageContaining(virtAddrNew(dynamicRangeStart));
      if (startPage > 0) this.entryState.fill(1, 0, tableIndex(startPage - 1, 4) + 1);
    }
    if (dynamicRangeEnd !== undefined) {
      const endPage = pageContaining(virtAddrNew(dynamicRangeEnd));
      if (endPage < 2 ** 36 - 1) this.entryState.fill(1, tableIndex(endPage + 1, 4));
    }
  }
}
