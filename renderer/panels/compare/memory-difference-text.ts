/** Differences of memory in words. */
import { hexDigits } from '../../../shared/address';
import type { DiffRow, DiffSide, DiffState } from '../../../shared/memory-types';
import { formatBytes, formatCount } from '../../composables/format';

/** Bytes that a row shows of each side. */
const SHOWN_BYTES = 8;

/** The bytes of a side as a row shows them: digits, or why there are none. */
export function sideText({ bytes, unreadable }: DiffSide, length: number): string {
  if (unreadable !== null) return 'unreadable';
  if (bytes === null) return 'nothing';
  const digits = [...bytes.subarray(0, SHOWN_BYTES)].map((byte) => hexDigits(byte, 2)).join(' ');
  return length > SHOWN_BYTES ? `${digits} …` : digits;
}

/** What is to be said of a side beyond its bytes. */
export function sideTip({ address, owner, unreadable }: DiffSide): string {
  if (address === '') return 'outside of the space';
  return unreadable === null ? `${address}, ${owner}` : `${address}: ${unreadable}`;
}

/** What kind of difference it is, in a word or two. */
export function kindText({ kind }: DiffRow): string {
  return { changed: 'changed', onlyLeft: 'only in A', onlyRight: 'only in B', unreadable: 'not known' }[kind];
}

/** How many bytes a difference has: exact as long as it is short. */
export function lengthText(length: number): string {
  return length === 1 ? '1 byte' : length < 10_000 ? `${formatCount(length)} bytes` : formatBytes(length);
}

/** A difference as text, for the clipboard and screen readers. */
export function rowText(row: DiffRow): string {
  const { left, right, length, symbol } = row;
  const places =
    left.address === right.address || right.address === ''
      ? left.address
      : left.address === ''
        ? right.address
        : `${left.address}, ${right.address}`;
  const near = symbol === '' ? '' : `, ${symbol}`;
  const pair = `${sideText(left, length)} → ${sideText(right, length)}`;
  return `${places}: ${pair}, ${kindText(row)}, ${lengthText(length)}${near}`;
}

/** How a comparison came out, in a line. */
export function stateText(state: DiffState): string {
  const { runs, bytes, onlyLeft, onlyRight, unreadable, cut, finished } = state;
  if (runs === 0) return finished && state.failure === null ? 'No byte differs' : 'Nothing differs so far';
  const parts = [
    `${cut ? 'The first ' : ''}${formatCount(runs)} ${runs === 1 ? 'difference' : 'differences'}`,
    lengthText(bytes),
    ...(onlyLeft > 0 ? [`${lengthText(onlyLeft)} only in A`] : []),
    ...(onlyRight > 0 ? [`${lengthText(onlyRight)} only in B`] : []),
    ...(unreadable > 0 ? [`${lengthText(unreadable)} unreadable`] : []),
  ];
  return parts.join(' · ') + (cut ? ' · there are more' : '');
}
