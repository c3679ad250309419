/** Orders of rows by columns of numbers, without an object or a comparison for each. */

const DIGITS = 65_536;

/** Rows that are put in their places in one piece. */
const ROWS_AT_ONCE = 2 ** 18;

/**
 * Rows in the order of 64-bit numbers, equal ones as they stand. Sixteen bits at a time; digits that all rows have alike
 * cost one look, and so do rows that are in order as they stand.
 *
 * @param low lower halves
 * @param high upper halves
 */
export function orderByWords(low: Uint32Array, high: Uint32Array): Uint32Array {
  const pieces = orderInPieces(low, high);
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
  }
}

/** {@link orderByWords} for many rows: it stops after every few milliseconds. */
export function* orderInPieces(low: Uint32Array, high: Uint32Array): Generator<undefined, Uint32Array> {
  let order = new Uint32Array(low.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  if (isAscending(low, high)) return order;
  let other = new Uint32Array(low.length);
  const counts = new Uint32Array(DIGITS);
  for (const [column, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const) {
    yield;
    if (!countDigits(column, shift, counts)) continue;
    for (let from = 0; from < order.length; from += ROWS_AT_ONCE) {
      yield;
      distribute(order.subarray(from, from + ROWS_AT_ONCE), other, column, shift, counts);
    }
    [order, other] = [other, order];
  }
  return order;
}

function isAscending(low: Uint32Array, high: Uint32Array): boolean {
  for (let i = 1; i < low.length; i++) {
    const [before, here] = [high[i - 1] as number, high[i] as number];
    if (here < before || (here === before && (low[i] as number) < (low[i - 1] as number))) return false;
  }
  return true;
}

/** Puts rows to the places of their digits, behind those that are there. */
function distribute(
  rows: Uint32Array,
  to: Uint32Array,
  column: Uint32Array,
  shift: number,
  places: Uint32Array,
): void {
  for (const row of rows) {
    const digit = ((column[row] as number) >>> shift) & 0xffff;
    to[places[digit] as number] = row;
    places[digit] = (places[digit] as number) + 1;
  }
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
