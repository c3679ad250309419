/** What is known of one address in words, digits, and as text for the clipboard. */
import { hexDigits } from '../../../shared/address';
import type { AccessFaults, AddressField, AddressView, NearestMapped } from '../../../shared/table-types';
import { formatBytes, formatCount } from '../../composables/format';
import { indexText, kindText, rightsText } from '../page-table/entry-text';

/** A kind of access, and what it ends in. */
export interface AccessRow {
  readonly name: 'Read' | 'Write' | 'Execute';
  readonly outcome: 'allowed' | 'faults' | 'unknown';
  readonly words: string;
}

/** With these words the engine says that it cannot know, as the tables cannot be read. */
const NOT_KNOWN = /^not known/;

/** What each kind of access ends in. */
export function accessRows({ read, write, execute }: AccessFaults): AccessRow[] {
  const row = (name: AccessRow['name'], fault: string | null): AccessRow => {
    if (fault === null) return { name, outcome: 'allowed', words: 'allowed' };
    return { name, outcome: NOT_KNOWN.test(fault) ? 'unknown' : 'faults', words: fault };
  };
  return [row('Read', read), row('Write', write), row('Execute', execute)];
}

/** The bits of a field: `63–48`. */
export function bitsText({ high, low }: AddressField): string {
  return `${high}–${low}`;
}

/** What a field holds: indices in decimal, the rest in hexadecimal. */
export function fieldText({ name, high, low, value }: AddressField): string {
  if (name === 'sign' || name === 'offset') return hexDigits(value, Math.ceil((high - low + 1) / 4));
  return String(value);
}

/** A field for its tooltip and for screen readers. */
export function fieldName(field: AddressField): string {
  const bits = `Bits ${field.high} to ${field.low}`;
  switch (field.name) {
    case 'sign':
      return `${bits}: ${fieldText(field)}, which must repeat bit 47`;
    case 'offset':
      return `${bits}: 0x${fieldText(field)}, the offset in the page`;
    default:
      return `${bits}: index ${field.value} in the ${field.name} table`;
  }
}

/** How far off the nearest mapped byte is: `4 KiB below, LOAD 2 file`. */
export function nearestText({ distance, owner }: NearestMapped, where: 'below' | 'above'): string {
  const size = formatBytes(Number(BigInt(distance)));
  return `${size} ${where}${owner === '' ? '' : `, ${owner}`}`;
}

/** Bytes as pairs of digits. */
export function bytesText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => hexDigits(byte, 2)).join(' ');
}

/** `none`, `one other page`, `3 other pages`: besides the page itself. */
export function aliasesText(aliases: number): string {
  if (aliases <= 1) return 'none: no other page shows the frame';
  return aliases === 2
    ? 'one other page shows the frame'
    : `${formatCount(aliases - 1)} other pages show the frame`;
}

/** Everything about an address as text. */
export function addressText(view: AddressView): string {
  const lines = [
    `${view.virt}${view.symbol === '' ? '' : `  ${view.symbol}`}`,
    view.fields.map((field) => `${field.name} ${fieldText(field)}`).join(', '),
    ...view.levels.map(({ row, entryAddress, writes }) => {
      const written =
        writes.last.length === 0 ? '' : `, written at op ${writes.last.map(formatCount).join(', op ')}`;
      const flags = row.flags.length === 0 ? 'no flags' : row.flags.join(' | ');
      return `P${row.level}${indexText(row)} at ${entryAddress} = ${row.entry}  ${kindText(row)}  ${flags}${written}`;
    }),
    view.verdict,
    ...(view.phys === null ? [] : [`physical ${view.phys}, ${rightsText(view.rights)}`]),
    ...(view.bytes.length === 0 ? [] : [`bytes ${bytesText(view.bytes)}`]),
    ...(view.pointer === null ? [] : [`as pointer ${view.pointer.value}: ${view.pointer.words}`]),
    ...[view.owner, view.segment, view.section]
      .filter((part) => part !== '')
      .join(', ')
      .split('\n')
      .filter(Boolean),
    ...(view.written === null
      ? []
      : [`written at op ${formatCount(view.written.moment)}: ${view.written.words}`]),
    ...accessRows(view.faults).map(({ name, words }) => `${name.toLowerCase()}: ${words}`),
    ...(view.below === null ? [] : [`nearest below ${view.below.virt}, ${nearestText(view.below, 'below')}`]),
    ...(view.above === null ? [] : [`nearest above ${view.above.virt}, ${nearestText(view.above, 'above')}`]),
  ];
  return lines.join('\n');
}
