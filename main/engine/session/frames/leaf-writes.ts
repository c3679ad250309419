import { partitionPoint } from '../../../../shared/partition-point';
import { frameOf, PRESENT } from '../../paging/page-table';
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';

/**
 * Which pages ever showed a frame: every present leaf that the load wrote, by the frame that it points to. Made once for a
 * load, so that a frame's pages at any moment are a few look-ups, whatever the number of pages.
 */
export class LeafWrites {
  /** Ascending; {@link pages} has the page of each. */
  private readonly frames: Float64Array;
  private readonly pages: Float64Array;

  constructor(view: LoadView) {
    const { ops } = view.trace;
    const found = { frames: new Float64Array(ops.length), pages: new Float64Array(ops.length) };
    let table = -1;
    let firstPage = -1;
    let count = 0;
    let isAscending = true;
    for (let op = 0; op < ops.length; op++) {
      if (ops.kind[op] !== OP.entryWritten || ((ops.low[op] as number) & PRESENT) === 0) continue;
      if (ops.frame[op] !== table) {
        table = ops.frame[op] as number;
        const place = view.tables.place(table);
        firstPage = place?.level === 1 ? place.firstPage : -1;
      }
      if (firstPage < 0) continue;
      const frame = frameOf(ops.low[op] as number, ops.high[op] as number);
      if (count > 0 && frame < (found.frames[count - 1] as number)) isAscending = false;
      found.frames[count] = frame;
      found.pages[count] = firstPage + (ops.at[op] as number);
      count++;
    }
    const frames = found.frames.slice(0, count);
    const pages = found.pages.slice(0, count);
    if (isAscending) {
      this.frames = frames;
      this.pages = pages;
      return;
    }
    const rows = Uint32Array.from(frames.keys()).sort(
      (a, b) => (frames[a] as number) - (frames[b] as number) || a - b,
    );
    this.frames = Float64Array.from(rows, (row) => frames[row] as number);
    this.pages = Float64Array.from(rows, (row) => pages[row] as number);
  }

  /** The pages of all leaves that ever pointed to a frame, ascending, each once. */
  pagesOf(frame: number): number[] {
    const { frames, pages } = this;
    const found = new Set<number>();
    let row = partitionPoint(frames.length, (i) => (frames[i] as number) < frame);
    for (; frames[row] === frame; row++) found.add(pages[row] as number);
    return [...found].sort((a, b) => a - b);
  }
}
