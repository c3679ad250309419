/** Lists of pages as other programs print them, line by line. Their lines follow their own rules, not the rows'. */
import { hexDigits, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import { RIGHT } from '../../../../shared/table-types';
import {
  ENTRY_COUNT,
  NO_EXECUTE,
  pagesPerEntry,
  PRESENT,
  tableIndex,
  WRITABLE,
} from '../../paging/page-table';
import { PAT_FLAG } from '../tables/leaf-tables';
import type { TableTree } from '../tables/table-tree';
import { pathTo, type TablePlace } from '../tables/table-path';
import { UPPER_HALF, type MergedRows } from './merged-rows';
import { rowAt, type FoundRanges } from './range-query';

const FLAG = {
  user: 1 << 2,
  writeThrough: 1 << 3,
  noCache: 1 << 4,
  accessed: 1 << 5,
  dirty: 1 << 6,
} as const;
const HUGE = 1 << 7;
const GLOBAL = 1 << 8;

/** What QEMU shows of an address in an entry of level 1, 2 and 3: it cuts off what is above bit 49. */
const SHOWN_FRAMES = 2 ** 38;

/** One line for each run of leaves that a program does not tell apart. */
interface LineFormat {
  /** What must be equal for neighbouring leaves to share a line; `null`: each has its own. */
  keyOf(rows: MergedRows, leaf: number): number | null;
  /** Leaves `first` to `last`, which lie on pages `page` to `end`, excluded. */
  line(rows: MergedRows, first: number, page: number, end: number): string;
  /** Lines for what is not mapped between two neighbouring rows. */
  gap?(tree: TableTree, page: number, end: number, looks: LooksLeft): string[];
}

/** `info tlb` of QEMU's monitor: a line for each leaf, with the flags of its entry. */
const QEMU_TLB: LineFormat = {
  keyOf: () => null,
  line({ leaves }, leaf, page) {
    const flags = leaves.flags[leaf] as number;
    const letters: readonly [number, string][] = [
      [NO_EXECUTE, 'X'],
      [GLOBAL, 'G'],
      [HUGE, 'P'],
      [FLAG.dirty, 'D'],
      [FLAG.accessed, 'A'],
      [FLAG.noCache, 'C'],
      [FLAG.writeThrough, 'T'],
      [FLAG.user, 'U'],
      [WRITABLE, 'W'],
    ];
    const shown = letters.map(([bit, letter]) => ((flags & bit) === 0 ? '-' : letter)).join('');
    const frame = (leaves.frame[leaf] as number) % SHOWN_FRAMES;
    return `${address(page)}: ${hexDigits(frame * PAGE_SIZE, 16)} ${shown}`;
  },
};

/** `info mem` of QEMU's monitor: runs of equal rights, in which execution does not count. */
const QEMU_MEM: LineFormat = {
  keyOf: ({ leaves }, leaf) => (leaves.rights[leaf] as number) & (RIGHT.write | RIGHT.user),
  line({ leaves }, first, page, end) {
    const rights = leaves.rights[first] as number;
    const user = (rights & RIGHT.user) === 0 ? '-' : 'u';
    const write = (rights & RIGHT.write) === 0 ? '-' : 'w';
    return `${address(page)}-${address(end)} ${hexDigits((end - page) * PAGE_SIZE, 16)} ${user}r${write}`;
  },
};

/** The names that Linux has for levels 1 to 4. */
const LEVEL_NAMES = ['not looked at', 'pte', 'pmd', 'pud', 'pgd'];
const NO_FLAGS = ' '.repeat(30);

/** What Linux prints of its own page tables: runs of equal flags on one level, and what is not mapped between them. */
const PTDUMP: LineFormat = {
  keyOf({ leaves }, leaf) {
    const flags = leaves.flags[leaf] as number;
    // 25 bits of flags, 3 of rights (reading is always allowed), 2 of the level.
    return (flags * 8 + ((leaves.rights[leaf] as number) >>> 1)) * 4 + (leaves.level[leaf] as number);
  },
  line({ leaves }, first, page, end) {
    const flags = leaves.flags[first] as number;
    const level = leaves.level[first] as number;
    const columns: readonly [boolean, string, string][] = [
      [(flags & FLAG.user) !== 0, 'USR ', '    '],
      [(flags & WRITABLE) !== 0, 'RW ', 'ro '],
      [(flags & FLAG.writeThrough) !== 0, 'PWT ', '    '],
      [(flags & FLAG.noCache) !== 0, 'PCD ', '    '],
      [level > 1 && (flags & HUGE) !== 0, 'PSE ', '    '],
      [(flags & PAT_FLAG) !== 0, 'PAT ', '    '],
      [(flags & GLOBAL) !== 0, 'GLB ', '    '],
      [(flags & NO_EXECUTE) !== 0, 'NX ', 'x  '],
    ];
    const words = columns.map(([set, on, off]) => (set ? on : off)).join('');
    return `${ptdumpRange(page, end)}${words}${LEVEL_NAMES[level] as string}`;
  },
  gap(tree, page, end, looks) {
    const middle = Math.min(Math.max(page, UPPER_HALF), end);
    const parts = [...unmappedParts(tree, page, middle, looks), ...unmappedParts(tree, middle, end, looks)];
    return parts.map(
      (part) => `${ptdumpRange(part.page, part.end)}${NO_FLAGS}${LEVEL_NAMES[part.level] as string}`,
    );
  },
};

export const LINE_FORMATS = { 'qemu-tlb': QEMU_TLB, 'qemu-mem': QEMU_MEM, ptdump: PTDUMP } as const;

/**
 * The lines that begin in rows `first` to `first + count` of what a query found. A run that goes on behind them is printed
 * whole, with the rows that it began in.
 *
 * @param withGaps whether what lies between rows is unmapped: the query lists everything by address
 */
export function leafLines(
  found: FoundRanges,
  format: LineFormat,
  first: number,
  count: number,
  withGaps: boolean,
): string[] {
  const { rows } = found;
  const { leaves, mapped } = rows;
  const end = Math.min(found.count, first + count);
  const lines: string[] = [];
  const looks = { left: MOST_LOOKS };
  const cursor = new LeafCursor(found, first);
  const before = first > 0 ? rows.endLeaf(rowAt(found, first - 1)) - 1 : -1;
  let previous = before;
  // What goes on from the row before was printed with it.
  while (cursor.leaf >= 0 && previous >= 0 && goesOn(rows, format, previous, cursor.leaf)) {
    previous = cursor.leaf;
    cursor.next();
  }
  while (cursor.leaf >= 0 && cursor.place < end) {
    const start = cursor.leaf;
    const page = leaves.page[start] as number;
    if (withGaps && format.gap !== undefined) {
      lines.push(...format.gap(mapped.tree, previous < 0 ? 0 : endOf(rows, previous), page, looks));
    }
    do {
      previous = cursor.leaf;
      cursor.next();
    } while (cursor.leaf >= 0 && goesOn(rows, format, previous, cursor.leaf));
    lines.push(format.line(rows, start, page, endOf(rows, previous)));
  }
  const isLast = end === found.count && cursor.leaf < 0;
  if (isLast && withGaps && format.gap !== undefined) {
    lines.push(...format.gap(mapped.tree, previous < 0 ? 0 : endOf(rows, previous), UPPER_HALF * 2, looks));
  }
  return lines;
}

/** Goes through the leaves of rows in the order of a query. */
class LeafCursor {
  /** -1 behind the last. */
  leaf: number;

  constructor(
    private readonly found: FoundRanges,
    public place: number,
  ) {
    this.leaf = place < found.count ? found.rows.firstLeaf(rowAt(found, place)) : -1;
  }

  next(): void {
    const { found } = this;
    if (this.leaf + 1 < found.rows.endLeaf(rowAt(found, this.place))) {
      this.leaf++;
      return;
    }
    this.place++;
    this.leaf = this.place < found.count ? found.rows.firstLeaf(rowAt(found, this.place)) : -1;
  }
}

/** Whether a leaf shares the line of the one in front of it. */
function goesOn(rows: MergedRows, format: LineFormat, previous: number, leaf: number): boolean {
  const key = format.keyOf(rows, leaf);
  const page = rows.leaves.page[leaf] as number;
  return (
    key !== null &&
    page === endOf(rows, previous) &&
    page !== UPPER_HALF &&
    key === format.keyOf(rows, previous)
  );
}

function endOf({ leaves }: MergedRows, leaf: number): number {
  return (leaves.page[leaf] as number) + pagesPerEntry(leaves.level[leaf] as number);
}

/** 16 digits of the address of a page; what is behind the last page of a half is written as the processor counts on. */
function address(page: number): string {
  return hexDigits(page === UPPER_HALF * 2 ? 2n ** 48n : virtOfPage(page), 16);
}

/** Start, end and size, the size in the largest unit in which it is whole. */
function ptdumpRange(page: number, end: number): string {
  let size = (end - page) * PAGE_SIZE;
  let unit = 0;
  while (size % 1024 === 0 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  // The end of the lower half is no canonical address, that of the upper one is none at all.
  const last = end === UPPER_HALF * 2 ? 0n : end === UPPER_HALF ? 2n ** 47n : virtOfPage(end);
  const range = `0x${hexDigits(virtOfPage(page), 16)}-0x${hexDigits(last, 16)}`;
  return `${range}   ${String(size).padStart(9)}${UNITS[unit] as string} `;
}

const UNITS = 'BKMGTPE';

/** A run of entries that map nothing, or, where `level` is 0, what was not looked at any more. */
interface UnmappedPart {
  readonly page: number;
  end: number;
  readonly level: number;
}

/** What one text looks at between its rows: in hostile memory that is more tables than anybody can wait for. */
const MOST_LOOKS = 2 ** 16;

/** How often {@link unmappedParts} may still look. */
export interface LooksLeft {
  left: number;
}

/**
 * What is not mapped between two pages, in runs by the level of the tables whose entries are not there. Entries that lead
 * back to a table above are left out: something is mapped there, over and over.
 */
function unmappedParts(tree: TableTree, first: number, end: number, looks: LooksLeft): UnmappedPart[] {
  const parts: UnmappedPart[] = [];
  let page = first;
  while (page < end) {
    if (looks.left-- <= 0) return [...parts, { page, end, level: 0 }];
    const path = pathTo(tree, page, 1);
    const back = path.findIndex(({ table, frames }) => frames.indexOf(table) < frames.length - 1);
    const { level, table, firstPage } = path[(back < 0 ? path.length : back) - 1] as TablePlace;
    const words = tree.words(table);
    const span = pagesPerEntry(level);
    let index = tableIndex(page, level) + 1;
    // Neighbouring entries of the table that are not there either.
    while (back < 0 && index < ENTRY_COUNT && isGone(words, index) && firstPage + index * span < end) index++;
    const next = Math.min(end, firstPage + index * span);
    const last = parts[parts.length - 1];
    if (back < 0 && last?.level === level && last.end === page) last.end = next;
    else if (back < 0) parts.push({ page, end: next, level });
    page = next;
  }
  return parts;
}

function isGone(words: Uint32Array | null, index: number): boolean {
  return ((words?.[index * 2] ?? 0) & PRESENT) === 0;
}
