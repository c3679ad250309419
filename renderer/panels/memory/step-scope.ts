/** Which rows a step touches, in the physical image and in the kernel's virtual memory. */
import type { Change, Where } from '../../../shared/contract';
import { PAGE_SIZE } from '../../../shared/address';
import { PAGE_ROWS, ROW_BYTES, type RowRun } from './row-layout';

/** The rows of physical memory that the ops of a step write, whole frames only where nothing smaller is. */
export function touchedPhysicalRows(moments: readonly Where[]): RowRun[] {
  const changes = moments.map((where) => where.change).filter((change): change is Change => change !== null);
  return rowsOfChanges(changes);
}

/**
 * The rows of virtual memory that a step is about: in each of its pages the bytes that it writes, or the whole
 * page where it only maps, copies or protects it.
 */
export function touchedVirtualRows(moments: readonly Where[]): RowRun[] {
  const changes: Change[] = [];
  for (const where of moments) {
    if (where.page === null) continue;
    const data = where.op !== null && where.op.provenance !== 'pageTable' ? where.change : null;
    const written = data !== null && (where.op?.kind === 'bytesWritten' || where.op?.kind === 'bytesZeroed');
    changes.push(
      written
        ? { frame: where.page, offset: data.offset, length: data.length }
        : { frame: where.page, offset: 0, length: PAGE_SIZE },
    );
  }
  return rowsOfChanges(changes);
}

/** `frame` of a change is the number of the page that it lies in, of whichever space. */
function rowsOfChanges(changes: readonly Change[]): RowRun[] {
  const small = changes.filter((change) => change.length > 0 && change.length < PAGE_SIZE);
  const detailed = new Set(small.map((change) => change.frame));
  const whole = changes.filter((change) => change.length >= PAGE_SIZE && !detailed.has(change.frame));
  return [...small, ...whole].map(rowsOfChange);
}

/** The absolute rows that a change covers. */
export function rowsOfChange(change: Change): RowRun {
  const base = change.frame * PAGE_ROWS;
  return {
    start: base + Math.floor(change.offset / ROW_BYTES),
    end: base + Math.ceil((change.offset + change.length) / ROW_BYTES),
  };
}
