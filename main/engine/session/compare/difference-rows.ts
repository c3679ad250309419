import { hex, hexDigits, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { Difference } from '../../../../shared/debugger-types';
import { PROVENANCE_NAMES, type ProvenanceName } from '../../../../shared/provenance';
import { entryValue, frameOf, pagesPerEntry } from '../../paging/page-table';
import { OP, SPAN } from '../../trace/codes';
import { describeOp, flagChange } from '../../trace/describe-op';
import { count } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import type { FrameOwner } from '../../trace/ownership';
import { frameProvenance, ownerProvenance, ownerTitle } from '../pages/page-provenance';
import { changeOf } from '../pages/page-view';
import { rightsWords } from '../rights';
import type { ByteRun } from './frame-differences';
import { MAY_EXECUTE, MAY_WRITE, reachThrough, type EntryPair, type EntryState } from './table-differences';

/** Bytes of a run that its row shows. */
const SHOWN_BYTES = 16;

/** The two moments of a comparison, in the order in which the user looks at them. */
export interface Sides {
  readonly from: number;
  readonly to: number;
}

/** A page that differs. */
export function pageRow(view: LoadView, pair: EntryPair, sides: Sides): Difference {
  const page = pair.place.firstPage + pair.index;
  const [before, after] = inOrder(pair, sides);
  const was = reachThrough(before.low, before.high, before.reach);
  const is = reachThrough(after.low, after.high, after.reach);
  const seen = is !== 0 ? { state: after, moment: sides.to } : { state: before, moment: sides.from };
  const frame = frameOf(seen.state.low, seen.state.high);
  const owner = view.owners.ownerOfPage(page, frame, seen.moment);
  return {
    kind: 'pages',
    place: hex(virtOfPage(page)),
    link: { type: 'memory', space: 'virtual', page, offset: 0 },
    before: pageText(before, was),
    after: pageText(after, is),
    what: `${pageChange(before, was, after, is, owner)}, ${ownerTitle(owner, page)}`,
    provenance: ownerProvenance(owner, page),
    moment: lastEntryWrite(view, pair, sides) + 1,
  };
}

/** A page-table entry that differs. */
export function entryRow(view: LoadView, pair: EntryPair, sides: Sides): Difference {
  const { table, place, index } = pair;
  const [before, after] = inOrder(pair, sides);
  const virt = virtOfPage(place.firstPage + index * pagesPerEntry(place.level));
  return {
    kind: 'entries',
    place: `P${place.level}[${index}] ${hex(virt)}`,
    link: { type: 'memory', space: 'physical', page: table, offset: index * 8 },
    before: entryText(before),
    after: entryText(after),
    what: entryChange(before, after),
    provenance: 'pageTable',
    moment: lastEntryWrite(view, pair, sides) + 1,
  };
}

/** Runs of bytes that differ. */
export function byteRows(view: LoadView, runs: readonly ByteRun[], sides: Sides): Difference[] {
  // Where bytes come from is told of the later state: at the earlier one most of them have not come from anywhere.
  const later = Math.max(sides.from, sides.to);
  const before = new Uint8Array(PAGE_SIZE);
  const after = new Uint8Array(PAGE_SIZE);
  const provenance = new Uint8Array(PAGE_SIZE);
  let frame = -1;
  let owner: FrameOwner = { kind: 'free' };
  return runs.map((run) => {
    if (run.frame !== frame) {
      frame = run.frame;
      owner = view.owners.ownerOf(frame, later);
      view.image.frameAt(frame, sides.from, before);
      view.image.frameAt(frame, sides.to, after);
      const writes = view.image.index.writesBefore(frame, later);
      frameProvenance(view, frame, owner, writes, null, provenance);
    }
    const op = lastByteWrite(view, run, sides);
    return {
      kind: 'bytes',
      place: hex(frame * PAGE_SIZE + run.offset),
      link: { type: 'memory', space: 'physical', page: frame, offset: run.offset },
      before: bytesText(before, run),
      after: bytesText(after, run),
      what: `${runText(run)}, ${writerText(view, op, owner)}`,
      provenance: runProvenance(provenance, run),
      moment: op + 1,
    };
  });
}

function inOrder(pair: EntryPair, { from, to }: Sides): readonly [EntryState, EntryState] {
  return from <= to ? [pair.low, pair.high] : [pair.high, pair.low];
}

function pageText({ low, high }: EntryState, reach: number): string {
  if (reach === 0) return 'not mapped';
  const rights = rightsWords((reach & MAY_WRITE) !== 0, (reach & MAY_EXECUTE) !== 0);
  return `${hex(frameOf(low, high) * PAGE_SIZE)} ${rights}`;
}

function pageChange(
  before: EntryState,
  was: number,
  after: EntryState,
  is: number,
  owner: FrameOwner,
): string {
  if (was === 0) return 'mapped';
  if (is === 0) return 'unmapped';
  const frameBefore = frameOf(before.low, before.high);
  if (frameBefore === frameOf(after.low, after.high)) return 'rights changed';
  return owner.kind === 'copy' && owner.from === frameBefore ? 'copied' : 'remapped';
}

function entryText({ low, high }: EntryState): string {
  return (low | high) === 0 ? '0' : hex(entryValue(low, high));
}

/** What became of an entry: where it leads now, flags gained and lost. */
function entryChange(before: EntryState, after: EntryState): string {
  if ((after.low | after.high) === 0) return 'cleared';
  const frame = frameOf(after.low, after.high);
  const target = (before.low | before.high) === 0 || frame !== frameOf(before.low, before.high);
  const { gained, lost } = flagChange(before.low, before.high, after.low, after.high);
  const flags = [...gained.map((flag) => `+${flag}`), ...lost.map((flag) => `−${flag}`)];
  return [...(target ? [`→ ${hex(frame * PAGE_SIZE)}`] : []), ...flags].join(' ');
}

/** The last op between the moments that wrote an entry; where only rights of the levels above changed, theirs. */
function lastEntryWrite(view: LoadView, { table, index }: EntryPair, sides: Sides): number {
  const { ops } = view.trace;
  let frame = table;
  let entry = index;
  for (;;) {
    const op = lastBetween(view, frame, sides, (each) => {
      const kind = ops.kind[each];
      return kind === OP.entryWritten
        ? ops.at[each] === entry
        : kind === OP.frameZeroed || kind === OP.frameCopied;
    });
    const parent = view.tables.place(frame)?.parent ?? null;
    if (op >= 0 || parent === null) return op;
    frame = parent.frame;
    entry = parent.index;
  }
}

function lastByteWrite(view: LoadView, run: ByteRun, sides: Sides): number {
  return lastBetween(view, run.frame, sides, (op) => {
    const change = changeOf(view, op);
    return (
      change !== null && change.offset < run.offset + run.length && change.offset + change.length > run.offset
    );
  });
}

/** The last op on a frame between two moments that fits, -1 for none. */
function lastBetween(
  view: LoadView,
  frame: number,
  { from, to }: Sides,
  fits: (op: number) => boolean,
): number {
  const writes = view.image.index.writesBefore(frame, Math.max(from, to));
  const low = Math.min(from, to);
  for (let i = writes.length - 1; i >= 0; i--) {
    const op = writes[i] as number;
    if (op < low) return -1;
    if (fits(op)) return op;
  }
  return -1;
}

function bytesText(bytes: Uint8Array, { offset, length }: ByteRun): string {
  const shown = Array.from(bytes.subarray(offset, offset + Math.min(length, SHOWN_BYTES)), (byte) =>
    hexDigits(byte, 2),
  );
  return `${shown.join(' ')}${length > SHOWN_BYTES ? ' …' : ''}`;
}

function runText({ length, bytes }: ByteRun): string {
  return bytes === length ? `${count(length)} bytes` : `${count(bytes)} of ${count(length)} bytes`;
}

/** Who wrote the run last. */
function writerText(view: LoadView, op: number, owner: FrameOwner): string {
  const { ops, spans } = view.trace;
  if (op < 0) return ownerTitle(owner, null);
  const span = ops.span[op] as number;
  if (ops.kind[op] === OP.bytesWritten && spans.kind[span] === SPAN.relocation) {
    return `relocation #${count(spans.subject[span] as number)}`;
  }
  return describeOp(view, op).label;
}

/** Where most of a run's bytes come from. */
function runProvenance(provenance: Uint8Array, { offset, length }: ByteRun): ProvenanceName {
  const counts = new Uint32Array(PROVENANCE_NAMES.length);
  for (let i = offset; i < offset + length; i++) {
    const name = provenance[i] as number;
    counts[name] = (counts[name] as number) + 1;
  }
  return PROVENANCE_NAMES[counts.indexOf(Math.max(...counts))] ?? 'free';
}
