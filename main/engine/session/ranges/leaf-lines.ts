/** Lists of pages as other programs print them, line by line. Their lines follow their own rules, not the rows'. */
import { hexDigits, PAGE_COUNT, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import { RIGHT } from '../../../../shared/table-types';
import { NO_EXECUTE, PRESENT, WRITABLE } from '../../paging/page-table';
import { PAT_FLAG } from '../tables/leaf-tables';
import { lastPiece, piecesFrom, type Piece } from './leaf-pieces';
import { UPPER_HALF } from './merged-rows';
import type { FoundRanges } from './range-query';

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

/** One line for each run of pieces that a program does not tell apart. */
interface LineFormat {
  /** Entries that map nothing have lines too. */
  readonly withHoles: boolean;
  /** What must be equal for neighbouring pieces to share a line; `null`: each has its own. */
  keyOf(piece: Piece): number | null;
  /** The run from `first` on to page `end`, excluded. */
  line(first: Piece, end: number): string;
  /** A line of its own above a run; `null` for none. */
  heading?(first: Piece): string | null;
}

/** `info tlb` of QEMU's monitor: a line for each leaf, with the flags of its entry. */
const QEMU_TLB: LineFormat = {
  withHoles: false,
  keyOf: () => null,
  line({ page, flags, frame }) {
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
    return `${qemuAddress(page)}: ${hexDigits((frame % SHOWN_FRAMES) * PAGE_SIZE, 16)} ${shown}`;
  },
};

/** `info mem` of QEMU's monitor: runs of equal rights, in which execution does not count. */
const QEMU_MEM: LineFormat = {
  withHoles: false,
  keyOf: ({ rights }) => rights & (RIGHT.write | RIGHT.user),
  line({ page, rights }, end) {
    const user = (rights & RIGHT.user) === 0 ? '-' : 'u';
    const write = (rights & RIGHT.write) === 0 ? '-' : 'w';
    // It treats the size as an address too.
    return `${qemuAddress(page)}-${qemuAddress(end)} ${qemuAddress(end - page)} ${user}r${write}`;
  },
};

/** The names that Linux has for levels 1 to 4. */
const LEVEL_NAMES = ['not looked at', 'pte', 'pmd', 'pud', 'pgd'];
const NO_FLAGS = ' '.repeat(30);

/**
 * What Linux prints of its own page tables: runs of equal flags on one level, and what is not mapped. Of its headings only
 * those of the two halves are there; the others are about Linux' own use of the space.
 */
const PTDUMP: LineFormat = {
  withHoles: true,
  // 25 bits of flags, 3 of rights (reading is always allowed), 3 of the level.
  keyOf: ({ flags, rights, level }) => (flags * 8 + (rights >>> 1)) * 8 + level,
  line({ page, flags, level }, end) {
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
    const shown = (flags & PRESENT) === 0 ? NO_FLAGS : words;
    return `${ptdumpRange(page, end)}${shown}${LEVEL_NAMES[level] as string}`;
  },
  heading({ page }) {
    if (page === UPPER_HALF) return '---[ Kernel Space ]---';
    return page === 0 ? '---[ User Space ]---' : null;
  },
};

export const LINE_FORMATS = { 'qemu-tlb': QEMU_TLB, 'qemu-mem': QEMU_MEM, ptdump: PTDUMP } as const;

/**
 * The lines that begin in rows `first` to `first + count` of what a query found, or before one of them. A run that goes on
 * behind them is printed whole, with the rows that it began in.
 *
 * @param listsAll the query lists everything by address: what lies between its rows is printed too
 */
export function leafLines(
  found: FoundRanges,
  format: LineFormat,
  first: number,
  count: number,
  listsAll: boolean,
): string[] {
  if (first > 0 && first >= found.count) return [];
  const end = first + count < found.count ? first + count : Infinity;
  const lines: string[] = [];
  // What goes on from the row before was printed with it.
  let start: Piece | null = null;
  let last: Piece | null = first > 0 ? lastPiece(found, first - 1) : null;
  const endLine = (): void => {
    if (start !== null) lines.push(...linesOf(format, start, (last as Piece).end, listsAll));
  };
  for (const piece of piecesFrom(found, first, listsAll)) {
    if (start === null && piece.place >= end) return lines;
    if (piece.kind === 'hole' && !format.withHoles) continue;
    if (last === null || !goesOn(format, last, piece)) {
      endLine();
      start = null;
      if (piece.place >= end) return lines;
      start = piece;
    }
    last = piece;
  }
  endLine();
  return lines;
}

/** Whether a piece shares the line of the one in front of it. */
function goesOn(format: LineFormat, previous: Piece, piece: Piece): boolean {
  if (piece.page !== previous.end || piece.kind !== previous.kind) return false;
  const isBetweenHalves = piece.page === UPPER_HALF && format.heading !== undefined;
  const key = format.keyOf(piece);
  return key !== null && !isBetweenHalves && key === format.keyOf(previous);
}

function linesOf(format: LineFormat, first: Piece, end: number, listsAll: boolean): string[] {
  const heading = (listsAll ? format.heading?.(first) : null) ?? null;
  const isUnseen = first.kind === 'unseen' && !format.withHoles;
  const line = isUnseen
    ? `${qemuAddress(first.page)}-${qemuAddress(end)} not looked at: the tables lead back to each other in too many ways`
    : format.line(first, end);
  return heading === null ? [line] : [heading, line];
}

/**
 * Up to 48 bits as QEMU prints them, with the sign extension; it counts on behind the last page, which is no address any
 * more.
 */
function qemuAddress(page: number): string {
  return hexDigits(page === PAGE_COUNT ? 2n ** 48n : virtOfPage(page), 16);
}

/** Start, end and size, the size in the largest unit in which it is whole. */
function ptdumpRange(page: number, end: number): string {
  const first = virtOfPage(page);
  const last = virtOfPage(end);
  // Linux counts in 64 bits: over what is not canonical, and behind the last address from 0 on.
  let size = BigInt.asUintN(64, last - first);
  let unit = 0;
  while (size % 1024n === 0n && unit < UNITS.length - 1) {
    size /= 1024n;
    unit++;
  }
  const range = `0x${hexDigits(first, 16)}-0x${hexDigits(last, 16)}`;
  return `${range}   ${String(size).padStart(9)}${UNITS[unit] as string} `;
}

const UNITS = 'BKMGTPE';
