/** Which runs of memory a core file shows, and under which virtual addresses. */
import { PAGE_COUNT, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import { partitionPoint } from '../../../shared/partition-point';
import type { MappedPage, MemoryImage } from './image-reader';

/** `p_flags` of a program header. */
export const PF_X = 1;
export const PF_W = 2;
export const PF_R = 4;

/**
 * Where memory that no page shows appears: this plus its physical address. The value is not canonical, so no
 * kernel address can ever be the same, and a debugger still reaches every byte.
 */
export const PHYSICAL_WINDOW = 0x0001_0000_0000_0000n;

/** A run of frames with contiguous virtual addresses and equal rights. */
export interface MemoryRun {
  readonly virt: bigint;
  /** Number of the first frame. */
  readonly frame: number;
  /** Pages. */
  readonly count: number;
  /** `PF_…` bits. */
  readonly flags: number;
}

/** Everything that a core file shows. */
export interface PageMap {
  /** Frames whose bytes are in the file, ascending: all touched and all mapped ones. */
  readonly frames: Float64Array;
  /** Mapped runs ascending by virtual address, then runs mapped nowhere ascending by physical address. */
  readonly runs: readonly MemoryRun[];
}

const WRITABLE_LOW = 1 << 1;
const NO_EXECUTE_HIGH = 1 << 31;

/** Page number of the first page of the upper half: its virtual address does not follow the page before it. */
const UPPER_HALF = PAGE_COUNT / 2;

/** The rights that a leaf entry gives. */
function rightsOf({ entryHigh, entryLow }: MappedPage): number {
  return PF_R | (entryLow & WRITABLE_LOW ? PF_W : 0) | (entryHigh & NO_EXECUTE_HIGH ? 0 : PF_X);
}

/** The mapped runs. Frames beyond the end of memory have no bytes and are left out. */
function mappedRuns(image: MemoryImage): MemoryRun[] {
  const runs: MemoryRun[] = [];
  const frameCount = image.size / PAGE_SIZE;
  let page = 0;
  let run = { frame: 0, count: 0, flags: 0 };
  const finish = (): void => {
    if (run.count > 0) {
      runs.push({ virt: virtOfPage(page), ...run });
    }
  };
  for (const mapped of image.mappedPages()) {
    if (mapped.frame >= frameCount) {
      continue;
    }
    const flags = rightsOf(mapped);
    const continues =
      mapped.page === page + run.count &&
      mapped.page !== UPPER_HALF &&
      mapped.frame === run.frame + run.count &&
      flags === run.flags;
    if (continues) {
      run.count++;
    } else {
      finish();
      page = mapped.page;
      run = { frame: mapped.frame, count: 1, flags };
    }
  }
  finish();
  return runs;
}

/** Runs of frames ascending, overlaps merged. */
function frameRanges(runs: readonly MemoryRun[]): { first: number; end: number }[] {
  const sorted = runs.map(({ frame, count }) => ({ first: frame, end: frame + count }));
  sorted.sort((a, b) => a.first - b.first);
  const merged: { first: number; end: number }[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last && range.first <= last.end) {
      last.end = Math.max(last.end, range.end);
    } else {
      merged.push(range);
    }
  }
  return merged;
}

/** The union of `touched` and the mapped ranges, and the runs of touched frames that no range holds. */
function combine(
  touched: ArrayLike<number>,
  mapped: readonly { first: number; end: number }[],
): { frames: Float64Array; unmapped: MemoryRun[] } {
  const mappedCount = mapped.reduce((sum, range) => sum + range.end - range.first, 0);
  const frames = new Float64Array(touched.length + mappedCount);
  const unmapped: { frame: number; count: number }[] = [];
  let length = 0;
  let next = 0;
  const takeUnmapped = (end: number): void => {
    for (; next < touched.length && (touched[next] as number) < end; next++) {
      const frame = touched[next] as number;
      const last = unmapped.at(-1);
      if (last && last.frame + last.count === frame) {
        last.count++;
      } else {
        unmapped.push({ frame, count: 1 });
      }
      frames[length++] = frame;
    }
  };
  for (const { first, end } of mapped) {
    takeUnmapped(first);
    for (let frame = first; frame < end; frame++) {
      frames[length++] = frame;
    }
    while (next < touched.length && (touched[next] as number) < end) {
      next++;
    }
  }
  takeUnmapped(Infinity);
  return {
    frames: frames.slice(0, length),
    unmapped: unmapped.map(({ frame, count }) => ({
      virt: PHYSICAL_WINDOW + BigInt(frame) * BigInt(PAGE_SIZE),
      frame,
      count,
      flags: PF_R | PF_W,
    })),
  };
}

/**
 * Maps an image for a core file. A frame that several pages show is in several runs and once in
 * {@link PageMap.frames}.
 */
export function pageMap(image: MemoryImage): PageMap {
  const mapped = mappedRuns(image);
  const { frames, unmapped } = combine(image.touchedFrames, frameRanges(mapped));
  return { frames, runs: [...mapped, ...unmapped] };
}

/** The place of `frame` in ascending `frames`, which hold it. */
export function indexOfFrame(frames: Float64Array, frame: number): number {
  return partitionPoint(frames.length, (i) => (frames[i] as number) < frame);
}
