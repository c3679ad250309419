import { PAGE_SIZE } from '../../../shared/address';

/**
 * A file that lies in physical memory without having been copied there: the frames that it fills as a whole are
 * read out of its own bytes until they are written to.
 */
export class AdoptedFile {
  /** First frame, and the one behind the last, that the file fills as a whole. */
  readonly firstFrame: number;
  readonly endFrame: number;
  /** The whole frames' bytes, as 32-bit words. */
  readonly words: Uint32Array;
  private readonly bytes: Uint8Array;

  /**
   * @param address physical address of the first byte, a multiple of the frame size
   * @param bytes the file; nobody changes it while the memory is in use
   */
  constructor(address: number, bytes: Uint8Array) {
    this.firstFrame = address / PAGE_SIZE;
    this.endFrame = this.firstFrame + Math.floor(bytes.length / PAGE_SIZE);
    const whole = (this.endFrame - this.firstFrame) * PAGE_SIZE;
    // Words are read through a view, which must begin at a multiple of four.
    this.bytes = bytes.byteOffset % 4 === 0 ? bytes.subarray(0, whole) : bytes.slice(0, whole);
    this.words = new Uint32Array(this.bytes.buffer, this.bytes.byteOffset, whole / 4);
  }

  has(frame: number): boolean {
    return frame >= this.firstFrame && frame < this.endFrame;
  }

  /** Place in {@link words} of a frame's first word. */
  wordOf(frame: number): number {
    return (frame - this.firstFrame) * (PAGE_SIZE / 4);
  }

  /** `length` bytes of a frame from `offset` on; they share the file's memory. */
  view(frame: number, offset: number, length: number): Uint8Array {
    const start = (frame - this.firstFrame) * PAGE_SIZE + offset;
    return this.bytes.subarray(start, start + length);
  }
}
