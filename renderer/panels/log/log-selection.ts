import { rowOfKey } from '../../composables/row-keys';

/** Chosen lines of the log: from the one where the choice began to the one that was reached. */
export interface LineChoice {
  readonly anchor: number;
  readonly at: number;
}

/** First and last chosen line. */
export function chosenLines({ anchor, at }: LineChoice): { first: number; last: number } {
  return { first: Math.min(anchor, at), last: Math.max(anchor, at) };
}

/**
 * The choice after a key, `null` for a key that chooses nothing.
 *
 * @param total lines of the log
 * @param page lines in sight
 */
export function choiceAfter(
  choice: LineChoice,
  press: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey'>,
  total: number,
  page: number,
): LineChoice | null {
  const last = total - 1;
  if (last < 0) return null;
  if (press.ctrlKey || press.metaKey) {
    return press.key.toLowerCase() === 'a' ? { anchor: 0, at: last } : null;
  }
  const at = rowOfKey(press.key, choice.at, total, page);
  if (at === null) return null;
  return { anchor: press.shiftKey ? choice.anchor : at, at };
}
