import { PAGE_COUNT } from '../../../shared/address';
import { LoaderPanic } from '../base/errors';
import type { Arithmetic } from '../base/u64';

/**
 * `Page + u64` of crate x86_64 in page numbers. Beyond the last page the 64-bit sum overflows; the gap of
 * non-canonical addresses is jumped by sign extension, which page numbers have by nature.
 */
export function addPages(arithmetic: Arithmetic, page: number, count: number): number {
  const sum = page + count;
  if (sum < PAGE_COUNT) return sum;
  if (arithmetic.overflowChecks) throw new LoaderPanic('attempt to add with overflow');
  return sum - PAGE_COUNT;
}
