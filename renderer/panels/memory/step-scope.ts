/** Which rows a step touches, in the physical image and in the kernel's virtual memory. */
import type { Change } from '../../../shared/view-types';
import { PAGE_SIZE } from '../../../shared/address';
import { PAGE_ROWS, ROW_BYTES, type RowRun } from './row-layout';

/** Rows of the kernel file that are shown before the first step: its header and some of its program headers. */
const FILE_HEAD_ROWS = 8;

/** What a step does to memory. */
export interface StepScope {
  readonly changes: readonly Change[];
  /** The page that the step is about; `null` where there is none. */
  readonly page: number | null;
  /** The frame behind that page once the step is done; `null` where it is not mapped. */
  readonly frame: number | null;
  /** The byte of the page that it is about, where it is about one: the entry point. */
  readonly offset: number | null;
  /** Before the first step. */
  readonly isStart: boolean;
}

/**
 * The rows of physical memory that a step writes, whole frames only where nothing smaller is. A step that writes
 * nothing but is about a page (a refused mapping, say) shows the frame behind it.
 */
export function touchedPhysicalRows({ changes, frame, offset }: StepScope): RowRun[] {
  if (changes.length > 0) return rowsOfChanges(changes);
  return frame === null ? [] : [rowsInPage(frame, offset)];
}

/**
 * The rows of virtual memory that a step is about: in its page the bytes that it writes, or the whole page where
 * it only maps, copies, protects or wants it.
 */
export function touchedVirtualRows({ changes, page, frame, offset }: StepScope): RowRun[] {
  if (page === null) return [];
  const written = changes.filter((change) => change.frame === frame && change.length < PAGE_SIZE);
  if (written.length === 0) return [rowsInPage(page, offset)];
  return rowsOfChanges(written.map((change) => ({ ...change, frame: page })));
}

/** Before the first step: the head of the kernel file and the empty level 4 table, both put there for the loader. */
export function startingRows(kernelFrame: number, rootFrame: number): RowRun[] {
  const head = kernelFrame * PAGE_ROWS;
  return [{ start: head, end: head + FILE_HEAD_ROWS }, rowsOfPage(rootFrame)];
}

/** `frame` of a change is the number of the page that it lies in, of whichever space. */
function rowsOfChanges(changes: readonly Change[]): RowRun[] {
  const small = changes.filter((change) => change.length > 0 && change.length < PAGE_SIZE);
  const detailed = new Set(small.map((change) => change.frame));
  const whole = changes.filter((change) => change.length >= PAGE_SIZE && !detailed.has(change.frame));
  return [...small, ...whole].map(rowsOfChange);
}

/** The row of one byte of a page, or the whole page. */
function rowsInPage(page: number, offset: number | null): RowRun {
  return offset === null ? rowsOfPage(page) : rowsOfChange({ frame: page, offset, length: 1 });
}

function rowsOfPage(page: number): RowRun {
  return { start: page * PAGE_ROWS, end: (page + 1) * PAGE_ROWS };
}

/** The absolute rows that a change covers. */
function rowsOfChange(change: Change): RowRun {
  const base = change.frame * PAGE_ROWS;
  return {
    start: base + Math.floor(change.offset / ROW_BYTES),
    end: base + Math.ceil((change.offset + change.length) / ROW_BYTES),
  };
}
