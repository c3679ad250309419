import { offsetInPage, PAGE_SIZE, pageOfVirt, parseAddress } from '../../../shared/address';
import type { AddressEvent, BoundBreakpoint, Breakpoint, BreakpointTarget } from '../../../shared/breakpoint';
import { assertNever } from '../../../shared/result';
import { partitionPoint } from '../base/partition-point';
import { frameOf, PRESENT } from '../paging/page-table';
import { OP, SPAN } from '../trace/codes';
import type { LoadView } from '../trace/load-view';
import type { LineIndex } from './line-index';

/** A range of bytes, both ends included, in numbers that are exact for it: page (or frame) and offset. */
interface ByteRange {
  readonly firstPage: number;
  readonly firstOffset: number;
  readonly lastPage: number;
  readonly lastOffset: number;
}

/** The breakpoints of a document, each bound to the ascending list of moments at which it stops. */
export class Breakpoints {
  private list: readonly Breakpoint[] = [];
  private readonly hits = new Map<string, Uint32Array>();
  private readonly pages = new Map<number, number | null>();

  constructor(
    private readonly view: LoadView,
    private readonly lines: () => LineIndex,
  ) {}

  /** Replaces all breakpoints; what was computed for a target that stays is kept. */
  set(list: readonly Breakpoint[]): BoundBreakpoint[] {
    this.list = list;
    return list.map((breakpoint) => {
      const problem = problemOf(breakpoint.target);
      const hits = problem === null ? this.momentsOf(breakpoint.target).length : 0;
      return { ...breakpoint, hits, problem: problem ?? (hits === 0 ? 'The load never gets there.' : null) };
    });
  }

  /** The first moments at which a breakpoint stops. */
  moments(id: number, limit: number): number[] {
    const breakpoint = this.list.find((b) => b.id === id);
    if (breakpoint === undefined || problemOf(breakpoint.target) !== null) return [];
    return Array.from(this.momentsOf(breakpoint.target).subarray(0, limit));
  }

  /** The next moment after `moment` at which an enabled breakpoint stops, and which one. */
  next(moment: number): { moment: number; id: number } | null {
    return this.nearest(
      (hits) => hits[countUpTo(hits, moment + 1)],
      (a, b) => a < b,
    );
  }

  /** The last moment before `moment` at which an enabled breakpoint stops. */
  previous(moment: number): { moment: number; id: number } | null {
    return this.nearest(
      (hits) => hits[countUpTo(hits, moment) - 1],
      (a, b) => a > b,
    );
  }

  private nearest(
    pick: (hits: Uint32Array) => number | undefined,
    nearer: (a: number, b: number) => boolean,
  ): { moment: number; id: number } | null {
    let best: { moment: number; id: number } | null = null;
    for (const { id, enabled, target } of this.list) {
      if (!enabled || problemOf(target) !== null) continue;
      const moment = pick(this.momentsOf(target));
      if (moment !== undefined && (best === null || nearer(moment, best.moment))) best = { moment, id };
    }
    return best;
  }

  private momentsOf(target: BreakpointTarget): Uint32Array {
    const key = JSON.stringify(target);
    let found = this.hits.get(key);
    if (found === undefined) {
      found = Uint32Array.from(this.find(target));
      this.hits.set(key, found);
    }
    return found;
  }

  private find(target: BreakpointTarget): Iterable<number> {
    switch (target.type) {
      case 'stepKind':
        return this.momentsOfKind(SPAN[target.kind]);
      case 'line':
        return this.lines().moments(target.file, target.line);
      case 'range': {
        const range = byteRange(target.first, target.last);
        return this.momentsOfRange(range, target.space === 'virtual', target.events);
      }
      default:
        return assertNever(target);
    }
  }

  private *momentsOfKind(code: number): Generator<number, void, undefined> {
    const { spans } = this.view.trace;
    for (let span = 0; span < spans.length; span++) {
      const first = spans.firstOp[span] as number;
      if (spans.kind[span] === code && spans.endOp(span) > first) yield first + 1;
    }
  }

  private *momentsOfRange(
    range: ByteRange,
    virtual: boolean,
    events: readonly AddressEvent[],
  ): Generator<number, void, undefined> {
    const { ops } = this.view.trace;
    const written = events.includes('written');
    const mapped = events.includes('mapped');
    for (let op = 0; op < ops.length; op++) {
      if (mapped && ops.kind[op] === OP.entryWritten && this.maps(op, range, virtual)) yield op + 1;
      else if (written && this.writes(op, range, virtual)) yield op + 1;
    }
  }

  /** Whether an op makes a page of the range (or a page of a frame of the range) present. */
  private maps(op: number, range: ByteRange, virtual: boolean): boolean {
    const { ops } = this.view.trace;
    const place = this.view.tables.place(ops.frame[op] as number);
    const low = ops.low[op] as number;
    if (place === null || place.level !== 1 || (low & PRESENT) === 0) return false;
    const number = virtual ? place.firstPage + (ops.at[op] as number) : frameOf(low, ops.high[op] as number);
    if (number < range.firstPage || number > range.lastPage) return false;
    const step = this.view.trace.spans.kind[ops.span[op] as number];
    return step !== SPAN.readOnly && step !== SPAN.flagCleared;
  }

  /** Whether an op changes a byte of the range. */
  private writes(op: number, range: ByteRange, virtual: boolean): boolean {
    const { ops } = this.view.trace;
    const kind = ops.kind[op] as number;
    if (kind === OP.mark || kind === OP.frameAllocated) return false;
    const frame = ops.frame[op] as number;
    const page = virtual ? this.pageBehind(frame) : frame;
    if (page === null || page < range.firstPage || page > range.lastPage) return false;
    const [first, last] = this.extent(op);
    const afterStart = page > range.firstPage || last >= range.firstOffset;
    return afterStart && (page < range.lastPage || first <= range.lastOffset);
  }

  /** The one page that a private frame (bss or copy) is made for. */
  private pageBehind(frame: number): number | null {
    let page = this.pages.get(frame);
    if (page === undefined) {
      const owner = this.view.owners.ownerOf(frame, this.view.trace.opCount);
      page = owner.kind === 'bss' || owner.kind === 'copy' ? owner.page : null;
      this.pages.set(frame, page);
    }
    return page;
  }

  /** First and last byte in the frame that an op changes. */
  private extent(op: number): [number, number] {
    const { ops } = this.view.trace;
    const at = ops.at[op] as number;
    switch (ops.kind[op]) {
      case OP.entryWritten:
        return [at * 8, at * 8 + 7];
      case OP.bytesWritten:
        return [at & 0xffff, (at & 0xffff) + (at >>> 16) - 1];
      case OP.bytesZeroed:
        return [at, at + (ops.low[op] as number) - 1];
      default:
        return [0, PAGE_SIZE - 1];
    }
  }
}

/** Why a target can never be bound, or `null`. */
function problemOf(target: BreakpointTarget): string | null {
  if (target.type !== 'range') return null;
  const first = parseAddress(target.first);
  const last = parseAddress(target.last);
  if (first === null || last === null) return 'The range is not a pair of addresses.';
  if (last < first) return 'The range ends before it begins.';
  return target.events.length === 0 ? 'No event is chosen.' : null;
}

function byteRange(first: string, last: string): ByteRange {
  const from = parseAddress(first) ?? 0n;
  const to = parseAddress(last) ?? 0n;
  return {
    firstPage: pageOfVirt(from),
    firstOffset: offsetInPage(from),
    lastPage: pageOfVirt(to),
    lastOffset: offsetInPage(to),
  };
}

/** How many of an ascending list are smaller than `limit`. */
function countUpTo(list: Uint32Array, limit: number): number {
  return partitionPoint(list.length, (i) => (list[i] as number) < limit);
}
