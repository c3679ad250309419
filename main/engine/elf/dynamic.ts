import { LoaderError } from '../base/errors';

/** The tags that the loader acts upon. */
export const DT_RELA = 7;
export const DT_RELASZ = 8;
export const DT_RELAENT = 9;

/** Bytes of one entry of an ELF64 dynamic table. */
export const DYNAMIC_ENTRY_SIZE = 16;

const FLAGS_1 = 0x6ffffffbn;

/**
 * Checks a tag as crate xmas-elf does: 0 to 34 without 31, and the ranges for systems and processors.
 *
 * @returns the tag if it is one of the common ones, -1 for any other that is known
 * @throws LoaderError `Invalid tag value` for unknown tags, DT_RELR (36) among them
 */
export function dynamicTag(tag: bigint): number {
  if (tag <= 34n && tag !== 31n) return Number(tag);
  if (tag === FLAGS_1 || (tag >= 0x6000000dn && tag <= 0x7fffffffn)) return -1;
  throw new LoaderError('Invalid tag value');
}
