import type { RawFile } from '../../elf/raw-file';

/**
 * The places that packed relative relocations (RELR) stand for. An even word is a place, and the next words whose lowest
 * bit is 1 have one bit for each word behind it.
 *
 * @param at offset in the file of the first word
 * @param words how many there are
 * @param most places that are given
 */
export function relrOffsets(file: RawFile, at: number, words: number, most: number): bigint[] {
  const bytes = file.class64 ? 8n : 4n;
  const bits = Number(bytes) * 8 - 1;
  const offsets: bigint[] = [];
  let next = 0n;
  for (let i = 0; i < words && offsets.length < most; i++) {
    const start = at + i * Number(bytes);
    const word = file.word(start, start);
    if ((word & 1n) === 0n) {
      offsets.push(word);
      next = word + bytes;
      continue;
    }
    for (let bit = 0; bit < bits && offsets.length < most; bit++) {
      if (((word >> BigInt(bit + 1)) & 1n) === 1n)
        offsets.push(BigInt.asUintN(64, next + BigInt(bit) * bytes));
    }
    next = BigInt.asUintN(64, next + BigInt(bits) * bytes);
  }
  return offsets;
}
