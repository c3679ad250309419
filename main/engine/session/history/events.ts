import { NO_BYTES, NO_WORDS, WordColumn } from '../../base/column';

/** What an event of a history is, by what stands behind it. */
export const ROLE = {
  /** Bytes of the kernel file, there before the load. */
  file: 0,
  /** The level 4 table, zeroed before the load. */
  root: 1,
  /** An op on the frame. */
  op: 2,
  /** An op that copied the frame to another one. */
  copiedTo: 3,
  /** An op that wrote the entry of a page. */
  leaf: 4,
  /** An op that wrote an entry above it. */
  table: 5,
} as const;

/** The subject is as this event left it. */
export const STATE = 1;
/** The event wrote to the subject. */
export const WRITE = 2;

/** Events of one history, ascending by moment: struct of arrays, as a frame may have millions of writes. */
export interface EventList {
  readonly moments: Uint32Array;
  readonly roles: Uint8Array;
  /** The frame that the event is about: whose bytes are the value after it. */
  readonly frames: Uint32Array;
  /** {@link STATE} and {@link WRITE}. */
  readonly marks: Uint8Array;
}

/** A history without events. */
export const NO_EVENTS: EventList = { moments: NO_WORDS, roles: NO_BYTES, frames: NO_WORDS, marks: NO_BYTES };

/** Collects events that come in order. */
export class EventColumns {
  private readonly moments = new WordColumn();
  private readonly frames = new WordColumn();
  private readonly codes = new WordColumn();

  push(moment: number, role: number, frame: number, marks: number): void {
    this.moments.push(moment);
    this.frames.push(frame);
    this.codes.push(role * 4 + marks);
  }

  /** The events so far. */
  finish(): EventList {
    const codes = this.codes.frozen();
    return {
      moments: this.moments.frozen(),
      frames: this.frames.frozen(),
      roles: Uint8Array.from(codes, (code) => code >>> 2),
      marks: Uint8Array.from(codes, (code) => code & 3),
    };
  }
}

/** Several lists in one. Of events of one moment, those of the earlier list come first. */
export function mergeEvents(lists: readonly EventList[]): EventList {
  const filled = lists.filter(({ moments }) => moments.length > 0);
  return filled.length === 0 ? NO_EVENTS : filled.reduce(mergeTwo);
}

function mergeTwo(a: EventList, b: EventList): EventList {
  const length = a.moments.length + b.moments.length;
  const merged = {
    moments: new Uint32Array(length),
    roles: new Uint8Array(length),
    frames: new Uint32Array(length),
    marks: new Uint8Array(length),
  };
  for (let row = 0, i = 0, j = 0; row < length; row++) {
    const next = b.moments[j];
    const takesFirst = next === undefined || (a.moments[i] ?? Infinity) <= next;
    const list = takesFirst ? a : b;
    const at = takesFirst ? i++ : j++;
    merged.moments[row] = list.moments[at] as number;
    merged.roles[row] = list.roles[at] as number;
    merged.frames[row] = list.frames[at] as number;
    merged.marks[row] = list.marks[at] as number;
  }
  return merged;
}
