import { nextTick, onBeforeUnmount, reactive, ref, type Ref } from 'vue';

/** Between a popover and the edge of the window, and between it and its button. */
const EDGE = 8;
const GAP = 4;

/** A small panel of choices that floats beside the button that opens it, for as long as the keyboard is in either. */
export interface Popover {
  readonly isOpen: Ref<boolean>;
  /** Where it is, in CSS pixels of the window. */
  readonly style: { left: string; top: string; maxHeight: string };
  /** Opens it beside the button that was pressed, or closes it. */
  toggle(event: MouseEvent): void;
  open(button: HTMLElement): Promise<void>;
  /** @param refocus whether the keyboard goes back to the button */
  close(refocus: boolean): void;
  /** The panel is part of its button for the keyboard: Escape goes back there. */
  onKey(event: KeyboardEvent): void;
  onFocusOut(event: FocusEvent): void;
}

/**
 * @param panel its element, while it is open
 * @param align the edge of the button that the panel is flush with, as far as the window has room
 * @param start what takes the focus when it opens
 */
export function usePopover(
  panel: Ref<HTMLElement | null>,
  align: 'left' | 'right',
  start: (panel: HTMLElement) => HTMLElement | null,
): Popover {
  const isOpen = ref(false);
  const style = reactive({ left: '0px', top: '0px', maxHeight: 'none' });
  let button: HTMLElement | null = null;

  /** Below the button; above it where there is more room, and too little below. */
  function place(element: HTMLElement, beside: DOMRect): void {
    const { width, height } = element.getBoundingClientRect();
    const below = window.innerHeight - beside.bottom - GAP - EDGE;
    const above = beside.top - GAP - EDGE;
    const isBelow = height <= below || below >= above;
    const room = isBelow ? below : above;
    const left = align === 'left' ? beside.left : beside.right - width;
    style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - width - EDGE))}px`;
    style.top = `${isBelow ? beside.bottom + GAP : beside.top - GAP - Math.min(height, room)}px`;
    style.maxHeight = `${room}px`;
  }

  async function open(from: HTMLElement): Promise<void> {
    button = from;
    isOpen.value = true;
    style.maxHeight = 'none';
    window.addEventListener('pointerdown', onOutside, true);
    await nextTick();
    const element = panel.value;
    if (element === null) return;
    place(element, from.getBoundingClientRect());
    start(element)?.focus();
  }

  function close(refocus: boolean): void {
    isOpen.value = false;
    window.removeEventListener('pointerdown', onOutside, true);
    if (refocus) button?.focus();
  }

  function isInside(target: EventTarget | null): boolean {
    return target instanceof Node && panel.value?.contains(target) === true;
  }

  function onOutside({ target }: Event): void {
    const onButton = target instanceof Node && button?.contains(target) === true;
    if (!isInside(target) && !onButton) close(false);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    close(true);
  }

  function onFocusOut({ relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof Node && !isInside(relatedTarget)) close(false);
  }

  onBeforeUnmount(() => close(false));
  return {
    isOpen,
    style,
    toggle(event) {
      if (isOpen.value) close(false);
      else void open(event.currentTarget as HTMLElement);
    },
    open,
    close,
    onKey,
    onFocusOut,
  };
}
