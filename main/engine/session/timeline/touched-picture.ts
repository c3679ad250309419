import type { TouchedPicture } from '../../../../shared/debugger-types';
import { PROVENANCE } from '../../../../shared/provenance';
import { partitionPoint } from '../../../../shared/partition-point';
import { frameOf } from '../../paging/page-table';
import type { LoadView } from '../../trace/load-view';
import { touchedRuns, type FrameRun } from '../../trace/touched-frames';
import { balancedRows, crampedRows, type PictureRows } from './picture-rows';

/** Classes up to this one are pages of the file: the op is done to the frame that its entry shows. */
const LAST_FILE_CLASS = PROVENANCE.fileData;

/** Finds the part that a frame lies in; the next frame mostly lies in the same. */
class PartFinder {
  private recent = 0;

  constructor(private readonly parts: readonly FrameRun[]) {}

  /** Index of the part, -1 where the frame lies in none. */
  find(frame: number): number {
    const { parts } = this;
    const known = parts[this.recent];
    if (known !== undefined && frame >= known.first && frame < known.first + known.count) return this.recent;
    const place = partitionPoint(parts.length, (i) => (parts[i] as FrameRun).first <= frame) - 1;
    const part = parts[place];
    if (part === undefined || frame >= part.first + part.count) return -1;
    this.recent = place;
    return place;
  }
}

/** Memory touched over time: who did something to which frames, in intervals of moments. */
export class TouchedFrames {
  /** Neighbouring frames. */
  private readonly runs: readonly FrameRun[];
  /** Neighbouring frames to which the same was done last. */
  private readonly alike: readonly FrameRun[];

  /** @param classes the kind of each op, a number of `PROVENANCE` */
  constructor(
    private readonly view: LoadView,
    private readonly classes: Uint8Array,
  ) {
    this.runs = touchedRuns(view, view.trace.opCount);
    this.alike = this.splitByLastClass();
  }

  /**
   * @param edges ascending moments of the load, two or more
   * @param most rows that the picture may have
   */
  picture(edges: Uint32Array, most: number): TouchedPicture {
    const { classes } = this;
    const { frame: frames, low, high } = this.view.trace.ops;
    const rows = this.alike.length <= most ? balancedRows(this.alike, most) : this.fewRows(most);
    const finder = new PartFinder(rows.parts);
    const columns = edges.length - 1;
    const cells = new Uint8Array(rows.frames.length * columns);
    for (let column = 0; column < columns; column++) {
      const end = edges[column + 1] as number;
      let lastFrame = -1;
      let at = -1;
      for (let op = edges[column] as number; op < end; op++) {
        const kind = classes[op] as number;
        if (kind === 0) continue;
        const frame =
          kind <= LAST_FILE_CLASS ? frameOf(low[op] as number, high[op] as number) : (frames[op] as number);
        if (frame !== lastFrame) {
          const row = rowOf(rows, finder.find(frame), frame);
          at = row < 0 ? -1 : row * columns + column;
          lastFrame = frame;
        }
        if (at >= 0) cells[at] = kind + 1;
      }
    }
    return { frames: rows.frames, frameCounts: rows.frameCounts, cells };
  }

  private fewRows(most: number): PictureRows {
    return this.runs.length <= most ? balancedRows(this.runs, most) : crampedRows(this.runs, most);
  }

  /** The runs, cut where what was done last to neighbouring frames differs. */
  private splitByLastClass(): FrameRun[] {
    const { runs, classes } = this;
    const { frame: frames, low, high } = this.view.trace.ops;
    const finder = new PartFinder(runs);
    const last = runs.map(({ count }) => new Uint8Array(count));
    let lastFrame = -1;
    let lastKind = 0;
    let run = -1;
    for (let op = 0; op < classes.length; op++) {
      const kind = classes[op] as number;
      if (kind === 0) continue;
      const frame =
        kind <= LAST_FILE_CLASS ? frameOf(low[op] as number, high[op] as number) : (frames[op] as number);
      if (frame !== lastFrame) run = finder.find(frame);
      else if (kind === lastKind) continue;
      lastFrame = frame;
      lastKind = kind;
      if (run >= 0) (last[run] as Uint8Array)[frame - (runs[run] as FrameRun).first] = kind;
    }
    return runs.flatMap(({ first }, i) => alikeRuns(first, last[i] as Uint8Array));
  }
}

/** Neighbours of equal class, from frame `first` on. */
function alikeRuns(first: number, classes: Uint8Array): FrameRun[] {
  const found: FrameRun[] = [];
  let start = 0;
  for (let i = 1; i <= classes.length; i++) {
    if (i < classes.length && classes[i] === classes[start]) continue;
    found.push({ first: first + start, count: i - start });
    start = i;
  }
  return found;
}

/** The row of a frame of a part, -1 for a frame of none. */
function rowOf({ parts, firstRow, before, perRow }: PictureRows, part: number, frame: number): number {
  const run = parts[part];
  if (run === undefined) return -1;
  const inRow = (before[part] as number) + frame - run.first;
  return (firstRow[part] as number) + Math.floor(inRow / (perRow[part] as number));
}
