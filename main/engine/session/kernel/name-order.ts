/** Names to sort below so many are put in order one by one. */
const FEW = 12;

/**
 * Sorts names in a text by their bytes, each up to its zero byte, piece by piece: byte by byte from the front, and names
 * with one byte before, between and behind the middle one are sorted for themselves. No name is made a string.
 */
export class NameOrder {
  private readonly order: Uint32Array;
  /** What is left to sort: first place, the place behind the last, and how many bytes are known to be equal. */
  private readonly left: number[];

  /** @param starts where each name begins in `text` */
  constructor(
    private readonly text: Uint8Array,
    private readonly starts: Uint32Array,
  ) {
    this.order = new Uint32Array(starts.length);
    for (let i = 0; i < this.order.length; i++) this.order[i] = i;
    this.left = [0, starts.length, 0];
  }

  /** Sorts on. @returns the names in order, `null` where there is more to do */
  work(milliseconds: number): Uint32Array | null {
    const end = Date.now() + milliseconds;
    for (let turn = 1; this.left.length > 0; turn++) {
      if (turn % 64 === 0 && Date.now() >= end) return null;
      const depth = this.left.pop() as number;
      const to = this.left.pop() as number;
      const from = this.left.pop() as number;
      if (to - from <= FEW) this.insert(from, to, depth);
      else this.split(from, to, depth);
    }
    return this.order;
  }

  private split(from: number, to: number, depth: number): void {
    const { order } = this;
    const middle = this.byteOf(order[(from + to) >>> 1] as number, depth);
    let [low, at, high] = [from, from, to];
    while (at < high) {
      const name = order[at] as number;
      const byte = this.byteOf(name, depth);
      if (byte < middle) {
        order[at++] = order[low] as number;
        order[low++] = name;
      } else if (byte > middle) {
        order[at] = order[--high] as number;
        order[high] = name;
      } else at++;
    }
    if (from < low) this.left.push(from, low, depth);
    if (middle !== 0) this.left.push(low, high, depth + 1);
    // Equal names stay as they stand in the text.
    else order.subarray(low, high).sort();
    if (high < to) this.left.push(high, to, depth);
  }

  private insert(from: number, to: number, depth: number): void {
    const { order } = this;
    for (let i = from + 1; i < to; i++) {
      const name = order[i] as number;
      let place = i;
      while (place > from && this.isBefore(name, order[place - 1] as number, depth)) {
        order[place] = order[place - 1] as number;
        place--;
      }
      order[place] = name;
    }
  }

  private isBefore(a: number, b: number, depth: number): boolean {
    for (let at = depth; ; at++) {
      const byteA = this.byteOf(a, at);
      const byteB = this.byteOf(b, at);
      if (byteA !== byteB) return byteA < byteB;
      if (byteA === 0) return a < b;
    }
  }

  private byteOf(name: number, depth: number): number {
    return this.text[(this.starts[name] as number) + depth] ?? 0;
  }
}
