/**
 * How many of the first items of an ordered list satisfy a condition that holds up to some item and not beyond:
 * one binary search.
 *
 * @param length items in the list
 * @param isBefore whether item `index` still satisfies the condition
 */
export function partitionPoint(length: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
