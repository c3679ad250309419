import { PAGE_COUNT, PAGE_SIZE } from '../../../../shared/address';
import { partitionPoint } from '../../../../shared/partition-point';
import { DT_RELA, DYNAMIC_ENTRY_SIZE } from '../../elf/dynamic';
import { RELA_SIZE } from '../../elf/rela';
import { ENTRY_COUNT, frameOf } from '../../paging/page-table';
import { SPAN } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { readableHeaders } from '../../trace/stages';
import { stepOfOp } from '../../trace/timeline';
import { firstIn, holdsPage, lastIn, type ByteRange } from './byte-range';
import { FoundMoments } from './moment-list';

const RELOCATION = SPAN.relocation;
const COPY_ON_WRITE = SPAN.copyOnWrite;

/** Bytes of the address space: positions in it are exact as numbers. */
const SPACE = PAGE_COUNT * PAGE_SIZE;

/** One relocation table as the loader read it, entry by entry, each right before the step that applies it. */
export interface RelocationTable {
  /** Span of the stage. */
  readonly stage: number;
  /** Place of the first relocation among the steps; that of relocation `n` is `n` further on. */
  readonly firstStep: number;
  /** Entries that were read. */
  readonly count: number;
  /** Where the first entry lies in the kernel's address space, counted from its beginning. */
  readonly start: number;
}

/** The relocation tables that a load read, in order; nearly always there is one. */
function relocationTables(view: LoadView): RelocationTable[] {
  const { stages, spans, steps } = view.trace;
  const tables: RelocationTable[] = [];
  for (const stage of stages) {
    if (spans.kind[stage] !== SPAN.dynamic) continue;
    const firstStep = stepOfOp(view.trace, spans.firstOp[stage] as number);
    // The steps of such a stage are relocations, or it is a single one without.
    if (spans.kind[steps.span(firstStep)] !== RELOCATION) continue;
    const count = stepOfOp(view.trace, spans.endOp(stage) - 1) - firstStep + 1;
    const address = tableAddress(view, spans.subject[stage] as number);
    if (address === null) continue;
    const start = Number(BigInt.asUintN(48, address + view.offset));
    tables.push({ stage, firstStep, count, start });
  }
  return tables;
}

/** What the dynamic table of a header says where the relocations are. */
function tableAddress(view: LoadView, header: number): bigint | null {
  const file = view.elfFile;
  if (file === null) return null;
  const found = readableHeaders(file).find((one) => one.header.index === header);
  if (found === undefined) return null;
  const data = file.view();
  const { start, end } = found.header.rawRange(file);
  for (let at = start; at + DYNAMIC_ENTRY_SIZE <= end; at += DYNAMIC_ENTRY_SIZE) {
    if (data.getBigUint64(at, true) === BigInt(DT_RELA)) return data.getBigUint64(at + 8, true);
  }
  return null;
}

/** The first op of each relocation from one index to another, both included. */
export function relocationMoments(view: LoadView, first: number, last: number): Uint32Array {
  const found = new FoundMoments(view.trace.steps.length);
  for (const table of relocationTables(view)) addRelocations(view, table, first, last, found);
  return found.list();
}

/** When the loader read entries of which a byte lies in a range of virtual memory. */
export function readsOfVirtual(view: LoadView, range: ByteRange): Uint32Array {
  const found = new FoundMoments(view.trace.steps.length);
  const first = range.firstPage * PAGE_SIZE + range.firstOffset;
  const last = range.lastPage * PAGE_SIZE + range.lastOffset;
  for (const table of relocationTables(view)) {
    // A table at the end of the address space may go on at its beginning.
    for (const start of [table.start, table.start - SPACE]) {
      const from = Math.ceil((first - start - RELA_SIZE + 1) / RELA_SIZE);
      addRelocations(view, table, from, Math.floor((last - start) / RELA_SIZE), found);
    }
  }
  return found.list();
}

function addRelocations(
  view: LoadView,
  table: RelocationTable,
  first: number,
  last: number,
  found: FoundMoments,
): void {
  const from = Math.max(0, first);
  const to = Math.min(table.count - 1, last);
  if (from > to) return;
  const { spans, steps } = view.trace;
  const { kind, firstOp } = spans;
  const end = steps.span(table.firstStep + to);
  // Between the steps are their parts.
  for (let span = steps.span(table.firstStep + from); span <= end; span++) {
    if (kind[span] === RELOCATION) found.add((firstOp[span] as number) + 1);
  }
}

/**
 * When the loader read entries of which a byte lay in a range of physical memory. It reads through the page table: at
 * first the frames of the file, and where a relocation wrote to the table itself, the copies of its pages from then on.
 */
export function readsOfPhysical(view: LoadView, range: ByteRange): Uint32Array {
  const found = new FoundMoments(view.trace.steps.length);
  for (const table of relocationTables(view)) addReads(view, table, range, found);
  return found.list();
}

function addReads(view: LoadView, table: RelocationTable, range: ByteRange, found: FoundMoments): void {
  const frames = new TableFrames(view, table);
  const reads = new IndexRun((first, last) => {
    addRelocations(view, table, first, last, found);
  });
  let index = 0;
  while (index < table.count) {
    const at = table.start + index * RELA_SIZE;
    const page = Math.floor(at / PAGE_SIZE);
    const offset = at % PAGE_SIZE;
    const frame = frames.frameOf(page, index);
    const inPage = Math.floor((PAGE_SIZE - offset) / RELA_SIZE);
    if (inPage === 0) {
      // It lies in two pages, and the next ones do not.
      const rest = offset + RELA_SIZE - PAGE_SIZE - 1;
      const next = frames.frameOf(page + 1, index);
      if (overlaps(range, frame, offset, PAGE_SIZE - 1) || overlaps(range, next, 0, rest))
        reads.add(index, index);
      index++;
      continue;
    }
    const behind = frames.sameUntil(page, index, Math.min(table.count, index + inPage));
    if (holdsPage(range, frame)) {
      const before = Math.ceil((firstIn(range, frame) - offset - RELA_SIZE + 1) / RELA_SIZE);
      const upTo = Math.floor((lastIn(range, frame) - offset) / RELA_SIZE);
      reads.add(Math.max(index, index + before), Math.min(behind - 1, index + upTo));
    }
    index = behind;
  }
  reads.end();
}

/** Whether one of the bytes from `first` to `last` of a frame lies in a range; -1 for no frame. */
function overlaps(range: ByteRange, frame: number, first: number, last: number): boolean {
  return holdsPage(range, frame) && first <= lastIn(range, frame) && last >= firstIn(range, frame);
}

/** Puts neighbouring runs of indices together. */
class IndexRun {
  private first = 0;
  private last = -1;

  constructor(private readonly give: (first: number, last: number) => void) {}

  /** Adds a run behind all before it; an empty one is none. */
  add(first: number, last: number): void {
    if (first > last) return;
    if (first !== this.last + 1) {
      this.end();
      this.first = first;
    }
    this.last = last;
  }

  /** Gives what is left. */
  end(): void {
    if (this.first <= this.last) this.give(this.first, this.last);
  }
}

/** A page that gets a frame of its own: the first op of that, and the frame. */
interface TableCopy {
  readonly op: number;
  readonly frame: number;
}

/** Which frames the pages of a table have while it is read. */
class TableFrames {
  private readonly copies: ReadonlyMap<number, TableCopy>;
  /** Entries of the page table for the 512 pages that were asked about last, as the stage finds them. */
  private region = -1;
  private entries: Uint32Array | null = null;

  constructor(
    private readonly view: LoadView,
    private readonly table: RelocationTable,
  ) {
    this.copies = copiesOfTable(view, table);
  }

  /** The frame of a page when an entry is read, -1 for none. */
  frameOf(page: number, index: number): number {
    const inSpace = page % PAGE_COUNT;
    const copy = this.copies.get(inSpace);
    if (copy !== undefined && this.momentOf(index) > copy.op) return copy.frame;
    const region = Math.floor(inSpace / ENTRY_COUNT);
    if (region !== this.region) this.lookUp(region, inSpace);
    if (this.entries === null) return -1;
    const at = (inSpace % ENTRY_COUNT) * 2;
    const low = this.entries[at] as number;
    const high = this.entries[at + 1] as number;
    return (low | high) === 0 ? -1 : frameOf(low, high);
  }

  /** The entry, of those behind `index` and before `end`, from which on a page has another frame; `end` for none. */
  sameUntil(page: number, index: number, end: number): number {
    const copy = this.copies.get(page % PAGE_COUNT);
    if (copy === undefined || copy.op < this.momentOf(index)) return end;
    return index + partitionPoint(end - index, (i) => this.momentOf(index + i) <= copy.op);
  }

  /** The moment at which an entry is read: right before its step. */
  private momentOf(index: number): number {
    const { steps, spans } = this.view.trace;
    return spans.firstOp[steps.span(this.table.firstStep + index)] as number;
  }

  private lookUp(region: number, page: number): void {
    const { tables, trace } = this.view;
    const moment = trace.spans.firstOp[this.table.stage] as number;
    const mapped = tables.translate(page, moment);
    this.region = region;
    this.entries = mapped === null ? null : tables.words(mapped.table, moment);
  }
}

/** The copies of pages of a table that are made while it is read, by page. */
function copiesOfTable(view: LoadView, table: RelocationTable): ReadonlyMap<number, TableCopy> {
  const { spans, steps, ops } = view.trace;
  const { kind } = spans;
  const firstPage = Math.floor(table.start / PAGE_SIZE);
  const lastPage = Math.floor((table.start + table.count * RELA_SIZE) / PAGE_SIZE);
  const copies = new Map<number, TableCopy>();
  const end = steps.span(table.firstStep + table.count - 1);
  for (let span = table.stage; span <= end; span++) {
    if (kind[span] !== COPY_ON_WRITE) continue;
    const page = view.owners.pageOf(span);
    // Behind the last page of all is the first.
    const inTable = (page >= firstPage && page <= lastPage) || page + PAGE_COUNT <= lastPage;
    const op = spans.firstOp[span] as number;
    // It begins with the new frame's allocation.
    if (inTable) copies.set(page, { op, frame: ops.frame[op] as number });
  }
  return copies;
}
