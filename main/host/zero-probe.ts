/**
 * Where a sparse file has holes. Node has no call that asks, and reading a hole through the system's cache fills that with
 * zeros, which takes several times as long as reading past it. So holes are read past the cache, in large pieces.
 */
import { closeSync, constants, fstatSync, readSync } from 'node:fs';

/** Bytes that are looked at in one go: few where data was last, more and more inside a hole. A millisecond at most. */
const LEAST_LOOK = 2 ** 16;
const MOST_LOOK = 2 ** 22;
const GROWTH = 4;

/** Bytes behind data that are not looked at: data is read through the cache anyway, where it pays. */
const DATA_BYTES = 2 ** 20;

/** What reading past the cache asks places, lengths and memory to be multiples of, for all disks that there are. */
const ALIGNMENT = 4096;
const WASM_PAGE = 2 ** 16;

/** Of a file in the file system's own measure, whatever its block size is. */
const BLOCK_BYTES = 512;

const ZEROS = new Uint8Array(MOST_LOOK);

/** Looks for zeros in one file. Whatever goes wrong, it only says that it found none. */
export class ZeroProbe {
  private descriptor: number | null = null;
  /** Whether it is a file in which looking pays, and can be done; until the file is another one. */
  private isUseful = true;
  private buffer: Uint8Array | null = null;
  private look = LEAST_LOOK;
  /** Where data was found last: `dataFrom` to `dataEnd`, excluded. */
  private dataFrom = 0;
  private dataEnd = 0;

  /** @param open opens the file with flags beside those for reading; may throw */
  constructor(private readonly open: (flags: number) => number) {}

  /** Whether a look at a position could find anything: costs nothing. */
  isWorthIt(position: number): boolean {
    return this.isUseful && (position < this.dataFrom || position >= this.dataEnd);
  }

  /**
   * How many bytes from a position on are zero, as far as it looks: 0 where it found no page of them.
   *
   * @param position a multiple of 4096
   */
  zerosFrom(position: number): number {
    if (!this.isWorthIt(position) || position % ALIGNMENT !== 0) return 0;
    const descriptor = this.opened();
    if (descriptor === null) return 0;
    const zeros = this.read(descriptor, position);
    if (zeros === 0) {
      this.look = LEAST_LOOK;
      this.dataFrom = position;
      this.dataEnd = position + DATA_BYTES;
    } else this.look = Math.min(MOST_LOOK, this.look * GROWTH);
    return zeros;
  }

  /** Forgets the file: its name may stand for another one now. */
  reset(): void {
    const { descriptor } = this;
    this.descriptor = null;
    this.isUseful = true;
    this.dataEnd = 0;
    this.look = LEAST_LOOK;
    if (descriptor === null) return;
    try {
      closeSync(descriptor);
    } catch {
      // Nothing was written to it: there is nothing to lose.
    }
  }

  private opened(): number | null {
    if (this.descriptor !== null) return this.descriptor;
    this.isUseful = false;
    // Only Linux has it.
    const direct = constants.O_DIRECT as number | undefined;
    if (direct === undefined) return null;
    try {
      this.descriptor = this.open(direct);
      const { blocks, size } = fstatSync(this.descriptor);
      this.isUseful = blocks * BLOCK_BYTES < size;
    } catch {
      // E.g. a file system that cannot read past the cache.
    }
    return this.isUseful ? this.descriptor : null;
  }

  private read(descriptor: number, position: number): number {
    try {
      // The only memory that is sure to begin at a page.
      this.buffer ??= new Uint8Array(new WebAssembly.Memory({ initial: MOST_LOOK / WASM_PAGE }).buffer);
      const bytes = this.buffer.subarray(0, this.look);
      return zerosAtStart(bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, position)));
    } catch {
      return 0;
    }
  }
}

/** Bytes at the start that are zero: whole pages, and the last one, which may be shorter. */
function zerosAtStart(bytes: Uint8Array): number {
  if (isZero(bytes)) return bytes.length;
  let zeros = 0;
  while (isZero(bytes.subarray(zeros, zeros + ALIGNMENT))) zeros += ALIGNMENT;
  return zeros;
}

function isZero(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, ZEROS.subarray(0, bytes.length)) === 0;
}
