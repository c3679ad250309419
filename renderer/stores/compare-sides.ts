/** What memory is compared with what, as it is chosen. */
import { DOCUMENT_SOURCE, type AttachedSource, type DiffRequest, type Side } from '../../shared/memory-types';
import { PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import type { MemorySpace } from '../../shared/view-types';

/** A side as it is chosen. */
export interface SideChoice {
  readonly source: number;
  /** `null`: the current moment of the document, the last one of what is attached. */
  readonly moment: number | null;
}

/** Which byte of the right side stands beside one of the left. */
export const ALIGNMENTS = ['address', 'kernel', 'shift'] as const;
export type Alignment = (typeof ALIGNMENTS)[number];

/** What is known of the document and of what is beside it. */
export interface SidesContext {
  /** The current moment of the document, and its last one. */
  readonly moment: number;
  readonly lastMoment: number;
  readonly virtualAddressOffset: string | null;
  readonly list: readonly AttachedSource[];
}

/** Where the kernels of all sides came out. */
export type KernelOffsets = Pick<SidesContext, 'virtualAddressOffset' | 'list'>;

/** All that is chosen. */
export interface CompareChoice {
  readonly left: SideChoice;
  readonly right: SideChoice;
  readonly space: MemorySpace;
  readonly alignment: Alignment;
  /** For the alignment `shift`: hexadecimal, may be negative. */
  readonly shift: string;
}

const DOCUMENT_SPACES: readonly MemorySpace[] = ['physical', 'virtual', 'file'];
const SPACE_BYTES = PAGE_COUNT * PAGE_SIZE;

/** The spaces that both sides have. */
export function commonSpaces(
  left: SideChoice,
  right: SideChoice,
  list: readonly AttachedSource[],
): MemorySpace[] {
  const rights = spacesOf(right, list);
  return spacesOf(left, list).filter((space) => rights.includes(space));
}

function spacesOf({ source }: SideChoice, list: readonly AttachedSource[]): readonly MemorySpace[] {
  if (source === DOCUMENT_SOURCE) return DOCUMENT_SPACES;
  return list.find(({ id }) => id === source)?.spaces ?? [];
}

/** The moment that a choice means. */
export function sideOf({ source, moment }: SideChoice, context: SidesContext): Side {
  const last = lastMomentOf(source, context);
  const meant = moment ?? (source === DOCUMENT_SOURCE ? context.moment : last);
  return { source, moment: Math.min(meant, last) };
}

/** The last moment of a side. */
export function lastMomentOf(source: number, { list, lastMoment }: SidesContext): number {
  if (source === DOCUMENT_SOURCE) return lastMoment;
  return list.find(({ id }) => id === source)?.lastMoment ?? 0;
}

/** A moment as it was typed: `null` for nothing, `undefined` where it is none. */
export function readMoment(text: string, last: number): number | null | undefined {
  const digits = text.replace(/[\s,_]/g, '');
  if (digits === '') return null;
  const moment = /^\d{1,10}$/.test(digits) ? Number(digits) : NaN;
  return moment <= last ? moment : undefined;
}

/** A shift as it was typed, e.g. `-0x2000`; `null` where it is none. */
export function readShift(text: string): number | null {
  const match = /^([+-]?)(?:0x)?([0-9a-f]{1,13})$/i.exec(text.replace(/[\s_']/g, ''));
  if (match === null) return null;
  const value = parseInt(match[2] ?? '', 16);
  if (value > SPACE_BYTES) return null;
  return match[1] === '-' ? 0 - value : value;
}

/** How far the kernel of the right side lies behind that of the left; `null` where either was not loaded. */
export function kernelShift(
  left: Pick<SideChoice, 'source'>,
  right: Pick<SideChoice, 'source'>,
  context: KernelOffsets,
): number | null {
  const from = offsetOf(left.source, context);
  const to = offsetOf(right.source, context);
  return from === null || to === null ? null : Number(BigInt.asIntN(48, to - from));
}

function offsetOf(source: number, { list, virtualAddressOffset }: KernelOffsets): bigint | null {
  const text =
    source === DOCUMENT_SOURCE
      ? virtualAddressOffset
      : (list.find(({ id }) => id === source)?.virtualAddressOffset ?? null);
  return text === null ? null : BigInt(text);
}

/** What is chosen as a question to the engine, or why it is none. */
export function requestOf(
  choice: CompareChoice,
  context: SidesContext,
): { readonly request: DiffRequest } | { readonly problem: string } {
  const { left, right, space, alignment } = choice;
  if (!commonSpaces(left, right, context.list).includes(space)) {
    return { problem: 'The two sides have no space in common: a dump has only the one that it was put in.' };
  }
  const shift =
    alignment === 'address'
      ? 0
      : alignment === 'shift'
        ? readShift(choice.shift)
        : space === 'virtual'
          ? kernelShift(left, right, context)
          : 0;
  if (shift === null) {
    return {
      problem:
        alignment === 'shift'
          ? 'The shift is no hexadecimal number: write for example 0x2000 or -0x1000.'
          : 'A side has no loaded kernel whose place could be told: compare by address.',
    };
  }
  return {
    request: { left: sideOf(left, context), right: sideOf(right, context), space, shift },
  };
}
