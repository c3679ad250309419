import { addressAt, hex, PAGE_SIZE } from '../../../shared/address';
import { FailureError } from '../../../shared/result';
import type { MemorySpace } from '../../../shared/view-types';
import { pagesOfRange, type SpaceReader } from '../session/sides/side';
import { sparseRange } from '../session/sides/sparse-range';
import type { FileChunk, ImagePlan } from './image-reader';

/** Bytes of a space that go to a file as they are. */
export interface SavedRange {
  readonly reader: SpaceReader;
  readonly space: MemorySpace;
  readonly first: number;
  readonly length: number;
}

/** Bytes that are looked at together for zeros: what is nothing else stays a hole of the file. */
const BLOCK = 4096;

const NOTHING = new Uint8Array(0);

/**
 * Makes sure that every byte of a range is there. Whether it can be read is only known when it is.
 *
 * @throws FailureError `save.missing`
 */
export function checkWhole({ reader, space, first, length }: SavedRange): void {
  const end = first + length;
  const pages = pagesOfRange(first, length);
  let missing = 0;
  let where = end;
  const note = (from: number, to: number): void => {
    const absent = reader.hasUntouched ? Math.max(from, reader.size) : from;
    if (absent >= to) return;
    missing += to - absent;
    where = Math.min(where, absent);
  };
  let at = first;
  for (const run of reader.runs(pages.first, pages.end)) {
    note(at, Math.max(at, run.first * PAGE_SIZE));
    const last = run.first + run.count - 1;
    at = Math.max(at, last * PAGE_SIZE + reader.lengthOf(last));
  }
  note(at, end);
  if (missing === 0) return;
  const count = missing.toLocaleString('en-US');
  throw new FailureError(
    'save.missing',
    missing === length
      ? `Nothing is there: none of the bytes from ${addressText(space, where)} on.`
      : `${count} of the ${length.toLocaleString('en-US')} bytes ${missing === 1 ? 'is' : 'are'} not there, first at ${addressText(space, where)}.`,
    'Save with zeros there, or select less.',
  );
}

/**
 * The bytes of a range as a file; zeros stand for those that are not there.
 *
 * @throws FailureError `save.unreadable`, while its chunks are made
 */
export function rangePlan(range: SavedRange): ImagePlan {
  const total = bytesInRuns(range);
  return { size: range.length, total, chunks: () => chunksOf(range, total) };
}

/** Most bytes that may be other than zero. */
function bytesInRuns({ reader, first, length }: SavedRange): number {
  const pages = pagesOfRange(first, length);
  let bytes = 0;
  for (const run of reader.runs(pages.first, pages.end)) {
    const from = Math.max(first, run.first * PAGE_SIZE);
    bytes += Math.max(0, Math.min(first + length, (run.first + run.count) * PAGE_SIZE) - from);
  }
  return bytes;
}

function* chunksOf({ reader, space, first, length }: SavedRange, total: number): Generator<FileChunk> {
  let done = 0;
  for (const part of sparseRange(reader, first, length)) {
    if (part.kind === 'unreadable') {
      throw new FailureError(
        'save.unreadable',
        `The bytes at ${addressText(space, part.first)} cannot be read: ${part.reason}`,
        'Nothing was saved. Select bytes that can be read.',
      );
    }
    if (part.kind !== 'bytes') {
      // So that the writer sees a cancel on the way through them.
      yield { position: 0, bytes: NOTHING, done };
      continue;
    }
    yield* filledBlocks(part.bytes, part.first - first, done);
    done = Math.min(total, done + part.bytes.length);
    yield { position: 0, bytes: NOTHING, done };
  }
  yield { position: 0, bytes: NOTHING, done: total };
}

/** Bytes without the blocks that hold only zeros. */
function* filledBlocks(bytes: Uint8Array, position: number, done: number): Generator<FileChunk> {
  for (let at = 0; at < bytes.length;) {
    while (at < bytes.length && isZero(bytes, at)) at += BLOCK;
    const from = at;
    while (at < bytes.length && !isZero(bytes, at)) at += BLOCK;
    const to = Math.min(at, bytes.length);
    if (from < to) yield { position: position + from, bytes: bytes.subarray(from, to), done: done + to };
  }
}

function isZero(bytes: Uint8Array, from: number): boolean {
  const to = Math.min(bytes.length, from + BLOCK);
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false;
  return true;
}

function addressText(space: MemorySpace, position: number): string {
  return hex(addressAt(space, position));
}
