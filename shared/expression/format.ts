/** Numbers as texts. */
import { ENTRY_ADDRESS_MASK, flagNames } from '../page-flags';
import { asSigned } from './arithmetic';
import type { ValueType } from './types';

/** How a number is written in a template: hexadecimal, decimal, binary. */
export type NumberFormat = 'x' | 'd' | 'b';

/** What stands for a number that is not there. */
export const ABSENT = '–';

/** A number of 64 bits as its type (or the format that was asked for) has it. */
export function formatNumber(value: bigint, type: ValueType, format: NumberFormat | null = null): string {
  if (type.kind !== 'number') return String(value);
  if (format === null && type.shown === 'entry') return formatEntry(value);
  const shown = type.signed ? asSigned(value) : value;
  const sign = shown < 0n ? '-' : '';
  const size = shown < 0n ? -shown : shown;
  switch (format ?? (type.shown === 'decimal' ? 'd' : 'x')) {
    case 'x':
      return `${sign}0x${size.toString(16)}`;
    case 'b':
      return `${sign}0b${size.toString(2)}`;
    case 'd':
      return `${sign}${size}`;
  }
}

/** A page-table entry: where it points to, and its flags by name. */
function formatEntry(entry: bigint): string {
  if (entry === 0n) return '0';
  const target = `0x${(entry & ENTRY_ADDRESS_MASK).toString(16)}`;
  return [target, ...flagNames(entry)].join(' ');
}
