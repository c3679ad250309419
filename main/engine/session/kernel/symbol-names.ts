import { partitionPoint } from '../../../../shared/partition-point';
import { looksMangled, type Demangler } from './demangler';
import { NameOrder } from './name-order';
import { orderByWords } from '../../base/sort-order';
import type { SymbolTables } from './symbol-tables';

/** Longer names are cut when they are shown. */
const MOST_NAME_BYTES = 1024;
/** What is searched of a name. */
const MOST_SHOWN_BYTES = 16_384;
/** Names beyond so many bytes are not searched: a hostile file may have a million long ones. */
const MOST_TEXT_BYTES = 2 ** 29;
/** Names that are dealt with between two looks at the clock. */
const NAMES_AT_ONCE = 200;
/** Names that are kept as they are shown. */
const KEPT = 4096;
/** A text as short as this is looked for byte by byte, as nearly all names have it. */
const SHORT = 2;
/** Room for a name in the search, on average, until more is needed. */
const LIKELY_BYTES = 48;

/**
 * The names of symbols, mangled and not. To search them, all are demangled once, piece by piece: a million take a second
 * or two. Symbols with one name share it.
 */
export class SymbolNames {
  /** Numbers of symbols by where their names stand; each run of equal names is a group. */
  private readonly ids: Uint32Array;
  /** Where each group begins in {@link ids}, and one for the end. */
  private readonly groups: Uint32Array;
  /** Names in lower case, each as it is shown and, where that differs, as the file has it; zero bytes between them. */
  private text: Uint8Array;
  /** Where the names of each group begin in {@link text}; of the groups so far, and one for the end. */
  private readonly starts: Uint32Array;
  /** Which letters each group's names have. */
  private readonly letters: Uint32Array;
  private done = 0;
  private isFull = false;
  private nameOrder: NameOrder | null = null;
  private readonly shownNames = new Map<number, string>();
  private readonly decoder = new TextDecoder();

  constructor(
    private readonly symbols: SymbolTables,
    private readonly elf: Uint8Array,
    private readonly demangler: () => Demangler,
    private readonly find: (bytes: Uint8Array, needle: Uint8Array, from: number) => number,
  ) {
    const { ids, groups } = groupsOf(symbols);
    this.ids = ids;
    this.groups = groups;
    this.starts = new Uint32Array(groups.length);
    this.letters = new Uint32Array(groups.length - 1);
    this.text = new Uint8Array(0);
  }

  /** Groups whose names are not searched yet; 0 once all are, or there is no room for more. */
  get pending(): number {
    return this.isFull ? 0 : this.groupCount - this.done;
  }

  /** How many of some equal parts of all names are ready; what a search finds only changes with it. */
  readiness(parts: number): number {
    return this.pending === 0 ? parts : Math.floor((this.done * parts) / this.groupCount);
  }

  /** Groups that are never searched, as their names have too many bytes. */
  get unsearched(): number {
    return this.isFull ? this.groupCount - this.done : 0;
  }

  private get groupCount(): number {
    return this.groups.length - 1;
  }

  /** The symbol's name as the file has it; empty for none. */
  raw(id: number): string {
    return this.words(this.rawBytes(this.symbols.nameAt(id)));
  }

  /** The symbol's name, demangled if it can be. */
  shown(id: number): string {
    const known = this.shownNames.get(id);
    if (known !== undefined) return known;
    const bytes = this.rawBytes(this.symbols.nameAt(id));
    const found = looksMangled(bytes, 0) ? this.demangler().demangle(bytes) : null;
    const shown = this.words(found ?? bytes);
    if (this.shownNames.size >= KEPT) this.shownNames.clear();
    this.shownNames.set(id, shown);
    return shown;
  }

  /**
   * Makes more names ready for the search.
   *
   * @param milliseconds how long
   */
  work(milliseconds: number): void {
    const end = Date.now() + milliseconds;
    while (this.pending > 0 && Date.now() < end) {
      if (this.text.length === 0) this.text = new Uint8Array(this.groupCount * LIKELY_BYTES);
      const until = Math.min(this.groupCount, this.done + NAMES_AT_ONCE);
      while (this.done < until && !this.isFull) this.add(this.done);
    }
  }

  /** Sorts on; `null` while it goes on. The symbols by name as it is shown, case aside; only once all are searched. */
  order(milliseconds: number): Uint32Array | null {
    if (this.pending > 0) return null;
    this.nameOrder ??= new NameOrder(this.text, this.starts.subarray(0, this.done));
    const sorted = this.nameOrder.work(milliseconds);
    if (sorted === null) return null;
    const order = new Uint32Array(this.symbols.count);
    let length = 0;
    const add = (group: number): void => {
      for (let i = this.groups[group] as number; i < (this.groups[group + 1] as number); i++) {
        order[length++] = this.ids[i] as number;
      }
    };
    for (const group of sorted) add(group);
    for (let group = this.done; group < this.groupCount; group++) add(group);
    return order;
  }

  /**
   * Marks the symbols whose names contain a text, of those that are ready; where there is none, those that have its
   * letters in this order.
   *
   * @param found one byte for each symbol
   */
  search(wanted: string, found: Uint8Array): void {
    const needle = new TextEncoder().encode(wanted.toLowerCase());
    if (needle.length === 0 || needle.includes(0)) return;
    const any = needle.length <= SHORT ? this.scan(needle, found) : this.leap(needle, found);
    const letters = needle.filter((byte) => letterBit(byte) !== 0 || byte === 0x5f);
    if (!any && letters.length > 1) this.scatter(letters, found);
  }

  private words(bytes: Uint8Array): string {
    const text = this.decoder.decode(bytes.subarray(0, MOST_NAME_BYTES));
    return bytes.length > MOST_NAME_BYTES ? `${text}…` : text;
  }

  private mark(group: number, found: Uint8Array): void {
    for (let i = this.groups[group] as number; i < (this.groups[group + 1] as number); i++) {
      found[this.ids[i] as number] = 1;
    }
  }

  private leap(needle: Uint8Array, found: Uint8Array): boolean {
    const { starts, done } = this;
    const text = this.text.subarray(0, starts[done]);
    let group = 0;
    let any = false;
    for (let at = this.find(text, needle, 0); at >= 0;) {
      const from = group;
      group = from + partitionPoint(done - from, (i) => (starts[from + i] as number) <= at) - 1;
      this.mark(group, found);
      any = true;
      group++;
      at = this.find(text, needle, starts[group] as number);
    }
    return any;
  }

  private scan(needle: Uint8Array, found: Uint8Array): boolean {
    const { text, starts, done } = this;
    const first = needle[0] as number;
    const second = needle[1] ?? -1;
    let any = false;
    for (let group = 0; group < done; group++) {
      const end = starts[group + 1] as number;
      for (let at = starts[group] as number; at < end; at++) {
        if (text[at] !== first || (second >= 0 && text[at + 1] !== second)) continue;
        this.mark(group, found);
        any = true;
        break;
      }
    }
    return any;
  }

  private scatter(letters: Uint8Array, found: Uint8Array): void {
    const mask = letters.reduce((all, byte) => all | letterBit(byte), 0);
    for (let group = 0; group < this.done; group++) {
      if (((this.letters[group] as number) & mask) === mask && this.hasLetters(group, letters)) {
        this.mark(group, found);
      }
    }
  }

  private hasLetters(group: number, letters: Uint8Array): boolean {
    const { text, starts } = this;
    let matched = 0;
    for (let at = starts[group] as number; at < (starts[group + 1] as number); at++) {
      const byte = text[at];
      if (byte === 0) matched = 0;
      else if (byte === letters[matched] && ++matched === letters.length) return true;
    }
    return false;
  }

  /** Puts the names of a group to the text. */
  private add(group: number): void {
    const bytes = this.rawBytes(this.symbols.nameAt(this.ids[this.groups[group] as number] as number));
    const shown = looksMangled(bytes, 0) ? this.demangler().demangle(bytes) : null;
    const start = this.starts[group] as number;
    const most =
      start + bytes.length + 1 + (shown === null ? 0 : Math.min(shown.length, MOST_SHOWN_BYTES) + 1);
    if (most > MOST_TEXT_BYTES) {
      this.isFull = true;
      return;
    }
    if (most > this.text.length) this.grow(most);
    let letters = 0;
    let at = start;
    for (const name of shown === null ? [bytes] : [shown.subarray(0, MOST_SHOWN_BYTES), bytes]) {
      for (let i = 0; i < name.length; i++) {
        const byte = name[i] as number;
        const lower = byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
        letters |= letterBit(lower);
        this.text[at++] = lower;
      }
      at++;
    }
    this.letters[group] = letters;
    this.starts[group + 1] = at;
    this.done++;
  }

  private grow(least: number): void {
    const larger = new Uint8Array(
      Math.min(MOST_TEXT_BYTES, Math.max(least, Math.ceil(this.text.length * 1.5))),
    );
    larger.set(this.text);
    this.text = larger;
  }

  private rawBytes(at: number): Uint8Array {
    if (at < 0) return new Uint8Array(0);
    const { elf } = this;
    const most = Math.min(elf.length, at + MOST_SHOWN_BYTES);
    let end = at;
    while (end < most && elf[end] !== 0) end++;
    return elf.subarray(at, end);
  }
}

/** One bit for each letter, and one for all digits together. */
function letterBit(byte: number): number {
  if (byte >= 0x61 && byte <= 0x7a) return 1 << (byte - 0x61);
  return byte >= 0x30 && byte <= 0x39 ? 1 << 26 : 0;
}

/** Symbols by where their names stand. */
function groupsOf(symbols: SymbolTables): { readonly ids: Uint32Array; readonly groups: Uint32Array } {
  const { low, high } = symbols.namePlaces();
  const ids = orderByWords(low, high);
  const groups = new Uint32Array(ids.length + 1);
  let length = 0;
  let last = -1;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (last >= 0 && low[last] === low[id] && high[last] === high[id]) continue;
    groups[length++] = i;
    last = id;
  }
  groups[length] = ids.length;
  return { ids, groups: groups.slice(0, length + 1) };
}
