import type { SearchRow } from '../../../shared/memory-types';

/** Bytes of a match as its row shows them; `…` where the match has more. */
export function bytesText({ bytes, length }: SearchRow): string {
  const shown = Array.from(bytes.subarray(0, length), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return length > bytes.length ? `${shown} …` : shown;
}

/** A match as it is read out. */
export function matchName(match: SearchRow): string {
  const { address, owner, symbol, length } = match;
  const size = length === 1 ? '1 byte' : `${length} bytes`;
  return [address, size, bytesText(match), owner, symbol].filter((part) => part !== '').join(', ');
}

/** A match as it is copied: columns with tabs between. */
export function matchText(match: SearchRow): string {
  const { address, phys, owner, symbol } = match;
  return [address, phys ?? '', bytesText(match), owner, symbol].join('\t');
}
