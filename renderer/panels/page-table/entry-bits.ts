/** The 64 bits of a page-table entry as fields that can be drawn and explained. */
import { hex } from '../../../shared/address';
import { PAGE_FLAGS } from '../../../shared/page-flags';
import type { EntryRow } from '../../../shared/view-types';

/** Some bits of an entry that mean one thing. */
export interface BitField {
  readonly high: number;
  readonly low: number;
  /** What stands in the field: a digit for one bit, hexadecimal for more. */
  readonly value: string;
  /** At most three letters, as processor manuals have them. */
  readonly short: string;
  readonly name: string;
  /** What it does here, in a sentence. */
  readonly meaning: string;
  readonly kind: 'flag' | 'frame' | 'available' | 'reserved';
  /** Any of its bits is set. */
  readonly set: boolean;
  /** The op at the moment changed it. */
  readonly changed: boolean;
  /** What copying it gives. */
  readonly copies: string;
}

/** An entry drawn in two rows: what is above the flags, then the low 12 bits. */
export interface EntryBits {
  readonly high: readonly BitField[];
  readonly low: readonly BitField[];
}

const SHORTS: Readonly<Record<string, string>> = {
  PRESENT: 'P',
  WRITABLE: 'W',
  USER_ACCESSIBLE: 'U',
  WRITE_THROUGH: 'PWT',
  NO_CACHE: 'PCD',
  ACCESSED: 'A',
  DIRTY: 'D',
  HUGE_PAGE: 'PS',
  GLOBAL: 'G',
  COPIED: 'COP',
  BIT_10: '–',
  BIT_11: '–',
  NO_EXECUTE: 'NX',
};
const HUGE_PAGE = 1n << 7n;
const PAT = 'Selects, together with NO_CACHE and WRITE_THROUGH, how the page is cached.';
const AVAILABLE = 'Free for the operating system; bits 62 to 59 are a protection key where CR4.PKE is set.';
const IGNORED = 'Means nothing in an entry that points to a table.';

interface Asked {
  readonly value: bigint;
  readonly before: bigint;
  readonly level: number;
  readonly leaf: boolean;
}

/** The bits of an entry of a level. */
export function entryBits(row: Pick<EntryRow, 'entry' | 'level' | 'changed'>): EntryBits {
  const value = BigInt(row.entry);
  const asked: Asked = {
    value,
    before: row.changed === null ? value : BigInt(row.changed.oldEntry),
    level: row.level,
    // Also one that faults because of a bit that must be clear: that bit is to be seen.
    leaf: row.level === 1 || (row.level < 4 && (value & HUGE_PAGE) !== 0n),
  };
  const low = Array.from({ length: 12 }, (_, i) => flagField(asked, 11 - i));
  return { high: [flagField(asked, 63), available(asked), ...addressFields(asked)], low };
}

function flagField(asked: Asked, bit: number): BitField {
  const flag = PAGE_FLAGS.find((one) => one.bit === bit);
  const name = flag?.name ?? '';
  const made = field(asked, bit, bit, {
    kind: 'flag',
    short: SHORTS[name] ?? '–',
    name,
    meaning: flag?.meaning ?? '',
  });
  // On level 1 no entry is larger than a page: the bit that says so elsewhere is PAT.
  if (bit === 7 && asked.level === 1) return { ...made, short: 'PAT', name: 'PAT', meaning: PAT };
  if (bit === 7 && asked.level === 4) return { ...made, meaning: 'Must be clear on level 4.' };
  if (!asked.leaf && (bit === 6 || bit === 8)) return { ...made, meaning: IGNORED };
  return made;
}

function available(asked: Asked): BitField {
  return field(asked, 62, 52, {
    kind: 'available',
    short: 'available',
    name: 'available',
    meaning: AVAILABLE,
  });
}

/** Bits 51 to 12: in larger leaves only the high ones are an address. */
function addressFields(asked: Asked): BitField[] {
  const { level, leaf } = asked;
  const isLarge = leaf && level > 1;
  const low = isLarge ? 12 + 9 * (level - 1) : 12;
  const to = leaf ? 'the page' : `the P${level - 1} table`;
  const frame = field(asked, 51, low, {
    kind: 'frame',
    short: 'frame',
    name: 'frame',
    meaning: `Physical address of ${to}, without its low ${low} bits.`,
  });
  if (!isLarge) return [frame];
  return [
    frame,
    field(asked, low - 1, 13, {
      kind: 'reserved',
      short: 'must be 0',
      name: 'reserved',
      meaning: 'Must be clear: an access through an entry that sets one of them faults.',
    }),
    field(asked, 12, 12, { kind: 'flag', short: 'PAT', name: 'PAT', meaning: PAT }),
  ];
}

function field(
  { value, before }: Asked,
  high: number,
  low: number,
  about: Pick<BitField, 'kind' | 'short' | 'name' | 'meaning'>,
): BitField {
  const width = high - low + 1;
  const bits = BigInt.asUintN(width, value >> BigInt(low));
  const digits = bits.toString(16).padStart(Math.ceil(width / 4), '0');
  return {
    ...about,
    high,
    low,
    value: width === 1 ? bits.toString() : about.kind === 'frame' ? `0x${digits}` : digits,
    set: bits !== 0n,
    changed: bits !== BigInt.asUintN(width, before >> BigInt(low)),
    copies:
      about.kind === 'frame' ? hex(bits << BigInt(low)) : width === 1 ? `${about.name} = ${bits}` : hex(bits),
  };
}

/** `63`, or `51–12`. */
export function bitsText({ high, low }: Pick<BitField, 'high' | 'low'>): string {
  return high === low ? String(high) : `${high}–${low}`;
}

/** A field for the tooltip and for screen readers. */
export function fieldName(one: BitField): string {
  const place = one.high === one.low ? `Bit ${one.high}` : `Bits ${one.high} to ${one.low}`;
  const name = one.name === '' ? '' : `, ${one.name}`;
  return `${place}${name}: ${one.value}${one.changed ? ', changed by this op' : ''}. ${one.meaning}`;
}
