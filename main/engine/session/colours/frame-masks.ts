import { PROVENANCE } from '../../../../shared/provenance';
import { WordColumn } from '../../base/column';
import type { LoadView } from '../../trace/load-view';
import { FrameColours } from './frame-colours';

const FREE = 1 << PROVENANCE.free;

/**
 * Which colours a frame holds, as a set of bits, at any moment: for each frame the few moments at which one comes or
 * goes. For all frames but those of the kernel file.
 */
export class FrameMasks {
  /** Where the rows of a frame begin, by its place in the index of frames. */
  private readonly starts: Uint32Array;
  private readonly moments: Uint32Array;
  private readonly masks: Uint32Array;

  constructor(private readonly view: LoadView) {
    const { index } = view.image;
    const moments = new WordColumn();
    const masks = new WordColumn();
    const follower = new FrameColours(view);
    const { counts } = follower;
    this.starts = new Uint32Array(index.size + 1);
    let mask = FREE;
    let changedBy = -1;
    let ordinal = 0;
    for (const frame of framesByOrdinal(view)) {
      for (; ordinal < index.ordinal(frame); ordinal++) this.starts[ordinal + 1] = moments.length;
      mask = FREE;
      changedBy = -1;
      follower.follow(frame, (op, from, to, bytes) => {
        const before = mask;
        if (counts[from] === bytes) mask &= ~(1 << from);
        mask |= 1 << to;
        if (mask === before) return;
        // An op may change several runs of bytes, each told on its own.
        if (changedBy === op) masks.set(masks.length - 1, mask);
        else {
          moments.push(op + 1);
          masks.push(mask);
        }
        changedBy = op;
      });
      this.starts[++ordinal] = moments.length;
    }
    for (; ordinal < index.size; ordinal++) this.starts[ordinal + 1] = moments.length;
    this.moments = moments.frozen();
    this.masks = masks.frozen();
  }

  /** The colours of a frame at a moment. */
  at(frame: number, moment: number): number {
    if (frame === this.view.tables.rootFrame) return 1 << PROVENANCE.pageTable;
    const ordinal = this.view.image.index.ordinal(frame);
    if (ordinal < 0) return FREE;
    const start = this.starts[ordinal] as number;
    // Mostly there is one row, or two.
    for (let row = (this.starts[ordinal + 1] as number) - 1; row >= start; row--) {
      if ((this.moments[row] as number) <= moment) return this.masks[row] as number;
    }
    return FREE;
  }
}

/** Frames with ops, in the order of their places in the index. */
function framesByOrdinal(view: LoadView): Float64Array {
  const { index } = view.image;
  return index.frames().sort((a, b) => index.ordinal(a) - index.ordinal(b));
}
