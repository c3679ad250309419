/** Words that all findings use alike. */
import { hex } from '../../../../shared/address';
import { count } from '../../trace/describe-span';
import type { ProgramHeader } from '../../elf/program-header';

/** `1 byte`, `3,712 bytes`. */
export function counted(value: number | bigint, noun: string, plural = `${noun}s`): string {
  return `${count(Number(value))} ${Number(value) === 1 ? noun : plural}`;
}

/** `0x180–0xfff`: first and last byte of a range whose `end` is excluded. */
export function rangeText(start: number | bigint, end: number | bigint): string {
  const last = typeof end === 'bigint' ? end - 1n : end - 1;
  return last < start ? `${hex(start)} (empty)` : `${hex(start)}–${hex(last)}`;
}

/** `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`. */
export function listed(items: readonly string[], most = 4): string {
  const shown = items.slice(0, most);
  const rest = items.length - shown.length;
  const parts = rest > 0 ? [...shown, `${count(rest)} more`] : shown;
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}

/** What a segment's flags ask for, in words. */
export function purposeOf(header: ProgramHeader): string {
  if (header.isExecute) return header.isWrite ? 'writable code' : 'code';
  return header.isWrite ? 'writable data' : 'read-only data';
}

/** The flags of the leaf entries that the loader makes for a segment. */
export function flagsFor(header: ProgramHeader): string {
  const flags = ['PRESENT'];
  if (header.isWrite) flags.push('WRITABLE');
  if (!header.isExecute) flags.push('NO_EXECUTE');
  return flags.join(' ');
}

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(value: number): string {
  const tens = value % 100;
  const ending = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${count(value)}${ending}`;
}
