/** The machine that a kernel is loaded on: memory map, where the kernel file lies, build mode of the loader. */

/** Releases of the loader, crate bootloader-x86_64-common, whose rules a load can follow. */
export const LOADER_VERSIONS = ['0.11.8', '0.11.17'] as const;
export type LoaderVersion = (typeof LOADER_VERSIONS)[number];

/**
 * Kinds of memory regions, as firmware (E820, UEFI) and the bootloader report them. Only `usable` regions give
 * frames.
 */
export const REGION_KINDS = [
  'usable',
  'reserved',
  'acpiReclaimable',
  'acpiNvs',
  'bad',
  'unusable',
  'persistent',
  'mmio',
  'bootloader',
  'unknownBios',
  'unknownUefi',
] as const;
export type RegionKind = (typeof REGION_KINDS)[number];

/** One region of the memory map; addresses in bytes. */
export interface MemoryRegion {
  readonly start: number;
  readonly length: number;
  readonly kind: RegionKind;
}

/** A virtual address mapping of the kernel's configuration: fixed (canonical 64-bit) or chosen by the loader. */
export type Mapping = 'dynamic' | bigint;

/** What `UsedLevel4Entries::new` reads of the configuration. Absent optional mappings are not mapped at all. */
export interface Mappings {
  readonly kernelStack: Mapping;
  readonly kernelStackSize: bigint;
  /** The offset of a position-independent kernel, chosen by the kernel itself; loader 0.11.8 does not know it. */
  readonly kernelBase: Mapping;
  readonly bootInfo: Mapping;
  readonly framebuffer: Mapping;
  readonly physicalMemory?: Mapping;
  readonly pageTableRecursive?: Mapping;
  readonly dynamicRangeStart?: bigint;
  readonly dynamicRangeEnd?: bigint;
}

/** A linear framebuffer: physical address and size in bytes. */
export interface Framebuffer {
  readonly start: number;
  readonly length: number;
}

/** Everything that a load depends on besides the kernel file. */
export interface Machine {
  readonly loader: LoaderVersion;
  readonly memoryMap: readonly MemoryRegion[];
  /** Physical address of the kernel file's first byte. */
  readonly kernelAddress: number;
  /** Overrides max(end of the map, 4 GiB). */
  readonly maxPhysicalAddress?: number;
  /** Overrides "the page after the kernel file"; a frame number. */
  readonly firstFreeFrame?: number;
  /** What firmware found; the loader maps nothing of it, but keeps clear of its addresses. */
  readonly framebuffer?: Framebuffer;
  /** Whether the loader was built with overflow checks (BIOS: yes, UEFI: no). */
  readonly overflowChecks: boolean;
  /** Mappings given by the machine; the kernel's own configuration or the defaults hold where absent. */
  readonly mappings?: Partial<Mappings>;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** The mappings of a kernel without configuration: everything dynamic, 80 KiB of stack. */
export const DEFAULT_MAPPINGS: Mappings = {
  kernelStack: 'dynamic',
  kernelStackSize: BigInt(80 * 1024),
  kernelBase: 'dynamic',
  bootInfo: 'dynamic',
  framebuffer: 'dynamic',
};

/** Where BIOS boot puts the kernel file. */
const BIOS_KERNEL_ADDRESS = 16 * MIB;

/** A QEMU PC with 4 GiB of RAM: 3 GiB below the PCI hole, 1 GiB above 4 GiB; BIOS rules. */
export const DEFAULT_MACHINE: Machine = {
  loader: '0.11.8',
  memoryMap: [
    { start: 0, length: 0x9fc00, kind: 'usable' },
    { start: 0x9fc00, length: 0x400, kind: 'reserved' },
    { start: 0xf0000, length: 0x10000, kind: 'reserved' },
    { start: MIB, length: 0xbffe0000 - MIB, kind: 'usable' },
    { start: 0xbffe0000, length: 0x20000, kind: 'reserved' },
    { start: 0xfeffc000, length: 0x4000, kind: 'reserved' },
    { start: 0xfffc0000, length: 0x40000, kind: 'reserved' },
    { start: 4 * GIB, length: GIB, kind: 'usable' },
  ],
  kernelAddress: BIOS_KERNEL_ADDRESS,
  overflowChecks: true,
};

/** Bytes of physical address space that the machine's image covers: the end of the highest region. */
export function physicalSize(machine: Machine): number {
  return machine.memoryMap.reduce((end, region) => Math.max(end, region.start + region.length), 0);
}
