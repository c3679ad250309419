import { hex, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { HistoryPage, HistorySubject } from '../../../../shared/debugger-types';
import { pagesPerEntry } from '../../paging/page-table';
import { count } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import type { LoadSegment } from '../../trace/ownership';
import { frameLink, virtualLink } from '../links';
import { copyAt, type FrameCopy, type Neighbour } from './frame-copy';

export type Remark = HistoryPage['remarks'][number];

/** Pages or runs of bytes that are named one by one. */
const MOST_NAMED = 4;

/** A page that shows a frame. */
export interface Sharer {
  readonly page: number;
  readonly segment: LoadSegment | null;
}

/** What takes more than one event to know of a subject, at a moment. */
export function remarksOn(view: LoadView, subject: HistorySubject, moment: number): Remark[] {
  if (subject.type === 'entry') return entryRemarks(view, subject.table, subject.index);
  const frame = frameOfSubject(view, subject, moment);
  if (frame === null) return [];
  const page = pageOfSubject(subject);
  const copy = subject.type === 'bytes' && subject.space === 'file' ? null : copyAt(view, frame, moment);
  return [
    ...sharerRemarks(view, frame, page, moment),
    ...(copy === null ? [] : copyRemarks(view, copy, moment)),
  ];
}

/** The pages that show a frame at a moment, in the order in which they were mapped. */
export function sharersOf(view: LoadView, frame: number, moment: number): Sharer[] {
  const owner = view.owners.ownerOf(frame, moment);
  if (owner.kind !== 'bss' && owner.kind !== 'copy') return view.owners.mappingsOf(frame, moment);
  return view.tables.translate(owner.page, moment)?.frame === frame ? [owner] : [];
}

/** `0x8000018000 (LOAD 3)`. */
export function sharerText({ page, segment }: Sharer): string {
  return `${hex(virtOfPage(page))}${segment === null ? '' : ` (LOAD ${segment.number})`}`;
}

/** Whose bytes a copy brought along, in words. */
export function neighbourText({ first, last, owner }: Neighbour): string {
  const bytes = `Bytes ${hex(first)}–${hex(last)}`;
  if (owner === 'end') return `${bytes} lie behind the end of the file`;
  return owner === null ? `${bytes} belong to no segment` : `${bytes} belong to LOAD ${owner.number}`;
}

function frameOfSubject(
  view: LoadView,
  subject: Exclude<HistorySubject, { type: 'entry' }>,
  moment: number,
): number | null {
  if (subject.type === 'frame') return subject.frame;
  if (subject.type === 'page') return view.tables.translate(subject.page, moment)?.frame ?? null;
  if (subject.space === 'virtual') return view.tables.translate(subject.page, moment)?.frame ?? null;
  if (subject.space === 'physical') return subject.page;
  return subject.page * PAGE_SIZE < view.elf.length ? view.firstFileFrame + subject.page : null;
}

/** The page through which a subject is looked at. */
function pageOfSubject(subject: HistorySubject): number | null {
  if (subject.type === 'page') return subject.page;
  return subject.type === 'bytes' && subject.space === 'virtual' ? subject.page : null;
}

/** What an entry is for: the addresses that it covers. */
function entryRemarks(view: LoadView, table: number, index: number): Remark[] {
  const place = view.tables.place(table);
  if (place === null) return [];
  const pages = pagesPerEntry(place.level);
  const first = virtOfPage(place.firstPage + index * pages);
  const last = virtOfPage(place.firstPage + (index + 1) * pages - 1, PAGE_SIZE - 1);
  const what = place.level === 1 ? `the page ${hex(first)}` : `${hex(first)}–${hex(last)}`;
  return [{ text: `P${place.level}[${index}] stands for ${what}`, link: virtualLink(first) }];
}

function sharerRemarks(view: LoadView, frame: number, page: number | null, moment: number): Remark[] {
  const sharers = sharersOf(view, frame, moment).filter((sharer) => sharer.page !== page);
  const words = page === null ? 'Shown by page' : `Frame ${hex(frame * PAGE_SIZE)} is shared with page`;
  return named(sharers, 'pages', (sharer) => ({
    text: `${words} ${sharerText(sharer)}`,
    link: virtualLink(virtOfPage(sharer.page)),
  }));
}

function copyRemarks(view: LoadView, copy: FrameCopy, moment: number): Remark[] {
  const { op, source, page, neighbours } = copy;
  const made: Remark = {
    text: `Copied from frame ${hex(source * PAGE_SIZE)} for page ${hex(virtOfPage(page))} at moment ${count(op + 1)}`,
    link: { type: 'moment', moment: op + 1 },
  };
  const sharers = named(sharersOf(view, source, moment), 'pages', (sharer) => ({
    text: `The source frame is still shown by page ${sharerText(sharer)}`,
    link: virtualLink(virtOfPage(sharer.page)),
  }));
  const brought = named(neighbours, 'runs of bytes', (neighbour) => ({
    text: `${neighbourText(neighbour)} and came along with the copy`,
    link: frameLink(source, neighbour.first),
  }));
  return [made, ...sharers, ...brought];
}

/** A remark on each of the first few things, and how many more there are. */
function named<T>(things: readonly T[], what: string, remark: (thing: T) => Remark): Remark[] {
  const rest = things.length - MOST_NAMED;
  const remarks = things.slice(0, MOST_NAMED).map(remark);
  return rest > 0 ? [...remarks, { text: `and ${count(rest)} more ${what}`, link: null }] : remarks;
}
