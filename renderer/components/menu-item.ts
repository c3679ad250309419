/** One item of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** The key that does the same where the menu belongs, or a number that belongs to the item. */
  readonly keys?: string;
  readonly disabled?: boolean;
  /** Makes it an item that is on or off. */
  readonly checked?: boolean;
  /** Class of a provenance, whose colour stands before the label. */
  readonly swatch?: string;
  /** A line stands before it. */
  readonly separated?: boolean;
  /** Makes it an item that opens a menu of its own; it is not chosen itself. */
  readonly items?: readonly MenuItem[];
}

/** A place in the window, in CSS pixels. */
export interface MenuPlace {
  readonly x: number;
  readonly y: number;
}

/** Where a menu of an element opens: at the pointer, or by key below the element's beginning. */
export function menuPlace(event: MouseEvent | KeyboardEvent): MenuPlace {
  // A key gives a `contextmenu` event too: one without a button.
  if (event instanceof MouseEvent && (event.button === 2 || event.ctrlKey)) {
    return { x: event.clientX, y: event.clientY };
  }
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return { x: box.left + 24, y: box.bottom };
}

/** Where the menu of a button opens: flush with its left edge, below it. */
export function belowButton(event: MouseEvent): MenuPlace {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return { x: box.left, y: box.bottom + 4 };
}

/** The item of an open menu that a key leads to from the one with the focus, round its ends. */
export function itemOfKey(items: readonly HTMLElement[], key: string): HTMLElement | undefined {
  const at = items.indexOf(document.activeElement as HTMLElement);
  switch (key) {
    case 'ArrowDown':
      return items[(at + 1) % items.length];
    case 'ArrowUp':
      return items[(Math.max(at, 0) + items.length - 1) % items.length];
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    default:
      return undefined;
  }
}

/** Whether a key asks for the menu of what has the focus. */
export function asksForMenu({ key, shiftKey }: KeyboardEvent): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey);
}
