import { OP } from '../../trace/codes';
import { entryBefore as entryInImage } from '../../trace/describe-op';
import type { LoadView } from '../../trace/load-view';

/**
 * The entry that an `entryWritten` op replaced: what wrote it last, found from the op backwards. A history has hundreds of
 * such ops on one table, for each of which the table would be put together anew.
 */
export function entryBefore(view: LoadView, op: number): { low: number; high: number } {
  const { kind, at, low, high, frame } = view.trace.ops;
  const index = at[op];
  const writes = view.image.index.writesBefore(frame[op] as number, op);
  for (let i = writes.length - 1; i >= 0; i--) {
    const earlier = writes[i] as number;
    if (kind[earlier] === OP.entryWritten && at[earlier] === index) {
      return { low: low[earlier] as number, high: high[earlier] as number };
    }
    if (kind[earlier] === OP.frameZeroed) return { low: 0, high: 0 };
    // What else writes to a table's frame is rare enough.
    if (kind[earlier] !== OP.entryWritten && kind[earlier] !== OP.frameAllocated) break;
  }
  return entryInImage(view, op);
}
