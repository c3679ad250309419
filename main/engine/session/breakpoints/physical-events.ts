import type { FrameEvent } from '../../../../shared/breakpoint';
import { frameOf } from '../../paging/page-table';
import { OP, SPAN } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { TableLevels } from '../../trace/table-levels';
import { firstIn, holdsPage, lastIn, type ByteRange } from './byte-range';
import { eventMoments, type WantedEvents } from './memory-events';
import { FoundMoments } from './moment-list';
import { readsOfPhysical } from './relocation-tables';

const FRAME_ALLOCATED = OP.frameAllocated;
const FRAME_ZEROED = OP.frameZeroed;
const FRAME_COPIED = OP.frameCopied;
const ENTRY_WRITTEN = OP.entryWritten;
const BYTES_ZEROED = OP.bytesZeroed;
const BYTES_WRITTEN = OP.bytesWritten;

const READ_ONLY = SPAN.readOnly;
const FLAG_CLEARED = SPAN.flagCleared;

const ENTRY_BYTES = 8;

/** The moments at which one of some events happens to bytes of a range of physical memory, or to their frames. */
export function physicalMoments(
  view: LoadView,
  range: ByteRange,
  events: readonly FrameEvent[],
): Uint32Array {
  const reads = (): Uint32Array => readsOfPhysical(view, range);
  return eventMoments(events, reads, (wanted) => new PhysicalScan(view, range, wanted).run());
}

/** One look at every op. */
class PhysicalScan {
  private readonly ofEntries: boolean;
  private readonly levels: TableLevels;

  constructor(
    private readonly view: LoadView,
    private readonly range: ByteRange,
    private readonly wanted: WantedEvents,
  ) {
    this.ofEntries = wanted.mapped || wanted.madeReadOnly || wanted.flagsChanged;
    this.levels = new TableLevels(view.image.index, view.tables);
  }

  run(): Uint32Array {
    const { kind, frame, at, length } = this.view.trace.ops;
    const { range, ofEntries } = this;
    const { copied, written } = this.wanted;
    const { firstPage, lastPage } = range;
    const found = new FoundMoments(length);
    for (let op = 0; op < length; op++) {
      const code = kind[op] as number;
      // Nearly all ops of a large load; nothing but the frame that they write to matters.
      if (code === BYTES_WRITTEN && !written) continue;
      const target = frame[op] as number;
      const inside = target >= firstPage && target <= lastPage;
      if (!inside && code !== ENTRY_WRITTEN && code !== FRAME_COPIED) continue;
      let fits = inside && this.changes(op, code, target);
      if (!fits && ofEntries && code === ENTRY_WRITTEN) fits = this.entryFits(op);
      if (!fits && copied && code === FRAME_COPIED) fits = holdsPage(range, at[op] as number);
      if (fits) found.add(op + 1);
    }
    return found.list();
  }

  /** Whether an op on a frame of the range is one of the events. */
  private changes(op: number, code: number, frame: number): boolean {
    const { at, low } = this.view.trace.ops;
    const place = at[op] as number;
    switch (code) {
      case BYTES_WRITTEN:
        return this.wanted.written && this.touches(frame, place & 0xffff, (place & 0xffff) + (place >>> 16));
      case ENTRY_WRITTEN:
        return this.wanted.written && this.touches(frame, place * ENTRY_BYTES, (place + 1) * ENTRY_BYTES);
      case BYTES_ZEROED:
        return this.wanted.zeroed && this.touches(frame, place, place + (low[op] as number));
      case FRAME_ZEROED:
        return this.wanted.zeroed;
      case FRAME_COPIED:
        return this.wanted.copied;
      case FRAME_ALLOCATED:
        return this.wanted.allocated;
      default:
        return false;
    }
  }

  /** Whether bytes of a frame of the range, from `start` to `end` (excluded), are in the range. */
  private touches(frame: number, start: number, end: number): boolean {
    return start <= lastIn(this.range, frame) && end > firstIn(this.range, frame);
  }

  /** Whether a page is given a frame of the range, or loses or gains a flag while it shows one. */
  private entryFits(op: number): boolean {
    const { ops, spans } = this.view.trace;
    const low = ops.low[op] as number;
    const high = ops.high[op] as number;
    if ((low | high) === 0 || !holdsPage(this.range, frameOf(low, high))) return false;
    const step = spans.kind[ops.span[op] as number];
    if (step === READ_ONLY) return this.wanted.madeReadOnly || this.wanted.flagsChanged;
    if (step === FLAG_CLEARED) return this.wanted.flagsChanged;
    return this.wanted.mapped && this.levels.of(ops.frame[op] as number) === 1;
  }
}
