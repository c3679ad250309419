import { PAGE_SIZE } from '../../../../shared/address';
import type { PageSpan, SpaceReader } from './side';

/**
 * A space whose pages have other numbers: page `n` of it is page `n + shift` of the reader. Two loads of which one lies
 * elsewhere are compared so. Pages whose number would be negative have no bytes.
 */
export function shiftedReader(reader: SpaceReader, shift: number): SpaceReader {
  if (shift === 0) return reader;
  return {
    size: Math.max(0, reader.size - shift * PAGE_SIZE),
    hasUntouched: reader.hasUntouched,
    *runs(first, end): Iterable<PageSpan> {
      const from = Math.max(0, first + shift);
      if (end + shift <= from) return;
      for (const run of reader.runs(from, end + shift)) yield { ...run, first: run.first - shift };
    },
    nextFilled: (page) => reader.nextFilled(Math.max(0, page + shift)) - shift,
    lengthOf: (page) => reader.lengthOf(page + shift),
    readPages: (first, out) => reader.readPages(first + shift, out),
  };
}
