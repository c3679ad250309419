import { parseAddress } from '../../../../shared/address';

/** Addresses from `first` up to `end`, which is no longer meant. */
export interface AddressRange {
  readonly first: bigint;
  readonly end: bigint;
}

const PLAIN = /^0x/i;
const RANGE = /^(0x[0-9a-f_']+)\s*-\s*(0x[0-9a-f_']+)$/i;

/** A text that begins with `0x` is an address; `null` for others. */
export function addressOf(text: string): bigint | null {
  const trimmed = text.trim();
  return PLAIN.test(trimmed) ? parseAddress(trimmed) : null;
}

/** `0x8000-0x8fff` as a range, with its last address; `null` for other texts, and where the last is before the first. */
export function rangeOf(text: string): AddressRange | null {
  const [, from, to] = RANGE.exec(text.trim()) ?? [];
  const first = from === undefined ? null : parseAddress(from);
  const last = to === undefined ? null : parseAddress(to);
  return first === null || last === null || last < first ? null : { first, end: last + 1n };
}
