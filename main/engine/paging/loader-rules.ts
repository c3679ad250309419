import type { LoaderVersion } from '../../../shared/machine';
import type { Arithmetic } from '../base/u64';
import { addressRules, type AddressRules } from './address-rules';

/**
 * Everything in which the releases of the loader differ, besides what they do the same. A place of the loader that
 * differs asks here; what a release changed is said in {@link RELEASES}.
 */
export interface LoaderRules extends Release {
  /** Unsigned 64-bit sums as the build has them. */
  readonly arithmetic: Arithmetic;
  /** Addresses as the release of crate x86_64 has them. */
  readonly addresses: AddressRules;
}

interface Release {
  /** `size_of::<BootInfo>()` of the release's bootloader_api, in bytes. */
  readonly bootInfoSize: bigint;
  /**
   * What `UsedLevel4Entries::new` marks besides the configured ranges: only entry 0, or all of what the bootloader
   * itself has mapped (physical memory, the framebuffer) and where the kernel file says that it goes.
   */
  readonly marksOccupied: boolean;
  /** Whether the configuration has a kernel base. */
  readonly hasKernelBase: boolean;
  /**
   * Whether the last address of a range is `start + (size - 1)`, so that it may end with the address space; else
   * it is `(start + size) - 1`.
   */
  readonly inclusiveEnds: boolean;
  /** Whether `get_free_address` divides with `div_ceil`; else it adds before it divides, which may overflow. */
  readonly dividesRoundingUp: boolean;
  /** Whether `remove_copied_flags` skips LOAD segments without size in memory. */
  readonly skipsEmptySegments: boolean;
}

const RELEASES: Readonly<Record<LoaderVersion, Release>> = {
  '0.11.8': {
    bootInfoSize: 216n,
    marksOccupied: false,
    hasKernelBase: false,
    inclusiveEnds: false,
    dividesRoundingUp: false,
    skipsEmptySegments: false,
  },
  '0.11.17': {
    // Two fields more: the kernel stack's bottom and length.
    bootInfoSize: 232n,
    marksOccupied: true,
    hasKernelBase: true,
    inclusiveEnds: true,
    dividesRoundingUp: true,
    skipsEmptySegments: true,
  },
};

/** The rules of a version of the loader in one of its builds. */
export function loaderRules(loader: LoaderVersion, arithmetic: Arithmetic): LoaderRules {
  return { ...RELEASES[loader], arithmetic, addresses: addressRules(loader, arithmetic) };
}
