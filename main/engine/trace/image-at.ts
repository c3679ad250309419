import { PAGE_SIZE } from '../../../shared/address';
import { OP } from './codes';
import { FrameIndex } from './frame-index';
import type { OpTable } from './tables';

const ENTRY_WRITTEN = OP.entryWritten;
const BYTES_WRITTEN = OP.bytesWritten;
const BYTES_ZEROED = OP.bytesZeroed;

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
    const writes = this.index.writes(frame);
    const count = this.index.countBefore(writes, moment);
    let first = count;
    let base = -1;
    while (first > 0 && base < 0) {
      first--;
      const op = writes[first] as number;
      const kind = this.ops.kind[op];
      if (kind === OP.frameZeroed || kind === OP.frameCopied) base = op;
    }
    this.baseOf(frame, base, out);
    for (let i = base < 0 ? 0 : first + 1; i < count; i++) this.applySmallWrite(writes[i] as number, out);
  }

  /**
   * The last op at or before `moment` that wrote to the frame, -1 where there is none: two moments with the same
   * version show the same bytes.
   */
  version(frame: number, moment: number): number {
    const writes = this.index.writes(frame);
    const count = this.index.countBefore(writes, moment);
    return count === 0 ? -1 : (writes[count - 1] as number);
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
    out.fill(0, 0, PAGE_SIZE);
    const { address, file } = this.initial;
    const start = frame * PAGE_SIZE - address;
    const from = Math.max(0, start);
    const to = Math.min(file.length, start + PAGE_SIZE);
    if (from < to) out.set(file.subarray(from, to), from - start);
  }

  private applySmallWrite(op: number, out: Uint8Array): void {
    const { kind, at, low, high } = this.ops;
    const place = at[op] as number;
    switch (kind[op]) {
      case ENTRY_WRITTEN:
        writeHalves(out, place * 8, 8, low[op] as number, high[op] as number);
        break;
      case BYTES_WRITTEN:
        writeHalves(out, place & 0xffff, place >>> 16, low[op] as number, high[op] as number);
        break;
      case BYTES_ZEROED:
        out.fill(0, place, place + (low[op] as number));
        break;
      default:
      // Other ops leave the bytes of a frame alone, or replace them all.
    }
  }
}

/** Writes the first `length` bytes of two little-endian halves. */
function writeHalves(out: Uint8Array, offset: number, length: number, low: number, high: number): void {
  if (length !== 8) {
    for (let i = 0; i < length; i++) out[offset + i] = i < 4 ? low >>> (i * 8) : high >>> ((i - 4) * 8);
    return;
  }
  // Nearly all of them; written out, as pages of relocations have hundreds.
  out[offset] = low;
  out[offset + 1] = low >>> 8;
  out[offset + 2] = low >>> 16;
  out[offset + 3] = low >>> 24;
  out[offset + 4] = high;
  out[offset + 5] = high >>> 8;
  out[offset + 6] = high >>> 16;
  out[offset + 7] = high >>> 24;
}
