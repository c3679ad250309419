import type { SpaceBytes, TextEncodingName } from '../../../../shared/memory-types';
import type { MemorySpace } from '../../../../shared/view-types';

/** Bytes that a text is made of for the clipboard. More of them make a text that nobody can use; saving has no limit. */
export const MAX_COPIED = 2 ** 20;

/** Where selected bytes are. */
export interface CopiedRange {
  readonly space: MemorySpace;
  /** From the start of the space, in bytes. */
  readonly first: number;
  readonly length: number;
}

/** Selected bytes, as they are copied. */
export interface CopiedBytes extends CopiedRange, SpaceBytes {
  /** What their text is read as. */
  readonly encoding: TextEncodingName;
}

/** Each byte as two digits, `??` where there is none. */
export function digitsOf({ bytes, missing, first }: CopiedBytes): string[] {
  const digits = Array.from(bytes, (byte) => HEX[byte] as string);
  for (const run of missing) digits.fill('??', run.first - first, run.first - first + run.length);
  return digits;
}

/** Two hexadecimal digits of every byte. */
export const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);
