import { comparable } from '../oracle/answer';
import type { Answer } from '../oracle/answer';
import { isIncomparable, ourOutcome } from './undefined';

/** A field in which two reports differ, as JSON. */
export interface Difference {
  readonly field: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Longest value that is shown. */
const MOST_SHOWN = 300;

/**
 * The fields in which our report differs from the real loader's; `null` where they cannot be compared.
 *
 * @param stopped whether our load ended in `LoadStopped`
 */
export function differences(ours: Answer, stopped: boolean, theirs: Answer): Difference[] | null {
  const outcome = ourOutcome(ours, stopped);
  if (outcome === null || isIncomparable(theirs)) return null;
  const [left, right] = [comparable(outcome), comparable(theirs)];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].flatMap((field) => {
    const [ourText, theirText] = [JSON.stringify(left[field] ?? null), JSON.stringify(right[field] ?? null)];
    return ourText === theirText ? [] : [{ field, ours: ourText, theirs: theirText }];
  });
}

/** A difference in lines; long lists are shown from where they part. */
export function differenceText({ field, ours, theirs }: Difference): string {
  let same = 0;
  while (same < ours.length && ours[same] === theirs[same]) same++;
  const from = Math.max(0, same - 40);
  const shown = (text: string): string =>
    (from > 0 ? '…' : '') +
    text.slice(from, from + MOST_SHOWN) +
    (text.length > from + MOST_SHOWN ? '…' : '');
  return `${field}\n    ours:   ${shown(ours)}\n    theirs: ${shown(theirs)}`;
}
