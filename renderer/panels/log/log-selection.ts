/** Chosen lines of the log: from the one where the choice began to the one that was reached. */
export interface LineChoice {
  readonly anchor: number;
  readonly at: number;
}

/** First and last chosen line. */
export function chosenLines({ anchor, at }: LineChoice): { first: number; last: number } {
  return { first: Math.min(anchor, at), last: Math.max(anchor, at) };
}

/** What of a key press decides. */
interface Press {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/**
 * The choice after a key, `null` for a key that chooses nothing.
 *
 * @param total lines of the log
 * @param page lines in sight
 */
export function choiceAfter(
  choice: LineChoice,
  press: Press,
  total: number,
  page: number,
): LineChoice | null {
  const last = total - 1;
  if (last < 0) return null;
  if (press.ctrlKey || press.metaKey) {
    return press.key.toLowerCase() === 'a' ? { anchor: 0, at: last } : null;
  }
  const ends: Readonly<Record<string, number>> = { Home: 0, End: last };
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
  };
  const step = steps[press.key];
  const target = step === undefined ? ends[press.key] : choice.at + step;
  if (target === undefined) return null;
  const at = Math.min(Math.max(target, 0), last);
  return { anchor: press.shiftKey ? choice.anchor : at, at };
}
