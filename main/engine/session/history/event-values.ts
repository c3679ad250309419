import { hexDigits, PAGE_SIZE } from '../../../../shared/address';
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { changeOf } from '../pages/page-view';

/** Bytes that a value is shown of; of longer subjects the first. */
const MOST_BYTES = 8;

/** Bytes of one frame on their way through time. */
interface Held {
  readonly bytes: Uint8Array;
  moment: number;
}

/**
 * What bytes of frames are after each of their events, asked for in order: writes are done on top of each other, so that
 * a frame with hundreds of them is put together once.
 */
export class EventValues {
  private readonly held = new Map<number, Held>();
  private readonly page = new Uint8Array(PAGE_SIZE);

  /** @param length bytes from `offset` on, of which at most eight are kept */
  constructor(
    private readonly view: LoadView,
    private readonly offset: number,
    private readonly length: number,
  ) {}

  /**
   * The bytes right after an event.
   *
   * @param moment not before that of the last question about `frame`; no op between the two wrote to the bytes
   */
  at(frame: number, moment: number): string {
    const held = this.held.get(frame);
    if (held === undefined) {
      const bytes = this.read(frame, moment);
      this.held.set(frame, { bytes, moment });
      return bytesText(bytes, this.length);
    }
    if (moment > held.moment) this.advance(frame, held, moment);
    return bytesText(held.bytes, this.length);
  }

  /** Does the op before `moment`, if it wrote to the frame. */
  private advance(frame: number, held: Held, moment: number): void {
    const op = moment - 1;
    const { kind, frame: frames, low, high } = this.view.trace.ops;
    held.moment = moment;
    const change = frames[op] === frame ? changeOf(this.view, op) : null;
    if (change === null) return;
    const first = Math.max(change.offset, this.offset);
    const end = Math.min(change.offset + change.length, this.offset + held.bytes.length);
    if (kind[op] === OP.frameCopied) {
      held.bytes.set(this.read(frame, moment));
      return;
    }
    const written = kind[op] === OP.entryWritten || kind[op] === OP.bytesWritten;
    for (let at = first; at < end; at++) {
      const i = at - change.offset;
      const half = (i < 4 ? low[op] : high[op]) as number;
      held.bytes[at - this.offset] = written ? half >>> ((i & 3) * 8) : 0;
    }
  }

  private read(frame: number, moment: number): Uint8Array {
    this.view.image.frameAt(frame, moment, this.page);
    return this.page.slice(this.offset, this.offset + Math.min(this.length, MOST_BYTES));
  }
}

/** Up to eight bytes as one number; of more, the first eight one by one. */
export function bytesText(bytes: Uint8Array, length: number): string {
  const digits = Array.from(bytes.subarray(0, MOST_BYTES), (byte) => hexDigits(byte, 2));
  return length <= MOST_BYTES ? `0x${digits.reverse().join('')}` : `${digits.join(' ')} …`;
}
