/** Orders of rows by columns of numbers, without an object or a comparison for each. */

const DIGITS = 65_536;

/**
 * Rows in the order of 64-bit numbers, equal ones as they stand. Sixteen bits at a time; digits that all rows have alike
 * cost one look.
 *
 * @param low lower halves
 * @param high upper halves
 */
export function orderByWords(low: Uint32Array, high: Uint32Array): Uint32Array {
  let order = new Uint32Array(low.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  let other = new Uint32Array(low.length);
  const counts = new Uint32Array(DIGITS);
  for (const [column, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const) {
    if (!countDigits(column, shift, counts)) continue;
    for (const row of order) {
      const digit = ((column[row] as number) >>> shift) & 0xffff;
      other[counts[digit] as number] = row;
      counts[digit] = (counts[digit] as number) + 1;
    }
    [order, other] = [other, order];
  }
  return order;
}

/** Makes `counts` the first place of each digit. @returns whether there is more than one */
function countDigits(column: Uint32Array, shift: number, counts: Uint32Array): boolean {
  counts.fill(0);
  for (const value of column) {
    const digit = (value >>> shift) & 0xffff;
    counts[digit] = (counts[digit] as number) + 1;
  }
  if (column.length === 0 || counts[((column[0] as number) >>> shift) & 0xffff] === column.length)
    return false;
  let first = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = counts[digit] as number;
    counts[digit] = first;
    first += count;
  }
  return true;
}
