/** The flag bits of an x86-64 page-table entry, under the names of crate x86_64. */

/** One flag: its bit position in the entry and its name. */
export interface PageFlag {
  readonly bit: number;
  readonly name: string;
  /** What the flag does, in one sentence. */
  readonly meaning: string;
}

/** Every flag bit, in ascending order of bits. Bits 12 to 51 hold the frame's address. */
export const PAGE_FLAGS: readonly PageFlag[] = [
  { bit: 0, name: 'PRESENT', meaning: 'The entry is in use by the processor.' },
  { bit: 1, name: 'WRITABLE', meaning: 'Writes are allowed, if every level above allows them too.' },
  { bit: 2, name: 'USER_ACCESSIBLE', meaning: 'Ring 3 may access the page.' },
  { bit: 3, name: 'WRITE_THROUGH', meaning: 'The cache writes through instead of back.' },
  { bit: 4, name: 'NO_CACHE', meaning: 'Accesses bypass the cache.' },
  { bit: 5, name: 'ACCESSED', meaning: 'Set by the processor when it uses the entry.' },
  { bit: 6, name: 'DIRTY', meaning: 'Set by the processor when it writes to the page.' },
  { bit: 7, name: 'HUGE_PAGE', meaning: 'The entry maps a 2 MiB or 1 GiB frame itself.' },
  { bit: 8, name: 'GLOBAL', meaning: 'The translation survives a change of address space.' },
  { bit: 9, name: 'COPIED', meaning: "The loader's own mark (BIT_9): this frame is already a private copy." },
  { bit: 10, name: 'BIT_10', meaning: 'Free for the operating system.' },
  { bit: 11, name: 'BIT_11', meaning: 'Free for the operating system.' },
  { bit: 63, name: 'NO_EXECUTE', meaning: 'Instruction fetches are forbidden.' },
];

/** Names of the flags that are set in `entry`, ascending by bit. */
export function flagNames(entry: bigint): string[] {
  return PAGE_FLAGS.filter((flag) => ((entry >> BigInt(flag.bit)) & 1n) === 1n).map((f) => f.name);
}

/** The frame address field of an entry: bits 12 to 51. */
export const ENTRY_ADDRESS_MASK = 0x000f_ffff_ffff_f000n;
