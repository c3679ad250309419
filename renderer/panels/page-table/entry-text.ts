/** Page-table entries in words and digits. */
import { hex, PAGE_SIZE, virtOfPage, pageOfVirt } from '../../../shared/address';
import { ENTRY_ADDRESS_MASK } from '../../../shared/page-flags';
import type { EntryKind } from '../../../shared/table-types';
import type { EntryRow } from '../../../shared/view-types';
import { formatCount } from '../../composables/format';

/** The last digits of a leaf's address that place it among its neighbours. */
const LEAF_DIGITS = 5;
/** Entries of a table. */
export const ENTRY_COUNT = 512;
/** Bytes of an entry. */
export const ENTRY_BYTES = 8;

/** What one entry of a level covers. */
const COVERS: readonly string[] = ['', '4 KiB', '2 MiB', '1 GiB', '512 GiB'];

/** Pages of 4 KiB that one entry of a level covers. */
export function pagesPerEntry(level: number): number {
  return ENTRY_COUNT ** (level - 1);
}

/** `4 KiB`, `2 MiB`, `1 GiB` or `512 GiB`: what one entry of a level covers. */
export function coverText(level: number): string {
  return COVERS[level] ?? '';
}

/** Canonical address of the first byte of the table of a level that covers an address. */
export function tableVirt(level: number, virt: string): string {
  const page = pageOfVirt(BigInt(virt));
  return hex(virtOfPage(page - (page % (pagesPerEntry(level) * ENTRY_COUNT))));
}

/** Canonical address of the first byte that an entry of a table covers. */
export function virtOfEntry(table: { readonly level: number; readonly virt: string }, index: number): string {
  return hex(virtOfPage(pageOfVirt(BigInt(table.virt)) + index * pagesPerEntry(table.level)));
}

/** Physical address of an entry. */
export function addressOfSlot(entry: Pick<EntryRow, 'table' | 'index'>): string {
  return hex(entry.table * PAGE_SIZE + entry.index * ENTRY_BYTES);
}

/** `[25]`, or `[5–23]` for a run. */
export function indexText(entry: Pick<EntryRow, 'index' | 'count'>): string {
  const last = entry.index + entry.count - 1;
  return entry.count > 1 ? `[${entry.index}–${last}]` : `[${entry.index}]`;
}

/** The virtual addresses that a row covers, the last one included: `0x8000019000–0x8000019fff`. */
export function rangeText({ level, virt, count }: Pick<EntryRow, 'level' | 'virt' | 'count'>): string {
  const pages = count * pagesPerEntry(level);
  return `${virt}–${hex(virtOfPage(pageOfVirt(BigInt(virt)) + pages - 1, PAGE_SIZE - 1))}`;
}

/** What an entry is, in words; `levels` are those of the table that holds it and of what it points to. */
export function kindText(entry: Pick<EntryRow, 'kind' | 'level' | 'leafSize' | 'count'>): string {
  const kinds: Readonly<Record<EntryKind, string>> = {
    empty: 'empty',
    table: `P${entry.level - 1} table`,
    page: `${entry.count > 1 ? `${formatCount(entry.count)} pages` : 'page'} of ${coverText(entry.level)}`,
    recursive: 'recursive',
    absent: 'not present',
    broken: 'broken',
  };
  return kinds[entry.kind];
}

/** What is to be known about a kind that is neither page nor table, in a sentence; else empty. */
export function kindMeaning(kind: EntryKind): string {
  switch (kind) {
    case 'empty':
      return 'All bits are clear: nothing is mapped through it.';
    case 'recursive':
      return 'It points to a table on the way to itself: the tables appear as pages below it. It is not followed.';
    case 'absent':
      return 'Bits are set, but PRESENT is not: the processor ignores the entry.';
    case 'broken':
      return 'It points out of memory, or sets a bit that must be clear: any access through it faults.';
    default:
      return '';
  }
}

/** What is mapped below a table: `1,062 pages in 3 tables`; empty for what has nothing below it. */
export function belowText({
  kind,
  pagesBelow,
  tablesBelow,
  more,
}: Pick<EntryRow, 'kind' | 'pagesBelow' | 'tablesBelow' | 'more'>): string {
  if (kind !== 'table') return '';
  const least = more === true ? 'more than ' : '';
  const pages = `${formatCount(pagesBelow)} ${pagesBelow === 1 ? 'page' : 'pages'}`;
  return `${least}${pages} in ${formatCount(tablesBelow)} ${tablesBelow === 1 ? 'table' : 'tables'}`;
}

/**
 * The address that the entry covers, without `0x`, in two parts: what its table says already and a narrow panel
 * leaves out (all of a run's), and the rest.
 */
export function addressOfEntry(entry: Pick<EntryRow, 'virt' | 'leaf'>): {
  readonly lead: string;
  readonly rest: string;
} {
  const digits = entry.virt.replace(/^0x/, '');
  const lead = entry.leaf ? digits.slice(0, -LEAF_DIGITS) : '';
  return { lead, rest: digits.slice(lead.length) };
}

/** How many entries of a table are used, or the op that wrote a leaf. */
export function usedText(entry: Pick<EntryRow, 'kind' | 'used' | 'writtenAt'>): string {
  if (entry.kind === 'table' || entry.kind === 'recursive') return formatCount(entry.used);
  return entry.writtenAt === 0 ? '' : formatCount(entry.writtenAt);
}

/** Rights as words: `R X` is `read, execute`. */
export function rightsText(rights: string): string {
  const words: string[] = [];
  if (rights.includes('R')) words.push('read');
  if (rights.includes('W')) words.push('write');
  if (words.length === 0) return 'no access';
  words.push(rights.includes('X') ? 'execute' : 'no execute');
  return words.join(', ');
}

/** Address field of an entry given as `0x…`. */
export function targetOf(entry: string): bigint {
  return BigInt(entry) & ENTRY_ADDRESS_MASK;
}

/** What an op did to an entry, in one word, with the target that it had before where that is another one. */
export function changeText(entry: Pick<EntryRow, 'entry' | 'changed'>): {
  readonly word: 'mapped' | 'cleared' | 'replaced' | 'flags';
  readonly oldTarget: string | null;
} | null {
  if (!entry.changed) return null;
  const before = targetOf(entry.changed.oldEntry);
  const oldTarget = BigInt(entry.changed.oldEntry) === 0n ? null : `0x${before.toString(16)}`;
  if (oldTarget === null) return { word: 'mapped', oldTarget };
  if (BigInt(entry.entry) === 0n) return { word: 'cleared', oldTarget };
  return before === targetOf(entry.entry)
    ? { word: 'flags', oldTarget: null }
    : { word: 'replaced', oldTarget };
}

/** One flag as a chip. */
export interface FlagChip {
  readonly name: string;
  readonly tone: 'set' | 'add' | 'del';
}

/** Flags that stayed, then those that the op took, then those that it gave. */
export function flagChips(entry: Pick<EntryRow, 'flags' | 'changed'>): FlagChip[] {
  const gained = new Set(entry.changed?.gained ?? []);
  return [
    ...entry.flags.filter((name) => !gained.has(name)).map((name): FlagChip => ({ name, tone: 'set' })),
    ...(entry.changed?.lost ?? []).map((name): FlagChip => ({ name, tone: 'del' })),
    ...[...gained].map((name): FlagChip => ({ name, tone: 'add' })),
  ];
}

/** Where an entry leads, in words. */
function leadsText(entry: EntryRow): string {
  switch (entry.kind) {
    case 'page':
      return entry.level === 1 ? `maps ${entry.target}` : `maps ${entry.target}, ${kindText(entry)}`;
    case 'table':
      return `table ${entry.target}, ${entry.used} of 512 used, ${belowText(entry)} below`;
    case 'recursive':
      return `recursive, leads back to the table ${entry.target}`;
    default:
      return kindText(entry);
  }
}

/** The name of a row for screen readers. */
export function entryName(entry: EntryRow): string {
  const place = `P${entry.level} ${indexText(entry)}, ${entry.virt}`;
  const leads = entry.kind === 'page' || entry.kind === 'table' || entry.kind === 'recursive';
  const rights = leads ? `, ${rightsText(entry.rights)}${entry.user ? ', ring 3 too' : ''}` : '';
  const owner = entry.owner === '' ? '' : `, ${entry.owner}`;
  const change = changeText(entry);
  const gained = entry.changed?.gained.map((name) => `gained ${name}`) ?? [];
  const lost = entry.changed?.lost.map((name) => `lost ${name}`) ?? [];
  const changes = change
    ? [`, ${change.word} by this op`, ...[...gained, ...lost].map((word) => `, ${word}`)]
    : [];
  return `${place}, ${leadsText(entry)}${rights}${owner}${changes.join('')}`;
}

/** What a row's tooltip says: the whole range, what it is, what is below it. */
export function entryTip(entry: EntryRow): string {
  const lines = [`${rangeText(entry)}: ${kindText(entry)}`];
  const meaning = kindMeaning(entry.kind);
  const below = belowText(entry);
  if (meaning !== '') lines.push(meaning);
  if (below !== '') lines.push(`${below} below`);
  if (entry.owner !== '') lines.push(entry.owner);
  return lines.join('\n');
}

/** An entry as text, for the clipboard. */
export function entryLine(entry: EntryRow): string {
  const parts = [
    `P${entry.level}${indexText(entry)}`,
    rangeText(entry),
    `at ${addressOfSlot(entry)}`,
    entry.entry,
    kindText(entry),
    entry.kind === 'empty' ? '' : `-> ${entry.target}`,
    entry.flags.join(' | '),
    entry.rights === '' ? '' : `effective ${entry.rights}`,
    entry.owner,
  ];
  return parts.filter((part) => part !== '').join('  ');
}
