import type { Framebuffer, Mapping, Mappings } from '../../../shared/machine';
import { LoaderPanic, upstreamAssert } from '../base/errors';
import type { LoaderRules } from './loader-rules';
import { ENTRY_COUNT, tableIndex } from './page-table';
import { pageContaining } from './virt-addr';

/** Bytes of virtual memory under one level 4 entry: 512 GiB. */
export const LEVEL_4_SIZE = 1n << 39n;

/** `size_of::<MemoryRegion>()` of crate bootloader_api, in bytes. */
const MEMORY_REGION_SIZE = 24n;

/** A range of addresses with a size; the part of a program header that {@link UsedLevel4Entries} reads. */
export interface AddressRange {
  readonly virtualAddr: bigint;
  readonly memSize: bigint;
}

/** Upstream's `ElfMemoryRequirements`: size in bytes, alignment, smallest address. */
export interface ElfMemoryRequirements {
  readonly size: bigint;
  readonly align: bigint;
  readonly minAddr: bigint;
}

/** The part of the kernel file that {@link UsedLevel4Entries} reads. */
export interface KernelFile {
  readonly isExecutable: boolean;
  /** Mirrors `calc_elf_memory_requirements`; its sums may panic. */
  memoryRequirements(): ElfMemoryRequirements;
}

/** Upstream's arguments of `UsedLevel4Entries::new`. */
export interface OccupiedRanges {
  /** End of physical memory in bytes, at least 4 GiB on real machines. */
  readonly maxPhysAddr: bigint;
  /** Regions in the memory map; the boot info carries a copy of it. */
  readonly regionsLen: number;
  readonly framebuffer: Framebuffer | null;
  readonly mappings: Mappings;
  readonly kernel: KernelFile;
}

/** Upstream's `UsedLevel4Entries` without randomness: which level 4 entries are taken. */
export class UsedLevel4Entries {
  /** One byte per entry, 1 where it is used. */
  readonly entryState = new Uint8Array(ENTRY_COUNT);

  /** Mirrors `new`: marks what is occupied before the kernel is placed. */
  constructor(
    private readonly rules: LoaderRules,
    occupied: OccupiedRanges,
  ) {
    const { maxPhysAddr, regionsLen, mappings } = occupied;
    this.markBootloader(occupied);
    this.markFixed(mappings.physicalMemory, maxPhysAddr);
    const recursive = mappings.pageTableRecursive;
    if (typeof recursive === 'bigint') {
      this.entryState[tableIndex(pageContaining(rules.addresses.virtAddrNew(recursive)), 4)] = 1;
    }
    this.markFixed(mappings.kernelStack, mappings.kernelStackSize);
    if (rules.marksOccupied) this.markKernel(mappings.kernelBase, occupied.kernel);
    // One region might be split into used and unused, hence one more than the map has.
    this.markFixed(mappings.bootInfo, rules.bootInfoSize + BigInt(regionsLen + 1) * MEMORY_REGION_SIZE);
    if (occupied.framebuffer !== null) {
      this.markFixed(mappings.framebuffer, BigInt(occupied.framebuffer.length));
    }
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
    upstreamAssert(isPowerOfTwo(alignment), 'alignment.is_power_of_two()');
    const index = this.getFreeEntries(this.entriesFor(size));
    const base = BigInt.asUintN(64, BigInt.asIntN(48, BigInt(index) << 39n));
    return this.rules.addresses.virtAddrNew(base);
  }

  /** Level 4 entries that cover `size` bytes. */
  private entriesFor(size: bigint): bigint {
    const { arithmetic, dividesRoundingUp } = this.rules;
    if (dividesRoundingUp) return (size + LEVEL_4_SIZE - 1n) / LEVEL_4_SIZE;
    return arithmetic.add(size, LEVEL_4_SIZE - 1n) / LEVEL_4_SIZE;
  }

  private findWindow(count: number): number {
    let free = 0;
    for (let index = 0; index < ENTRY_COUNT; index++) {
      free = this.entryState[index] === 1 ? 0 : free + 1;
      if (free === count) return index - count + 1;
    }
    return -1;
  }

  /** What the bootloader itself uses: entry 0 for 0.11.8; all that it has identity-mapped for 0.11.17. */
  private markBootloader({ maxPhysAddr, framebuffer }: OccupiedRanges): void {
    if (!this.rules.marksOccupied) {
      this.entryState[0] = 1;
      return;
    }
    this.markRangeAsUsed(0n, maxPhysAddr);
    if (framebuffer !== null) this.markRangeAsUsed(BigInt(framebuffer.start), BigInt(framebuffer.length));
  }

  /** Where the kernel goes if it does not leave that to the loader; 0.11.17 only. */
  private markKernel(kernelBase: Mapping, kernel: KernelFile): void {
    if (typeof kernelBase === 'bigint') {
      const { size, align } = kernel.memoryRequirements();
      const base = this.rules.addresses.virtAddrNew(kernelBase);
      if (!isPowerOfTwo(align)) throw new LoaderPanic('`align` must be a power of two');
      if ((base & (align - 1n)) !== 0n) {
        // `new` answers with an error here; its caller, `set_up_mappings`, does not expect any.
        throw new LoaderPanic(
          'Failed to mark level 4 entries as used: "kernel_code mapping alignment does not match elf file"',
        );
      }
      this.markRangeAsUsed(kernelBase, size);
    }
    if (kernel.isExecutable) {
      const { size, minAddr } = kernel.memoryRequirements();
      this.markRangeAsUsed(minAddr, size);
    }
  }

  private markFixed(mapping: Mapping | undefined, size: bigint): void {
    if (typeof mapping === 'bigint') this.markRangeAsUsed(mapping, size);
  }

  /** Mirrors `mark_range_as_used`. */
  private markRangeAsUsed(address: bigint, size: bigint): void {
    const { addresses, arithmetic, inclusiveEnds } = this.rules;
    const start = addresses.virtAddrNew(address);
    const endInclusive = inclusiveEnds
      ? addresses.virtAddrAdd(start, arithmetic.subtract(size, 1n))
      : addresses.virtAddrSubtract(addresses.virtAddrAdd(start, size), 1n);
    const last = tableIndex(pageContaining(endInclusive), 4);
    for (let index = tableIndex(pageContaining(start), 4); index <= last; index++) {
      this.entryState[index] = 1;
    }
  }

  /** Everything before the page in front of the dynamic range and after the page behind it is unusable. */
  private markOutsideDynamicRange(mappings: Mappings): void {
    const { addresses } = this.rules;
    const { dynamicRangeStart, dynamicRangeEnd } = mappings;
    if (dynamicRangeStart !== undefined) {
      const startPage = pageContaining(addresses.virtAddrNew(dynamicRangeStart));
      if (startPage > 0) this.entryState.fill(1, 0, tableIndex(startPage - 1, 4) + 1);
    }
    if (dynamicRangeEnd !== undefined) {
      const endPage = pageContaining(addresses.virtAddrNew(dynamicRangeEnd));
      if (endPage < 2 ** 36 - 1) this.entryState.fill(1, tableIndex(endPage + 1, 4));
    }
  }
}

function isPowerOfTwo(value: bigint): boolean {
  return value !== 0n && (value & (value - 1n)) === 0n;
}
