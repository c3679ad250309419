/** Page-table entries in words and digits. */
import { ENTRY_ADDRESS_MASK } from '../../../shared/page-flags';
import type { EntryRow } from '../../../shared/view-types';
import { formatCount } from '../../composables/format';

/** The last digits of a leaf's address that place it among its neighbours. */
const LEAF_DIGITS = 5;

/** `[25]`, or `[5–23]` for a run. */
export function indexText(entry: Pick<EntryRow, 'index' | 'count'>): string {
  const last = entry.index + entry.count - 1;
  return entry.count > 1 ? `[${entry.index}–${last}]` : `[${entry.index}]`;
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
export function usedText(entry: Pick<EntryRow, 'leaf' | 'used' | 'writtenAt'>): string {
  return formatCount(entry.leaf ? entry.writtenAt : entry.used);
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

/** The name of a row for screen readers. */
export function entryName(entry: EntryRow): string {
  const place = `P${entry.level} ${indexText(entry)}, ${entry.virt}`;
  const kind = entry.leaf ? `maps ${entry.target}` : `table ${entry.target}, ${entry.used} of 512 used`;
  const owner = entry.owner === '' ? '' : `, ${entry.owner}`;
  const change = changeText(entry);
  const gained = entry.changed?.gained.map((name) => `gained ${name}`) ?? [];
  const lost = entry.changed?.lost.map((name) => `lost ${name}`) ?? [];
  const changes = change
    ? [`, ${change.word} by this op`, ...[...gained, ...lost].map((word) => `, ${word}`)]
    : [];
  return `${place}, ${kind}, ${rightsText(entry.rights)}${owner}${changes.join('')}`;
}
