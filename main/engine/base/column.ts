/** Growable columns of numbers: the cells of a struct-of-arrays table. */

const FIRST_CAPACITY = 64;

/** Capacity after `capacity`: small tables grow fast, large ones by half, so that at most a third is spare. */
export function grownCapacity(capacity: number): number {
  return capacity < 65536 ? capacity * 4 : Math.ceil(capacity * 1.5);
}

/**
 * Memory whose content does not matter yet. Clearing it first would cost a tenth of the time of a large load; cells
 * behind a table's last row are never read.
 */
function unclearedMemory(bytes: number): ArrayBuffer {
  // eslint-disable-next-line no-restricted-globals -- JavaScript itself has no such memory
  return Buffer.allocUnsafeSlow(bytes).buffer as ArrayBuffer;
}

/** A copy of a column of bytes with room for `capacity` rows. */
export function grownBytes(cells: Uint8Array, capacity: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(unclearedMemory(capacity));
  larger.set(cells);
  return larger;
}

/** A copy of a column of 32-bit numbers with room for `capacity` rows. */
export function grownWords(cells: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(unclearedMemory(capacity * 4));
  larger.set(cells);
  return larger;
}

/** A growable column of unsigned 32-bit numbers on its own. */
export class WordColumn {
  private cells = new Uint32Array(FIRST_CAPACITY);
  length = 0;

  /** Appends a value and returns its row. */
  push(value: number): number {
    const row = this.length;
    if (row === this.cells.length) this.cells = grownWords(this.cells, grownCapacity(row));
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
