/** Words and digits of the disassembly. */
import { addressAt, hex } from '../../../shared/address';
import type { CodeRow, CodeToken, RelocationRow } from '../../../shared/kernel-types';
import { sizeText } from '../../../shared/size-text';
import { formatCount, formatMoments } from '../../composables/format';
import { endOfRow } from './code-list';

/** Digits that an address has at least; those before it are zeros that mean nothing. */
const MIN_DIGITS = 10;

/** An address in two parts: redundant zeros, then the digits that matter. */
export function addressParts(address: string): { readonly zeros: string; readonly digits: string } {
  const digits = address.replace(/^0x/, '');
  return { zeros: '0'.repeat(Math.max(0, MIN_DIGITS - digits.length)), digits };
}

/** Bytes of a line that are drawn alike. */
export interface ByteRun {
  readonly text: string;
  readonly look: 'plain' | 'relocated' | 'now';
}

/** What the op at the moment wrote, by positions. */
export interface Changed {
  readonly position: number;
  readonly old: Uint8Array;
}

/** The bytes of a row in runs; what the op has just written comes before what a relocation wrote. */
export function byteRuns(row: CodeRow, changed: Changed | null): ByteRun[] {
  const runs: { text: string; look: ByteRun['look'] }[] = [];
  row.bytes.forEach((byte, at) => {
    const look = lookOf(row, at, changed);
    const digits = byte.toString(16).padStart(2, '0');
    const last = runs[runs.length - 1];
    if (last?.look === look) last.text += ` ${digits}`;
    else runs.push({ text: digits, look });
  });
  return runs;
}

function lookOf({ position, relocation }: CodeRow, at: number, changed: Changed | null): ByteRun['look'] {
  const into = changed === null ? -1 : position + at - changed.position;
  if (changed !== null && into >= 0 && into < changed.old.length) return 'now';
  if (relocation === null) return 'plain';
  const isIn = at >= relocation.offset && at < relocation.offset + relocation.length;
  return isIn ? 'relocated' : 'plain';
}

/** Whether the op at the moment wrote bytes of a row. */
export function isChanged(row: CodeRow, changed: Changed | null): boolean {
  if (changed === null || row.kind === 'gap') return false;
  return changed.position < endOfRow(row) && row.position < changed.position + changed.old.length;
}

/** The bytes of a row, in hexadecimal with spaces. */
export function bytesText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** The instruction as text. */
export function instructionText(row: CodeRow): string {
  if (row.kind === 'bad') return '(bad)';
  return row.tokens.map(({ text }) => text).join('');
}

/** What a hole says: what it is, and its extent. */
export function gapText(row: CodeRow): string {
  const last = hex(addressAt('virtual', endOfRow(row) - 1));
  return `${row.comment}: ${sizeText(row.length)}, to ${last}`;
}

/** A row as it is read out: address, instruction, what it does, and what is special about it. */
export function rowName(row: CodeRow, changed: Changed | null): string {
  if (row.kind === 'gap') {
    return `${row.address}, ${gapText(row)}${row.isEntry ? ', the entry point lies in it' : ''}`;
  }
  const { label, isEntry, address, comment, forbidden, relocation } = row;
  const parts = [
    label,
    isEntry ? 'entry point' : '',
    address,
    instructionText(row),
    comment,
    row.target === null ? '' : jumpWay(row.position, row.target),
    forbidden === '' ? '' : `cannot be executed: ${forbidden}`,
    relocation === null ? '' : `relocation #${relocation.index}`,
    isChanged(row, changed) ? 'changed by this op' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** What a segment that is not mapped yet says of the load. */
export interface LaterSegment {
  readonly load: number;
  /** Positions of its first and last byte. */
  readonly first: number;
  readonly last: number;
  /** Moments of its stage; `null`: the load never came to it. */
  readonly stage: { readonly first: number; readonly last: number } | null;
}

/** The segment of a hole that is worth naming: the one nearest to a position; `null` where none lies in it. */
export function segmentOfGap(
  gap: CodeRow,
  segments: readonly LaterSegment[],
  position: number,
): LaterSegment | null {
  const distance = ({ first, last }: LaterSegment): number => Math.max(first - position, position - last, 0);
  const inGap = segments.filter(({ first, last }) => first < endOfRow(gap) && last >= gap.position);
  return inGap.reduce<LaterSegment | null>(
    (best, one) => (best === null || distance(one) < distance(best) ? one : best),
    null,
  );
}

/** When a segment comes, in words. */
export function laterText({ load, stage }: LaterSegment): string {
  if (stage === null) return `LOAD ${load} belongs here; the load never came to it`;
  const ops = stage.first === stage.last ? 'op' : 'ops';
  return `LOAD ${load} is mapped by ${ops} ${formatMoments(stage.first, stage.last)}`;
}

/** Which way a jump leads, and how far. */
function jumpWay(source: number, target: number): string {
  const bytes = Math.abs(target - source);
  return `${target < source ? 'up' : 'down'} ${formatCount(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** The ends of a jump by their symbols, e.g. `main+0x4 → main+0x10: jumps down 12 bytes`. */
export function jumpTip(from: string, row: CodeRow): string {
  const { position, target, flow } = row;
  if (target === null) return '';
  const to = row.tokens.find(({ kind }) => kind === 'symbol')?.text ?? hex(addressAt('virtual', target));
  const condition = flow === 'conditional' ? ' if the condition holds' : '';
  return `${from} → ${to}: ${flow === 'call' ? 'calls' : 'jumps'} ${jumpWay(position, target)}${condition}`;
}

/** What a relocation changed, and when. */
export function relocationWords({ index, before, after, moment, target }: RelocationRow): string {
  const to = target === '' ? '' : `, to ${target}`;
  const when = moment === null ? '' : ` by op ${formatCount(moment)}`;
  return `Relocation #${index}${when}${to}: ${before ?? 'not applied'}${after === null ? '' : ` → ${after}`}`;
}

/** Class of a token: colours are those of the source panel. */
export function tokenClass({ kind, link }: CodeToken): string {
  return link === null ? `k-${kind}` : `k-${kind} to`;
}
