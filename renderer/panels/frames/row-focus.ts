/**
 * Arrow keys in a column of buttons that is one stop of the keyboard: moves the focus.
 *
 * @param selector of the buttons
 * @returns the place of the button that has it now; `null` for other keys
 */
export function moveInRows(event: KeyboardEvent, selector: string): number | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  const group = event.currentTarget as HTMLElement;
  const rows = Array.from(group.querySelectorAll<HTMLElement>(selector));
  const at = rows.findIndex((row) => row === document.activeElement);
  const last = rows.length - 1;
  if (at < 0) return null;
  const to = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[
    event.key
  ];
  if (to === undefined) return null;
  event.preventDefault();
  rows[to]?.focus();
  return to;
}
