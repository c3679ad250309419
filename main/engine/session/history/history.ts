import type { HistoryEvent, HistoryPage, HistorySubject } from '../../../../shared/debugger-types';
import { PAGE_SIZE } from '../../../../shared/address';
import type { Direction } from '../../../../shared/view-types';
import { partitionPoint } from '../../../../shared/partition-point';
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { CopyIndex } from './copy-index';
import { describeEvent, writtenText } from './describe-event';
import { bytesText, EventValues } from './event-values';
import { NO_EVENTS, ROLE, STATE, WRITE, type EventList } from './events';
import { remarksOn } from './remarks';
import { bytesOf, eventsOf } from './subject-events';

/** What the value after an event is. */
type ValueOf = (row: number, unmapped: boolean) => string;

/** The life of a byte, an entry, a frame or a page, from before the load to its end. */
export class History {
  private copies: CopyIndex | null = null;
  /** The events that were asked for last: the same ones are asked for at moment after moment. */
  private recent: { readonly key: string; readonly events: EventList } = { key: '', events: NO_EVENTS };

  constructor(private readonly view: LoadView) {}

  /** `count` events of a subject from the `first` on, and which of all made its state at a moment. */
  of(subject: HistorySubject, moment: number, first: number, count: number): HistoryPage {
    const events = this.events(subject);
    const total = events.moments.length;
    const from = Math.min(first, total);
    const rows = this.rows(subject, events, from, Math.min(total, from + count));
    return {
      total,
      current: lastMarked(events, moment + 1, STATE),
      first: from,
      rows,
      remarks: remarksOn(this.view, subject, moment),
    };
  }

  /** The last moment before `moment`, or the first after it, at which the subject was written; `null`: none. */
  step(subject: HistorySubject, moment: number, direction: Direction): number | null {
    const events = this.events(subject);
    const { moments, marks } = events;
    if (direction === 'back') return moments[lastMarked(events, moment, WRITE)] ?? null;
    for (let row = rowsBefore(events, moment + 1); row < moments.length; row++) {
      if (((marks[row] as number) & WRITE) !== 0) return moments[row] as number;
    }
    return null;
  }

  /** The same as what a run leads to. */
  writeFrom(subject: HistorySubject, moment: number, direction: Direction): Uint32Array | null {
    const found = this.step(subject, moment, direction);
    return found === null ? null : Uint32Array.of(found);
  }

  private events(subject: HistorySubject): EventList {
    const key = JSON.stringify(subject);
    if (this.recent.key !== key) {
      this.copies ??= new CopyIndex(this.view.trace.ops);
      this.recent = { key, events: eventsOf(this.view, this.copies, subject) };
    }
    return this.recent.events;
  }

  private rows(subject: HistorySubject, events: EventList, first: number, end: number): HistoryEvent[] {
    const { moments, roles, frames } = events;
    const valueOf = this.valuesOf(subject, events);
    const { offset, length } = bytesOf(subject) ?? { offset: 0, length: PAGE_SIZE };
    const ofFrame = subject.type === 'frame' || (subject.type === 'bytes' && subject.space === 'file');
    const rows: HistoryEvent[] = [];
    for (let row = first; row < end; row++) {
      const moment = moments[row] as number;
      const event = { role: roles[row] as number, moment, frame: frames[row] as number };
      const words = describeEvent(this.view, event, { offset, length }, ofFrame);
      rows.push({ moment, ...words, value: valueOf(row, words.kind === 'unmapped') });
    }
    return rows;
  }

  /** How values of a subject are made. Of a frame or a page, which have no one value, it is what an op wrote. */
  private valuesOf(subject: HistorySubject, { moments, roles, frames }: EventList): ValueOf {
    const { view } = this;
    const { kind } = view.trace.ops;
    const bytes = bytesOf(subject);
    if (bytes === null) {
      return (row) => {
        const role = roles[row];
        const isOp = role === ROLE.op || role === ROLE.leaf || role === ROLE.table;
        return isOp ? writtenText(view, (moments[row] as number) - 1) : '';
      };
    }
    const { space, page, offset, length } = bytes;
    if (space === 'file') {
      const start = page * PAGE_SIZE + offset;
      const text = bytesText(view.elf.subarray(start, start + length), length);
      return () => text;
    }
    const values = new EventValues(view, offset, length);
    return (row, unmapped) => {
      const moment = moments[row] as number;
      const allocated = roles[row] === ROLE.op && kind[moment - 1] === OP.frameAllocated;
      return allocated || unmapped ? '' : values.at(frames[row] as number, moment);
    };
  }
}

/** How many events happened before `moment`. */
function rowsBefore({ moments }: EventList, moment: number): number {
  return partitionPoint(moments.length, (row) => (moments[row] as number) < moment);
}

/** The last event before `moment` that has a mark, -1 where there is none. */
function lastMarked(events: EventList, moment: number, mark: number): number {
  let row = rowsBefore(events, moment) - 1;
  while (row >= 0 && ((events.marks[row] as number) & mark) === 0) row--;
  return row;
}
