import { PAGE_SIZE } from '../../../shared/address';
import { LoaderError, unimplemented } from '../base/errors';
import { headerSanityCheck, type ElfFile } from '../elf/elf-file';
import { programSanityCheck } from '../elf/program-header';
import type { UsedLevel4Entries } from '../paging/level-4-entries';
import { removeCopiedFlags } from './copy-on-write';
import type { Inner, Kernel, TlsTemplate } from './inner';
import { calcElfMemoryRequirements } from './memory-requirements';
import { handleDynamicSegment } from './relocations';
import { handleRelroSegment } from './relro';
import { handleLoadSegment, handleTlsSegment } from './segments';
import { VirtualAddressOffset } from './virtual-address-offset';

/** What a successful load returns, as upstream's `load_kernel` does. */
export interface LoadedKernel {
  /** Offset of a position-independent kernel, as a canonical 64-bit address. */
  readonly virtualAddressOffset: bigint;
  readonly entryPoint: bigint;
  readonly tlsTemplate: TlsTemplate | null;
}

/** Everything a load needs besides the kernel: {@link Inner} without what the loader finds out itself. */
export type LoaderPorts = Omit<Inner, 'kernelOffset' | 'virtualAddressOffset' | 'addresses' | 'arithmetic'>;

/** Upstream's `Loader`. */
export class Loader {
  private constructor(
    private readonly elfFile: ElfFile,
    readonly inner: Inner,
  ) {}

  /** Mirrors `Loader::new`: checks the file and chooses where it goes. */
  static new(kernel: Kernel, ports: LoaderPorts, usedEntries: UsedLevel4Entries): Loader {
    const { rules, probe } = ports;
    probe.step('check', 0);
    probe.log(`Elf file loaded at 0x${kernel.startAddress.toString(16).padStart(16, '0')}`);
    const kernelOffset = kernel.startAddress;
    if (kernelOffset % PAGE_SIZE !== 0) {
      throw new LoaderError('Loaded kernel ELF file is not sufficiently aligned');
    }

    const elfFile = kernel.elf;
    for (const programHeader of elfFile.programIter()) {
      programSanityCheck(programHeader, elfFile);
    }

    probe.step('chooseOffset', 0);
    const virtualAddressOffset = Loader.chooseOffset(kernel, usedEntries);
    probe.offset(virtualAddressOffset.virtualAddressOffset);
    probe.log(`virtual_address_offset: ${hexOfI128(virtualAddressOffset.virtualAddressOffset)}`);

    probe.step('markSegments', 0);
    usedEntries.markSegments([...elfFile.programIter()], virtualAddressOffset);

    probe.step('checkHeader', 0);
    headerSanityCheck(elfFile);
    return new Loader(elfFile, {
      kernelOffset,
      virtualAddressOffset,
      pageTable: ports.pageTable,
      frameAllocator: ports.frameAllocator,
      memory: ports.memory,
      rules,
      addresses: rules.addresses,
      arithmetic: rules.arithmetic,
      probe,
    });
  }

  /** The part of `Loader::new` that looks at the file's type. */
  private static chooseOffset(kernel: Kernel, usedEntries: UsedLevel4Entries): VirtualAddressOffset {
    const { elf: elfFile, kernelBase } = kernel;
    if (elfFile.header.type === 'Executable') {
      if (kernelBase === 'dynamic') return VirtualAddressOffset.zero();
      throw new LoaderError(
        'Invalid kernel_code mapping. Executable can only be mapped at virtual_address_offset 0.',
      );
    }
    if (elfFile.header.type !== 'SharedObject') throw unimplemented();

    const { size, align, minAddr } = calcElfMemoryRequirements(elfFile);
    if (kernelBase !== 'dynamic') {
      // The lowest address stays in the sum, other than below.
      return new VirtualAddressOffset(kernelBase);
    }
    const offset = usedEntries.getFreeAddress(size, align);
    return new VirtualAddressOffset(offset - minAddr);
  }

  /** Mirrors `load_segments`. */
  loadSegments(): TlsTemplate | null {
    const { elfFile, inner } = this;
    // Load the segments into virtual memory.
    let tlsTemplate: TlsTemplate | null = null;
    for (const programHeader of elfFile.programIter()) {
      const type = programHeader.getType();
      if (type === 'Load') {
        handleLoadSegment(inner, programHeader);
      } else if (type === 'Tls') {
        if (tlsTemplate !== null) throw new LoaderError('multiple TLS segments not supported');
        tlsTemplate = handleTlsSegment(inner, programHeader);
      }
    }

    // Apply relocations in virtual memory.
    for (const programHeader of elfFile.programIter()) {
      if (programHeader.getType() === 'Dynamic') handleDynamicSegment(inner, programHeader, elfFile);
    }

    // Mark some memory regions as read-only after relocations have been applied.
    for (const programHeader of elfFile.programIter()) {
      if (programHeader.getType() === 'GnuRelro') handleRelroSegment(inner, programHeader);
    }

    removeCopiedFlags(inner, elfFile);
    return tlsTemplate;
  }

  /** Mirrors `entry_point`. */
  entryPoint(): bigint {
    const { addresses, virtualAddressOffset } = this.inner;
    return addresses.virtAddrNew(virtualAddressOffset.add(this.elfFile.header.entryPoint));
  }
}

/**
 * Loads a kernel into the address space of `ports.pageTable`: upstream's `load_kernel`.
 *
 * @throws LoaderError for upstream's `Err`, LoaderPanic for a panic, LoadStopped where upstream is undefined;
 *   what was done until then stays done
 */
export function loadKernel(kernel: Kernel, ports: LoaderPorts, usedEntries: UsedLevel4Entries): LoadedKernel {
  const loader = Loader.new(kernel, ports, usedEntries);
  const tlsTemplate = loader.loadSegments();
  ports.probe.stage('entry', -1);
  ports.probe.step('entryPoint', 0);
  const { addresses, virtualAddressOffset } = loader.inner;
  const offset = virtualAddressOffset.virtualAddressOffset;
  return {
    virtualAddressOffset: addresses.virtAddrNew(BigInt.asUintN(64, offset)),
    entryPoint: loader.entryPoint(),
    tlsTemplate,
  };
}

/** An `i128` as `{:#x}` prints it: negative values as their two's complement. */
function hexOfI128(value: bigint): string {
  return `0x${BigInt.asUintN(128, value).toString(16)}`;
}
