import type { Directive } from 'vue';
import { RowElement, type RowDrawing } from './row-element';

const rows = new WeakMap<HTMLElement, RowElement>();

/**
 * Draws a row of bytes into an element; with `null` the element waits for one. Not a component: a screen has thousands of
 * cells, of which scrolling changes most, and comparing what is to be drawn with what was takes longer than drawing it.
 */
export const vHexRow: Directive<HTMLElement, RowDrawing | null> = {
  created(element, { value }) {
    const row = new RowElement(element);
    rows.set(element, row);
    if (value !== null) row.draw(value);
  },
  beforeUpdate(element, { value }) {
    const row = rows.get(element);
    if (value === null) row?.rest();
    else row?.draw(value);
  },
};
