import type { HexColumns } from './hex-lines';
import type { PointedAt } from './useDragSelect';

/** A byte of the grid that the pointer is on. */
export interface CellAt {
  readonly row: number;
  /** Byte of the row; of a group the first. */
  readonly column: number;
  readonly element: HTMLElement;
}

/**
 * The byte that an event happened on: on its cell, or on its place in the text column.
 *
 * @param character pixels of one character.
 */
export function cellUnder(event: PointedAt, character: number, columns: HexColumns): CellAt | null {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return null;
  const row = target.closest<HTMLElement>('[data-row]');
  if (!row) return null;
  const at = Number(row.dataset['row']);
  const element = target.closest<HTMLElement>('[data-col]');
  if (element) return { row: at, column: Number(element.dataset['col']), element };
  const text = target.closest('.as')?.querySelector<HTMLElement>('.chars');
  if (!text) return null;
  const column = Math.floor((event.clientX - text.getBoundingClientRect().left) / character);
  return { row: at, column: Math.max(0, Math.min(columns.rowBytes - 1, column)), element: text };
}
