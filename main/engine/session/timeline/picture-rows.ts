import type { FrameRun } from '../../trace/touched-frames';

/** Rows of a picture: which frames each stands for. */
export interface PictureRows {
  readonly frames: Uint32Array;
  readonly frameCounts: Uint32Array;
  /** The parts that rows are made of, ascending; no row but of {@link crampedRows} holds more than one. */
  readonly parts: readonly FrameRun[];
  /** For each part: the row of its first frame, the frames of that row before it, and how many frames make a row. */
  readonly firstRow: Uint32Array;
  readonly before: Uint32Array;
  readonly perRow: Uint32Array;
}

/** The frames of parts, cut into rows. */
class RowBuilder {
  private readonly frames: number[] = [];
  private readonly counts: number[] = [];
  private readonly firstRow: Uint32Array;
  private readonly before: Uint32Array;
  private readonly perRow: Uint32Array;

  constructor(private readonly parts: readonly FrameRun[]) {
    this.firstRow = new Uint32Array(parts.length);
    this.before = new Uint32Array(parts.length);
    this.perRow = new Uint32Array(parts.length);
  }

  /** Appends a part, `size` frames to a row; with `joins` it fills up the row before. */
  add(index: number, size: number, joins: boolean): void {
    const { first, count } = this.parts[index] as FrameRun;
    const open = joins ? (this.counts[this.counts.length - 1] ?? size) : size;
    const fill = Math.min(size - open, count);
    this.firstRow[index] = fill > 0 ? this.counts.length - 1 : this.counts.length;
    this.before[index] = fill > 0 ? open : 0;
    this.perRow[index] = size;
    if (fill > 0) this.counts[this.counts.length - 1] = open + fill;
    for (let done = fill; done < count; done += size) {
      this.frames.push(first + done);
      this.counts.push(Math.min(size, count - done));
    }
  }

  rows(): PictureRows {
    const { parts, firstRow, before, perRow } = this;
    const frames = Uint32Array.from(this.frames);
    return { frames, frameCounts: Uint32Array.from(this.counts), parts, firstRow, before, perRow };
  }
}

/**
 * Rows for parts that are fewer than rows: each has one at least, and the more the more frames it is, by the logarithm.
 * So a few page tables are seen beside a large bss.
 */
export function balancedRows(parts: readonly FrameRun[], most: number): PictureRows {
  const weights = parts.map(({ count }) => 1 + Math.log2(count));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spare = most - parts.length;
  const builder = new RowBuilder(parts);
  parts.forEach(({ count }, i) => {
    const rows = 1 + Math.floor((spare * (weights[i] as number)) / total);
    builder.add(i, Math.ceil(count / rows), false);
  });
  return builder.rows();
}

/** Rows for parts of which there are too many: equally many frames to each, whatever lies between them. */
export function crampedRows(parts: readonly FrameRun[], most: number): PictureRows {
  const size = Math.ceil(parts.reduce((sum, { count }) => sum + count, 0) / most);
  const builder = new RowBuilder(parts);
  parts.forEach((_, i) => builder.add(i, size, true));
  return builder.rows();
}
