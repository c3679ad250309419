/** What the inspector and the history are about. */
import { hex, physOfFrame, virtOfPage } from '../../../shared/address';
import type { HistorySubject } from '../../../shared/debugger-types';
import type { MemorySpace } from '../../../shared/view-types';
import { formatCount } from '../../composables/format';
import { subjectName, type HistoryPlace, type SubjectKind } from '../../stores/history-subject';
import type { SelectedByte, SelectedEntry } from '../../stores/selection';

const ENTRY_BYTES = 8;

/** One byte, of the space in which it was chosen. */
export interface ByteSubject {
  readonly space: MemorySpace;
  readonly page: number;
  readonly offset: number;
  /** Where it is looked at, if not in the document at the current moment. */
  readonly source?: number | undefined;
  readonly moment?: number | undefined;
}

/** The selected byte; the first byte of the selected entry. `null` where nothing is selected. */
export function selectedSubject(byte: SelectedByte | null, entry: SelectedEntry | null): ByteSubject | null {
  if (entry) return { space: 'physical', page: entry.table, offset: entry.index * ENTRY_BYTES };
  if (byte === null) return null;
  const { space, page, offset, source, moment } = byte;
  return { space, page, offset, source, moment };
}

/** The address of a history's subject for its header; what is there, and how many bytes, stands beside it. */
export function historyTitle(subject: HistorySubject | null, entry: SelectedEntry | null): string {
  switch (subject?.type) {
    case undefined:
      return '';
    case 'frame':
      return hex(physOfFrame(subject.frame));
    case 'page':
      return hex(virtOfPage(subject.page));
    case 'bytes':
      return subjectName({ ...subject, length: 1 });
    case 'entry': {
      const address = hex(physOfFrame(subject.table, subject.index * ENTRY_BYTES));
      return `${address}, ${entry === null ? `entry ${subject.index}` : `P${entry.level}[${subject.index}]`}`;
    }
  }
}

/** What a choice of the history's subject is called at a place. */
export function kindLabel(kind: SubjectKind, place: HistoryPlace | null): string {
  if (kind === 'word' && place?.isEntry === true) return 'Entry';
  if (kind === 'byte' && place !== null && place.selected && !place.isEntry && place.bytes.length > 1) {
    return `${formatCount(place.bytes.length)} bytes`;
  }
  return { byte: 'Byte', word: 'Word', frame: 'Frame', page: 'Page' }[kind];
}

/** A fact's value in two parts: a leading number that can be copied, and words after it. */
export function splitValue(value: string): { readonly number: string | null; readonly rest: string } {
  const match = /^(0x[0-9a-f]+)(?=$|[\s,;:])(.*)$/i.exec(value);
  return match ? { number: match[1] ?? null, rest: (match[2] ?? '').trim() } : { number: null, rest: value };
}

/** A value of the history as the table has room for it: without `0x` and leading zeros. */
export function shortValue(value: string): string {
  return /^0x[0-9a-f]+$/i.test(value) ? value.slice(2).replace(/^0+(?=.)/, '') : value;
}
