/** Reading the memory image of one moment, as every export format does it. */
import { PAGE_SIZE } from '../../../shared/address';

/** A 4 KiB page and what its leaf entry says, the entry in two 32-bit halves. */
export interface MappedPage {
  readonly page: number;
  readonly frame: number;
  readonly entryHigh: number;
  readonly entryLow: number;
}

/** What an export reads of a session (`DebugSession` satisfies it). */
export interface ImageSource {
  readonly memory: { readonly size: number };
  frameAt(frame: number, moment: number, out: Uint8Array): void;
  touchedFrames(moment: number): ArrayLike<number>;
  mappedPages(moment: number): Iterable<MappedPage>;
}

/** Physical memory at one moment. */
export interface MemoryImage {
  /** Bytes of physical address space. */
  readonly size: number;
  /** Numbers of the frames that may hold something, ascending; all others are zero. */
  readonly touchedFrames: ArrayLike<number>;
  /** Copies a frame's 4096 bytes to `out`. */
  readFrame(frame: number, out: Uint8Array): void;
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
  /** Length of the file in bytes, holes included. */
  readonly size: number;
  /** Bytes that the disk needs at most, and the end of {@link FileChunk.done}. */
  readonly total: number;
  /** The file's content; what no chunk covers is zero. */
  chunks(): Iterable<FileChunk>;
}

/** Frames that go to the file in one write. */
const FRAMES_PER_CHUNK = 64;

/** The image of `source` at `moment`. */
export function imageAt(source: ImageSource, moment: number): MemoryImage {
  return {
    size: source.memory.size,
    touchedFrames: source.touchedFrames(moment),
    readFrame: (frame, out) => source.frameAt(frame, moment, out),
    mappedPages: () => source.mappedPages(moment),
  };
}

function isZero(words: Uint32Array): boolean {
  for (const word of words) {
    if (word !== 0) {
      return false;
    }
  }
  return true;
}

/**
 * The content of `frames` as chunks: neighbours in the file go together, frames full of zeros stay holes.
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
  const frame = new Uint8Array(PAGE_SIZE);
  const words = new Uint32Array(frame.buffer);
  let start = 0;
  let length = 0;
  for (let index = 0; index < frames.length; index++) {
    image.readFrame(frames[index] as number, frame);
    const zero = isZero(words);
    const position = positionOf(index);
    const continues = !zero && position === start + length && length < buffer.length;
    if (!continues && length > 0) {
      yield { position: start, bytes: buffer.subarray(0, length), done: doneBefore + index * PAGE_SIZE };
      length = 0;
    }
    if (!zero) {
      start = length === 0 ? position : start;
      buffer.set(frame, length);
      length += PAGE_SIZE;
    } else if (index % FRAMES_PER_CHUNK === 0) {
      // Says how far we are (and lets the writer poll for a cancel) on the way through zeros.
      yield { position, bytes: buffer.subarray(0, 0), done: doneBefore + index * PAGE_SIZE };
    }
  }
  yield { position: start, bytes: buffer.subarray(0, length), done: doneBefore + frames.length * PAGE_SIZE };
}
