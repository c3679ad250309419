import { partitionPoint } from '../../../shared/partition-point';
import type { LoadSegment } from './ownership';

/** One time that a page was mapped to a frame of the kernel file. */
export interface FileMapping {
  readonly page: number;
  readonly frame: number;
  readonly segment: LoadSegment;
  /** Moment right after the leaf entry was written. */
  readonly moment: number;
}

/** Neighbouring pages of a segment, mapped one after the other to neighbouring frames. */
interface MappedRun {
  readonly page: number;
  readonly frame: number;
  readonly segment: LoadSegment;
  /** Place of the first page's moment. */
  readonly start: number;
  count: number;
}

/** Which pages were mapped to frames of the kernel file, and when: a few runs, and four bytes a page. */
export class FileMappings {
  /** In the order of mapping. */
  private readonly runs: MappedRun[] = [];
  /** The same by page; a page is mapped once, so that they do not overlap. */
  private byPage: readonly MappedRun[] = [];
  private readonly moments: Uint32Array;
  private length = 0;

  /** @param most how many mappings there can be */
  constructor(most: number) {
    this.moments = new Uint32Array(most);
  }

  /** Adds a mapping, which was made after all before it. */
  add(page: number, frame: number, segment: LoadSegment, moment: number): void {
    const last = this.runs[this.runs.length - 1];
    const goesOn =
      last !== undefined &&
      last.segment === segment &&
      last.page + last.count === page &&
      last.frame + last.count === frame;
    if (goesOn) last.count++;
    else this.runs.push({ page, frame, segment, start: this.length, count: 1 });
    this.moments[this.length] = moment;
    this.length++;
  }

  /** Call when all are added. */
  finish(): this {
    this.byPage = [...this.runs].sort((a, b) => a.page - b.page);
    return this;
  }

  /** How the page was mapped; `null` where it never was. */
  ofPage(page: number): FileMapping | null {
    const { byPage } = this;
    const behind = partitionPoint(byPage.length, (i) => (byPage[i] as MappedRun).page <= page);
    const run = byPage[behind - 1];
    return run !== undefined && page < run.page + run.count ? this.at(run, page - run.page) : null;
  }

  /** Every mapping of a frame, in the order in which they were made. */
  ofFrame(frame: number): FileMapping[] {
    const found: FileMapping[] = [];
    for (const run of this.runs) {
      if (frame >= run.frame && frame < run.frame + run.count) found.push(this.at(run, frame - run.frame));
    }
    return found;
  }

  private at(run: MappedRun, i: number): FileMapping {
    const moment = this.moments[run.start + i] as number;
    return { page: run.page + i, frame: run.frame + i, segment: run.segment, moment };
  }
}
