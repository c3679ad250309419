import { PAGE_COUNT, PAGE_SIZE } from '../../../../shared/address';
import { FailureError } from '../../../../shared/result';
import { partitionPoint } from '../../../../shared/partition-point';
import type { MemorySpace } from '../../../../shared/view-types';
import type { ImageAt } from '../../trace/image-at';
import type { LoadView } from '../../trace/load-view';
import { memoryAt, type LastMemory } from '../../trace/memory-at';
import { touchedRuns } from '../../trace/touched-frames';
import type { PageSpan, SpaceReader } from './side';

/**
 * A space of a load at a moment, for bulk reads.
 *
 * @param memory as the load left it
 */
export function loadReader(
  view: LoadView,
  memory: LastMemory,
  space: MemorySpace,
  moment: number,
): SpaceReader {
  if (space === 'file') return new FileReader(view.elf);
  const frames = memoryAt(view, memory, moment);
  return space === 'physical'
    ? new PhysicalReader(view, frames, moment)
    : new VirtualReader(view, frames, moment);
}

/** Runs as far as they lie in pages `first` to `end`. */
function* clipped(runs: Iterable<PageSpan>, first: number, end: number): Generator<PageSpan> {
  for (const run of runs) {
    const from = Math.max(run.first, first);
    const to = Math.min(run.first + run.count, end);
    if (from < to) yield { first: from, count: to - from };
    if (run.first >= end) return;
  }
}

class FileReader implements SpaceReader {
  readonly hasUntouched = false;
  readonly size: number;

  constructor(private readonly file: Uint8Array) {
    this.size = file.length;
  }

  runs(first: number, end: number): Iterable<PageSpan> {
    return clipped([{ first: 0, count: Math.ceil(this.size / PAGE_SIZE) }], first, end);
  }

  nextFilled(page: number): number {
    return page * PAGE_SIZE < this.size ? page : Infinity;
  }

  lengthOf(page: number): number {
    return Math.max(0, Math.min(PAGE_SIZE, this.size - page * PAGE_SIZE));
  }

  knownEqual(other: SpaceReader, _first: number, count: number): number {
    return other instanceof FileReader && other.file === this.file ? count : 0;
  }

  readPages(first: number, out: Uint8Array): void {
    const part = this.file.subarray(first * PAGE_SIZE, first * PAGE_SIZE + out.length);
    out.set(part);
    out.fill(0, part.length);
  }
}

/** Frames that hold anything: all others are zero, and there as well. */
class PhysicalReader implements SpaceReader {
  readonly hasUntouched = true;
  readonly size: number;
  private readonly touched: readonly PageSpan[];

  constructor(
    private readonly view: LoadView,
    private readonly memory: LastMemory,
    private readonly moment: number,
  ) {
    this.size = memory.frameCount * PAGE_SIZE;
    this.touched = touchedRuns(view, moment);
  }

  runs(first: number, end: number): Iterable<PageSpan> {
    return clipped(this.touched, first, Math.min(end, this.memory.frameCount));
  }

  nextFilled(page: number): number {
    const next = this.memory.nextFilled(page);
    return next < this.memory.frameCount ? next : Infinity;
  }

  lengthOf(): number {
    return PAGE_SIZE;
  }

  knownEqual(other: SpaceReader, first: number, count: number): number {
    if (!(other instanceof PhysicalReader) || other.view !== this.view) return 0;
    const { image } = this.view;
    let equal = 0;
    while (equal < count && isSame(image, first + equal, this.moment, other.moment)) equal++;
    return equal;
  }

  readPages(first: number, out: Uint8Array): void {
    readFrames(this.memory, first, out);
  }
}

/** The kernel's address space as its page tables have it, as far as there is memory behind it. */
class VirtualReader implements SpaceReader {
  readonly hasUntouched = false;
  readonly size = PAGE_COUNT * PAGE_SIZE;
  /** Columns of the runs: neighbouring pages that show neighbouring frames. */
  private readonly pages: number[] = [];
  private readonly frames: number[] = [];
  private readonly counts: number[] = [];

  constructor(
    private readonly view: LoadView,
    private readonly memory: LastMemory,
    private readonly moment: number,
  ) {
    for (const { page, frame, count } of view.tables.mappedRuns(moment)) {
      const there = Math.min(count, memory.frameCount - frame);
      if (there <= 0) continue;
      this.pages.push(page);
      this.frames.push(frame);
      this.counts.push(there);
    }
  }

  *runs(first: number, end: number): Generator<PageSpan> {
    let at = this.runBehind(first);
    while (at < this.pages.length && this.start(at) < end) {
      const from = Math.max(first, this.start(at));
      let to = this.end(at);
      for (at++; at < this.pages.length && this.start(at) === to; at++) to = this.end(at);
      yield { first: from, count: Math.min(to, end) - from };
    }
  }

  nextFilled(page: number): number {
    for (let at = this.runBehind(page); at < this.pages.length; at++) {
      const skipped = Math.max(0, page - this.start(at));
      const frame = (this.frames[at] as number) + skipped;
      const filled = this.memory.nextFilled(frame);
      if (filled < (this.frames[at] as number) + (this.counts[at] as number)) {
        return this.start(at) + skipped + filled - frame;
      }
    }
    return Infinity;
  }

  lengthOf(): number {
    return PAGE_SIZE;
  }

  knownEqual(other: SpaceReader, first: number, count: number): number {
    if (!(other instanceof VirtualReader) || other.view !== this.view) return 0;
    const { image } = this.view;
    let equal = 0;
    while (equal < count) {
      const here = this.frameOf(first + equal);
      if (here.frame === null) return equal;
      const there = other.frameOf(first + equal);
      if (there.frame !== here.frame) return equal;
      const end = Math.min(count, equal + here.count, equal + there.count);
      for (let frame = here.frame; equal < end; frame++, equal++) {
        if (!isSame(image, frame, this.moment, other.moment)) return equal;
      }
    }
    return equal;
  }

  readPages(first: number, out: Uint8Array): void {
    let page = first;
    const end = first + out.length / PAGE_SIZE;
    for (let at = this.runBehind(first); page < end && at < this.pages.length; at++) {
      const skipped = page - this.start(at);
      const count = Math.min(end, this.end(at)) - page;
      const to = (page - first) * PAGE_SIZE;
      const part = out.subarray(to, to + count * PAGE_SIZE);
      readFrames(this.memory, (this.frames[at] as number) + skipped, part);
      page += count;
    }
  }

  /** The frame that a page shows, and how many pages from it on show its neighbours. */
  private frameOf(page: number): { readonly frame: number | null; readonly count: number } {
    const at = this.runBehind(page);
    if (at === this.pages.length || this.start(at) > page) return { frame: null, count: 0 };
    const skipped = page - this.start(at);
    return { frame: (this.frames[at] as number) + skipped, count: this.end(at) - page };
  }

  /** Place of the first run that ends behind `page`. */
  private runBehind(page: number): number {
    return partitionPoint(this.pages.length, (at) => this.end(at) <= page);
  }

  private start(at: number): number {
    return this.pages[at] as number;
  }

  private end(at: number): number {
    return (this.pages[at] as number) + (this.counts[at] as number);
  }
}

/** Whether nothing wrote to a frame between two moments. */
function isSame(image: ImageAt, frame: number, a: number, b: number): boolean {
  return image.version(frame, a) === image.version(frame, b);
}

/** @throws FailureError `memory.unreadable`: what the disk says, as far as bytes are concerned */
function readFrames(memory: LastMemory, first: number, out: Uint8Array): void {
  try {
    memory.readFrames(first, out);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { message, advice } = error.failure;
    throw new FailureError('memory.unreadable', message, advice);
  }
}
