import { PAGE_SIZE } from '../../../shared/address';
import { OP } from './codes';
import { FrameIndex } from './frame-index';
import type { OpTable } from './tables';

const FRAME_ZEROED = OP.frameZeroed;
const FRAME_COPIED = OP.frameCopied;
const ENTRY_WRITTEN = OP.entryWritten;
const BYTES_WRITTEN = OP.bytesWritten;
const BYTES_ZEROED = OP.bytesZeroed;

/** A frame on its way to bytes that do not begin at a whole word of their buffer. */
const aligned = new Uint8Array(PAGE_SIZE);

/** What lies in memory before the load: the kernel file, and zeros everywhere else. */
export interface InitialImage {
  /** Physical address of the kernel file's first byte. */
  readonly address: number;
  readonly file: Uint8Array;
}

/**
 * The physical image as a function of time: any frame at any moment, from the ops alone.
 *
 * A frame's content is what its last whole-frame write at or before the moment left, with the small writes after
 * that on top. Nothing is re-run, so every moment costs the same.
 */
export class ImageAt {
  private knownIndex: FrameIndex | null = null;

  constructor(
    private readonly ops: OpTable,
    private readonly initial: InitialImage,
  ) {}

  /** Made when the first question comes: it looks at every op. */
  get index(): FrameIndex {
    this.knownIndex ??= new FrameIndex(this.ops);
    return this.knownIndex;
  }

  /**
   * The content of a frame.
   *
   * @param frame frame number
   * @param moment 0 for before the load, up to the count of ops
   * @param out receives {@link PAGE_SIZE} bytes
   */
  frameAt(frame: number, moment: number, out: Uint8Array): void {
    const { kind } = this.ops;
    const writes = this.index.writesBefore(frame, moment);
    let first = writes.length;
    let base = -1;
    while (first > 0 && base < 0) {
      first--;
      const op = writes[first] as number;
      if (kind[op] === FRAME_ZEROED || kind[op] === FRAME_COPIED) base = op;
    }
    this.baseOf(frame, base, out);
    if (base >= 0) first++;
    if (first < writes.length) this.applySmallWrites(writes, first, out);
  }

  /**
   * The last op at or before `moment` that wrote to the frame, -1 where there is none: two moments with the same
   * version show the same bytes.
   */
  version(frame: number, moment: number): number {
    return this.index.lastWriteBefore(frame, moment);
  }

  /** Whether the load changes the frame after `moment`. */
  changesAfter(frame: number, moment: number): boolean {
    return this.index.lastWrite(frame) >= moment;
  }

  /** Whether a frame is known to hold nothing but zeros at a moment, without looking at its bytes. */
  isZeroAt(frame: number, moment: number): boolean {
    const last = this.version(frame, moment);
    if (last >= 0) return this.ops.kind[last] === OP.frameZeroed;
    const start = frame * PAGE_SIZE - this.initial.address;
    return start <= -PAGE_SIZE || start >= this.initial.file.length;
  }

  /** What the frame held when its last whole-frame write `base` was done; -1 for before the load. */
  private baseOf(frame: number, base: number, out: Uint8Array): void {
    if (base < 0) this.initialFrame(frame, out);
    else if (this.ops.kind[base] === OP.frameZeroed) out.fill(0, 0, PAGE_SIZE);
    else this.frameAt(this.ops.at[base] as number, base, out);
  }

  private initialFrame(frame: number, out: Uint8Array): void {
    const { address, file } = this.initial;
    const start = frame * PAGE_SIZE - address;
    const from = Math.max(0, start);
    const to = Math.min(file.length, start + PAGE_SIZE);
    if (to - from < PAGE_SIZE) out.fill(0, 0, PAGE_SIZE);
    if (from < to) out.set(file.subarray(from, to), from - start);
  }

  /** Does the ops from place `first` of `writes` on, none of which writes a whole frame. */
  private applySmallWrites(writes: Uint32Array, first: number, out: Uint8Array): void {
    // Words can only be written where they are whole; a search reads frames to any place.
    if ((out.byteOffset & 3) !== 0) {
      aligned.set(out.subarray(0, PAGE_SIZE));
      this.applySmallWrites(writes, first, aligned);
      out.set(aligned);
      return;
    }
    const { kind, at, low, high } = this.ops;
    const words = new Uint32Array(out.buffer, out.byteOffset, PAGE_SIZE / 4);
    for (let i = first; i < writes.length; i++) {
      const op = writes[i] as number;
      const code = kind[op];
      const place = at[op] as number;
      if (code === ENTRY_WRITTEN || (code === BYTES_WRITTEN && isTwoWords(place))) {
        // Nearly all of them: pages of relocations have hundreds.
        const word = code === ENTRY_WRITTEN ? place * 2 : (place & 0xffff) >>> 2;
        words[word] = low[op] as number;
        words[word + 1] = high[op] as number;
      } else if (code === BYTES_WRITTEN) {
        writeHalves(out, place & 0xffff, place >>> 16, low[op] as number, high[op] as number);
      } else if (code === BYTES_ZEROED) {
        out.fill(0, place, place + (low[op] as number));
      }
      // Other ops leave the bytes of a frame alone.
    }
  }
}

/** Whether a write of bytes, as the column `at` has it, is one of two whole words. */
export function isTwoWords(place: number): boolean {
  return place >>> 16 === 8 && (place & 3) === 0;
}

/** Writes the first `length` bytes of two little-endian halves. */
function writeHalves(out: Uint8Array, offset: number, length: number, low: number, high: number): void {
  for (let i = 0; i < length; i++) out[offset + i] = i < 4 ? low >>> (i * 8) : high >>> ((i - 4) * 8);
}
