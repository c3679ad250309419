import type { Mapping } from '../../../shared/machine';
import type { Arithmetic } from '../base/u64';
import type { ElfFile } from '../elf/elf-file';
import type { LoaderMemory } from '../memory/physical-memory';
import type { AddressRules } from '../paging/address-rules';
import type { FrameAllocator } from '../paging/frame-allocator';
import type { LoaderRules } from '../paging/loader-rules';
import type { Mapper } from '../paging/mapper';
import type { Probe } from './probe';
import type { VirtualAddressOffset } from './virtual-address-offset';

/** Upstream's `Inner`: what the loader works on, with the ports through which it is watched. */
export interface Inner {
  /** Physical address of the kernel file. */
  readonly kernelOffset: number;
  readonly virtualAddressOffset: VirtualAddressOffset;
  readonly pageTable: Mapper;
  readonly frameAllocator: FrameAllocator;
  /** Physical memory; frames are identity-mapped while the loader runs. */
  readonly memory: LoaderMemory;
  /** Where the releases of the loader differ; its two most used fields are repeated here. */
  readonly rules: LoaderRules;
  readonly addresses: AddressRules;
  readonly arithmetic: Arithmetic;
  readonly probe: Probe;
}

/** What a load starts from: upstream's arguments of `load_kernel`. */
export interface Kernel {
  readonly elf: ElfFile;
  /** Physical address of the kernel file. */
  readonly startAddress: number;
  /** The configuration's kernel base; always `dynamic` for releases that have none. */
  readonly kernelBase: Mapping;
}

/** Upstream's `TlsTemplate`: addresses and sizes in bytes. */
export interface TlsTemplate {
  readonly startAddr: bigint;
  readonly fileSize: bigint;
  readonly memSize: bigint;
}
