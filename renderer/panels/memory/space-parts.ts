/** Which rows of a memory space are shown and which are folded, as parts of a row layout. */
import { PAGE_COUNT, PAGE_SIZE } from '../../../shared/address';
import type { MemorySpace, PageRange } from '../../../shared/view-types';
import type { ByteExtent } from './byte-extent';
import type { LayoutPart, RowBytes, RowRun } from './row-layout';

/** First byte of the upper half of the virtual address space: the gap of non-canonical addresses is before it. */
const UPPER_HALF = (PAGE_COUNT / 2) * PAGE_SIZE;

/** Rows shown on either side of what a step touches: as many as fill the view, within these bounds. */
const MIN_CONTEXT = 1;
export const MAX_CONTEXT = 8;

/** Fewer rows than this between two touched places are shown instead of folded. */
const MIN_OUTSIDE = 3;

/** What the parts of a space depend on. */
export interface PartsInput {
  readonly space: MemorySpace;
  readonly rowBytes: RowBytes;
  /** Bytes of the whole space. */
  readonly size: number;
  /** Pages that hold something, ascending. */
  readonly ranges: readonly PageRange[];
  /** What the user has unfolded. */
  readonly opened: readonly ByteExtent[];
  /** Those of the pages that the legend leaves; `null` or absent: all. */
  readonly left?: readonly PageRange[] | null;
}

/** The whole space: runs of pages with something in them, folds between them. */
export function partsOfSpace(input: PartsInput): LayoutPart[] {
  const parts: LayoutPart[] = [];
  const left = input.left ? rowsOfRanges(input, input.left) : null;
  let next = 0;
  let at = 0;
  for (const { start, end } of rowsOfRanges(input, input.ranges)) {
    addFolds(parts, input, at, start, 'hole');
    if (left === null) addRows(parts, input, start, end);
    else next = addLeft(parts, input, { start, end }, left, next);
    at = end;
  }
  addFolds(parts, input, at, rowsOf(input), 'hole');
  return parts;
}

/**
 * A run of rows as far as the legend leaves them.
 *
 * @param next place of the first run of `left` that may lie in it
 * @returns the same for the next run
 */
function addLeft(
  parts: LayoutPart[],
  input: PartsInput,
  { start, end }: RowRun,
  left: readonly RowRun[],
  next: number,
): number {
  let at = start;
  let place = next;
  for (let run = left[place]; run !== undefined && run.start < end; run = left[++place]) {
    const from = Math.max(run.start, at);
    const to = Math.min(run.end, end);
    if (from < to) {
      addFolds(parts, input, at, from, 'filtered');
      addRows(parts, input, from, to);
      at = to;
    }
    if (run.end > end) break;
  }
  addFolds(parts, input, at, end, 'filtered');
  return place;
}

/**
 * Only what a step touches, with a few rows of context; all else is folded.
 *
 * @param touched in any order.
 * @param height rows that fit the view: the context grows into what is left over.
 */
export function partsOfStep(input: PartsInput, touched: readonly ByteExtent[], height: number): LayoutPart[] {
  const parts: LayoutPart[] = [];
  let at = 0;
  for (const { start, end } of withContext(input, touched, height)) {
    addFolds(parts, input, at, start, 'outside');
    addRows(parts, input, start, end);
    at = end;
  }
  addFolds(parts, input, at, rowsOf(input), 'outside');
  return parts;
}

/** Rows of a whole space; the last may be one in part. */
function rowsOf({ size, rowBytes }: PartsInput): number {
  return Math.ceil(size / rowBytes);
}

/** The rows of the ranges: sorted, clipped to the space, merged. */
function rowsOfRanges(input: PartsInput, ranges: readonly PageRange[]): RowRun[] {
  const rows = rowsOf(input);
  const pageRows = PAGE_SIZE / input.rowBytes;
  const clipped = ranges.map((range) => ({
    start: range.first * pageRows,
    end: Math.min((range.first + range.count) * pageRows, rows),
  }));
  return merged(clipped, 0);
}

/** How many rows of context on either side of each touched place leave the view just filled. */
function contextRows(touched: readonly RowRun[], height: number): number {
  const places = merged(touched, 2 * MIN_CONTEXT);
  const rows = places.reduce((sum, run) => sum + run.end - run.start, 0);
  // Each place has a header before it and a fold after it; the fold before the first may be out of sight.
  const left = height - rows - 2 * places.length;
  return Math.max(MIN_CONTEXT, Math.min(MAX_CONTEXT, Math.floor(left / Math.max(1, 2 * places.length))));
}

/** Touched rows with their context, clipped to their page where the neighbour is another one, merged. */
function withContext(input: PartsInput, touched: readonly ByteExtent[], height: number): RowRun[] {
  const { rowBytes } = input;
  const rows = rowsOf(input);
  const pageRows = PAGE_SIZE / rowBytes;
  const runs = touched.map(({ first, end }) => ({
    start: Math.floor(first / rowBytes),
    end: Math.ceil(end / rowBytes),
  }));
  const context = contextRows(runs, height);
  const widened = runs.map((run) => {
    const pageStart = Math.floor(run.start / pageRows) * pageRows;
    const pageEnd = Math.ceil(run.end / pageRows) * pageRows;
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

function addRows(parts: LayoutPart[], input: PartsInput, start: number, end: number): void {
  const { space } = input;
  const border = UPPER_HALF / input.rowBytes;
  if (space === 'virtual' && start < border && end > border) {
    parts.push({ kind: 'rows', start, end: border }, nonCanonicalGap(border), {
      kind: 'rows',
      start: border,
      end,
    });
    return;
  }
  if (space === 'virtual' && start === border) parts.push(nonCanonicalGap(border));
  if (end > start) parts.push({ kind: 'rows', start, end });
}

function addFolds(
  parts: LayoutPart[],
  input: PartsInput,
  start: number,
  end: number,
  reason: 'hole' | 'outside' | 'filtered',
): void {
  if (end <= start) return;
  const border = UPPER_HALF / input.rowBytes;
  const fold = (from: number, to: number): void => {
    if (to > from) parts.push({ kind: 'fold', start: from, end: to, reason, open: isOpen(input, from, to) });
  };
  if (input.space === 'virtual' && start <= border && end > border) {
    fold(start, border);
    parts.push(nonCanonicalGap(border));
    fold(border, end);
    return;
  }
  fold(start, end);
}

function nonCanonicalGap(border: number): LayoutPart {
  return { kind: 'fold', start: border, end: border, reason: 'nonCanonical', open: false };
}

function isOpen({ opened, rowBytes }: PartsInput, start: number, end: number): boolean {
  return opened.some((one) => one.first < end * rowBytes && one.end > start * rowBytes);
}

/** Bytes of a whole memory space; 0 while nothing is loaded. */
export function sizeOfSpace(
  space: MemorySpace,
  summary: { readonly physicalSize: string; readonly fileSize: number } | null,
): number {
  if (!summary) return 0;
  if (space === 'virtual') return PAGE_COUNT * PAGE_SIZE;
  return space === 'file' ? summary.fileSize : Number(summary.physicalSize);
}
