/**
 * Sections by name, as crate xmas-elf finds them.
 *
 * Only the kernel's own configuration is found this way, and a kernel without one is loaded all the same: so where
 * upstream panics over odd headers, this gives a text that says what is wrong.
 */

/** Where a section header of one file class keeps what is needed here, and where the headers are. */
interface SectionTable {
  readonly view: DataView;
  readonly offset: number;
  readonly entrySize: number;
  readonly count: number;
  readonly namesIndex: number;
  readonly class64: boolean;
}

interface SectionHeader {
  readonly name: number;
  readonly type: number;
  readonly offset: number;
  readonly size: number;
}

const SHT_NULL = 0;
/** The last of the types that the format itself defines, and the numbers below it that it leaves out. */
const LAST_COMMON_TYPE = 18;
const UNUSED_TYPES: readonly number[] = [12, 13];
/** Types of systems, processors and users follow each other from here on. */
const FIRST_SPECIFIC_TYPE = 0x6000_0000;
/** Indices from here on have other meanings. */
const RESERVED_INDEX = 0xff00;
/** Longest name that is looked at: upstream looks at all of it, but a hostile file would hold us up for hours. */
const MOST_NAME_BYTES = 4096;

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const BROKEN = 'cannot be looked for, because a section header is broken';

/**
 * Mirrors `find_section_by_name` and `raw_data`.
 *
 * @returns the section's bytes; `undefined` where `elf` is no ELF file, `null` where it has no such section, and a text
 *   for people where upstream panics
 */
export function findSection(elf: Uint8Array, name: string): Uint8Array | string | null | undefined {
  const table = sectionTable(elf);
  if (table === undefined) return undefined;
  for (let index = 0; index < table.count; index++) {
    const header = headerAt(table, index);
    if (header === null) return BROKEN;
    if (header.type === SHT_NULL || !isKnownType(header.type)) continue;
    const names = headerAt(table, table.namesIndex);
    if (names === null) return BROKEN;
    const found = nameIs(elf, names.offset + header.name, name);
    if (found === null) return BROKEN;
    if (!found) continue;
    const { offset, size } = header;
    return offset + size <= elf.length
      ? elf.subarray(offset, offset + size)
      : 'reaches beyond the end of the file';
  }
  return null;
}

function sectionTable(elf: Uint8Array): SectionTable | undefined {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const class64 = elf[4] === 2;
  const size = class64 ? 64 : 52;
  if (elf.length < size || view.getUint32(0, false) !== 0x7f454c46 || (!class64 && elf[4] !== 1)) {
    return undefined;
  }
  // After address and flags, both classes go on with the same 16-bit fields.
  const tail = class64 ? 58 : 46;
  return {
    view,
    offset: class64 ? u64(view, 40) : view.getUint32(32, true),
    entrySize: view.getUint16(tail, true),
    count: view.getUint16(tail + 2, true),
    namesIndex: view.getUint16(tail + 4, true),
    class64,
  };
}

/** A 64-bit field as a number; beyond 2^53 it is inexact, and then far outside of any file. */
function u64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

/** Mirrors `parse_section_header`; `null` where it panics. */
function headerAt(table: SectionTable, index: number): SectionHeader | null {
  const { view, entrySize, class64 } = table;
  const at = table.offset + index * entrySize;
  const fits = at + entrySize <= view.byteLength && entrySize >= (class64 ? 64 : 40);
  // The file lies at an aligned address, or it would have been refused before.
  const aligned = at % (class64 ? 8 : 4) === 0;
  if (index >= RESERVED_INDEX || !fits || !aligned) return null;
  return {
    name: view.getUint32(at, true),
    type: view.getUint32(at + 4, true),
    offset: class64 ? u64(view, at + 24) : view.getUint32(at + 16, true),
    size: class64 ? u64(view, at + 32) : view.getUint32(at + 20, true),
  };
}

/** Mirrors `as_sh_type`: sections of other types have no name. */
function isKnownType(type: number): boolean {
  return type <= LAST_COMMON_TYPE ? !UNUSED_TYPES.includes(type) : type >= FIRST_SPECIFIC_TYPE;
}

/** Whether the zero-terminated text at `at` is `name`; `null` where upstream cannot read it. */
function nameIs(elf: Uint8Array, at: number, name: string): boolean | null {
  if (at > elf.length) return null;
  const longest = elf.subarray(at, at + MOST_NAME_BYTES);
  const end = longest.indexOf(0);
  if (end === -1) return longest.length < MOST_NAME_BYTES ? null : false;
  try {
    return UTF_8.decode(longest.subarray(0, end)) === name;
  } catch {
    return null;
  }
}
