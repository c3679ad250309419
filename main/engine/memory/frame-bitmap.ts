const FRAMES_PER_PIECE = 32768;

/** One bit per frame, in pieces: a large machine costs nothing until it is used. */
export class FrameBitmap {
  private readonly pieces: (Uint32Array<ArrayBuffer> | undefined)[] = [];
  private lastKey = -1;
  private lastPiece = new Uint32Array(0);
  /** How many bits are set. */
  count = 0;

  has(frame: number): boolean {
    const key = Math.floor(frame / FRAMES_PER_PIECE);
    const piece = key === this.lastKey ? this.lastPiece : this.pieces[key];
    if (piece === undefined) return false;
    return ((piece[(frame % FRAMES_PER_PIECE) >>> 5] as number) & (1 << (frame & 31))) !== 0;
  }

  /** The first frame at or behind `frame` whose bit is set; infinity where there is none. */
  next(frame: number): number {
    let bit = frame % FRAMES_PER_PIECE;
    for (let key = Math.floor(frame / FRAMES_PER_PIECE); key < this.pieces.length; key++, bit = 0) {
      const piece = this.pieces[key];
      if (piece === undefined) continue;
      let cell = bit >>> 5;
      let word = (piece[cell] as number) & (-1 << (bit & 31));
      while (word === 0 && ++cell < piece.length) word = piece[cell] as number;
      if (word !== 0) return key * FRAMES_PER_PIECE + cell * 32 + lowestBit(word);
    }
    return Infinity;
  }

  /** Sets a frame's bit. Neighbours come one after the other, so the last piece is kept at hand. */
  add(frame: number): void {
    const key = Math.floor(frame / FRAMES_PER_PIECE);
    if (key !== this.lastKey) this.select(key);
    const cell = (frame % FRAMES_PER_PIECE) >>> 5;
    const word = this.lastPiece[cell] as number;
    const mask = 1 << (frame & 31);
    if ((word & mask) !== 0) return;
    this.lastPiece[cell] = word | mask;
    this.count++;
  }

  /** Sets the bits of frames `first` to `end` (excluded), whole words at once. */
  addRange(first: number, end: number): void {
    let frame = first;
    while (frame < end) {
      if (frame % 32 !== 0 || end - frame < 32) {
        this.add(frame++);
        continue;
      }
      const key = Math.floor(frame / FRAMES_PER_PIECE);
      if (key !== this.lastKey) this.select(key);
      const cell = (frame % FRAMES_PER_PIECE) >>> 5;
      this.count += 32 - bitCount(this.lastPiece[cell] as number);
      this.lastPiece[cell] = 0xffff_ffff;
      frame += 32;
    }
  }

  private select(key: number): void {
    let piece = this.pieces[key];
    if (piece === undefined) {
      piece = new Uint32Array(FRAMES_PER_PIECE / 32);
      this.pieces[key] = piece;
    }
    this.lastKey = key;
    this.lastPiece = piece;
  }
}

/** How many bits of a 32-bit word are set. */
function bitCount(word: number): number {
  let rest = word;
  let count = 0;
  while (rest !== 0) {
    rest &= rest - 1;
    count++;
  }
  return count;
}

/** Place of the lowest bit that is set in a word other than 0. */
function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
