/** What floats over the window and holds the keyboard while it is open: a menu with a preview, a small field. */
import { nextTick, reactive, watch, type Ref } from 'vue';

/** Between what floats and the edge of the window. */
const EDGE = 8;

/** How something that floats behaves. */
export interface Floating {
  /** Where it is, in CSS pixels of the window. */
  readonly style: { left: string; top: string };
  /** Closes it; the keyboard goes back to where it was. */
  leave(): void;
  onFocusOut(event: FocusEvent): void;
}

/**
 * Opens something over the panel that the keyboard is in, and gives the keyboard back.
 *
 * @param isOpen whether it is shown
 * @param close hides it
 * @param box its element, while it is shown
 * @param start what takes the focus, once it is shown
 */
export function useFloating(
  isOpen: () => boolean,
  close: () => void,
  box: Ref<HTMLElement | null>,
  start: () => HTMLElement | null,
): Floating {
  const style = reactive({ left: '0', top: '0' });
  let before: HTMLElement | null = null;

  /** Below the head of the memory panel, as far to the right as it must to be seen whole. */
  function place(): void {
    const own = box.value?.getBoundingClientRect();
    if (own === undefined) return;
    const panel = document.querySelector('[data-panel=memory]')?.getBoundingClientRect();
    const left = (panel?.left ?? 0) + Math.max(0, ((panel?.width ?? window.innerWidth) - own.width) / 2);
    const top = (panel?.top ?? 0) + 40;
    style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - own.width - EDGE))}px`;
    style.top = `${Math.max(EDGE, Math.min(top, window.innerHeight - own.height - EDGE))}px`;
  }

  watch(isOpen, async (open) => {
    if (!open) return;
    before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    await nextTick();
    place();
    start()?.focus();
  });

  function leave(): void {
    const back = before;
    before = null;
    close();
    if (back?.isConnected === true) back.focus();
  }

  function onFocusOut({ relatedTarget }: FocusEvent): void {
    // What is taken away loses the focus too; a press elsewhere keeps the focus where it went.
    if (!isOpen() || (relatedTarget instanceof Node && box.value?.contains(relatedTarget) === true)) return;
    if (relatedTarget === null && !document.hasFocus()) return;
    before = null;
    close();
  }

  return { style, leave, onFocusOut };
}
