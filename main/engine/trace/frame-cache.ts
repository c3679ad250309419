import { PAGE_SIZE } from '../../../shared/address';
import type { ImageAt } from './image-at';

/** All tables below a table, and those above. */
const CAPACITY = 1024;

interface CachedFrame {
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
}

/**
 * Frames at moments, kept for the next question: walks of the page tables ask for the same tables again and
 * again. Of other frames whole screens are looked at once: those are copied out ({@link copy}) and not kept.
 * A frame's version, its last write at or before the moment, says whether a kept copy still holds.
 */
export class FrameCache {
  private readonly frames = new Map<number, CachedFrame>();

  constructor(private readonly image: ImageAt) {}

  /** The bytes of a frame at a moment; not to be changed. */
  bytes(frame: number, moment: number): Uint8Array {
    return this.get(frame, moment).bytes;
  }

  /** The same as 32-bit words: two per page-table entry. */
  words(frame: number, moment: number): Uint32Array {
    return this.get(frame, moment).words;
  }

  /** Copies the bytes of a frame at a moment, without keeping them. */
  copy(frame: number, moment: number, out: Uint8Array): void {
    const found = this.frames.get(frame);
    if (found !== undefined && found.version === this.image.version(frame, moment)) out.set(found.bytes);
    else this.image.frameAt(frame, moment, out);
  }

  private get(frame: number, moment: number): CachedFrame {
    const version = this.image.version(frame, moment);
    const found = this.frames.get(frame);
    if (found !== undefined && found.version === version) return found;
    const bytes = new Uint8Array(PAGE_SIZE);
    this.image.frameAt(frame, moment, bytes);
    const made = { version, bytes, words: new Uint32Array(bytes.buffer) };
    this.frames.delete(frame);
    this.frames.set(frame, made);
    if (this.frames.size > CAPACITY) {
      for (const oldest of this.frames.keys()) {
        this.frames.delete(oldest);
        break;
      }
    }
    return made;
  }
}
