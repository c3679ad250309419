import { PAGE_SIZE } from '../../../../shared/address';
import { gap, readRange, type RangePart } from './read-range';
import { pagesOfRange, type SpaceReader } from './side';

/** Pages that are read before memory is asked again where it holds anything. */
const STRETCH_PAGES = 4096;

/**
 * Reads a range as `readRange` does, but goes over pages that are known to be zero without reading them: a terabyte of
 * untouched memory costs no more than the runs in it.
 */
export function* sparseRange(reader: SpaceReader, first: number, length: number): Generator<RangePart> {
  const end = first + length;
  for (let at = first; at < end;) {
    const page = Math.floor(at / PAGE_SIZE);
    const filled = reader.nextFilled(page);
    if (filled > page) {
      const to = Math.min(end, filled * PAGE_SIZE);
      yield* knownZeros(reader, at, to);
      at = to;
    } else {
      const to = Math.min(end, (page + STRETCH_PAGES) * PAGE_SIZE);
      yield* readRange(reader, at, to - at);
      at = to;
    }
  }
}

/** What there is between two positions where all that is there is zero. */
function* knownZeros(reader: SpaceReader, from: number, to: number): Generator<RangePart> {
  const pages = pagesOfRange(from, to - from);
  let at = from;
  for (const run of reader.runs(pages.first, pages.end)) {
    const start = Math.max(at, run.first * PAGE_SIZE);
    yield* gap(reader, at, start);
    const last = run.first + run.count - 1;
    const end = Math.min(to, last * PAGE_SIZE + reader.lengthOf(last));
    if (start < end) yield { kind: 'zeros', first: start, length: end - start };
    at = Math.max(start, end);
  }
  yield* gap(reader, at, to);
}
