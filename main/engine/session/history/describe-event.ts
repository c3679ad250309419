import { hex, hexDigits, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { HistoryEvent, HistoryKind } from '../../../../shared/debugger-types';
import { flagNames } from '../../../../shared/page-flags';
import { entryValue, frameOf } from '../../paging/page-table';
import { OP, SPAN } from '../../trace/codes';
import { describeOp, entryName, flagChange } from '../../trace/describe-op';
import { count, relocatedValue } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import { segmentHoldsOffset, type LoadSegment } from '../../trace/ownership';
import { frameLink, virtualLink } from '../links';
import { ownerTitle } from '../pages/page-provenance';
import { entryBefore } from './entry-before';
import { ROLE } from './events';

/** An event in words, but for its value. */
type EventWords = Omit<HistoryEvent, 'moment' | 'value'>;

/** Bytes of the subject in each frame that it lay in. */
interface Span {
  readonly offset: number;
  readonly length: number;
}

/** Segments that are named one by one. */
const MOST_NAMED = 3;

/** An event, as a row of {@link EventList} has it. */
export interface EventRow {
  readonly role: number;
  readonly moment: number;
  readonly frame: number;
}

/**
 * One event in words.
 *
 * @param span where in its frame the subject lies
 * @param ofFrame the subject is a frame, not a page: entries that show it are told by their pages
 */
export function describeEvent(
  view: LoadView,
  { role, moment, frame }: EventRow,
  span: Span,
  ofFrame: boolean,
): EventWords {
  const op = moment - 1;
  switch (role) {
    case ROLE.file:
      return fileWords(view, frame, span);
    case ROLE.root:
      return {
        kind: 'zeroed',
        text: 'level 4 table zeroed',
        detail: 'Before the load',
        link: frameLink(frame),
      };
    case ROLE.copiedTo:
      return copiedToWords(view, op, span);
    case ROLE.leaf:
      return ofFrame ? shownWords(view, op) : { ...entryWords(view, op), kind: leafKind(view, op) };
    case ROLE.table:
      return entryWords(view, op);
    default:
      return opWords(view, op, span);
  }
}

function fileWords(view: LoadView, frame: number, { offset, length }: Span): EventWords {
  const first = Math.max(0, frame * PAGE_SIZE + offset - view.kernelAddress);
  const end = Math.min(view.elf.length, frame * PAGE_SIZE + offset + length - view.kernelAddress);
  const owners = view.owners.segments.filter((segment) => holdsAny(segment, first, end));
  return {
    kind: 'file',
    text: `file offset ${hex(first)}`,
    detail: owners.length === 0 ? 'In no LOAD segment' : `${segmentList(owners)}, in memory before the load`,
    link: {
      type: 'memory',
      space: 'file',
      page: Math.floor(first / PAGE_SIZE),
      offset: first % PAGE_SIZE,
    },
  };
}

/** Whether a segment has any of the bytes `first` to `end` of the file. */
function holdsAny(segment: LoadSegment, first: number, end: number): boolean {
  const { header } = segment;
  const start = Number(header.offset);
  return segmentHoldsOffset(segment, first) || (start >= first && start < end && header.fileSize > 0n);
}

/** `LOAD 1, LOAD 2 and 4 more`. */
function segmentList(segments: readonly LoadSegment[]): string {
  const names = segments.slice(0, MOST_NAMED).map(({ number }) => `LOAD ${number}`);
  const rest = segments.length - names.length;
  return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function copiedToWords(view: LoadView, op: number, { offset }: Span): EventWords {
  const copy = view.trace.ops.frame[op] as number;
  return {
    kind: 'copiedTo',
    text: `copied to ${hex(copy * PAGE_SIZE)}`,
    detail: forPage(view, op),
    link: frameLink(copy, offset),
  };
}

function forPage(view: LoadView, op: number): string {
  const { span } = view.trace.ops;
  return `For page ${hex(virtOfPage(view.owners.pageOf(span[op] as number)))}`;
}

function opWords(view: LoadView, op: number, span: Span): EventWords {
  const { kind, frame, at, low } = view.trace.ops;
  const here = frame[op] as number;
  const address = hex(here * PAGE_SIZE);
  switch (kind[op]) {
    case OP.frameAllocated:
      return {
        kind: 'allocated',
        text: 'frame allocated',
        detail: address,
        link: frameLink(here, span.offset),
      };
    case OP.frameZeroed:
      return {
        kind: 'zeroed',
        text: zeroedText(view, op),
        detail: address,
        link: frameLink(here, span.offset),
      };
    case OP.frameCopied: {
      const from = at[op] as number;
      return {
        kind: 'copied',
        text: `copied from ${hex(from * PAGE_SIZE)}`,
        detail: forPage(view, op),
        link: frameLink(from, span.offset),
      };
    }
    case OP.bytesZeroed: {
      const first = at[op] as number;
      const last = first + (low[op] as number) - 1;
      return {
        kind: 'zeroed',
        text: 'bss tail zeroed',
        detail: `Bytes ${hex(first)}–${hex(last)} of the page`,
        link: frameLink(here, first),
      };
    }
    case OP.entryWritten:
      return entryWords(view, op);
    default:
      return relocationWords(view, op);
  }
}

function zeroedText(view: LoadView, op: number): string {
  const owner = view.owners.ownerOf(view.trace.ops.frame[op] as number, op + 1);
  if (owner.kind === 'pageTable') return 'table zeroed';
  return owner.kind === 'bss' ? `zeroed for ${ownerTitle(owner, null)}` : 'frame zeroed';
}

/** What a relocation wrote, with the arithmetic. A word at the end of a page is written in two parts. */
function relocationWords(view: LoadView, op: number): EventWords {
  const { ops, spans } = view.trace;
  const span = ops.span[op] as number;
  if (spans.kind[span] !== SPAN.relocation) {
    return { kind: 'relocation', text: describeOp(view, op).label, detail: '', link: null };
  }
  const length = (ops.at[op] as number) >>> 16;
  const part = length === 8 ? '' : `, ${length} of its 8 bytes`;
  const value = relocatedValue(view, span);
  const text = `relocation #${count(spans.subject[span] as number)}${part}`;
  if (value === null) return { kind: 'relocation', text, detail: '', link: null };
  const addend = BigInt.asUintN(64, value - view.offset);
  const base = BigInt.asUintN(64, view.offset);
  const symbol = view.symbolAt(value);
  return {
    kind: 'relocation',
    text,
    detail: `${hex(base)} + ${hex(addend)} = ${hex(value)}${symbol === null ? '' : ` ${symbol}`}`,
    link: virtualLink(value),
  };
}

/** What became of an entry: a new target, other flags, or nothing any more. */
function entryWords(view: LoadView, op: number): EventWords {
  const { frame, low, high } = view.trace.ops;
  const kind = 'entry';
  const name = entryName(view, op);
  const before = entryBefore(view, op);
  const was = (before.low | before.high) !== 0;
  const level = view.tables.place(frame[op] as number)?.level ?? 1;
  const [nowLow, nowHigh] = [low[op] as number, high[op] as number];
  if ((nowLow | nowHigh) === 0) {
    const old = frameOf(before.low, before.high);
    const detail = was ? `${name}, was ${hex(old * PAGE_SIZE)}` : name;
    return { kind, text: 'cleared', detail, link: was ? frameLink(old) : null };
  }
  const target = frameOf(nowLow, nowHigh);
  const now = flagNames(entryValue(nowLow, nowHigh)).join(' ');
  const link = frameLink(target);
  if (was && frameOf(before.low, before.high) === target) {
    const { gained, lost } = flagChange(before.low, before.high, nowLow, nowHigh);
    const words = [...gained.map((flag) => `${flag} on`), ...lost.map((flag) => `${flag} off`)];
    return { kind, text: words.join(', ') || 'written again', detail: `${name} now ${now}`, link };
  }
  const detail = `${name} → ${hex(target * PAGE_SIZE)} ${now}`;
  const text = level > 1 ? `table P${level - 1} linked` : `${mappedTitle(view, op, target)} mapped`;
  return { kind, text, detail, link };
}

/** What the write of a leaf entry did to its page. */
function leafKind(view: LoadView, op: number): HistoryKind {
  const { low, high } = view.trace.ops;
  const before = entryBefore(view, op);
  const [nowLow, nowHigh] = [low[op] as number, high[op] as number];
  if ((nowLow | nowHigh) === 0) return 'unmapped';
  const was = (before.low | before.high) !== 0;
  return was && frameOf(before.low, before.high) === frameOf(nowLow, nowHigh) ? 'entry' : 'mapped';
}

/** The same write as what it did to the frame that the page shows, or no longer shows. */
function shownWords(view: LoadView, op: number): EventWords {
  const kind = leafKind(view, op);
  const page = pageOfLeaf(view, op);
  const address = virtOfPage(page);
  const target = frameOf(view.trace.ops.low[op] as number, view.trace.ops.high[op] as number);
  const title =
    kind === 'unmapped' ? '' : `, ${ownerTitle(view.owners.ownerOfPage(page, target, op + 1), page)}`;
  return {
    kind,
    text: `${kind === 'unmapped' ? 'unmapped from' : 'mapped at'} ${hex(address)}`,
    detail: `${entryName(view, op)}${title}`,
    link: virtualLink(address),
  };
}

/** Whose frame a leaf entry shows from op `op` on. */
function mappedTitle(view: LoadView, op: number, target: number): string {
  const page = pageOfLeaf(view, op);
  return ownerTitle(view.owners.ownerOfPage(page, target, op + 1), page);
}

/** The page whose entry an op wrote. */
function pageOfLeaf(view: LoadView, op: number): number {
  const { frame, at } = view.trace.ops;
  const place = view.tables.place(frame[op] as number);
  return (place?.firstPage ?? 0) + (at[op] as number);
}

/** The bytes that an op wrote as one number; empty for ops that filled or only took a frame. */
export function writtenText(view: LoadView, op: number): string {
  const { kind, at, low, high } = view.trace.ops;
  const entry = kind[op] === OP.entryWritten;
  if (!entry && kind[op] !== OP.bytesWritten) return '';
  const length = entry ? 8 : (at[op] as number) >>> 16;
  const value = entryValue(low[op] as number, high[op] as number);
  return `0x${hexDigits(BigInt.asUintN(length * 8, value), length * 2)}`;
}
