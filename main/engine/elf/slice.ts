import { LoaderPanic } from '../base/errors';

/** Panics as slicing `[start..end]` of `length` bytes does in Rust 1.95. */
export function checkRange(start: bigint, end: bigint, length: number): void {
  const size = BigInt(length);
  if (start > size) {
    throw new LoaderPanic(`range start index ${start} out of range for slice of length ${length}`);
  }
  if (end > size) {
    throw new LoaderPanic(`range end index ${end} out of range for slice of length ${length}`);
  }
  if (start > end) throw new LoaderPanic(`slice index starts at ${start} but ends at ${end}`);
}
