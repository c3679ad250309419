import { PAGE_SIZE } from '../../../shared/address';
import { AdoptedFile } from './adopted-file';
import { BLOCK_SIZE, BlockCache, FRAMES_PER_BLOCK, type Block, type BlockStore } from './block-cache';
import { FrameBitmap } from './frame-bitmap';
import { ImageFile } from './image-file';
import {
  checkFrame,
  plainEntries,
  zeroEntries,
  type FrameWords,
  type PhysicalMemory,
} from './physical-memory';

/** Default bound of the page cache in bytes. */
const DEFAULT_CACHE_BYTES = 256 * 2 ** 20;

/** Words of 32 bits in a frame. */
const FRAME_WORDS = PAGE_SIZE / 4;

/** Where and how large the image is. */
export interface BackingFileOptions {
  /** A path that does not exist yet. */
  readonly path: string;
  /** Bytes of physical address space; rounded up to whole frames. */
  readonly size: number;
  /** Bound of the page cache in bytes; {@link DEFAULT_CACHE_BYTES} where absent. */
  readonly cacheBytes?: number;
}

/**
 * Physical memory in a sparse file as large as the machine, behind a bounded page cache.
 *
 * Only frames with content of their own reach the disk. A frame that is zeroed before it was ever written stays a
 * hole, and the kernel file is read where it is until one of its frames is written to.
 */
export class BackingFile implements PhysicalMemory, BlockStore {
  readonly frameCount: number;
  private readonly touched = new FrameBitmap();
  /** Frames with content in cache or on disk: all others are the adopted file's, or zero. */
  private readonly filled = new FrameBitmap();
  private readonly cache: BlockCache;
  private adopted: AdoptedFile | null = null;
  /** How many frames of the adopted file were written to, and so are in cache or on disk like any other. */
  private adoptedWritten = 0;

  private constructor(
    private readonly file: ImageFile,
    options: BackingFileOptions,
  ) {
    this.frameCount = Math.ceil(options.size / PAGE_SIZE);
    const maxBlocks = Math.max(8, Math.floor((options.cacheBytes ?? DEFAULT_CACHE_BYTES) / BLOCK_SIZE));
    this.cache = new BlockCache(this, maxBlocks);
  }

  /**
   * An image without a byte yet; its file is made when the cache cannot hold it alone any more. From then on, what
   * touches memory may throw a FailureError: `image.create`, `image.write` or `image.read`.
   */
  static create(options: BackingFileOptions): BackingFile {
    const size = Math.ceil(options.size / PAGE_SIZE) * PAGE_SIZE;
    return new BackingFile(new ImageFile(options.path, size), options);
  }

  get size(): number {
    return this.frameCount * PAGE_SIZE;
  }

  get touchedFrames(): number {
    return this.touched.count;
  }

  isTouched(frame: number): boolean {
    return this.touched.has(frame);
  }

  entryLow(frame: number, index: number): number {
    return this.blockOf(frame).words[(frame % FRAMES_PER_BLOCK) * FRAME_WORDS + index * 2] as number;
  }

  entryHigh(frame: number, index: number): number {
    return this.blockOf(frame).words[(frame % FRAMES_PER_BLOCK) * FRAME_WORDS + index * 2 + 1] as number;
  }

  writeEntry(frame: number, index: number, low: number, high: number): void {
    const { words } = this.writable(frame);
    const word = (frame % FRAMES_PER_BLOCK) * FRAME_WORDS + index * 2;
    words[word] = low;
    words[word + 1] = high;
  }

  unusedEntries(frame: number, index: number, max: number): number {
    const { words } = this.blockOf(frame);
    return zeroEntries(words, (frame % FRAMES_PER_BLOCK) * FRAME_WORDS + index * 2, max);
  }

  entriesWithout(frame: number, index: number, mask: number, max: number): number {
    const { words } = this.blockOf(frame);
    return plainEntries(words, (frame % FRAMES_PER_BLOCK) * FRAME_WORDS + index * 2, mask, max);
  }

  writeEntries(frame: number, index: number, low: number, high: number, count: number): void {
    const { words } = this.writable(frame);
    const first = (frame % FRAMES_PER_BLOCK) * FRAME_WORDS + index * 2;
    for (let i = 0; i < count; i++) {
      words[first + i * 2] = low + i * PAGE_SIZE;
      words[first + i * 2 + 1] = high;
    }
  }

  zeroFrame(frame: number): void {
    checkFrame(frame, this.frameCount);
    this.touched.add(frame);
    if (!this.filled.has(frame) && this.adopted?.has(frame) !== true) return;
    const start = (frame % FRAMES_PER_BLOCK) * PAGE_SIZE;
    this.writable(frame).bytes.fill(0, start, start + PAGE_SIZE);
  }

  copyFrame(from: number, to: number): void {
    const target = (to % FRAMES_PER_BLOCK) * PAGE_SIZE;
    checkFrame(from, this.frameCount);
    if (this.isAdopted(from)) {
      this.writable(to).bytes.set((this.adopted as AdoptedFile).view(from, 0, PAGE_SIZE), target);
      return;
    }
    const source = this.blockOf(from);
    const { number } = source;
    const start = (from % FRAMES_PER_BLOCK) * PAGE_SIZE;
    const { bytes } = this.writable(to);
    // The target's block may have taken the place of the source's, whose object then holds other bytes.
    const kept = source.number === number ? source : this.blockOf(from);
    bytes.set(kept.bytes.subarray(start, start + PAGE_SIZE), target);
  }

  zeroBytes(frame: number, offset: number, length: number): void {
    const start = (frame % FRAMES_PER_BLOCK) * PAGE_SIZE + offset;
    this.writable(frame).bytes.fill(0, start, start + length);
  }

  readBytes(frame: number, offset: number, out: Uint8Array, start: number, length: number): void {
    if (this.isAdopted(frame)) {
      out.set((this.adopted as AdoptedFile).view(frame, offset, length), start);
      return;
    }
    const { bytes } = this.blockOf(frame);
    const from = (frame % FRAMES_PER_BLOCK) * PAGE_SIZE + offset;
    out.set(bytes.subarray(from, from + length), start);
  }

  writeBytes(frame: number, offset: number, source: Uint8Array, start: number, length: number): void {
    const { bytes } = this.writable(frame);
    const to = (frame % FRAMES_PER_BLOCK) * PAGE_SIZE + offset;
    for (let i = 0; i < length; i++) bytes[to + i] = source[start + i] as number;
  }

  locate(frame: number, view: FrameWords): boolean {
    if (!this.isAdopted(frame)) return false;
    const adopted = this.adopted as AdoptedFile;
    view.words = adopted.words;
    view.at = adopted.wordOf(frame);
    return true;
  }

  writeWord(frame: number, offset: number, words: Uint32Array): void {
    storeWord(this.writable(frame), (frame % FRAMES_PER_BLOCK) * PAGE_SIZE + offset, words, 0);
  }

  writeWords(frame: number, offsets: Uint32Array, words: Uint32Array, count: number): void {
    const block = this.writable(frame);
    const start = (frame % FRAMES_PER_BLOCK) * PAGE_SIZE;
    for (let i = 0; i < count; i++) storeWord(block, start + (offsets[i] as number), words, i * 2);
  }

  readFrame(frame: number, out: Uint8Array): void {
    checkFrame(frame, this.frameCount);
    if (this.filled.has(frame) || this.isAdopted(frame)) this.readBytes(frame, 0, out, 0, PAGE_SIZE);
    else out.fill(0, 0, PAGE_SIZE);
  }

  nextFilled(frame: number): number {
    const { adopted } = this;
    const own = Math.min(this.filled.next(frame), this.frameCount);
    if (adopted === null || frame >= adopted.endFrame) return own;
    return Math.min(own, Math.max(frame, adopted.firstFrame));
  }

  /** What is cached is taken from there; the rest goes past the cache, so that nobody else's blocks are driven out. */
  readFrames(first: number, out: Uint8Array): void {
    const end = first + Math.floor(out.length / PAGE_SIZE);
    checkFrame(first, this.frameCount);
    checkFrame(end - 1, this.frameCount);
    let frame = first;
    while (frame < end) {
      const number = Math.floor(frame / FRAMES_PER_BLOCK);
      const cached = this.cache.peek(number);
      let stop = Math.min(end, (number + 1) * FRAMES_PER_BLOCK);
      if (cached !== undefined) {
        const start = (frame % FRAMES_PER_BLOCK) * PAGE_SIZE;
        const bytes = cached.bytes.subarray(start, start + (stop - frame) * PAGE_SIZE);
        out.set(bytes, (frame - first) * PAGE_SIZE);
      } else {
        while (stop < end && this.cache.peek(Math.floor(stop / FRAMES_PER_BLOCK)) === undefined) {
          stop = Math.min(end, stop + FRAMES_PER_BLOCK);
        }
        this.readUncached(frame, out.subarray((frame - first) * PAGE_SIZE, (stop - first) * PAGE_SIZE));
      }
      frame = stop;
    }
  }

  load(address: number, bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) {
      const frame = Math.floor((address + done) / PAGE_SIZE);
      const offset = (address + done) % PAGE_SIZE;
      const length = Math.min(PAGE_SIZE - offset, bytes.length - done);
      const block = this.writable(frame);
      block.bytes.set(bytes.subarray(done, done + length), (frame % FRAMES_PER_BLOCK) * PAGE_SIZE + offset);
      done += length;
    }
  }

  adopt(address: number, bytes: Uint8Array): void {
    const fits = address >= 0 && address + bytes.length <= this.size;
    if (!fits || address % PAGE_SIZE !== 0 || this.touched.count > 0) {
      this.load(address, bytes);
      return;
    }
    const file = new AdoptedFile(address, bytes);
    this.adopted = file;
    this.touched.addRange(file.firstFrame, file.endFrame);
    this.load(file.endFrame * PAGE_SIZE, bytes.subarray((file.endFrame - file.firstFrame) * PAGE_SIZE));
  }

  flush(): void {
    const file = this.adopted;
    // Marking a frame as written takes it out of the adopted file's own bytes and into the image.
    for (let frame = file?.firstFrame ?? 0; frame < (file?.endFrame ?? 0); frame++) this.writable(frame);
    this.cache.flush();
  }

  close(): void {
    this.file.close();
  }

  /** For the cache: what the disk holds of a block, with the adopted file's frames among them. */
  readBlock(number: number, bytes: Uint8Array, fresh: boolean): void {
    const first = number * FRAMES_PER_BLOCK;
    const end = Math.min(first + FRAMES_PER_BLOCK, this.frameCount);
    let filled = false;
    for (let frame = first; frame < end; frame++) filled ||= this.filled.has(frame);
    if (!fresh) bytes.fill(0);
    if (filled) this.file.read(bytes.subarray(0, (end - first) * PAGE_SIZE), first * PAGE_SIZE);
    for (let frame = first; frame < end; frame++) {
      if (!this.isAdopted(frame)) continue;
      bytes.set((this.adopted as AdoptedFile).view(frame, 0, PAGE_SIZE), (frame - first) * PAGE_SIZE);
    }
  }

  /** For the cache: hands frames to the disk. */
  writeFrames(frame: number, bytes: Uint8Array): void {
    this.file.write(bytes, frame * PAGE_SIZE);
  }

  /** Fills `out` with neighbouring frames of which none is cached: runs from the disk, the adopted file, or zeros. */
  private readUncached(first: number, out: Uint8Array): void {
    const end = first + out.length / PAGE_SIZE;
    let frame = first;
    while (frame < end) {
      const filled = this.filled.has(frame);
      const adopted = !filled && this.isAdopted(frame);
      let stop = frame + 1;
      while (stop < end && this.filled.has(stop) === filled && (filled || this.isAdopted(stop) === adopted))
        stop++;
      const bytes = out.subarray((frame - first) * PAGE_SIZE, (stop - first) * PAGE_SIZE);
      if (filled) this.file.read(bytes, frame * PAGE_SIZE);
      else if (adopted) bytes.set((this.adopted as AdoptedFile).view(frame, 0, bytes.length));
      else bytes.fill(0);
      frame = stop;
    }
  }

  /** Whether a frame's content is still the adopted file's. */
  private isAdopted(frame: number): boolean {
    const { adopted } = this;
    if (adopted === null || !adopted.has(frame)) return false;
    return this.adoptedWritten === 0 || !this.filled.has(frame);
  }

  private blockOf(frame: number): Block {
    if (!(frame < this.frameCount)) checkFrame(frame, this.frameCount);
    return this.cache.get(Math.floor(frame / FRAMES_PER_BLOCK));
  }

  /** The block of a frame that is about to change. */
  private writable(frame: number): Block {
    const block = this.blockOf(frame);
    const bit = 1 << (frame % FRAMES_PER_BLOCK);
    // A dirty frame is marked already.
    if ((block.dirty & bit) === 0) this.mark(block, bit, frame);
    return block;
  }

  private mark(block: Block, bit: number, frame: number): void {
    block.dirty |= bit;
    this.touched.add(frame);
    if (this.isAdopted(frame)) this.adoptedWritten++;
    this.filled.add(frame);
  }
}

/** Writes the 8 bytes of `words[at]` and the word after it to a block, at byte `to`. */
function storeWord(block: Block, to: number, words: Uint32Array, at: number): void {
  if ((to & 3) === 0) {
    block.words[to >>> 2] = words[at] as number;
    block.words[(to >>> 2) + 1] = words[at + 1] as number;
  } else {
    block.bytes.set(new Uint8Array(words.buffer, words.byteOffset + at * 4, 8), to);
  }
}
