import type { HistoryRow } from '../../../shared/view-types';

/**
 * The moment of the last write at or before `moment`, or before it where the cursor stands on that write already:
 * "back to the last write" then goes to the one before.
 *
 * @param history ascending by moment.
 * @returns `null` where nothing was written earlier.
 */
export function lastWrite(history: readonly HistoryRow[], moment: number): number | null {
  let found: number | null = null;
  for (const row of history) {
    if (row.moment >= moment) break;
    found = row.moment;
  }
  return found;
}
