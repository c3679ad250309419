/** One way to read the bytes at the cursor. */
export interface Reading {
  readonly label: string;
  /** Empty where the bytes cannot be read so; `meaning` says why. */
  readonly value: string;
  /** The value explained; may be empty. */
  readonly meaning: string;
  /** Bytes that it is read from. */
  readonly length: number;
}

/** Bytes from the cursor on, as far as they are there. */
export interface ReadBytes {
  readonly bytes: Uint8Array;
  readonly bigEndian: boolean;
}

/** A reading of `length` bytes; where not all of them are there it says so. */
export function readingOf(
  { bytes }: ReadBytes,
  label: string,
  length: number,
  read: (view: DataView) => { readonly value: string; readonly meaning?: string },
): Reading {
  if (bytes.length < length) return { label, value: '', meaning: missingWords(bytes.length, length), length };
  const { value, meaning = '' } = read(new DataView(bytes.buffer, bytes.byteOffset, length));
  return { label, value, meaning, length };
}

/** e.g. `needs 8 bytes, 3 are there`. */
export function missingWords(there: number, needed: number): string {
  return `needs ${needed} ${needed === 1 ? 'byte' : 'bytes'}, ${there === 0 ? 'none' : there} ${there === 1 ? 'is' : 'are'} there`;
}
