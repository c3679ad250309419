import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { PAGE_SIZE } from '../../../shared/address';
import { FailureError } from '../../../shared/result';
import { BlockDirectory } from './block-directory';
import { checkFrame, FrameBitmap, type PhysicalMemory } from './physical-memory';

/** Frames that travel between cache and disk together. */
const FRAMES_PER_BLOCK = 16;
const BLOCK_SIZE = FRAMES_PER_BLOCK * PAGE_SIZE;

/** Default bound of the page cache in bytes. */
export const DEFAULT_CACHE_BYTES = 256 * 2 ** 20;

/** Where and how large the image is. */
export interface BackingFileOptions {
  /** A path that does not exist yet. */
  readonly path: string;
  /** Bytes of physical address space; rounded up to whole frames. */
  readonly size: number;
  /** Bound of the page cache in bytes; {@link DEFAULT_CACHE_BYTES} where absent. */
  readonly cacheBytes?: number;
}

/** One cached block of the image. */
interface Block {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  /** Block number in the image, -1 while unused. */
  number: number;
  /** One bit per frame that differs from the disk. */
  dirty: number;
  /** Second chance of the clock that picks a victim. */
  used: boolean;
}

/**
 * Physical memory in a sparse file as large as the machine, behind a bounded page cache.
 *
 * Only frames with content reach the disk: a frame that is zeroed before it was ever written stays a hole.
 * On POSIX the file's name is removed at once, so that nothing stays behind however the process ends.
 */
export class BackingFile implements PhysicalMemory {
  readonly frameCount: number;
  private readonly touched = new FrameBitmap();
  /** Frames whose content is not known to be zero: all others read as zeros without looking. */
  private readonly filled = new FrameBitmap();
  private readonly directory = new BlockDirectory<Block>();
  private readonly blocks: Block[] = [];
  private readonly maxBlocks: number;
  private hand = 0;
  private closed = false;

  private constructor(
    private readonly descriptor: number,
    private readonly path: string,
    private readonly unlinked: boolean,
    options: BackingFileOptions,
  ) {
    this.frameCount = Math.ceil(options.size / PAGE_SIZE);
    this.maxBlocks = Math.max(8, Math.floor((options.cacheBytes ?? DEFAULT_CACHE_BYTES) / BLOCK_SIZE));
  }

  /**
   * Creates the image file.
   *
   * @throws FailureError `image.create` where the file cannot be made
   */
  static create(options: BackingFileOptions): BackingFile {
    const size = Math.ceil(options.size / PAGE_SIZE) * PAGE_SIZE;
    let descriptor: number | null = null;
    try {
      descriptor = openSync(options.path, 'wx+', 0o600);
      ftruncateSync(descriptor, size);
      const unlinked = process.platform !== 'win32';
      if (unlinked) unlinkSync(options.path);
      return new BackingFile(descriptor, options.path, unlinked, options);
    } catch (error) {
      if (descriptor !== null) {
        closeSync(descriptor);
        unlinkSync(options.path);
      }
      throw new FailureError(
        'image.create',
        `The memory image of ${size} bytes could not be created at ${options.path}: ${reason(error)}.`,
        'Free space in the folder for temporary files, or point TMPDIR at a folder on another disk.',
      );
    }
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
    const block = this.blockOf(frame);
    return block.words[(frame % FRAMES_PER_BLOCK) * 1024 + index * 2] as number;
  }

  entryHigh(frame: number, index: number): number {
    const block = this.blockOf(frame);
    return block.words[(frame % FRAMES_PER_BLOCK) * 1024 + index * 2 + 1] as number;
  }

  writeEntry(frame: number, index: number, low: number, high: number): void {
    const block = this.writable(frame);
    const word = (frame % FRAMES_PER_BLOCK) * 1024 + index * 2;
    block.words[word] = low;
    block.words[word + 1] = high;
  }

  zeroFrame(frame: number): void {
    checkFrame(frame, this.frameCount);
    this.touched.add(frame);
    if (!this.filled.has(frame)) return;
    const block = this.writable(frame);
    const start = (frame % FRAMES_PER_BLOCK) * PAGE_SIZE;
    block.bytes.fill(0, start, start + PAGE_SIZE);
  }

  copyFrame(from: number, to: number): void {
    const source = this.blockOf(from);
    const start = (from % FRAMES_PER_BLOCK) * PAGE_SIZE;
    // The target's block may take the place of the source's, whose object then holds other bytes.
    const number = source.number;
    const target = this.writable(to);
    const kept = source.number === number ? source : this.blockOf(from);
    target.bytes.set(kept.bytes.subarray(start, start + PAGE_SIZE), (to % FRAMES_PER_BLOCK) * PAGE_SIZE);
  }

  zeroBytes(frame: number, offset: number, length: number): void {
    const start = (frame % FRAMES_PER_BLOCK) * PAGE_SIZE + offset;
    this.writable(frame).bytes.fill(0, start, start + length);
  }

  readBytes(frame: number, offset: number, out: Uint8Array, start: number, length: number): void {
    const { bytes } = this.blockOf(frame);
    const from = (frame % FRAMES_PER_BLOCK) * PAGE_SIZE + offset;
    // Short reads are the loop over relocations: a plain loop beats a view and a call there.
    if (length > 32) out.set(bytes.subarray(from, from + length), start);
    else for (let i = 0; i < length; i++) out[start + i] = bytes[from + i] as number;
  }

  writeBytes(frame: number, offset: number, source: Uint8Array, start: number, length: number): void {
    const { bytes } = this.writable(frame);
    const to = (frame % FRAMES_PER_BLOCK) * PAGE_SIZE + offset;
    for (let i = 0; i < length; i++) bytes[to + i] = source[start + i] as number;
  }

  readFrame(frame: number, out: Uint8Array): void {
    checkFrame(frame, this.frameCount);
    if (this.filled.has(frame)) this.readBytes(frame, 0, out, 0, PAGE_SIZE);
    else out.fill(0, 0, PAGE_SIZE);
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

  flush(): void {
    for (const block of this.blocks) this.writeBack(block);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.descriptor);
    if (!this.unlinked) unlinkSync(this.path);
  }

  /** The block of a frame that is about to change. */
  private writable(frame: number): Block {
    const block = this.blockOf(frame);
    this.touched.add(frame);
    this.filled.add(frame);
    block.dirty |= 1 << (frame % FRAMES_PER_BLOCK);
    return block;
  }

  private blockOf(frame: number): Block {
    if (!(frame < this.frameCount)) checkFrame(frame, this.frameCount);
    const number = Math.floor(frame / FRAMES_PER_BLOCK);
    const found = this.directory.get(number);
    if (found !== undefined) {
      found.used = true;
      return found;
    }
    return this.fetch(number);
  }

  private fetch(number: number): Block {
    const block = this.blocks.length < this.maxBlocks ? this.addBlock() : this.evict();
    let filled = false;
    for (let i = 0; i < FRAMES_PER_BLOCK; i++) filled ||= this.filled.has(number * FRAMES_PER_BLOCK + i);
    block.bytes.fill(0);
    if (filled) this.readBlock(number, block.bytes);
    block.number = number;
    block.dirty = 0;
    block.used = true;
    this.directory.set(number, block);
    return block;
  }

  private addBlock(): Block {
    const bytes = new Uint8Array(BLOCK_SIZE);
    const block: Block = {
      bytes,
      words: new Uint32Array(bytes.buffer),
      number: -1,
      dirty: 0,
      used: false,
    };
    this.blocks.push(block);
    return block;
  }

  private evict(): Block {
    for (;;) {
      const block = this.blocks[this.hand] as Block;
      this.hand = (this.hand + 1) % this.blocks.length;
      if (block.used) {
        block.used = false;
        continue;
      }
      this.writeBack(block);
      this.directory.delete(block.number);
      // Should reading its next content fail, the block must not stand for the old one.
      block.number = -1;
      return block;
    }
  }

  /** Writes the dirty frames of a block, neighbours in one call. */
  private writeBack(block: Block): void {
    let first = 0;
    while (first < FRAMES_PER_BLOCK) {
      if ((block.dirty & (1 << first)) === 0) {
        first++;
        continue;
      }
      let end = first + 1;
      while (end < FRAMES_PER_BLOCK && (block.dirty & (1 << end)) !== 0) end++;
      const position = block.number * BLOCK_SIZE + first * PAGE_SIZE;
      this.writeAll(block.bytes.subarray(first * PAGE_SIZE, end * PAGE_SIZE), position);
      first = end;
    }
    block.dirty = 0;
  }

  private writeAll(bytes: Uint8Array, position: number): void {
    try {
      let done = 0;
      while (done < bytes.length) {
        done += writeSync(this.descriptor, bytes, done, bytes.length - done, position + done);
      }
    } catch (error) {
      throw new FailureError(
        'image.write',
        `The memory image could not be written at ${this.path}: ${reason(error)}.`,
        'Free space in the folder for temporary files, then load again.',
      );
    }
  }

  private readBlock(number: number, bytes: Uint8Array): void {
    const position = number * BLOCK_SIZE;
    const wanted = Math.min(BLOCK_SIZE, this.size - position);
    try {
      let done = 0;
      while (done < wanted) {
        const count = readSync(this.descriptor, bytes, done, wanted - done, position + done);
        if (count === 0) throw new Error('the image is shorter than the machine');
        done += count;
      }
    } catch (error) {
      throw new FailureError(
        'image.read',
        `The memory image could not be read at ${this.path}: ${reason(error)}.`,
        'Check the disk that holds the folder for temporary files, then load again.',
      );
    }
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
