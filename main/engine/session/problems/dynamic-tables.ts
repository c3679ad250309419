import { DT_RELA, DT_RELAENT, DT_RELASZ, DYNAMIC_ENTRY_SIZE } from '../../elf/dynamic';
import type { ProgramHeader } from '../../elf/program-header';
import { R_AMD64_RELATIVE, RELA_SIZE } from '../../elf/rela';
import { SPAN } from '../../trace/codes';
import { DYNAMIC_TAGS } from '../structures/elf-names';
import { shownOffset } from './page-claims';
import type { KernelFacts } from './kernel-facts';
import { finish, type Steps } from './steps';

/** Tags that say something about relocations or linking, by the names of the ELF format. */
export const TAG = {
  NEEDED: 1,
  PLTRELSZ: 2,
  RELA: DT_RELA,
  RELASZ: DT_RELASZ,
  RELAENT: DT_RELAENT,
  REL: 17,
  RELSZ: 18,
  RELENT: 19,
  PLTREL: 20,
  TEXTREL: 22,
  JMPREL: 23,
  FLAGS: 30,
  RELRSZ: 35,
  RELR: 36,
  RELRENT: 37,
  ANDROID_REL: 0x6000000f,
  ANDROID_RELA: 0x60000011,
  ANDROID_RELR: 0x6fffe000,
} as const;

/** Entries and relocations that are looked at in a step: a millisecond or two. */
const ENTRIES_A_STEP = 16_384;

const KEPT: ReadonlySet<number> = new Set(Object.values(TAG));

/** The name of a tag. */
export function dynamicTagName(tag: number): string {
  return DYNAMIC_TAGS[tag]?.[0] ?? `the tag 0x${tag.toString(16)}`;
}

/** The loader reads tags up to here without 31, and the ranges for systems and processors. */
const LAST_COMMON_TAG = 34;
const UNUSED_TAG = 31;
const FIRST_SPECIFIC_TAG = 0x6000_000d;
const LAST_SPECIFIC_TAG = 0x7fff_ffff;

/** One entry of a dynamic table. */
export interface DynamicEntry {
  readonly tag: number;
  readonly value: bigint;
  /** Where it stands in the file. */
  readonly offset: number;
}

/** A dynamic table as far as it is in the file. */
export interface DynamicTable {
  readonly header: ProgramHeader;
  /** The first entry of each tag that says something about relocations. */
  readonly entries: ReadonlyMap<number, DynamicEntry>;
  /** The first entry whose tag the loader refuses, and how many there are. */
  readonly refused: { readonly first: DynamicEntry; readonly count: number } | null;
}

/** Most tables, and most entries of all of them, that are looked at. */
const MOST_TABLES = 16;
const MOST_ENTRIES = 2_000_000;

/** Several rules look at the same tables. */
const KNOWN_TABLES = new WeakMap<KernelFacts, readonly DynamicTable[]>();

/** The dynamic tables of an ELF64 file, in the order of their headers. */
export function readDynamicTables(kernel: KernelFacts): readonly DynamicTable[] {
  return finish(readDynamicTablesInSteps(kernel));
}

/** {@link readDynamicTables}, step by step where nobody has asked for them yet. */
export function* readDynamicTablesInSteps(kernel: KernelFacts): Steps<readonly DynamicTable[]> {
  const known = KNOWN_TABLES.get(kernel) ?? (yield* readTables(kernel));
  KNOWN_TABLES.set(kernel, known);
  return known;
}

function* readTables(kernel: KernelFacts): Steps<DynamicTable[]> {
  if (kernel.file?.header.class64 !== true) return [];
  const view = kernel.file.view();
  const tables: DynamicTable[] = [];
  let left = MOST_ENTRIES;
  for (const header of kernel.ofType('Dynamic').slice(0, MOST_TABLES)) {
    const { offset, length } = kernel.segmentPlace(header);
    const count = Math.min(left, Math.floor(length / DYNAMIC_ENTRY_SIZE));
    left -= count;
    tables.push(yield* readTable(view, header, offset, count));
  }
  return tables;
}

function* readTable(
  view: DataView,
  header: ProgramHeader,
  start: number,
  count: number,
): Steps<DynamicTable> {
  const entries = new Map<number, DynamicEntry>();
  let first: DynamicEntry | null = null;
  let refused = 0;
  for (let i = 0; i < count; i++) {
    if (i % ENTRIES_A_STEP === ENTRIES_A_STEP - 1) yield;
    const offset = start + i * DYNAMIC_ENTRY_SIZE;
    const tag = view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32;
    const known = isKnownTag(tag);
    if (!known) refused++;
    const kept = KEPT.has(tag) && !entries.has(tag);
    if (!kept && (known || first !== null)) continue;
    const entry = { tag, value: view.getBigUint64(offset + 8, true), offset };
    if (kept) entries.set(tag, entry);
    if (!known) first ??= entry;
  }
  return { header, entries, refused: first === null ? null : { first, count: refused } };
}

function isKnownTag(tag: number): boolean {
  if (tag <= LAST_COMMON_TAG) return tag !== UNUSED_TAG;
  return tag >= FIRST_SPECIFIC_TAG && tag <= LAST_SPECIFIC_TAG;
}

/** Gets each relocation of a table: numbers of 64 bits in two halves. An object or a bigint each would take seconds. */
export interface RelocationVisitor {
  visit(
    index: number,
    offsetLow: number,
    offsetHigh: number,
    type: number,
    symbol: number,
    /** Where the entry stands in the file; -1 where it was read from memory that is not the file's. */
    place: number,
  ): void;
}

/** Most relocations of all tables that are looked at. */
export const MOST_RELOCATIONS = 4_000_000;

/** How many whole entries a table announces. */
function announcedRelocations(table: DynamicTable): number {
  const size = table.entries.get(TAG.RELASZ)?.value ?? 0n;
  return table.entries.has(TAG.RELA) ? Number(size / BigInt(RELA_SIZE)) : 0;
}

/**
 * Visits the relocations that the loader applies: those that it has applied as it read them, for they may have rewritten
 * each other, and the rest as the file has it.
 *
 * @param most after how many to end
 */
export function* visitRelocations(
  kernel: KernelFacts,
  table: DynamicTable,
  visitor: RelocationVisitor,
  most = MOST_RELOCATIONS,
): Steps {
  const count = Math.min(announcedRelocations(table), most);
  const start = table.entries.get(TAG.RELA)?.value ?? 0n;
  const applied = yield* visitApplied(kernel, table.header, visitor, (index) =>
    placeOf(kernel, start + BigInt(index * RELA_SIZE)),
  );
  const view = kernel.file?.view();
  let index = applied;
  while (view !== undefined && index < count) {
    const run = runAt(kernel, start + BigInt(index * RELA_SIZE), count - index);
    if (run === null) break;
    for (let i = 0; i < run.count; i++, index++) {
      if (index % ENTRIES_A_STEP === ENTRIES_A_STEP - 1) yield;
      const at = run.offset + i * RELA_SIZE;
      visitor.visit(
        index,
        view.getUint32(at, true),
        view.getUint32(at + 4, true),
        view.getUint32(at + 8, true),
        view.getUint32(at + 12, true),
        at,
      );
    }
  }
}

/** Visits what the trace has of a table; the one at which the load failed is not among them. Returns how many. */
function* visitApplied(
  { view }: KernelFacts,
  header: ProgramHeader,
  visitor: RelocationVisitor,
  placeOfEntry: (index: number) => number,
): Steps<number> {
  const { stages, spans, opCount } = view.trace;
  const position = stages.findIndex(
    (span) => spans.kind[span] === SPAN.dynamic && spans.subject[span] === header.index,
  );
  if (position < 0) return 0;
  const end = stages[position + 1] ?? spans.length;
  const failed = view.message !== null && position === stages.length - 1;
  let applied = 0;
  let place = -1;
  for (let span = (stages[position] as number) + 1; span < end; span++) {
    if (span % ENTRIES_A_STEP === 0) yield;
    if (spans.kind[span] !== SPAN.relocation) continue;
    if (failed && spans.endOp(span) === opCount) break;
    const index = spans.subject[span] as number;
    // Entries of a page of the table follow each other.
    place = place < 0 || index % ENTRIES_PER_LOOK === 0 ? placeOfEntry(index) : place + RELA_SIZE;
    visitor.visit(index, spans.low[span] as number, spans.high[span] as number, R_AMD64_RELATIVE, 0, place);
    applied = index + 1;
  }
  return applied;
}

/** After how many entries their place is looked up anew. */
const ENTRIES_PER_LOOK = 64;

/** Where in the file the byte stands that the kernel shows at an address of the file, -1 for nowhere. */
function placeOf(kernel: KernelFacts, address: bigint): number {
  const load = kernel.loadAt(address);
  if (load === null) return -1;
  return shownOffset(load.header, kernel.base, address) ?? -1;
}

/** Neighbouring entries from an address of the file on that lie in one segment's bytes. */
function runAt(
  kernel: KernelFacts,
  address: bigint,
  most: number,
): { readonly offset: number; readonly count: number } | null {
  const load = kernel.loadAt(address);
  if (load === null) return null;
  const offset = shownOffset(load.header, kernel.base, address);
  if (offset === null) return null;
  const { virtualAddr, fileSize } = load.header;
  const bytes = Math.min(Number(virtualAddr + fileSize - address), kernel.view.elf.length - offset);
  const count = Math.min(most, Math.floor(bytes / RELA_SIZE));
  return count > 0 ? { offset, count } : null;
}
