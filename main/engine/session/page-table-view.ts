import { hex, isCanonical, offsetInPage, PAGE_SIZE, pageOfVirt, virtOfPage } from '../../../shared/address';
import type { EntryRow, Walk } from '../../../shared/view-types';
import { ENTRY_ADDRESS_MASK, flagNames } from '../../../shared/page-flags';
import {
  ENTRY_COUNT,
  entryValue,
  flagsOf,
  frameOf,
  NO_EXECUTE,
  pagesPerEntry,
  PRESENT,
  tableIndex,
  WRITABLE,
} from '../paging/page-table';
import { OP } from '../trace/codes';
import { flagChange } from '../trace/describe-op';
import type { LoadView } from '../trace/load-view';
import { ownerProvenance, ownerTitle, sameTitle } from './pages/page-provenance';
import { rightsWords } from './rights';

/** Rights that the levels above leave. */
interface Allowed {
  readonly writable: boolean;
  readonly executable: boolean;
}

/** The used entries of a table at a moment; equal neighbours in one row where `merge` says so. */
export function tableChildren(view: LoadView, table: number, moment: number, merge: boolean): EntryRow[] {
  const place = view.tables.place(table);
  if (place === null) return [];
  const { level, firstPage } = place;
  const allowed = allowedAbove(view, table, moment);
  const writtenAt = lastWrites(view, table, moment);
  // Making rows asks for other tables, which may drive this one out of the cache.
  const words = view.tables.words(table, moment);
  const changed = writtenEntry(view, moment - 1, table);
  const rows: EntryRow[] = [];
  let index = 0;
  while (index < ENTRY_COUNT) {
    const used = ((words[index * 2] as number) | (words[index * 2 + 1] as number)) !== 0;
    if (!used && index !== changed) {
      index++;
      continue;
    }
    const end =
      merge && level === 1 && used ? runEnd(view, { words, index, firstPage, moment, changed }) : index + 1;
    const page = firstPage + index * pagesPerEntry(level);
    const row = entryRow(view, { table, level, index, firstPage: page, moment, allowed }, writtenAt);
    rows.push(
      end === index + 1 ? row : { ...row, count: end - index, writtenAt: lastOf(writtenAt, index, end) + 1 },
    );
    index = end;
  }
  return rows;
}

interface LeafPlace {
  /** The table's entries, and the page that the first one maps. */
  readonly words: Uint32Array;
  readonly firstPage: number;
  readonly index: number;
  readonly moment: number;
  /** Entry that the op at the moment wrote, -1 where it wrote none of this table. */
  readonly changed: number;
}

/**
 * The entry behind a run of leaves that goes on in both spaces, with the same rights and owner. An entry that was
 * written right now stands alone.
 */
function runEnd(view: LoadView, { words, firstPage, index, moment, changed }: LeafPlace): number {
  if (index === changed) return index + 1;
  const low = words[index * 2] as number;
  const high = words[index * 2 + 1] as number;
  const flags = flagsOf(low, high);
  const frame = frameOf(low, high);
  const owner = view.owners.ownerOfPage(firstPage + index, frame, moment);
  let end = index + 1;
  for (; end < ENTRY_COUNT && end !== changed; end++) {
    const nextLow = words[end * 2] as number;
    const nextHigh = words[end * 2 + 1] as number;
    if (frameOf(nextLow, nextHigh) !== frame + end - index || flagsOf(nextLow, nextHigh) !== flags) break;
    const next = view.owners.ownerOfPage(firstPage + end, frame + end - index, moment);
    if (!sameTitle(owner, firstPage + index, next, firstPage + end)) break;
  }
  return end;
}

function lastOf(writtenAt: Int32Array, index: number, end: number): number {
  let last = -1;
  for (let i = index; i < end; i++) last = Math.max(last, writtenAt[i] as number);
  return last;
}

/** The way from the root to a virtual address at a moment. */
export function walk(view: LoadView, address: bigint, moment: number): Walk {
  const virt = hex(address);
  if (!isCanonical(address)) {
    const verdict = 'Not a canonical address: bits 47 to 63 differ, so any access faults.';
    return { virt, entries: [], phys: null, rights: '', verdict };
  }
  const page = pageOfVirt(address);
  const entries: EntryRow[] = [];
  let table = view.rootFrame;
  let allowed: Allowed = { writable: true, executable: true };
  for (let level = 4; level >= 1; level--) {
    const index = tableIndex(page, level);
    const span = pagesPerEntry(level);
    const firstPage = Math.floor(page / span) * span;
    const { low, high } = view.tables.entry(table, index, moment);
    const place = { table, level, index, firstPage, moment, allowed };
    entries.push(entryRow(view, place, lastWrites(view, table, moment)));
    if ((low & PRESENT) === 0) {
      const verdict = `Not mapped: P${level}[${index}] is empty, so any access faults.`;
      return { virt, entries, phys: null, rights: '', verdict };
    }
    const flags = flagsOf(low, high);
    allowed = {
      writable: allowed.writable && (flags & WRITABLE) !== 0,
      executable: allowed.executable && (flags & NO_EXECUTE) === 0,
    };
    table = frameOf(low, high);
  }
  const phys = hex(table * PAGE_SIZE + offsetInPage(address));
  const rights = rightsWords(allowed.writable, allowed.executable);
  return { virt, entries, phys, rights, verdict: `Effective ${spelledOut(allowed)}.` };
}

interface EntryPlace {
  readonly table: number;
  readonly level: number;
  readonly index: number;
  readonly firstPage: number;
  readonly moment: number;
  readonly allowed: Allowed;
}

function entryRow(view: LoadView, at: EntryPlace, writtenAt: Int32Array): EntryRow {
  const { table, level, index, firstPage, moment, allowed } = at;
  const { low, high } = view.tables.entry(table, index, moment);
  const flags = flagsOf(low, high);
  const present = (flags & PRESENT) !== 0;
  const target = frameOf(low, high);
  const leaf = level === 1;
  const value = entryValue(low, high);
  const writable = allowed.writable && (flags & WRITABLE) !== 0;
  const executable = allowed.executable && (flags & NO_EXECUTE) === 0;
  const owner = !present
    ? null
    : leaf
      ? view.owners.ownerOfPage(firstPage, target, moment)
      : view.owners.ownerOf(target, moment);
  return {
    level,
    index,
    count: 1,
    table,
    virt: hex(virtOfPage(firstPage)),
    target: hex(value & ENTRY_ADDRESS_MASK),
    entry: hex(value),
    flags: flagNames(value),
    rights: present ? rightsWords(writable, executable) : '',
    provenance: owner === null ? 'free' : leaf ? ownerProvenance(owner, firstPage) : 'pageTable',
    owner: leaf && owner !== null ? ownerTitle(owner, firstPage) : '',
    used: leaf || !present ? 0 : view.tables.usedEntries(target, moment),
    writtenAt: (writtenAt[index] as number) + 1,
    changed: changedBy(view, moment - 1, table, index),
    leaf,
  };
}

/** The last op at or before the moment on each entry of a table, -1 for none. */
function lastWrites(view: LoadView, table: number, moment: number): Int32Array {
  const { ops } = view.trace;
  const { index } = view.image;
  const writes = index.writes(table);
  const last = new Int32Array(ENTRY_COUNT).fill(-1);
  const end = index.countBefore(writes, moment);
  for (let i = 0; i < end; i++) {
    const op = writes[i] as number;
    if (ops.kind[op] === OP.entryWritten) last[ops.at[op] as number] = op;
  }
  return last;
}

/** The entry of a table that an op wrote, -1 where it did something else. */
function writtenEntry(view: LoadView, op: number, table: number): number {
  const { ops } = view.trace;
  const wrote = op >= 0 && ops.kind[op] === OP.entryWritten && ops.frame[op] === table;
  return wrote ? (ops.at[op] as number) : -1;
}

function changedBy(view: LoadView, op: number, table: number, index: number): EntryRow['changed'] {
  if (writtenEntry(view, op, table) !== index) return null;
  const { low, high } = view.tables.entry(table, index, op + 1);
  const old = view.tables.entry(table, index, op);
  return {
    oldEntry: hex(entryValue(old.low, old.high)),
    ...flagChange(old.low, old.high, low, high),
  };
}

/** What the tables above `table` allow. */
function allowedAbove(view: LoadView, table: number, moment: number): Allowed {
  const parent = view.tables.place(table)?.parent ?? null;
  if (parent === null) return { writable: true, executable: true };
  const above = allowedAbove(view, parent.frame, moment);
  const { low, high } = view.tables.entry(parent.frame, parent.index, moment);
  const flags = flagsOf(low, high);
  return {
    writable: above.writable && (flags & WRITABLE) !== 0,
    executable: above.executable && (flags & NO_EXECUTE) === 0,
  };
}

function spelledOut({ writable, executable }: Allowed): string {
  return `read, ${writable ? 'write' : 'no write'}, ${executable ? 'execute' : 'no execute'}`;
}
