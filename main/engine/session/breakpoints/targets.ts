import { hex, isCanonical, parseAddress } from '../../../../shared/address';
import type { BreakpointTarget, MemoryEvent, SegmentEvent } from '../../../../shared/breakpoint';
import { assertNever } from '../../../../shared/result';
import { pagesPerEntry } from '../../paging/page-table';
import { OP, SPAN } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import type { LineIndex } from '../line-index';
import { physicalRange, virtualRange, wholePages, type ByteRange } from './byte-range';
import { FoundMoments, NO_MOMENTS, union } from './moment-list';
import { physicalMoments } from './physical-events';
import { relocationMoments } from './relocation-tables';
import { virtualMoments } from './virtual-events';

/** What targets are bound with. */
export interface TargetContext {
  readonly view: LoadView;
  /** Made when the first target on source lines or functions comes. */
  readonly lines: () => LineIndex;
  /** Name of the loader's function that a 1-based source line is in, or nothing. */
  readonly functionAt: (file: string, line: number) => string;
}

/** Physical addresses have at most 52 bits. */
const PHYSICAL_END = 2n ** 52n;

/** The moments that a target fits, ascending. The target has no problem. */
export function targetMoments({ view, lines }: TargetContext, target: BreakpointTarget): Uint32Array {
  switch (target.type) {
    case 'line':
      return lines().moments(target.file, target.line);
    case 'function':
      return lines().calls(target.name);
    case 'stepKind':
      return firstOpsOfKind(view, SPAN[target.kind]);
    case 'segment':
      return segmentMoments(view, target.number, target.events);
    case 'relocations':
      return relocationMoments(view, target.first, target.last);
    case 'range': {
      const [first, last] = [addressOf(target.first), addressOf(target.last)];
      return target.space === 'virtual'
        ? virtualMoments(view, virtualRange(first, last), target.events)
        : physicalMoments(view, physicalRange(first, last), target.events);
    }
    case 'entry':
      return entryMoments(view, target.level, addressOf(target.virt));
    case 'frame': {
      const frame = Number(addressOf(target.address) >> 12n);
      return physicalMoments(view, wholePages(frame, frame), target.events);
    }
    default:
      return assertNever(target);
  }
}

/** Why a target can stop in no load, or not in one of this kernel, and what to do; `null` where it can. */
export function targetProblem(view: LoadView, target: BreakpointTarget): string | null {
  switch (target.type) {
    case 'line':
    case 'stepKind':
      return null;
    case 'function':
      return target.name.trim() === '' ? 'Name a function of the loader, e.g. make_mut.' : null;
    case 'segment':
      return segmentProblem(view, target.number) ?? eventsProblem(target.events);
    case 'relocations':
      return target.last < target.first
        ? 'The last relocation comes before the first: swap the two numbers.'
        : null;
    case 'range':
      return rangeProblem(target.space, target.first, target.last) ?? eventsProblem(target.events);
    case 'entry':
      if (!Number.isInteger(target.level) || target.level < 1 || target.level > 4) {
        return 'Choose a level of the page table from 1 to 4.';
      }
      return addressProblem('virtual', target.virt);
    case 'frame':
      return addressProblem('physical', target.address) ?? eventsProblem(target.events);
    default:
      return assertNever(target);
  }
}

/** Why a target without a problem fits no moment of this load. */
export function missReason(view: LoadView, target: BreakpointTarget): string {
  switch (target.type) {
    case 'line':
      return 'No step of this load runs this line: choose a line with a dot in its margin.';
    case 'function':
      return `This load does nothing in a function “${target.name.trim()}”: give the name as the call stack has it, e.g. make_mut or makeMut.`;
    default:
      return view.message === null ? 'The load never gets there.' : 'The load failed before it got there.';
  }
}

function addressOf(text: string): bigint {
  return parseAddress(text) ?? 0n;
}

function addressProblem(space: 'physical' | 'virtual', text: string): string | null {
  const address = parseAddress(text);
  if (address === null) return `“${text}” is not an address: write it as 0x and hexadecimal digits.`;
  if (space === 'physical') {
    return address < PHYSICAL_END ? null : `${hex(address)} has more than the 52 bits of a physical address.`;
  }
  if (isCanonical(address)) return null;
  return `${hex(address)} is no virtual address: its bits 47 to 63 must be equal.`;
}

function rangeProblem(space: 'physical' | 'virtual', first: string, last: string): string | null {
  const problem = addressProblem(space, first) ?? addressProblem(space, last);
  if (problem !== null) return problem;
  return addressOf(last) < addressOf(first)
    ? 'The range ends before it begins: swap the two addresses.'
    : null;
}

function eventsProblem(events: readonly string[]): string | null {
  return events.length === 0 ? 'No event is chosen: choose at least one.' : null;
}

function segmentProblem(view: LoadView, number: number): string | null {
  const { length } = view.owners.segments;
  if (number >= 1 && number <= length) return null;
  if (length === 0) return 'This kernel has no LOAD segment.';
  return `This kernel has no LOAD ${number}: choose one from 1 to ${length}.`;
}

function firstOpsOfKind(view: LoadView, code: number): Uint32Array {
  const { kind, firstOp, length } = view.trace.spans;
  const found = new FoundMoments(length);
  for (let span = 0; span < length; span++) if (kind[span] === code) found.add((firstOp[span] as number) + 1);
  return found.list();
}

function segmentMoments(view: LoadView, number: number, events: readonly SegmentEvent[]): Uint32Array {
  const { spans, stages } = view.trace;
  const header = view.owners.segments[number - 1]?.header.index;
  const stage = stages.find((span) => spans.kind[span] === SPAN.segment && spans.subject[span] === header);
  if (stage === undefined) return NO_MOMENTS;
  let found: Uint32Array = NO_MOMENTS;
  if (events.includes('begun')) found = Uint32Array.of((spans.firstOp[stage] as number) + 1);
  if (events.includes('ended')) found = union(found, Uint32Array.of(spans.endOp(stage)));
  const ofMemory = events.filter((event): event is MemoryEvent => event !== 'begun' && event !== 'ended');
  if (ofMemory.length === 0) return found;
  for (const range of pagesOfStage(view, stage)) found = union(found, virtualMoments(view, range, ofMemory));
  return found;
}

/** The pages that a segment's stage maps: those with bytes in the file, then those without, each mostly one run. */
function pagesOfStage(view: LoadView, stage: number): ByteRange[] {
  const { kind, parent, length } = view.trace.spans;
  const ranges: ByteRange[] = [];
  let first = -1;
  let last = -1;
  for (let span = stage + 1; span < length && parent[span] !== 0; span++) {
    if (kind[span] !== SPAN.mapPage && kind[span] !== SPAN.bssPage) continue;
    const page = view.owners.pageOf(span);
    if (first >= 0 && page !== last + 1) {
      ranges.push(wholePages(first, last));
      first = -1;
    }
    if (first < 0) first = page;
    last = page;
  }
  if (first >= 0) ranges.push(wholePages(first, last));
  return ranges;
}

/** Writes to the entry that covers a page, in the table of a level. */
function entryMoments(view: LoadView, level: number, virt: bigint): Uint32Array {
  const page = virtualRange(virt, virt).firstPage;
  const table = tableOf(view, level, page);
  if (table === null) return NO_MOMENTS;
  const { kind, at } = view.trace.ops;
  const index = Math.floor(page / pagesPerEntry(level)) % 512;
  const writes = view.image.index.writes(table);
  const found = writes.filter((op) => kind[op] === OP.entryWritten && at[op] === index);
  return found.map((op) => op + 1);
}

/** The table of a level whose entries cover a page; tables are never taken away, so it is that of all moments. */
function tableOf(view: LoadView, level: number, page: number): number | null {
  const covered = pagesPerEntry(level) * 512;
  const first = Math.floor(page / covered) * covered;
  for (const [frame, place] of view.tables.tables()) {
    if (place.level === level && place.firstPage === first) return frame;
  }
  return null;
}
