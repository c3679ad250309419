const PIECE_BITS = 8;
const PIECE_LENGTH = 1 << PIECE_BITS;

/**
 * Finds a cached block by its number: two array look-ups, memory only for the regions in use.
 * Block numbers stay below 2^31, which is 128 TiB in blocks of 64 KiB.
 */
export class BlockDirectory<T> {
  private readonly pieces: ((T | undefined)[] | undefined)[] = [];

  get(number: number): T | undefined {
    const piece = this.pieces[number >>> PIECE_BITS];
    return piece === undefined ? undefined : piece[number & (PIECE_LENGTH - 1)];
  }

  set(number: number, value: T): void {
    const key = number >>> PIECE_BITS;
    let piece = this.pieces[key];
    if (piece === undefined) {
      piece = new Array<T | undefined>(PIECE_LENGTH).fill(undefined);
      this.pieces[key] = piece;
    }
    piece[number & (PIECE_LENGTH - 1)] = value;
  }

  delete(number: number): void {
    const piece = this.pieces[number >>> PIECE_BITS];
    if (piece !== undefined) piece[number & (PIECE_LENGTH - 1)] = undefined;
  }
}
