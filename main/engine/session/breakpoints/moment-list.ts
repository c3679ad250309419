import { partitionPoint } from '../../../../shared/partition-point';

/** Ascending lists of moments, each moment at most once: what every target is bound to. */

/** No moments. */
export const NO_MOMENTS = new Uint32Array(0);

/** A list of moments while it is found, one after the other. */
export class FoundMoments {
  private readonly cells: Uint32Array;
  private length = 0;

  /** @param most how many there can be; room for them costs nothing until it is used */
  constructor(private readonly most: number) {
    this.cells = new Uint32Array(most);
  }

  add(moment: number): void {
    this.cells[this.length++] = moment;
  }

  /** The list; it keeps no more room than about what it needs. */
  list(): Uint32Array {
    const { cells, length, most } = this;
    return length * 2 > most ? cells.subarray(0, length) : cells.slice(0, length);
  }
}

/** How many of an ascending list are smaller than `limit`. */
export function countBelow(list: Uint32Array, limit: number): number {
  return partitionPoint(list.length, (i) => (list[i] as number) < limit);
}

/** The moments of two lists in one. */
export function union(a: Uint32Array, b: Uint32Array): Uint32Array {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const merged = new Uint32Array(a.length + b.length);
  let length = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const left = a[i] as number;
    const right = b[j] as number;
    if (left <= right) i++;
    if (right <= left) j++;
    merged[length++] = left < right ? left : right;
  }
  const rest = i < a.length ? a.subarray(i) : b.subarray(j);
  merged.set(rest, length);
  return merged.subarray(0, length + rest.length);
}
