/** Growable columns of numbers: the cells of a struct-of-arrays table, frozen to exact typed arrays at the end. */

type Cells = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

const FIRST_CAPACITY = 1024;

abstract class Column<A extends Cells> {
  protected cells: A;
  length = 0;

  protected constructor(private readonly make: (length: number) => A) {
    this.cells = make(FIRST_CAPACITY);
  }

  /** Appends a value and returns its row. */
  push(value: number): number {
    const row = this.length;
    if (row === this.cells.length) this.grow();
    this.cells[row] = value;
    this.length = row + 1;
    return row;
  }

  /** Replaces the value of an existing row. */
  set(row: number, value: number): void {
    this.cells[row] = value;
  }

  /** The value of an existing row. */
  get(row: number): number {
    return this.cells[row] as number;
  }

  /** The rows so far as one array that shares the column's memory; valid until the next push. */
  frozen(): A {
    return this.cells.subarray(0, this.length) as A;
  }

  /** Grows by half: large tables are copied a few times and never waste more than a third. */
  private grow(): void {
    const larger = this.make(this.cells.length < 65536 ? this.cells.length * 4 : this.cells.length * 1.5);
    larger.set(this.cells);
    this.cells = larger;
  }
}

/** A growable column of bytes. */
export class ByteColumn extends Column<Uint8Array<ArrayBuffer>> {
  constructor() {
    super((length) => new Uint8Array(length));
  }
}

/** A growable column of unsigned 32-bit numbers. */
export class WordColumn extends Column<Uint32Array<ArrayBuffer>> {
  constructor() {
    super((length) => new Uint32Array(Math.ceil(length)));
  }
}
