/** Which rows of a memory space are shown and which are folded, as parts of a row layout. */
import { PAGE_COUNT } from '../../../shared/address';
import type { MemorySpace, PageRange } from '../../../shared/view-types';
import { PAGE_ROWS, ROW_BYTES, type LayoutPart, type RowRun } from './row-layout';

/** First page of the upper half of the virtual address space: the gap of non-canonical addresses is before it. */
const UPPER_HALF = PAGE_COUNT / 2;

/** A range of absolute rows, `end` exclusive, that a step touches. */
export type TouchedRows = RowRun;

/** Rows shown on either side of what a step touches: as many as fill the view, within these bounds. */
const MIN_CONTEXT = 1;
export const MAX_CONTEXT = 8;

/** Fewer rows than this between two touched places are shown instead of folded. */
const MIN_OUTSIDE = 3;

/** What the parts of a space depend on. */
export interface PartsInput {
  readonly space: MemorySpace;
  /** Rows of the whole space. */
  readonly rows: number;
  /** Pages that hold something, ascending. */
  readonly ranges: readonly PageRange[];
  /** Ranges of absolute rows that the user has unfolded. */
  readonly opened: readonly RowRun[];
}

/** The whole space: runs of pages with something in them, folds between them. */
export function partsOfSpace(input: PartsInput): LayoutPart[] {
  const parts: LayoutPart[] = [];
  let at = 0;
  for (const { start, end } of rowsOfRanges(input.ranges, input.rows)) {
    addFolds(parts, input, at, start, 'hole');
    addRows(parts, input.space, start, end);
    at = end;
  }
  addFolds(parts, input, at, input.rows, 'hole');
  return parts;
}

/**
 * Only what a step touches, with a few rows of context; all else is folded.
 *
 * @param touched ranges of rows, in any order.
 * @param height rows that fit the view: the context grows into what is left over.
 */
export function partsOfStep(
  input: PartsInput,
  touched: readonly TouchedRows[],
  height: number,
): LayoutPart[] {
  const parts: LayoutPart[] = [];
  let at = 0;
  for (const { start, end } of withContext(touched, input.rows, contextRows(touched, height))) {
    addFolds(parts, input, at, start, 'outside');
    addRows(parts, input.space, start, end);
    at = end;
  }
  addFolds(parts, input, at, input.rows, 'outside');
  return parts;
}

/** The rows of the ranges: sorted, clipped to the space, merged. */
function rowsOfRanges(ranges: readonly PageRange[], rows: number): RowRun[] {
  const clipped = ranges.map((range) => ({
    start: range.first * PAGE_ROWS,
    end: Math.min((range.first + range.count) * PAGE_ROWS, rows),
  }));
  return merged(clipped, 0);
}

/** How many rows of context on either side of each touched place leave the view just filled. */
function contextRows(touched: readonly TouchedRows[], height: number): number {
  const places = merged(touched, 2 * MIN_CONTEXT);
  const rows = places.reduce((sum, run) => sum + run.end - run.start, 0);
  // Each place has a header before it and a fold after it; the fold before the first may be out of sight.
  const left = height - rows - 2 * places.length;
  return Math.max(MIN_CONTEXT, Math.min(MAX_CONTEXT, Math.floor(left / Math.max(1, 2 * places.length))));
}

/** Touched rows with their context, clipped to their page where the neighbour is another one, merged. */
function withContext(touched: readonly TouchedRows[], rows: number, context: number): RowRun[] {
  const widened = touched.map((run) => {
    const pageStart = Math.floor(run.start / PAGE_ROWS) * PAGE_ROWS;
    const pageEnd = Math.ceil(run.end / PAGE_ROWS) * PAGE_ROWS;
    return {
      start: Math.max(pageStart, run.start - context),
      end: Math.min(pageEnd, rows, run.end + context),
    };
  });
  return merged(widened, MIN_OUTSIDE);
}

function merged(runs: readonly RowRun[], gap: number): RowRun[] {
  const sorted = runs.filter((run) => run.end > run.start).sort((a, b) => a.start - b.start);
  const result: { start: number; end: number }[] = [];
  for (const run of sorted) {
    const last = result.at(-1);
    if (last && run.start - last.end <= gap) last.end = Math.max(last.end, run.end);
    else result.push({ start: run.start, end: run.end });
  }
  return result;
}

function addRows(parts: LayoutPart[], space: MemorySpace, start: number, end: number): void {
  const border = UPPER_HALF * PAGE_ROWS;
  if (space === 'virtual' && start < border && end > border) {
    parts.push({ kind: 'rows', start, end: border }, nonCanonicalGap(), { kind: 'rows', start: border, end });
    return;
  }
  if (space === 'virtual' && start === border) parts.push(nonCanonicalGap());
  if (end > start) parts.push({ kind: 'rows', start, end });
}

function addFolds(
  parts: LayoutPart[],
  input: PartsInput,
  start: number,
  end: number,
  reason: 'hole' | 'outside',
): void {
  if (end <= start) return;
  const border = UPPER_HALF * PAGE_ROWS;
  const fold = (from: number, to: number): void => {
    if (to > from)
      parts.push({ kind: 'fold', start: from, end: to, reason, open: isOpen(input.opened, from, to) });
  };
  if (input.space === 'virtual' && start <= border && end > border) {
    fold(start, border);
    parts.push(nonCanonicalGap());
    fold(border, end);
    return;
  }
  fold(start, end);
}

function nonCanonicalGap(): LayoutPart {
  const border = UPPER_HALF * PAGE_ROWS;
  return { kind: 'fold', start: border, end: border, reason: 'nonCanonical', open: false };
}

function isOpen(opened: readonly RowRun[], start: number, end: number): boolean {
  return opened.some((run) => run.start < end && run.end > start);
}

/** Rows of a whole memory space; 0 while nothing is loaded. */
export function rowsOfSpace(
  space: MemorySpace,
  summary: { readonly physicalSize: string; readonly fileSize: number } | null,
): number {
  if (!summary) return 0;
  if (space === 'virtual') return PAGE_COUNT * PAGE_ROWS;
  return Math.ceil((space === 'file' ? summary.fileSize : Number(summary.physicalSize)) / ROW_BYTES);
}
