import { PAGE_SIZE } from '../../../../shared/address';
import { FailureError } from '../../../../shared/result';
import { pagesOfRange, type SpaceReader } from './side';

/** Pages that are read together: a mebibyte. */
const CHUNK_PAGES = 256;

/** What reading a range of a space comes upon, in ascending order. */
export type RangePart =
  /** Bytes; only valid until the next part is asked for. */
  | { readonly kind: 'bytes'; readonly first: number; readonly bytes: Uint8Array }
  /** Memory that nothing has touched: zeros. */
  | { readonly kind: 'zeros'; readonly first: number; readonly length: number }
  /** Nothing is there. */
  | { readonly kind: 'absent'; readonly first: number; readonly length: number }
  /** A page that cannot be read, and why. */
  | { readonly kind: 'unreadable'; readonly first: number; readonly length: number; readonly reason: string };

/**
 * Reads a range of a space piece by piece, at most a mebibyte each, and tells what is not there. A page that cannot be
 * read takes none of its neighbours along.
 */
export function* readRange(reader: SpaceReader, first: number, length: number): Generator<RangePart> {
  const end = first + length;
  const pages = pagesOfRange(first, length);
  const buffer = new Uint8Array(Math.min(CHUNK_PAGES, pages.end - pages.first) * PAGE_SIZE);
  let at = first;
  for (const run of reader.runs(pages.first, pages.end)) {
    const start = Math.max(first, run.first * PAGE_SIZE);
    yield* gap(reader, at, start);
    at = Math.max(at, start);
    for (let done = 0; done < run.count; done += CHUNK_PAGES) {
      const count = Math.min(CHUNK_PAGES, run.count - done);
      yield* readPages(reader, run.first + done, buffer.subarray(0, count * PAGE_SIZE), first, end);
    }
    const last = run.first + run.count - 1;
    // Not back before `first`: the last page may end in front of it.
    at = Math.max(at, Math.min(end, last * PAGE_SIZE + reader.lengthOf(last)));
  }
  yield* gap(reader, at, end);
}

/** What lies between two positions in no run: zeros that nothing has touched, or nothing at all. */
export function* gap(reader: SpaceReader, from: number, to: number): Generator<RangePart> {
  const zerosEnd = reader.hasUntouched ? Math.min(to, reader.size) : from;
  if (from < zerosEnd) yield { kind: 'zeros', first: from, length: zerosEnd - from };
  const absent = Math.max(from, zerosEnd);
  if (absent < to) yield { kind: 'absent', first: absent, length: to - absent };
}

/** Reads pages into `out`, together if that goes, and gives what lies in `first` to `end`. */
function* readPages(
  reader: SpaceReader,
  page: number,
  out: Uint8Array,
  first: number,
  end: number,
): Generator<RangePart> {
  const start = page * PAGE_SIZE;
  const count = out.length / PAGE_SIZE;
  const there = (count - 1) * PAGE_SIZE + reader.lengthOf(page + count - 1);
  const from = Math.max(first, start);
  const to = Math.min(end, start + there);
  if (from >= to) return;
  const reason = tryRead(reader, page, out);
  if (reason === null) yield { kind: 'bytes', first: from, bytes: out.subarray(from - start, to - start) };
  else if (count === 1) yield { kind: 'unreadable', first: from, length: to - from, reason };
  else {
    for (let i = 0; i < count; i++) {
      yield* readPages(reader, page + i, out.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE), first, end);
    }
  }
}

/** Why pages cannot be read; `null` where they were. */
function tryRead(reader: SpaceReader, page: number, out: Uint8Array): string | null {
  try {
    reader.readPages(page, out);
    return null;
  } catch (error) {
    if (error instanceof FailureError) return error.failure.message;
    throw error;
  }
}
