/** The kernel's own configuration, section `.bootloader-config`; `elf/bootloader-config.ts` is how the loader reads it. */
import { hex } from '../../../../shared/address';
import type { Field, Reading } from './structure';
import { byteList, bytesWords, fieldsOf, part, reading, small, unsigned, type FieldRow } from './words';

/** Lengths of the three layouts: those with a place for the ramdisk, and with one for the kernel as well. */
const WITH_RAMDISK = 124;
const WITH_KERNEL_BASE = 133;
export const CONFIG_LENGTHS: readonly number[] = [115, WITH_RAMDISK, WITH_KERNEL_BASE];

const UUID = '74 3c a9 61 09 36 46 a0 bb 55 5c 15 89 15 25 3d';

/** Fields of the layout that has `length` bytes. */
export function configFields(length: number): Field[] {
  const mapping = (name: string): FieldRow => [name, 9, 9, mappingReading];
  const optional = (name: string): FieldRow => [name, 10, 10, optionalMapping];
  const limit = (name: string): FieldRow => [name, 9, 9, (bytes) => tagged(bytes, 'not given', hex)];
  const pixels = (name: string): FieldRow => [name, 9, 9, (bytes) => tagged(bytes, 'any', String)];
  const version = (name: string): FieldRow => [name, 2, 2, (bytes) => reading(`${small(bytes)}`)];
  const rows: FieldRow[] = [
    ['uuid', 16, 16, uuid],
    version('version_major'),
    version('version_minor'),
    version('version_patch'),
    ['pre_release', 1, 1, flag],
    ['kernel_stack_size', 8, 8, (bytes) => reading(hex(unsigned(bytes)), bytesWords(unsigned(bytes)))],
    mapping('kernel_stack'),
    ...(length >= WITH_KERNEL_BASE ? [mapping('kernel_base')] : []),
    mapping('boot_info'),
    mapping('framebuffer'),
    optional('physical_memory'),
    optional('page_table_recursive'),
    ['aslr', 1, 1, flag],
    limit('dynamic_range_start'),
    limit('dynamic_range_end'),
    ...(length >= WITH_RAMDISK ? [mapping('ramdisk_memory')] : []),
    pixels('minimum_framebuffer_height'),
    pixels('minimum_framebuffer_width'),
  ];
  return fieldsOf(rows, true);
}

function uuid(bytes: DataView): Reading {
  const text = byteList(bytes);
  return reading(
    text.replaceAll(' ', ''),
    text === UUID ? 'of crate bootloader_api' : 'not of bootloader_api',
  );
}

function flag(bytes: DataView): Reading {
  const value = small(bytes);
  return reading(`${value}`, ['no', 'yes'][value] ?? 'invalid: neither 0 nor 1');
}

function mappingReading(bytes: DataView): Reading {
  return tagged(bytes, 'anywhere', hex);
}

function optionalMapping(bytes: DataView): Reading {
  const present = small(part(bytes, 0, 1));
  if (present > 1) return reading(byteList(bytes), 'invalid: neither there nor not');
  return present === 0 ? reading('none', 'not mapped') : mappingReading(part(bytes, 1, 9));
}

/** A tag that says whether the eight bytes behind it are a value. */
function tagged(bytes: DataView, otherwise: string, text: (value: bigint) => string): Reading {
  const tag = small(part(bytes, 0, 1));
  const value = unsigned(part(bytes, 1, 8));
  if (tag === 1) return reading(text(value), 'chosen by the kernel');
  if (tag === 0 && value === 0n) return reading('none', otherwise);
  return reading(byteList(bytes), 'invalid: the tag is neither 0 nor 1, or the rest not zero');
}
