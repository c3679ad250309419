/** The rows of the minimap: which part of the space, as the view lays it out, each of them stands for. */
import { PAGE_SIZE } from '../../../shared/address';
import type { RowLayout } from './row-layout';

/** A minimap's rows from top to bottom. A row stands for neighbouring units of the layout. */
export interface MinimapRows {
  /** Units of the layout. */
  readonly total: number;
  /** Pages that bound the intervals that are asked about: ascending, each once. */
  readonly edges: Float64Array;
  /** For each row its interval. */
  readonly intervals: Uint16Array;
  /** For each row the first byte that it stands for. */
  readonly positions: Float64Array;
}

const NO_ZERO_RUNS = (): readonly never[] => [];

/**
 * Divides a layout into rows of equal units. What the layout folds away between two rows is in no interval.
 *
 * @param count rows that there is room for; at most as many are made as there are units
 */
export function minimapRows(layout: RowLayout, count: number): MinimapRows | null {
  const { total } = layout;
  const rows = Math.min(count, total);
  if (rows <= 0) return null;
  const positions = new Float64Array(rows);
  const intervals = new Uint16Array(rows);
  // A row may need an edge in front of its pages, and one behind them.
  const edges = new Float64Array(2 * rows + 1);
  let length = 0;
  let end = 0;
  for (let row = 0; row < rows; row++) {
    const { position } = extentOfUnit(layout, Math.floor((row * total) / rows));
    const page = pageOf(position);
    positions[row] = position;
    if (length > 0 && page > end) edges[length++] = end;
    if (length === 0 || page > (edges[length - 1] as number)) edges[length++] = page;
    intervals[row] = length - 1;
    end = Math.max(page + 1, extentOfUnit(layout, Math.floor(((row + 1) * total) / rows) - 1).endPage);
  }
  edges[length++] = end;
  return { total, edges: edges.slice(0, length), intervals, positions };
}

/** The first byte that a unit of a layout stands for, and the page behind its last. */
function extentOfUnit(
  layout: RowLayout,
  unit: number,
): { readonly position: number; readonly endPage: number } {
  const line = layout.lineAt(unit, NO_ZERO_RUNS);
  if (line === null) return { position: 0, endPage: 1 };
  if (line.kind === 'header') return { position: line.page * PAGE_SIZE, endPage: line.page + 1 };
  const start = line.kind === 'row' ? line.row : line.start;
  const position = start * layout.rowBytes;
  // A bar with its fold open stands for no bytes of its own.
  const isClosed = line.kind === 'fold' && !line.open;
  const endPage = isClosed ? Math.ceil((line.end * layout.rowBytes) / PAGE_SIZE) : pageOf(position) + 1;
  return { position, endPage };
}

function pageOf(position: number): number {
  return Math.floor(position / PAGE_SIZE);
}

/** The row of a minimap that a byte of the space stands in. */
export function rowOfPosition(rows: MinimapRows, layout: RowLayout, position: number): number {
  const unit = layout.unitOfRow(Math.floor(position / layout.rowBytes));
  return Math.min(rows.positions.length - 1, Math.floor((unit * rows.positions.length) / rows.total));
}

/** The unit that is to be first in sight so that the one at a fraction of the minimap's height is in the middle. */
export function unitAt(fraction: number, total: number, visible: number, lastTop: number): number {
  const middle = Math.min(1, Math.max(0, fraction)) * total;
  return Math.min(lastTop, Math.max(0, Math.round(middle - visible / 2)));
}
