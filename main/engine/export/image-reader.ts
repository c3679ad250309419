/** Reading the memory image of one moment, as every export format does it. */
import { PAGE_SIZE } from '../../../shared/address';
import { partitionPoint } from '../../../shared/partition-point';

/** A 4 KiB page and what its leaf entry says, the entry in two 32-bit halves. */
export interface MappedPage {
  readonly page: number;
  readonly frame: number;
  readonly entryHigh: number;
  readonly entryLow: number;
}

/** Bulk reads of physical memory. */
export interface FrameReader {
  /** The first frame at or behind `frame` that may hold anything but zeros. */
  nextFilled(frame: number): number;
  /** Copies neighbouring frames from `first` on, as many as `out` has room for. */
  readFrames(first: number, out: Uint8Array): void;
}

/** What an export reads of a session (`DebugSession` satisfies it). */
export interface ImageSource {
  readonly memory: { readonly size: number };
  memoryAt(moment: number): FrameReader;
  touchedFrames(moment: number): ArrayLike<number>;
  mappedPages(moment: number): Iterable<MappedPage>;
}

/** Physical memory at one moment. */
export interface MemoryImage extends FrameReader {
  /** Bytes of physical address space. */
  readonly size: number;
  /** Numbers of the frames that may hold something, ascending; all others are zero. */
  readonly touchedFrames: ArrayLike<number>;
  /** Pages that are mapped, ascending by page number. */
  mappedPages(): Iterable<MappedPage>;
}

/** Some bytes of the file that an export writes; valid until the next chunk is asked for. */
export interface FileChunk {
  readonly position: number;
  /** Empty where everything dealt with was zero: a hole of the file reads so without being written. */
  readonly bytes: Uint8Array;
  /** Bytes of {@link ExportPlan.total} dealt with once this chunk is written. */
  readonly done: number;
}

/** What a format will write, before anything is written. */
export interface ExportPlan {
  /** Length of the file in bytes, holes included; `null` where it ends with its last chunk. */
  readonly size: number | null;
  /** Bytes that the disk needs (at most where the size is known), and the end of {@link FileChunk.done}. */
  readonly total: number;
  /** The file's content; what no chunk covers is zero. */
  chunks(): Iterable<FileChunk>;
}

/** A plan of a file whose length is known. */
export interface ImagePlan extends ExportPlan {
  readonly size: number;
}

/** Frames that are read together, and go to the file together where they hold something: a mebibyte. */
const FRAMES_PER_CHUNK = 256;

const FRAME_WORDS = PAGE_SIZE / 4;

/** The image of `source` at `moment`. */
export function imageAt(source: ImageSource, moment: number): MemoryImage {
  const memory = source.memoryAt(moment);
  return {
    size: source.memory.size,
    touchedFrames: source.touchedFrames(moment),
    nextFilled: (frame) => memory.nextFilled(frame),
    readFrames: (first, out) => memory.readFrames(first, out),
    mappedPages: () => source.mappedPages(moment),
  };
}

/**
 * The content of `frames` as chunks: neighbours in the file go together, frames full of zeros stay holes. A frame that
 * is known to be zero is not even read.
 *
 * @param frames frame numbers, ascending.
 * @param positionOf where in the file the `index`-th of them goes; ascending too.
 * @param doneBefore bytes of the plan's total that were dealt with before.
 */
export function* frameChunks(
  image: MemoryImage,
  frames: ArrayLike<number>,
  positionOf: (index: number) => number,
  doneBefore: number,
): Generator<FileChunk> {
  const buffer = new Uint8Array(FRAMES_PER_CHUNK * PAGE_SIZE);
  const words = new Uint32Array(buffer.buffer);
  const doneAt = (index: number): number => doneBefore + index * PAGE_SIZE;
  let done = -1;
  let index = 0;
  while (index < frames.length) {
    index = skipZeros(image, frames, index);
    const count = fill(image, frames, index, positionOf, buffer);
    for (let first = 0; first < count;) {
      let end = first;
      while (end < count && !isZero(words, end)) end++;
      // Of zeros comes an empty chunk, so that the writer sees a cancel on the way through them.
      const bytes = buffer.subarray(first * PAGE_SIZE, end * PAGE_SIZE);
      const position = positionOf(index + first);
      while (end < count && isZero(words, end)) end++;
      done = doneAt(index + end);
      yield { position, bytes, done };
      first = end;
    }
    index += count;
  }
  if (done !== doneAt(frames.length)) {
    yield { position: 0, bytes: buffer.subarray(0, 0), done: doneAt(frames.length) };
  }
}

/** The place of the next frame, from `index` on, that is not known to be zero. */
function skipZeros(image: MemoryImage, frames: ArrayLike<number>, index: number): number {
  let next = index;
  while (next < frames.length) {
    const filled = image.nextFilled(frames[next] as number);
    if (filled === frames[next]) break;
    const from = next;
    next += partitionPoint(frames.length - from, (i) => (frames[from + i] as number) < filled);
  }
  return next;
}

/** Reads frames from the `index`-th on that follow each other in the file and are not known to be zero; how many. */
function fill(
  image: MemoryImage,
  frames: ArrayLike<number>,
  index: number,
  positionOf: (index: number) => number,
  buffer: Uint8Array,
): number {
  const most = Math.min(FRAMES_PER_CHUNK, frames.length - index);
  const start = most > 0 ? positionOf(index) : 0;
  const follows = (i: number): boolean =>
    positionOf(index + i) === start + i * PAGE_SIZE &&
    image.nextFilled(frames[index + i] as number) === frames[index + i];
  let count = 0;
  while (count < most && follows(count)) {
    const first = frames[index + count] as number;
    let run = 1;
    while (count + run < most && frames[index + count + run] === first + run && follows(count + run)) run++;
    image.readFrames(first, buffer.subarray(count * PAGE_SIZE, (count + run) * PAGE_SIZE));
    count += run;
  }
  return count;
}

/** Whether the `index`-th frame in a buffer holds zeros only. */
function isZero(words: Uint32Array, index: number): boolean {
  const end = (index + 1) * FRAME_WORDS;
  for (let i = index * FRAME_WORDS; i < end; i++) if (words[i] !== 0) return false;
  return true;
}
