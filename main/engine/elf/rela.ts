/** Bytes of one `Rela<u64>`. */
export const RELA_SIZE = 24;

/** The one relocation type that the loader applies. */
export const R_AMD64_RELATIVE = 8;

/** Where the 64-bit fields of a `Rela<u64>` begin, in words of 32 bits. */
export const OFFSET = 0;
export const INFO = 2;
export const ADDEND = 4;

/** Mirrors `get_type` for the entry whose six little-endian words begin at `words[at]`. */
export function relocationType(words: Uint32Array, at: number): number {
  return words[at + INFO] as number;
}

/** Mirrors `get_symbol_table_index`. */
export function symbolTableIndex(words: Uint32Array, at: number): number {
  return words[at + INFO + 1] as number;
}
