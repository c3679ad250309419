/** Keys of lists, tables and trees: the row that they lead to, and what they ask of it. */

/** What of a key press decides. */
type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

/** Rows that a page key passes in a list that has no size of its own. */
const PAGE = 10;

/** Whether a key is pressed without Ctrl, Alt or the command key: with them it may be a command of the window. */
export function isPlain(press: Pick<Press, 'ctrlKey' | 'altKey' | 'metaKey'>): boolean {
  return !press.ctrlKey && !press.altKey && !press.metaKey;
}

/**
 * The row that a key leads to, no further than the ends; `null` where the key means nothing here.
 *
 * @param from the row that the keyboard is at, -1 for none
 * @param total rows of the list
 * @param pageRows rows in sight
 */
export function rowOfKey(key: string, from: number, total: number, pageRows = PAGE): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + pageRows,
    PageUp: from - pageRows,
    Home: 0,
    End: total - 1,
  };
  const to = moves[key];
  return to === undefined || total === 0 ? null : Math.min(Math.max(to, 0), total - 1);
}

/** Whether a press copies the row: Ctrl+C. */
export function asksForCopy(press: Press): boolean {
  return isControl(press, 'c');
}

/** Whether a press selects everything: Ctrl+A. */
export function asksForAll(press: Press): boolean {
  return isControl(press, 'a');
}

/** Whether a press takes the last removal back: Ctrl+Z. */
export function asksForUndo(press: Press): boolean {
  return isControl(press, 'z');
}

/** On macOS the command key stands for Ctrl. */
function isControl({ key, ctrlKey, shiftKey, altKey, metaKey }: Press, letter: string): boolean {
  return (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === letter;
}
