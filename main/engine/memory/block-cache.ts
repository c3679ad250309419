import { PAGE_SIZE } from '../../../shared/address';
import { BlockDirectory } from './block-directory';

/** Frames that travel between cache and disk together. */
export const FRAMES_PER_BLOCK = 16;
export const BLOCK_SIZE = FRAMES_PER_BLOCK * PAGE_SIZE;

/** Most blocks that get their memory together. */
const MAX_SLAB_BLOCKS = 16;

/** One cached block of the image. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  /** Block number in the image, -1 while unused. */
  number: number;
  /** One bit per frame that differs from the disk. */
  dirty: number;
  /** Second chance of the clock that picks a victim. */
  used: boolean;
}

/** Where blocks come from and go to. */
export interface BlockStore {
  /**
   * Fills `bytes`, which are zero if `fresh`, with a block's content.
   */
  readBlock(number: number, bytes: Uint8Array, fresh: boolean): void;
  /** Keeps the bytes of neighbouring frames from frame number `frame` on. */
  writeFrames(frame: number, bytes: Uint8Array): void;
}

/** A bounded cache of blocks, written back when their place is needed. The clock decides who goes. */
export class BlockCache {
  private readonly directory = new BlockDirectory<Block>();
  private readonly blocks: Block[] = [];
  private hand = 0;
  /** The memory that blocks are cut from: a few large pieces weigh less on the garbage collector than many. */
  private slab = new ArrayBuffer(0);
  private slabUsed = 0;
  /** The block that was asked for last: most accesses are neighbours. */
  private last: Block = { bytes: NOTHING, words: NO_WORDS, number: -1, dirty: 0, used: false };

  constructor(
    private readonly store: BlockStore,
    private readonly maxBlocks: number,
  ) {}

  /** The block with this number, valid until another is asked for. */
  get(number: number): Block {
    return this.last.number === number ? this.last : this.find(number);
  }

  /** The block with this number if it is here; it does not count as used. */
  peek(number: number): Block | undefined {
    return this.directory.get(number);
  }

  /** Writes all changed frames to the store. */
  flush(): void {
    for (const block of this.blocks) this.writeBack(block);
  }

  private find(number: number): Block {
    const block = this.directory.get(number) ?? this.fetch(number);
    block.used = true;
    this.last = block;
    return block;
  }

  private fetch(number: number): Block {
    const fresh = this.blocks.length < this.maxBlocks;
    const block = fresh ? this.addBlock() : this.evict();
    this.store.readBlock(number, block.bytes, fresh);
    block.number = number;
    block.dirty = 0;
    this.directory.set(number, block);
    return block;
  }

  private addBlock(): Block {
    if (this.slabUsed === this.slab.byteLength) {
      const blocks = Math.min(MAX_SLAB_BLOCKS, Math.max(1, this.blocks.length));
      this.slab = new ArrayBuffer(blocks * BLOCK_SIZE);
      this.slabUsed = 0;
    }
    const start = this.slabUsed;
    this.slabUsed += BLOCK_SIZE;
    const bytes = new Uint8Array(this.slab, start, BLOCK_SIZE);
    const words = new Uint32Array(this.slab, start, BLOCK_SIZE / 4);
    const block: Block = { bytes, words, number: -1, dirty: 0, used: false };
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
      const bytes = block.bytes.subarray(first * PAGE_SIZE, end * PAGE_SIZE);
      this.store.writeFrames(block.number * FRAMES_PER_BLOCK + first, bytes);
      first = end;
    }
    block.dirty = 0;
  }
}

const NOTHING = new Uint8Array(0);
const NO_WORDS = new Uint32Array(0);
