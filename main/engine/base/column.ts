/** Growable columns of numbers: the cells of a struct-of-arrays table. */

/** Rows of a table's first memory: a few, which is all that a refused file needs. */
const FIRST_CAPACITY = 64;

/** Columns without a row. */
export const NO_WORDS = new Uint32Array(0);
export const NO_BYTES = new Uint8Array(0);

/** Capacity after `capacity`: small tables grow fast, large ones by half, so that at most a third is spare. */
export function grownCapacity(capacity: number): number {
  if (capacity === 0) return FIRST_CAPACITY;
  return capacity < 65536 ? capacity * 4 : Math.ceil(capacity * 1.5);
}

/** Largest piece that several columns are cut from: what is larger is given back to the system, page by page, each time. */
const MAX_PIECE = 31 * 2 ** 20;

/**
 * Memory for the columns of one table, cut from few pieces: each costs time, and weighs on the garbage collector. Words
 * come before bytes, which need no alignment.
 *
 * It is not cleared, which would cost a tenth of the time of a large load; cells behind a table's last row are never
 * read.
 */
export class ColumnMemory {
  private piece = new ArrayBuffer(0);
  private used = 0;

  /** @param bytes of all columns that are not cut yet */
  constructor(private bytesLeft: number) {}

  /** A copy of a column of 32-bit numbers with room for `capacity` rows. */
  words(cells: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
    const start = this.cut(capacity * 4);
    const larger = new Uint32Array(this.piece, start, capacity);
    larger.set(cells);
    return larger;
  }

  /** A copy of a column of bytes with room for `capacity` rows. */
  bytes(cells: Uint8Array, capacity: number): Uint8Array<ArrayBuffer> {
    const start = this.cut(capacity);
    const larger = new Uint8Array(this.piece, start, capacity);
    larger.set(cells);
    return larger;
  }

  /** Where in the piece the next `bytes` bytes are; takes another piece where this one has no room. */
  private cut(bytes: number): number {
    if (this.used + bytes > this.piece.byteLength) {
      const size = Math.max(bytes, Math.min(this.bytesLeft, MAX_PIECE));
      // eslint-disable-next-line no-restricted-globals -- JavaScript itself has no memory that is not cleared
      this.piece = Buffer.allocUnsafeSlow(size).buffer as ArrayBuffer;
      this.used = 0;
    }
    const start = this.used;
    this.used += bytes;
    this.bytesLeft -= bytes;
    return start;
  }
}

/** A growable column of unsigned 32-bit numbers on its own. */
export class WordColumn {
  private cells = NO_WORDS;
  length = 0;

  /** Appends a value and returns its row. */
  push(value: number): number {
    const row = this.length;
    if (row === this.cells.length) {
      const capacity = grownCapacity(row);
      this.cells = new ColumnMemory(capacity * 4).words(this.cells, capacity);
    }
    this.cells[row] = value;
    this.length = row + 1;
    return row;
  }

  /** Replaces the value of a row. */
  set(row: number, value: number): void {
    this.cells[row] = value;
  }

  /** The rows so far as one array that shares the column's memory; valid until the next push. */
  frozen(): Uint32Array {
    return this.cells.subarray(0, this.length);
  }
}
