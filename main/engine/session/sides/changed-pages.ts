/** What can differ between two moments of a load. */
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { NO_FRAME } from '../../trace/tables';

/** Frames that ops `low` to `high` (excluded) wrote to, ascending. */
export function changedFrames(view: LoadView, low: number, high: number): number[] {
  const { frame, kind } = view.trace.ops;
  const frames = new Set<number>();
  let last = NO_FRAME;
  for (let op = low; op < high; op++) {
    const current = frame[op] as number;
    if (current === last || current === NO_FRAME || kind[op] === OP.frameAllocated) continue;
    last = current;
    frames.add(current);
  }
  return [...frames].sort((a, b) => a - b);
}

/** Pages whose entries ops `low` to `high` (excluded) wrote, or that show a frame that they wrote to, ascending. */
export function changedPages(view: LoadView, low: number, high: number): number[] {
  const { frame, kind, at } = view.trace.ops;
  const pages = new Set<number>();
  const frames = new Set<number>();
  for (let op = low; op < high; op++) {
    const code = kind[op];
    if (code === OP.entryWritten) {
      const table = view.tables.place(frame[op] as number);
      if (table?.level === 1) pages.add(table.firstPage + (at[op] as number));
    } else if (code === OP.bytesWritten || code === OP.bytesZeroed) frames.add(frame[op] as number);
  }
  // A frame that was filled as a whole in between got its page in between, too, or is seen through none.
  for (const one of frames) {
    const owner = view.owners.ownerOf(one, high);
    if (owner.kind === 'bss' || owner.kind === 'copy') pages.add(owner.page);
  }
  return [...pages].sort((a, b) => a - b);
}
