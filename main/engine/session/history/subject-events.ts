import { PAGE_SIZE } from '../../../../shared/address';
import type { HistorySubject } from '../../../../shared/debugger-types';
import type { LoadView } from '../../trace/load-view';
import type { CopyIndex } from './copy-index';
import { EventColumns, mergeEvents, NO_EVENTS, ROLE, STATE, WRITE, type EventList } from './events';
import { AS_FRAME, AS_PAGE, frameEvents, type FrameBytes } from './frame-events';
import {
  changesOfPage,
  entriesOfPage,
  entryEvents,
  leafEvents,
  mappingsOfFrame,
  type LeafChange,
} from './mapping-events';

const ENTRY_BYTES = 8;

/** Bytes of a page, frame or the file; never more than the page has. */
export type BytesSubject = Extract<HistorySubject, { type: 'bytes' }>;

/** A subject as bytes, where it is some bytes in one place: an entry is eight bytes of its table. */
export function bytesOf(subject: HistorySubject): BytesSubject | null {
  if (subject.type === 'entry') {
    const { table, index } = subject;
    return {
      type: 'bytes',
      space: 'physical',
      page: table,
      offset: index * ENTRY_BYTES,
      length: ENTRY_BYTES,
    };
  }
  if (subject.type !== 'bytes') return null;
  return { ...subject, length: Math.min(subject.length, PAGE_SIZE - subject.offset) };
}

/** The whole history of a subject, over all moments of the load. */
export function eventsOf(view: LoadView, copies: CopyIndex, subject: HistorySubject): EventList {
  if (subject.type === 'frame') return mergeEvents(eventsOfFrame(view, copies, subject.frame));
  if (subject.type === 'page') return mergeEvents(eventsOfPage(view, subject.page));
  const bytes = bytesOf(subject);
  if (bytes === null) return NO_EVENTS;
  const { space, page, offset, length } = bytes;
  if (space === 'virtual')
    return mergeEvents(shownEvents(view, page, { offset, length }, ['mapped', 'unmapped']));
  if (space === 'file') return mergeEvents(fileEvents(view, copies, bytes));
  const frameBytes = { frame: page, offset, length };
  return mergeEvents([
    ...frameEvents(view, frameBytes, view.trace.opCount, AS_FRAME),
    copiedToEvents(copies, page),
  ]);
}

function eventsOfFrame(view: LoadView, copies: CopyIndex, frame: number): EventList[] {
  const parent = view.tables.place(frame)?.parent ?? null;
  return [
    ...frameEvents(view, wholeOf(frame), view.trace.opCount, AS_FRAME),
    leafEvents(mappingsOfFrame(view, frame), STATE),
    parent === null ? NO_EVENTS : entryEvents(view, { table: parent.frame, index: parent.index }, STATE),
    copiedToEvents(copies, frame),
  ];
}

function eventsOfPage(view: LoadView, page: number): EventList[] {
  const above = entriesOfPage(view, page).slice(0, 3);
  return [
    ...above.map((place) => entryEvents(view, place, STATE | WRITE)),
    ...shownEvents(view, page, { offset: 0, length: PAGE_SIZE }, ['mapped', 'unmapped', 'flags']),
  ];
}

/** Bytes of the file: which pages show them, and where copies took them. */
function fileEvents(view: LoadView, copies: CopyIndex, { page, offset }: BytesSubject): EventList[] {
  if (page * PAGE_SIZE + offset >= view.elf.length) return [];
  const frame = view.firstFileFrame + page;
  const start = new EventColumns();
  start.push(0, ROLE.file, frame, STATE);
  return [start.finish(), leafEvents(mappingsOfFrame(view, frame), STATE), copiedToEvents(copies, frame)];
}

/** What happened to bytes of the frames that a page shows over time, and when it began and ceased to show them. */
function shownEvents(
  view: LoadView,
  page: number,
  { offset, length }: Omit<FrameBytes, 'frame'>,
  kinds: readonly LeafChange['kind'][],
): EventList[] {
  const changes = changesOfPage(view, page);
  const lists: EventList[] = [];
  // Backwards: a copy tells of the frame that it was made from.
  const told = new Set<number>();
  for (let i = changes.length - 1; i >= 0; i--) {
    const { kind, frame } = changes[i] as LeafChange;
    if (kind !== 'mapped' || told.has(frame)) continue;
    const until = changes.find((later, j) => j > i && later.kind !== 'flags')?.op ?? view.trace.opCount;
    for (const list of frameEvents(view, { frame, offset, length }, until, AS_PAGE)) {
      lists.push(list);
      const [first] = list.frames;
      if (first !== undefined) told.add(first);
    }
  }
  const shown = changes.filter(({ kind }) => kinds.includes(kind));
  return [...lists.reverse(), leafEvents(shown)];
}

function copiedToEvents(copies: CopyIndex, frame: number): EventList {
  const found = new EventColumns();
  for (const op of copies.copiesOf(frame)) found.push(op + 1, ROLE.copiedTo, frame, 0);
  return found.finish();
}

function wholeOf(frame: number): FrameBytes {
  return { frame, offset: 0, length: PAGE_SIZE };
}
