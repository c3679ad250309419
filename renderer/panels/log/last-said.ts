/**
 * Index of the last line that is said at or before `moment`, -1 before the first.
 *
 * @param rows lines by ascending moments
 */
export function lastSaid(rows: readonly { readonly moment: number }[], moment: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && row.moment <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
