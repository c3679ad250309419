/** Moving the focus between panels. A panel is an element with `data-panel`; it may name its own first stop. */

const FOCUSABLE =
  'button:not(:disabled, [role=tab][tabindex="-1"]), input, select, textarea, a[href], [tabindex="0"]';

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}

function focusInside(panel: HTMLElement): boolean {
  const preferred = panel.querySelector<HTMLElement>('[data-panel-focus]');
  const candidates = preferred === null ? [] : [preferred];
  // What a tab shows comes before the tabs, and of the tabs only the chosen one is a stop.
  for (const tabPanel of panel.querySelectorAll('[role=tabpanel]')) {
    candidates.push(...tabPanel.querySelectorAll<HTMLElement>(FOCUSABLE));
  }
  candidates.push(...panel.querySelectorAll<HTMLElement>(`[role=tab][aria-selected=true], ${FOCUSABLE}`));
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
  if (panel !== null) focusInside(panel);
}

/** The name of the panel that has the focus, or nothing. */
export function focusedPanel(): string {
  return document.activeElement?.closest<HTMLElement>('[data-panel]')?.dataset['panel'] ?? '';
}
