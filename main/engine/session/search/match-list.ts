import { PAGE_SIZE } from '../../../../shared/address';
import { partitionPoint } from '../../../../shared/partition-point';

const FIRST_CAPACITY = 1024;

/** Matches, ascending, in columns: a million of them take 8 MB, or 10 where they differ in length. */
export class MatchList {
  length = 0;
  private positions = new Float64Array(FIRST_CAPACITY);
  /** Empty where all have the same length. */
  private lengths: Uint16Array;

  /**
   * @param longest most bytes that a match has, up to 65,535
   * @param isFixed whether all have as many
   */
  constructor(
    private readonly longest: number,
    private readonly isFixed: boolean,
  ) {
    this.lengths = new Uint16Array(isFixed ? 0 : FIRST_CAPACITY);
  }

  push(position: number, length: number): void {
    if (this.length === this.positions.length) this.grow();
    if (!this.isFixed) this.lengths[this.length] = length;
    this.positions[this.length++] = position;
  }

  position(index: number): number {
    return this.positions[index] as number;
  }

  lengthOf(index: number): number {
    return this.isFixed ? this.longest : (this.lengths[index] as number);
  }

  /** Index of the first match at or behind a position; {@link length} where there is none. */
  indexAt(position: number): number {
    return partitionPoint(this.length, (index) => this.position(index) < position);
  }

  /** Matches that have bytes among `length` from `first` on, as pairs of position and length, at most `limit`. */
  within(first: number, length: number, limit: number): Float64Array {
    const from = this.indexAt(first - this.longest + 1);
    const end = this.indexAt(first + length);
    const pairs = new Float64Array(2 * Math.min(limit, end - from));
    let used = 0;
    for (let index = from; index < end && used < pairs.length; index++) {
      if (this.position(index) + this.lengthOf(index) <= first) continue;
      pairs[used++] = this.position(index);
      pairs[used++] = this.lengthOf(index);
    }
    return pairs.slice(0, used);
  }

  /** How many matches begin between neighbouring pages of `edges`. */
  marks(edges: Float64Array): Uint32Array {
    const counts = new Uint32Array(Math.max(0, edges.length - 1));
    let before = edges.length === 0 ? 0 : this.indexAt((edges[0] as number) * PAGE_SIZE);
    for (let i = 0; i < counts.length; i++) {
      const behind = this.indexAt((edges[i + 1] as number) * PAGE_SIZE);
      counts[i] = behind - before;
      before = behind;
    }
    return counts;
  }

  private grow(): void {
    const capacity = this.length * 2;
    const positions = new Float64Array(capacity);
    positions.set(this.positions);
    this.positions = positions;
    if (this.isFixed) return;
    const lengths = new Uint16Array(capacity);
    lengths.set(this.lengths);
    this.lengths = lengths;
  }
}
