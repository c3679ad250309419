/** What the inspector and the history are about. */
import { PAGE_SIZE, hex, virtOfPage } from '../../../shared/address';
import type { Change, MemorySpace } from '../../../shared/view-types';
import type { SelectedByte, SelectedEntry } from '../../stores/selection';

const ENTRY_BYTES = 8;

/** One byte, of the space in which it was chosen. */
export interface ByteSubject {
  readonly space: MemorySpace;
  readonly page: number;
  readonly offset: number;
}

/** The selected byte; the first byte of the selected entry. `null` where nothing is selected. */
export function selectedSubject(byte: SelectedByte | null, entry: SelectedEntry | null): ByteSubject | null {
  if (entry) return { space: 'physical', page: entry.table, offset: entry.index * ENTRY_BYTES };
  return byte ? { space: byte.space, page: byte.page, offset: byte.offset } : null;
}

/** The first byte that an op changed. */
export function changedSubject(change: Change | null): ByteSubject | null {
  return change ? { space: 'physical', page: change.frame, offset: change.offset } : null;
}

/** Address of a subject, with the name of the entry where it is one: `0x102f0c8, P1[25]`. */
export function subjectText(subject: ByteSubject | null, entry: SelectedEntry | null): string {
  if (!subject) return '';
  const address =
    subject.space === 'virtual'
      ? hex(virtOfPage(subject.page, subject.offset))
      : hex(subject.page * PAGE_SIZE + subject.offset);
  const space = subject.space === 'file' ? 'file ' : '';
  return `${space}${address}${entry ? `, P${entry.level}[${entry.index}]` : ''}`;
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
