import { isCanonical, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import type { Writers } from '../../../../shared/debugger-types';
import { FailureError } from '../../../../shared/result';
import type { MemorySpace, PageRange } from '../../../../shared/view-types';
import { ENTRY_COUNT, frameOf, PRESENT, tableIndex } from '../../paging/page-table';
import { segmentProvenance } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import { fileOffsetOf } from '../../trace/ownership';
import type { RangeIndex } from '../pages/range-index';
import { FrameWriters } from './frame-writers';
import { WriterRuns } from './writer-runs';

/** What bytes that nobody wrote are called. */
const NOBODY: Readonly<Record<MemorySpace, string>> = {
  physical: 'never written',
  virtual: 'not mapped',
  file: 'behind the end of the file',
};

/** Farther than any memory reaches, and exact with any length behind it. */
const MOST_POSITION = 2 ** 52;

/** A range of bytes whose writers are asked for. */
export interface AskedRange {
  readonly space: MemorySpace;
  /** Address or file offset of its first byte. */
  readonly first: bigint;
  readonly length: number;
}

/**
 * Who wrote the bytes of a range, as they are at a moment. Runs of pages that the load only mapped are one look-up; of
 * those that it filled, the writes of each frame are gone through once.
 *
 * @throws FailureError `query.address` for a virtual address that is not canonical
 */
export function writersOf(view: LoadView, ranges: RangeIndex, asked: AskedRange, moment: number): Writers {
  return new WriterScan(view, asked, moment).scan(ranges.ranges(asked.space, moment));
}

class WriterScan {
  private readonly runs = new WriterRuns();
  private readonly frames: FrameWriters;
  /** Byte of the space at which the range begins, and the one behind its end; exact below 2^53. */
  private readonly start: number;
  private readonly end: number;
  private at: number;
  private leaves: Uint32Array | null = null;
  private leavesOf = -1;

  constructor(
    private readonly view: LoadView,
    private readonly asked: AskedRange,
    private readonly moment: number,
  ) {
    this.frames = new FrameWriters(view, this.runs, moment);
    this.start = positionOf(asked);
    this.end = this.start + asked.length;
    this.at = this.start;
  }

  /** @param ranges what the space holds, ascending */
  scan(ranges: readonly PageRange[]): Writers {
    for (const range of ranges) {
      const first = range.first * PAGE_SIZE;
      const behind = (range.first + range.count) * PAGE_SIZE;
      if (behind <= this.at) continue;
      if (first >= this.end) break;
      this.addNobody(Math.min(first, this.end));
      if (isFile(range)) this.addFile(range, Math.min(behind, this.end));
      else this.addFrames(range, Math.min(behind, this.end));
    }
    this.addNobody(this.end);
    return this.runs.finish();
  }

  /** Bytes up to `end` that nothing lies at. */
  private addNobody(end: number): void {
    if (end > this.at) this.addPlain(end, 'free', NOBODY[this.asked.space]);
  }

  private addPlain(end: number, provenance: PageRange['provenance'], text: string): void {
    this.runs.add(this.at - this.start, end - this.at, this.runs.kind(provenance, text), -1, false);
    this.at = end;
  }

  /** Bytes of the file: in memory, or shown by a page, without having been written. */
  private addFile(range: PageRange, behind: number): void {
    this.addFileBytes(range, Math.min(behind, this.fileEnd(range)));
    // The rest of the frame that the file ends in.
    if (this.asked.space !== 'file' && behind > this.at) this.addPlain(behind, 'free', NOBODY.physical);
  }

  /** The position behind the last byte of the file, where it lies in a range of pages of the file. */
  private fileEnd({ first, count }: PageRange): number {
    const { elf, firstFileFrame, endFileFrame } = this.view;
    const lastFrame = endFileFrame - 1;
    if (this.asked.space === 'file') return elf.length;
    if (this.asked.space === 'physical') return firstFileFrame * PAGE_SIZE + elf.length;
    const lastPage = first + count - 1;
    if (this.frameOfPage(lastPage) !== lastFrame) return Infinity;
    return lastPage * PAGE_SIZE + elf.length - fileOffsetOf(lastFrame, firstFileFrame);
  }

  private addFileBytes(range: PageRange, end: number): void {
    if (end <= this.at) return;
    const { space } = this.asked;
    const frame = this.fileFrame(Math.floor(this.at / PAGE_SIZE));
    const shared = space !== 'virtual' && this.view.owners.mappingsOf(frame, this.moment).length > 1;
    if (!shared) {
      this.addPlain(end, range.provenance, range.label);
      return;
    }
    while (this.at < end) this.addShared(range, Math.min(end, nextPage(this.at)));
  }

  /** Part of a frame of the file that several segments show: each byte is that segment's whose it is in the file. */
  private addShared(range: PageRange, end: number): void {
    const { view } = this;
    const frame = this.fileFrame(Math.floor(this.at / PAGE_SIZE));
    const start = fileOffsetOf(frame, view.firstFileFrame);
    const mappings = view.owners.mappingsOf(frame, this.moment);
    const codes = new Uint32Array(PAGE_SIZE);
    mappings.forEach(({ segment: { header } }, i) => {
      const first = Math.max(0, Number(header.offset) - start);
      const behind = Math.min(PAGE_SIZE, Number(header.offset + header.fileSize) - start);
      if (first < behind) codes.fill(i + 1, first, behind);
    });
    const pageStart = this.at - (this.at % PAGE_SIZE);
    while (this.at < end) {
      const code = codes[this.at - pageStart] as number;
      let next = this.at + 1;
      while (next < end && codes[next - pageStart] === code) next++;
      const segment = mappings[code - 1]?.segment ?? null;
      if (segment === null) this.addPlain(next, range.provenance, range.label);
      else this.addPlain(next, segmentProvenance(segment), `LOAD ${segment.number} file`);
    }
  }

  private fileFrame(page: number): number {
    return this.asked.space === 'file' ? this.view.firstFileFrame + page : page;
  }

  /** Frames that the loader filled. */
  private addFrames(range: PageRange, end: number): void {
    while (this.at < end) {
      const next = Math.min(end, nextPage(this.at));
      const page = Math.floor(this.at / PAGE_SIZE);
      const frame = this.asked.space === 'virtual' ? this.frameOfPage(page) : page;
      const from = this.at % PAGE_SIZE;
      this.frames.add(frame, from, from + next - this.at, this.at - this.start, range);
      this.at = next;
    }
  }

  /** The frame that a mapped page shows. */
  private frameOfPage(page: number): number {
    const table = Math.floor(page / ENTRY_COUNT);
    if (this.leavesOf !== table) {
      this.leavesOf = table;
      this.leaves = this.leafWords(page);
    }
    const index = page % ENTRY_COUNT;
    return frameOf(this.leaves?.[index * 2] ?? 0, this.leaves?.[index * 2 + 1] ?? 0);
  }

  private leafWords(page: number): Uint32Array | null {
    const { tables, rootFrame } = this.view;
    let table = rootFrame;
    for (let level = 4; level > 1; level--) {
      const { low, high } = tables.entry(table, tableIndex(page, level), this.moment);
      if ((low & PRESENT) === 0) return null;
      table = frameOf(low, high);
    }
    return tables.words(table, this.moment);
  }
}

function isFile({ provenance }: PageRange): boolean {
  return provenance.startsWith('file');
}

function nextPage(position: number): number {
  return position - (position % PAGE_SIZE) + PAGE_SIZE;
}

/** Where a range begins, counted from the start of its space: pages of the upper half follow those of the lower. */
function positionOf({ space, first }: AskedRange): number {
  if (space === 'virtual') {
    if (!isCanonical(first)) {
      throw new FailureError('query.address', `0x${first.toString(16)} is not a canonical address.`);
    }
    return pageOfVirt(first) * PAGE_SIZE + Number(first & 0xfffn);
  }
  // Beyond any memory and any file nobody wrote anything, wherever exactly that is.
  return Math.min(Number(first), MOST_POSITION);
}
