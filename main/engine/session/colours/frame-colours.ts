import { PAGE_SIZE } from '../../../../shared/address';
import { PROVENANCE } from '../../../../shared/provenance';
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { handedOverIn } from '../pages/handed-over';
import { COLOURS, type Report } from './colour-changes';

const { free: FREE, bss: BSS, copied: COPIED, relocated: RELOCATED, pageTable: PAGE_TABLE } = PROVENANCE;
const { handedOver: HANDED_OVER } = PROVENANCE;
const { frameZeroed: FRAME_ZEROED, frameCopied: FRAME_COPIED } = OP;
const { bytesZeroed: BYTES_ZEROED, bytesWritten: BYTES_WRITTEN } = OP;

/** The bytes have more than one colour, which {@link FrameColours.bytes} has. */
const MIXED = -1;

/**
 * The colours of the bytes of one frame from the first to the last moment: what `frameProvenance` paints, told op by op.
 * For all frames but those of the kernel file, whose bytes no op changes.
 */
export class FrameColours {
  /** How many bytes of the frame that is followed have each colour, before the change that is being told. */
  readonly counts = new Int32Array(COLOURS);
  private readonly bytes = new Uint8Array(PAGE_SIZE);
  private colour: number = FREE;

  constructor(private readonly view: LoadView) {}

  /** Tells every change of a frame in order, and leaves {@link counts} at the last moment's. */
  follow(frame: number, report: Report): void {
    const { view } = this;
    this.reset(frame === view.tables.rootFrame ? PAGE_TABLE : FREE);
    if (this.colour === PAGE_TABLE) return;
    const { kind, at, low } = view.trace.ops;
    const writes = view.image.index.writes(frame);
    let owner: number = FREE;
    for (let i = 0; i < writes.length; i++) {
      const op = writes[i] as number;
      const code = kind[op];
      if (code === FRAME_ZEROED || code === FRAME_COPIED) {
        if (owner !== FREE) continue;
        owner = this.own(frame, op, report);
        if (owner === PAGE_TABLE) return;
        for (let before = 0; before < i; before++) this.paintWrite(writes[before] as number, op, report);
      } else if (owner !== FREE) {
        const place = at[op] as number;
        if (code === BYTES_WRITTEN) {
          this.paint(op, place & 0xffff, (place & 0xffff) + (place >>> 16), RELOCATED, report);
        } else if (code === BYTES_ZEROED) {
          this.paint(op, place, place + (low[op] as number), BSS, report);
        }
      }
    }
  }

  private reset(colour: number): void {
    this.counts.fill(0);
    this.counts[colour] = PAGE_SIZE;
    this.colour = colour;
  }

  /** The op that fills the frame as a whole for the first time: from then on it belongs to something. */
  private own(frame: number, op: number, report: Report): number {
    const { ops } = this.view.trace;
    const copied = ops.kind[op] === FRAME_COPIED;
    const owner = copied ? COPIED : this.view.tables.place(frame) === null ? BSS : PAGE_TABLE;
    report(op, FREE, owner, PAGE_SIZE);
    this.reset(owner);
    if (!copied) return owner;
    for (const { first, end } of handedOverIn(this.view, ops.at[op] as number)) {
      this.paint(op, first, end, HANDED_OVER, report);
    }
    return owner;
  }

  /** Paints what op `write` wrote before the frame belonged to anything, when op `op` makes it so. */
  private paintWrite(write: number, op: number, report: Report): void {
    const { kind, at, low } = this.view.trace.ops;
    const place = at[write] as number;
    if (kind[write] === BYTES_WRITTEN) {
      this.paint(op, place & 0xffff, (place & 0xffff) + (place >>> 16), RELOCATED, report);
    } else if (kind[write] === BYTES_ZEROED) {
      this.paint(op, place, place + (low[write] as number), BSS, report);
    }
  }

  private paint(op: number, first: number, end: number, colour: number, report: Report): void {
    if (this.colour === colour) return;
    const { bytes, counts } = this;
    if (this.colour !== MIXED) {
      bytes.fill(this.colour);
      this.colour = MIXED;
    }
    const last = Math.min(end, PAGE_SIZE);
    for (let at = first; at < last;) {
      const from = bytes[at] as number;
      const start = at;
      while (at < last && bytes[at] === from) bytes[at++] = colour;
      if (from === colour) continue;
      report(op, from, colour, at - start);
      counts[from] = (counts[from] as number) - (at - start);
      counts[colour] = (counts[colour] as number) + (at - start);
    }
  }
}
