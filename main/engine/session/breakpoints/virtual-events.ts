import type { MemoryEvent } from '../../../../shared/breakpoint';
import { frameOf } from '../../paging/page-table';
import { OP, SPAN } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { TableLevels } from '../../trace/table-levels';
import { firstIn, holdsPage, lastIn, type ByteRange } from './byte-range';
import { eventMoments, type WantedEvents } from './memory-events';
import { FoundMoments } from './moment-list';
import { readsOfVirtual } from './relocation-tables';

const FRAME_ZEROED = OP.frameZeroed;
const FRAME_COPIED = OP.frameCopied;
const ENTRY_WRITTEN = OP.entryWritten;
const BYTES_ZEROED = OP.bytesZeroed;
const BYTES_WRITTEN = OP.bytesWritten;

const BSS_PAGE = SPAN.bssPage;
const MAP_PAGE = SPAN.mapPage;
const READ_ONLY = SPAN.readOnly;
const FLAG_CLEARED = SPAN.flagCleared;
const COPY_ON_WRITE = SPAN.copyOnWrite;

const ENTRY_BYTES = 8;

/** The moments at which one of some events happens to bytes of a range of virtual memory. */
export function virtualMoments(
  view: LoadView,
  range: ByteRange,
  events: readonly MemoryEvent[],
): Uint32Array {
  const reads = (): Uint32Array => readsOfVirtual(view, range);
  return eventMoments(events, reads, (wanted) => new VirtualScan(view, range, wanted).run());
}

/**
 * One look at every op, in order. Writes name frames: which page a frame belongs to is noted when it is filled. A frame
 * of the file is never written to, and each other one is made for one page and written to while that page shows it.
 */
class VirtualScan {
  /** By place in the index of frames: 1 + the page of the range that the frame is made for. */
  private readonly pages: Float64Array;
  private readonly levels: TableLevels;
  /** The frame that was written to last, and which of its bytes are in the range. */
  private lastFrame = -1;
  private first = 0;
  private last = -1;
  /** Pages of the range that show the level 4 table: a machine may have put that into a frame of the file. */
  private readonly rootPages = new Set<number>();

  constructor(
    private readonly view: LoadView,
    private readonly range: ByteRange,
    private readonly wanted: WantedEvents,
  ) {
    const { index } = view.image;
    this.pages = new Float64Array(index.size);
    this.levels = new TableLevels(index, view.tables);
  }

  run(): Uint32Array {
    const { kind, at, frame, low, length } = this.view.trace.ops;
    const { written, zeroed } = this.wanted;
    const found = new FoundMoments(length);
    for (let op = 0; op < length; op++) {
      const code = kind[op] as number;
      if (code === BYTES_WRITTEN) {
        if (!written) continue;
        const start = (at[op] as number) & 0xffff;
        if (this.touches(frame[op] as number, start, start + ((at[op] as number) >>> 16))) found.add(op + 1);
      } else if (code === BYTES_ZEROED) {
        const start = at[op] as number;
        const end = start + (low[op] as number);
        if (zeroed && this.touches(frame[op] as number, start, end)) found.add(op + 1);
      } else if (code === FRAME_ZEROED || code === FRAME_COPIED) {
        if (this.fills(op, code)) found.add(op + 1);
      } else if (code === ENTRY_WRITTEN) {
        if (this.entryFits(op)) found.add(op + 1);
      }
    }
    return found.list();
  }

  /** Whether bytes of a frame, from `start` to `end` (excluded), are in the range by the page that the frame is made for. */
  private touches(frame: number, start: number, end: number): boolean {
    if (frame !== this.lastFrame) {
      this.lastFrame = frame;
      const page = (this.pages[this.view.image.index.ordinal(frame)] as number) - 1;
      this.first = page < 0 ? 0 : firstIn(this.range, page);
      this.last = page < 0 ? -1 : lastIn(this.range, page);
    }
    return start <= this.last && end > this.first;
  }

  /** Notes the page that a whole frame is filled for; whether that is an event. */
  private fills(op: number, code: number): boolean {
    const { ops, spans } = this.view.trace;
    const span = ops.span[op] as number;
    const isCopy = code === FRAME_COPIED;
    // In a step for a page of bss the first frame is the page's; what follows are page tables.
    const isBss = spans.kind[span] === BSS_PAGE && op === (spans.firstOp[span] as number) + 1;
    if (!isCopy && !isBss) return false;
    const page = this.view.owners.pageOf(span);
    if (!holdsPage(this.range, page)) return false;
    this.pages[this.view.image.index.ordinal(ops.frame[op] as number)] = page + 1;
    return isCopy ? this.wanted.copied : this.wanted.zeroed;
  }

  private entryFits(op: number): boolean {
    const { ops, spans } = this.view.trace;
    const span = ops.span[op] as number;
    const table = ops.frame[op] as number;
    if (
      this.wanted.written &&
      this.rootPages.size > 0 &&
      table === this.view.rootFrame &&
      this.showsEntry(op)
    ) {
      return true;
    }
    const step = spans.kind[span];
    if (!holdsPage(this.range, this.view.owners.pageOf(span))) return false;
    switch (step) {
      case MAP_PAGE:
      case BSS_PAGE:
        if (this.levels.of(table) !== 1) return false;
        this.noteRoot(op, span);
        return this.wanted.mapped;
      case READ_ONLY:
        return this.wanted.madeReadOnly || this.wanted.flagsChanged;
      case FLAG_CLEARED:
        return this.wanted.flagsChanged;
      case COPY_ON_WRITE: {
        // The old entry is cleared; the new one has the flag COPIED more.
        const cleared = ((ops.low[op] as number) | (ops.high[op] as number)) === 0;
        if (cleared) this.rootPages.delete(this.view.owners.pageOf(span));
        return !cleared && this.wanted.flagsChanged;
      }
      default:
        return false;
    }
  }

  private noteRoot(op: number, span: number): void {
    const { ops } = this.view.trace;
    const frame = frameOf(ops.low[op] as number, ops.high[op] as number);
    if (frame === this.view.rootFrame) this.rootPages.add(this.view.owners.pageOf(span));
  }

  /** Whether a page of the range shows the entry of the level 4 table that an op writes. */
  private showsEntry(op: number): boolean {
    const start = (this.view.trace.ops.at[op] as number) * ENTRY_BYTES;
    for (const page of this.rootPages) {
      const [first, last] = [firstIn(this.range, page), lastIn(this.range, page)];
      if (start <= last && start + ENTRY_BYTES > first) return true;
    }
    return false;
  }
}
