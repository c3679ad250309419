/** Moving the focus between panels. A panel is an element with `data-panel`; it may name its own first stop. */

const FOCUSABLE =
  'button:not(:disabled, [role=tab][tabindex="-1"]), input, select, textarea, a[href], [tabindex="0"]';

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}

/** How long after a panel was asked for its focus may still move inside it, in milliseconds. */
const LATE_STOP = 2000;

function focusInside(panel: HTMLElement): boolean {
  const preferred = panel.querySelector<HTMLElement>('[data-panel-focus]');
  const candidates = preferred === null ? [] : [preferred];
  // What a tab shows (and its tools, which stand beside the tabs) comes before the tabs, of which only the chosen one
  // is a stop.
  for (const tabPanel of panel.querySelectorAll('.head-tools, [role=tabpanel]')) {
    candidates.push(...tabPanel.querySelectorAll<HTMLElement>(FOCUSABLE));
  }
  // Of a panel without tabs, what it shows comes before its header.
  const rest = Array.from(
    panel.querySelectorAll<HTMLElement>(`[role=tab][aria-selected=true], ${FOCUSABLE}`),
  );
  // In a header, the tab names the panel; what collapses it stands before.
  const inHeader = (element: HTMLElement): boolean => element.closest('.phead') !== null;
  const isTab = (element: HTMLElement): boolean => element.getAttribute('role') === 'tab';
  const header = rest.filter(inHeader);
  candidates.push(...rest.filter((element) => !inHeader(element)), ...header.filter(isTab), ...header);
  const target = candidates.find(isShown);
  target?.focus();
  return target !== undefined;
}

/** Index of the panel after (`step` 1) or before (-1) the one with the focus; `current` is -1 where none has it. */
export function neighbour(current: number, step: 1 | -1, count: number): number {
  if (current < 0) return step === 1 ? 0 : count - 1;
  return (current + step + count) % count;
}

/** Moves the focus to the next or previous panel that can take it. */
export function cyclePanels(step: 1 | -1): void {
  // A panel inside a group of tabs is one stop with the group.
  const panels = Array.from(document.querySelectorAll<HTMLElement>('[data-panel]')).filter(
    (panel) => isShown(panel) && panel.parentElement?.closest('[data-panel]') === null,
  );
  const from = panels.findIndex((panel) => panel.contains(document.activeElement));
  let index = neighbour(from, step, panels.length);
  // A panel without anything to focus is passed over; once round is enough.
  for (let left = panels.length; left > 0; left -= 1) {
    const panel = panels[index];
    if (panel !== undefined && focusInside(panel)) return;
    index = neighbour(index, step, panels.length);
  }
}

/** Moves the focus into a panel by its name. */
export function focusPanel(name: string): void {
  const panel = document.querySelector<HTMLElement>(`[data-panel="${name}"]`);
  if (panel !== null && focusInside(panel)) keepFocusInside(panel, document.activeElement);
}

/**
 * A panel that waits for its answer: its own first stop takes the focus from what stood in for it, and what goes away
 * with the answer gives the focus to what comes. Not once the user has gone on, or where something is typed.
 */
function keepFocusInside(panel: HTMLElement, focused: Element | null): void {
  if (focused === null || focused instanceof HTMLInputElement) return;
  const observer = new MutationObserver(() => {
    const gone = !focused.isConnected;
    const first = panel.querySelector<HTMLElement>('[data-panel-focus]');
    const isLate = first !== null && !first.contains(focused) && isShown(first);
    if (document.activeElement !== (gone ? document.body : focused)) observer.disconnect();
    else if (gone || isLate) {
      observer.disconnect();
      focusInside(panel);
    }
  });
  observer.observe(panel, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), LATE_STOP);
}

/** Gives the focus back to what had it. @returns whether that is still on the screen */
export function focusAgain(element: Element | null): boolean {
  if (!(element instanceof HTMLElement) || !isShown(element)) return false;
  element.focus();
  return document.activeElement === element;
}

/** The name of the panel that has the focus, or nothing. */
export function focusedPanel(): string {
  return document.activeElement?.closest<HTMLElement>('[data-panel]')?.dataset['panel'] ?? '';
}
