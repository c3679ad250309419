import { ENTRY_KINDS, RIGHT, type EntryKind } from '../../../../shared/table-types';
import { flagNames } from '../../../../shared/page-flags';
import { frameOf, HUGE_PAGE, PRESENT, USER_ACCESSIBLE, WRITABLE } from '../../paging/page-table';
import { rightsWords } from '../rights';

/** Places of the kinds in `ENTRY_KINDS`, for loops. */
export const KIND = Object.fromEntries(ENTRY_KINDS.map((kind, place) => [kind, place])) as Readonly<
  Record<EntryKind, number>
>;
const { empty: EMPTY, absent: ABSENT, page: PAGE, table: TABLE, broken: BROKEN } = KIND;

/** Bits of the address field that must be clear in a leaf of 2 MiB, and of 1 GiB; bit 12 is PAT in both. */
const RESERVED_2_MIB = 0x001f_e000;
const RESERVED_1_GIB = 0x3fff_e000;
/** PAT of a leaf of 4 KiB, which has no HUGE_PAGE, and of a larger one. */
const PAT_OF_PAGE = 1 << 7;
const PAT_OF_HUGE_PAGE = 1 << 12;
/** Bit 31 of the high half: NO_EXECUTE. */
const NO_EXECUTE_HIGH = 31;

/** All rights of a page: what no entry withholds. */
export const ALL_RIGHTS = RIGHT.read | RIGHT.write | RIGHT.execute | RIGHT.user;

/**
 * What an entry is by its bits alone: a place in `ENTRY_KINDS`. Whether its target is a table that leads back, or no memory
 * at all, only the tree knows.
 *
 * @param level of the table that holds it, 4 to 1
 */
export function kindByBits(low: number, high: number, level: number): number {
  if ((low | high) === 0) return EMPTY;
  if ((low & PRESENT) === 0) return ABSENT;
  if (level === 1) return PAGE;
  if ((low & HUGE_PAGE) === 0) return TABLE;
  if (level === 4) return BROKEN;
  return (low & (level === 2 ? RESERVED_2_MIB : RESERVED_1_GIB)) === 0 ? PAGE : BROKEN;
}

/** Which reserved bit a present entry sets, in words; empty where it sets none. */
export function reservedBit(low: number, level: number): string {
  if ((low & HUGE_PAGE) === 0 || level === 1) return '';
  if (level === 4) return 'bit 7 (HUGE_PAGE), which must be clear on level 4';
  const reserved = low & (level === 2 ? RESERVED_2_MIB : RESERVED_1_GIB);
  if (reserved === 0) return '';
  const bit = 31 - Math.clz32(reserved);
  return `bit ${bit}, which must be clear in a page of ${level === 2 ? '2 MiB' : '1 GiB'}`;
}

/** What an entry allows, as `RIGHT` bits. */
export function rightsOf(low: number, high: number): number {
  return (
    RIGHT.read |
    ((low & WRITABLE) === 0 ? 0 : RIGHT.write) |
    (high >>> NO_EXECUTE_HIGH === 0 ? RIGHT.execute : 0) |
    ((low & USER_ACCESSIBLE) === 0 ? 0 : RIGHT.user)
  );
}

/** The first frame that a leaf maps: in large leaves the low bits of the field are none of the address. */
export function leafFrame(low: number, high: number, level: number): number {
  const frame = frameOf(low, high);
  return level === 1 ? frame : frame - (frame % 512 ** (level - 1));
}

/** Whether a leaf sets PAT, which is another bit in large ones. */
export function hasPat(low: number, level: number): boolean {
  return (low & (level === 1 ? PAT_OF_PAGE : PAT_OF_HUGE_PAGE)) !== 0;
}

/** Names of an entry's flags as they are meant on its level. */
export function flagsOnLevel(entry: bigint, level: number, leaf: boolean): string[] {
  const names = flagNames(entry);
  if (!leaf) return names;
  const known = level === 1 ? names.filter((name) => name !== 'HUGE_PAGE') : names;
  return hasPat(Number(entry & 0xffff_ffffn), level) ? [...known, 'PAT'] : known;
}

/** Rights in the short form of tables: `R`, `RW`, `R X`, `RWX`; empty for none. */
export function rightsText(rights: number): string {
  if ((rights & RIGHT.read) === 0) return '';
  return rightsWords((rights & RIGHT.write) !== 0, (rights & RIGHT.execute) !== 0);
}
