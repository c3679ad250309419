/**
 * The kernel's own configuration: section `.bootloader-config`, written by crate bootloader_api's `entry_point!`.
 *
 * Upstream's `Kernel::parse` panics where the section is missing or odd. Kernels that were not built against
 * bootloader_api have none and are worth looking at too, so here the defaults hold and a warning says so.
 * This reader never throws: whatever is wrong with the ELF itself is for the loader to say.
 */
import { hex } from '../../../shared/address';
import { DEFAULT_MAPPINGS } from '../../../shared/machine';
import type { Machine, Mapping, Mappings } from '../../../shared/machine';

/** What a kernel file says of its own mappings. */
export interface KernelConfig {
  /** The kernel's mappings, or `null` where the defaults hold. */
  readonly mappings: Mappings | null;
  readonly warnings: readonly string[];
}

const SECTION_NAME = '.bootloader-config';
const SHT_NULL = 0;
const SHT_NOBITS = 8;

const UUID = [
  0x74, 0x3c, 0xa9, 0x61, 0x09, 0x36, 0x46, 0xa0, 0xbb, 0x55, 0x5c, 0x15, 0x89, 0x15, 0x25, 0x3d,
] as const;

/** The three layouts by their length in bytes; each holds the fields of the one before. */
const LAYOUTS: ReadonlyMap<number, { readonly kernelBase: boolean; readonly ramdisk: boolean }> = new Map([
  [115, { kernelBase: false, ramdisk: false }],
  [124, { kernelBase: false, ramdisk: true }],
  [133, { kernelBase: true, ramdisk: true }],
]);

/** The length that bootloader 0.11.8 itself accepts. */
const REFERENCE_LENGTH = 124;

/** Where the ELF header and a section header of one file class keep what is needed here. */
interface SectionLayout {
  readonly headerSize: number;
  readonly tableOffset: number;
  readonly entrySize: number;
  readonly count: number;
  readonly namesIndex: number;
  field(view: DataView, header: number, field: 'name' | 'type' | 'offset' | 'size'): number;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A 64-bit field as a number; beyond 2^53 it is inexact, and then far outside of any file. */
function u64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

/** The layout of the file's section headers, or `null` where `elf` has no whole ELF header. */
function sectionLayout(elf: Uint8Array): SectionLayout | null {
  const view = viewOf(elf);
  const isElf = elf.length >= 52 && view.getUint32(0, false) === 0x7f454c46;
  if (!isElf) {
    return null;
  }
  if (elf[4] === 2 && elf.length >= 64) {
    const offsets = { name: 0, type: 4, offset: 24, size: 32 } as const;
    return {
      headerSize: 64,
      tableOffset: u64(view, 40),
      entrySize: view.getUint16(58, true),
      count: view.getUint16(60, true),
      namesIndex: view.getUint16(62, true),
      field: (data, header, field) => {
        const at = header + offsets[field];
        return field === 'name' || field === 'type' ? data.getUint32(at, true) : u64(data, at);
      },
    };
  }
  if (elf[4] === 1) {
    const offsets = { name: 0, type: 4, offset: 16, size: 20 } as const;
    return {
      headerSize: 40,
      tableOffset: view.getUint32(32, true),
      entrySize: view.getUint16(46, true),
      count: view.getUint16(48, true),
      namesIndex: view.getUint16(50, true),
      field: (data, header, field) => data.getUint32(header + offsets[field], true),
    };
  }
  return null;
}

/** Whether the zero-terminated text at `at` is `text`. */
function isTextAt(bytes: Uint8Array, at: number, text: string): boolean {
  if (at + text.length >= bytes.length || bytes[at + text.length] !== 0) {
    return false;
  }
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text.charCodeAt(i)) {
      return false;
    }
  }
  return true;
}

/** The bytes of the configuration section; `null` where there is none, a text where it is unreadable. */
function findSection(elf: Uint8Array, layout: SectionLayout): Uint8Array | string | null {
  const view = viewOf(elf);
  const headerAt = (index: number): number | null => {
    const at = layout.tableOffset + index * layout.entrySize;
    return layout.entrySize >= layout.headerSize && at + layout.headerSize <= elf.length ? at : null;
  };
  const names = layout.namesIndex < layout.count ? headerAt(layout.namesIndex) : null;
  if (names === null) {
    return null;
  }
  const namesOffset = layout.field(view, names, 'offset');
  for (let index = 0; index < layout.count; index++) {
    const header = headerAt(index);
    if (header === null) {
      return null;
    }
    const type = layout.field(view, header, 'type');
    const nameAt = namesOffset + layout.field(view, header, 'name');
    if (type === SHT_NULL || !isTextAt(elf, nameAt, SECTION_NAME)) {
      continue;
    }
    const offset = layout.field(view, header, 'offset');
    const size = layout.field(view, header, 'size');
    if (type === SHT_NOBITS) {
      return 'has no bytes in the file';
    }
    return offset + size <= elf.length
      ? elf.subarray(offset, offset + size)
      : 'reaches beyond the end of the file';
  }
  return null;
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
  readonly kernelBase: Mapping;
  readonly aslr: boolean;
}

/** Parses the section's bytes; a text where they are not a configuration. */
function parseConfig(bytes: Uint8Array): ParsedConfig | string {
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
  const kernelBase = layout.kernelBase ? reader.mapping('kernel base') : 'dynamic';
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
    bootInfo,
    framebuffer,
    ...(physicalMemory !== undefined && { physicalMemory }),
    ...(pageTableRecursive !== undefined && { pageTableRecursive }),
    ...(dynamicRangeStart !== undefined && { dynamicRangeStart }),
    ...(dynamicRangeEnd !== undefined && { dynamicRangeEnd }),
  };
  return { length: bytes.length, version, mappings, kernelBase, aslr };
}

/** What of a valid configuration the load does not follow. */
function configWarnings(config: ParsedConfig): string[] {
  const warnings: string[] = [];
  if (config.length !== REFERENCE_LENGTH) {
    warnings.push(
      `The kernel was built with bootloader_api ${config.version}, whose ${SECTION_NAME} has another layout: ` +
        `bootloader 0.11.8 itself would refuse it ("kernel was compiled with incompatible bootloader_api version").`,
    );
  }
  if (config.kernelBase !== 'dynamic') {
    warnings.push(
      `The kernel asks for the fixed base ${hex(config.kernelBase)}, which bootloader 0.11.8 does not know: ignored.`,
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
 */
export function readKernelConfig(elf: Uint8Array): KernelConfig {
  const layout = sectionLayout(elf);
  if (!layout) {
    return { mappings: null, warnings: [] };
  }
  const section = findSection(elf, layout);
  if (section === null) {
    return {
      mappings: null,
      warnings: [
        `The kernel has no ${SECTION_NAME} section: the default mappings are used. ` +
          'The bootloader itself starts only kernels that have one.',
      ],
    };
  }
  const parsed = typeof section === 'string' ? section : parseConfig(section);
  if (typeof parsed === 'string') {
    return {
      mappings: null,
      warnings: [`The kernel's ${SECTION_NAME} section ${parsed}: the default mappings are used.`],
    };
  }
  return { mappings: parsed.mappings, warnings: configWarnings(parsed) };
}

/** The mappings that hold for a load: the machine's where given, else the kernel's own, else the defaults. */
export function mergeMappings(machine: Machine, kernelConfig: Mappings | null): Mappings {
  return { ...(kernelConfig ?? DEFAULT_MAPPINGS), ...machine.mappings };
}
