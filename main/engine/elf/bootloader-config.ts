/**
 * The kernel's own configuration: section `.bootloader-config`, written by crate bootloader_api's `entry_point!`.
 *
 * Upstream's `Kernel::parse` panics where the section is missing or odd. Kernels that were not built against
 * bootloader_api have none and are worth looking at too, so here the defaults hold and a warning says so.
 * This reader never throws: whatever is wrong with the ELF itself is for the loader to say.
 */
import { hex } from '../../../shared/address';
import { DEFAULT_MACHINE, DEFAULT_MAPPINGS } from '../../../shared/machine';
import type { LoaderVersion, Machine, Mapping, Mappings } from '../../../shared/machine';
import { findSection } from './find-section';
import type { FileRange } from './handed-over';

/** What a kernel file says of its own mappings. */
export interface KernelConfig {
  /** The kernel's mappings, or `null` where the defaults hold. */
  readonly mappings: Mappings | null;
  readonly warnings: readonly string[];
}

const SECTION_NAME = '.bootloader-config';

const UUID = [
  0x74, 0x3c, 0xa9, 0x61, 0x09, 0x36, 0x46, 0xa0, 0xbb, 0x55, 0x5c, 0x15, 0x89, 0x15, 0x25, 0x3d,
] as const;

/** The three layouts by their length in bytes; each holds the fields of the one before. */
const LAYOUTS: ReadonlyMap<number, { readonly kernelBase: boolean; readonly ramdisk: boolean }> = new Map([
  [115, { kernelBase: false, ramdisk: false }],
  [124, { kernelBase: false, ramdisk: true }],
  [133, { kernelBase: true, ramdisk: true }],
]);

/** The only length that a release of the bootloader itself accepts. */
const OWN_LENGTH: Readonly<Record<LoaderVersion, number>> = { '0.11.8': 124, '0.11.17': 133 };

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads the packed fields one after another; `problem` is the first field that has no valid value. */
class ConfigReader {
  problem: string | null = null;
  private at = 0;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.view = viewOf(bytes);
  }

  u8(): number {
    return this.view.getUint8(this.at++);
  }

  u16(): number {
    this.at += 2;
    return this.view.getUint16(this.at - 2, true);
  }

  u64(): bigint {
    this.at += 8;
    return this.view.getBigUint64(this.at - 8, true);
  }

  bool(field: string): boolean {
    const value = this.u8();
    if (value > 1) {
      this.problem ??= field;
    }
    return value === 1;
  }

  /** A tag byte 0 or 1, then a value that must be zero where the tag is 0. */
  private tagged(field: string): bigint | null {
    const tag = this.u8();
    const value = this.u64();
    if (tag > 1 || (tag === 0 && value !== 0n)) {
      this.problem ??= field;
    }
    return tag === 1 ? value : null;
  }

  optionalU64(field: string): bigint | undefined {
    return this.tagged(field) ?? undefined;
  }

  mapping(field: string): Mapping {
    return this.tagged(field) ?? 'dynamic';
  }

  optionalMapping(field: string): Mapping | undefined {
    const present = this.bool(field);
    const value = this.mapping(field);
    if (!present && value !== 'dynamic') {
      this.problem ??= field;
    }
    return present ? value : undefined;
  }
}

/** What one section says, with everything that is worth a warning. */
interface ParsedConfig {
  readonly length: number;
  readonly version: string;
  readonly mappings: Mappings;
  readonly aslr: boolean;
}

/** Parses the section's bytes; a text where they are not a configuration that this release can read. */
function parseConfig(bytes: Uint8Array, loader: LoaderVersion): ParsedConfig | string {
  const layout = LAYOUTS.get(bytes.length);
  if (!layout) {
    return `is ${bytes.length} bytes long instead of 115, 124 or 133`;
  }
  const reader = new ConfigReader(bytes);
  if (!UUID.every((byte) => reader.u8() === byte)) {
    return 'does not begin with the UUID of bootloader_api';
  }
  const version = `${reader.u16()}.${reader.u16()}.${reader.u16()}`;
  reader.bool('pre-release');
  const kernelStackSize = reader.u64();
  const kernelStack = reader.mapping('kernel stack');
  const before = reader.problem;
  const kernelBase = layout.kernelBase ? reader.mapping('kernel base') : 'dynamic';
  // A release cannot find fault with what it does not know.
  if (loader === '0.11.8') reader.problem = before;
  const bootInfo = reader.mapping('boot info');
  const framebuffer = reader.mapping('framebuffer');
  const physicalMemory = reader.optionalMapping('physical memory');
  const pageTableRecursive = reader.optionalMapping('recursive page table');
  const aslr = reader.bool('ASLR');
  const dynamicRangeStart = reader.optionalU64('dynamic range start');
  const dynamicRangeEnd = reader.optionalU64('dynamic range end');
  if (layout.ramdisk) {
    reader.mapping('ramdisk');
  }
  reader.optionalU64('minimum framebuffer height');
  reader.optionalU64('minimum framebuffer width');
  if (reader.problem !== null) {
    return `has an invalid value for ${reader.problem}`;
  }
  const mappings: Mappings = {
    kernelStack,
    kernelStackSize,
    kernelBase,
    bootInfo,
    framebuffer,
    ...(physicalMemory !== undefined && { physicalMemory }),
    ...(pageTableRecursive !== undefined && { pageTableRecursive }),
    ...(dynamicRangeStart !== undefined && { dynamicRangeStart }),
    ...(dynamicRangeEnd !== undefined && { dynamicRangeEnd }),
  };
  return { length: bytes.length, version, mappings, aslr };
}

/** What of a valid configuration a load with this release does not follow. */
function configWarnings(config: ParsedConfig, loader: LoaderVersion): string[] {
  const warnings: string[] = [];
  const { kernelBase } = config.mappings;
  if (config.length !== OWN_LENGTH[loader]) {
    warnings.push(
      `The kernel was built with bootloader_api ${config.version}, whose ${SECTION_NAME} has another layout: ` +
        `bootloader ${loader} itself would refuse it ("kernel was compiled with incompatible bootloader_api version").`,
    );
  }
  if (kernelBase !== 'dynamic' && loader === '0.11.8') {
    warnings.push(
      `The kernel asks for the fixed base ${hex(kernelBase)}, which bootloader ${loader} does not know: ignored.`,
    );
  }
  if (config.aslr) {
    warnings.push(
      'The kernel asks for address space layout randomization (ASLR): this load uses no randomness, so real ' +
        'boots choose other addresses.',
    );
  }
  return warnings;
}

/**
 * Reads the configuration of a kernel file (upstream: `BootloaderConfig::deserialize` in `Kernel::parse`).
 *
 * @param elf the whole file; need not be an ELF.
 * @param loader the release that loads it, which decides what is worth a warning.
 */
export function readKernelConfig(
  elf: Uint8Array,
  loader: LoaderVersion = DEFAULT_MACHINE.loader,
): KernelConfig {
  const section = findSection(elf, SECTION_NAME);
  if (section === undefined) {
    return { mappings: null, warnings: [] };
  }
  if (section === null) {
    return {
      mappings: null,
      warnings: [
        `The kernel has no ${SECTION_NAME} section: the default mappings are used. ` +
          'The bootloader itself starts only kernels that have one.',
      ],
    };
  }
  const parsed = typeof section === 'string' ? section : parseConfig(section, loader);
  if (typeof parsed === 'string') {
    return {
      mappings: null,
      warnings: [`The kernel's ${SECTION_NAME} section ${parsed}: the default mappings are used.`],
    };
  }
  return { mappings: parsed.mappings, warnings: configWarnings(parsed, loader) };
}

/** Where the bytes of the configuration stand in a kernel file; `null` where it has none that can be found. */
export function configRange(elf: Uint8Array): FileRange | null {
  const section = findSection(elf, SECTION_NAME);
  if (!(section instanceof Uint8Array)) return null;
  const start = section.byteOffset - elf.byteOffset;
  return { start, end: start + section.length };
}

/** The mappings that hold for a load: the machine's where given, else the kernel's own, else the defaults. */
export function mergeMappings(machine: Machine, kernelConfig: Mappings | null): Mappings {
  return { ...(kernelConfig ?? DEFAULT_MAPPINGS), ...machine.mappings };
}
