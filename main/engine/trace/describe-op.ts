import { hexDigits, hex, PAGE_SIZE } from '../../../shared/address';
import type { OpRow } from '../../../shared/view-types';
import { flagNames } from '../../../shared/page-flags';
import type { ProvenanceName } from '../../../shared/provenance';
import { entryValue, frameOf } from '../paging/page-table';
import { opKind, SPAN, spanKind } from './codes';
import type { LoadView } from './load-view';
import { spanTitle } from './describe-span';

/** The entry that an `entryWritten` op replaced. */
export function entryBefore(view: LoadView, op: number): { low: number; high: number } {
  const { ops } = view.trace;
  return view.tables.entry(ops.frame[op] as number, ops.at[op] as number, op);
}

/** `P1[25]`: the name of the entry that an `entryWritten` op wrote. */
export function entryName(view: LoadView, op: number): string {
  const { ops } = view.trace;
  const place = view.tables.place(ops.frame[op] as number);
  return `P${place?.level ?? '?'}[${ops.at[op] as number}]`;
}

/** One op in words. */
export function describeOp(view: LoadView, op: number): OpRow {
  const { ops } = view.trace;
  const { label, short, provenance } = wordsOf(view, op);
  return {
    moment: op + 1,
    span: ops.span[op] as number,
    kind: opKind(ops.kind[op] as number),
    label,
    short,
    provenance,
  };
}

type Words = Pick<OpRow, 'label' | 'short' | 'provenance'>;

function wordsOf(view: LoadView, op: number): Words {
  const { ops } = view.trace;
  const frame = ops.frame[op] as number;
  const address = (frame * PAGE_SIZE).toString(16);
  switch (opKind(ops.kind[op] as number)) {
    case 'mark':
      return {
        label: spanTitle(view, ops.span[op] as number).label,
        short: markWord(view, op),
        provenance: 'free',
      };
    case 'frameAllocated':
      return { label: `Allocate frame ${address}`, short: 'alloc', provenance: futureOwner(view, frame) };
    case 'frameZeroed':
      return { label: `Zero frame ${address}`, short: 'zero', provenance: futureOwner(view, frame) };
    case 'frameCopied': {
      const from = ((ops.at[op] as number) * PAGE_SIZE).toString(16);
      return { label: `Copy 4 KiB from ${from}`, short: 'copy', provenance: 'copied' };
    }
    case 'entryWritten':
      return entryWords(view, op);
    case 'bytesZeroed':
      return { label: `Zero ${ops.low[op] as number} bytes of ${address}`, short: 'zero', provenance: 'bss' };
    case 'bytesWritten': {
      const length = (ops.at[op] as number) >>> 16;
      return {
        label: `Write ${length} bytes at ${address}+${hexDigits((ops.at[op] as number) & 0xffff, 3)}`,
        short: onlyWrite(view, op)
          ? `#${view.trace.spans.subject[ops.span[op] as number] as number}`
          : 'write',
        provenance: 'relocated',
      };
    }
  }
}

/** Whether a write is all that its relocation does: then it goes by the relocation's number. */
function onlyWrite(view: LoadView, op: number): boolean {
  const { ops, spans } = view.trace;
  const span = ops.span[op] as number;
  const count = spans.endOp(span) - (spans.firstOp[span] as number);
  return spans.kind[span] === SPAN.relocation && count === 1;
}

function markWord(view: LoadView, op: number): string {
  return spanKind(view.trace.spans.kind[view.trace.ops.span[op] as number] as number) === 'failure'
    ? 'fail'
    : 'mark';
}

/** What an allocated frame becomes by the end of the load. */
function futureOwner(view: LoadView, frame: number): ProvenanceName {
  const owner = view.owners.ownerOf(frame, view.trace.opCount);
  if (owner.kind === 'pageTable') return 'pageTable';
  if (owner.kind === 'bss') return 'bss';
  return owner.kind === 'copy' ? 'copied' : 'free';
}

function entryWords(view: LoadView, op: number): Words {
  const { ops } = view.trace;
  const name = entryName(view, op);
  const low = ops.low[op] as number;
  const high = ops.high[op] as number;
  const old = entryBefore(view, op);
  if ((low | high) === 0) return { label: `Clear ${name}`, short: 'clear', provenance: 'pageTable' };
  const sameFrame = (old.low | old.high) !== 0 && frameOf(old.low, old.high) === frameOf(low, high);
  if (sameFrame) {
    const { gained, lost } = flagChange(old.low, old.high, low, high);
    const words = [...gained.map((flag) => `+${flag}`), ...lost.map((flag) => `−${flag}`)].join(' ');
    return { label: `${name} ${words}`, short: 'flags', provenance: 'pageTable' };
  }
  const target = hex(frameOf(low, high) * PAGE_SIZE).slice(2);
  const isLeaf = view.tables.place(ops.frame[op] as number)?.level === 1;
  return isLeaf
    ? { label: `Map ${name} → ${target}`, short: 'map', provenance: 'pageTable' }
    : { label: `Link ${name} → ${target}`, short: 'link', provenance: 'pageTable' };
}

/** The flags that a new entry has more and less than an old one. */
export function flagChange(
  oldLow: number,
  oldHigh: number,
  low: number,
  high: number,
): { gained: string[]; lost: string[] } {
  const before = flagNames(entryValue(oldLow, oldHigh));
  const after = flagNames(entryValue(low, high));
  return {
    gained: after.filter((flag) => !before.includes(flag)),
    lost: before.filter((flag) => !after.includes(flag)),
  };
}
