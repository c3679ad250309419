import { PAGE_SIZE } from '../../../shared/address';
import { LoadStopped } from '../base/errors';

/**
 * What the loader and the mapper do to physical memory. Everything is addressed by frame number and offset, so
 * that no address leaves the exact range; an access never crosses a frame.
 *
 * A frame outside the memory ends the load with {@link LoadStopped}: the real loader would read or write
 * whatever the machine has there.
 */
export interface LoaderMemory {
  /** Low half of entry `index` of the page table in `frame`. */
  entryLow(frame: number, index: number): number;
  /** High half of entry `index` of the page table in `frame`. */
  entryHigh(frame: number, index: number): number;
  /** Writes entry `index` of the page table in `frame`. */
  writeEntry(frame: number, index: number, low: number, high: number): void;
  /** Fills a frame with zeros. */
  zeroFrame(frame: number): void;
  /** Copies a whole frame; the frames differ. */
  copyFrame(from: number, to: number): void;
  /** Zeroes `length` bytes within a frame. */
  zeroBytes(frame: number, offset: number, length: number): void;
  /** Copies `length` bytes of a frame to `out` at `start`. */
  readBytes(frame: number, offset: number, out: Uint8Array, start: number, length: number): void;
  /** Writes `length` (at most 8) bytes of `source` from `start` to a frame. */
  writeBytes(frame: number, offset: number, source: Uint8Array, start: number, length: number): void;
}

/** The physical memory of a machine: the loader's accesses, and bulk access for set-up, views and export. */
export interface PhysicalMemory extends LoaderMemory {
  /** Bytes of physical address space, a multiple of the frame size. */
  readonly size: number;
  readonly frameCount: number;
  /** Frames that were ever written, zeroed or copied to. */
  readonly touchedFrames: number;
  isTouched(frame: number): boolean;
  /** Copies a whole frame to `out`. */
  readFrame(frame: number, out: Uint8Array): void;
  /** Writes bytes of any length from a physical address on. */
  load(address: number, bytes: Uint8Array): void;
  /** Hands everything that is cached to the backing store. */
  flush(): void;
  /** Releases the memory; what backs it is deleted. */
  close(): void;
}

/** Bits of the frames that were touched, in pieces: a large machine costs nothing until it is used. */
export class FrameBitmap {
  private readonly pieces = new Map<number, Uint8Array<ArrayBuffer>>();
  private lastKey = -1;
  private lastPiece = new Uint8Array(0);
  count = 0;

  has(frame: number): boolean {
    const piece = this.pieces.get(Math.floor(frame / FRAMES_PER_PIECE));
    if (piece === undefined) return false;
    const bit = frame % FRAMES_PER_PIECE;
    return ((piece[bit >>> 3] as number) & (1 << (bit & 7))) !== 0;
  }

  /** Sets a frame's bit. Neighbours come one after the other, so the last piece is kept at hand. */
  add(frame: number): void {
    const key = Math.floor(frame / FRAMES_PER_PIECE);
    if (key !== this.lastKey) this.select(key);
    const bit = frame % FRAMES_PER_PIECE;
    const cell = this.lastPiece[bit >>> 3] as number;
    const mask = 1 << (bit & 7);
    if ((cell & mask) !== 0) return;
    this.lastPiece[bit >>> 3] = cell | mask;
    this.count++;
  }

  private select(key: number): void {
    let piece = this.pieces.get(key);
    if (piece === undefined) {
      piece = new Uint8Array(FRAMES_PER_PIECE / 8);
      this.pieces.set(key, piece);
    }
    this.lastKey = key;
    this.lastPiece = piece;
  }
}

const FRAMES_PER_PIECE = 32768;

/** Ends the load where `frame` lies outside a memory of `frameCount` frames. */
export function checkFrame(frame: number, frameCount: number): void {
  if (!(frame >= 0 && frame < frameCount)) {
    const address = `0x${(frame * PAGE_SIZE).toString(16)}`;
    throw new LoadStopped(
      `access to physical address ${address}, which lies outside the machine's memory of 0x${(
        frameCount * PAGE_SIZE
      ).toString(16)} bytes`,
    );
  }
}
