/** What page tables say of the space from address to address: leaves, and entries that map nothing. */
import { PAGE_COUNT } from '../../../../shared/address';
import { RIGHT } from '../../../../shared/table-types';
import { ENTRY_COUNT, flagsOf, frameOf, pagesPerEntry } from '../../paging/page-table';
import { ALL_RIGHTS, KIND, kindByBits, leafFrame, rightsOf } from '../tables/entry-kind';
import { leafFlags } from '../tables/leaf-tables';
import type { TableTree } from '../tables/table-tree';
import { UPPER_HALF, type MergedRows } from './merged-rows';
import { rowAt, type FoundRanges } from './range-query';

const { page: PAGE, table: TABLE, absent: ABSENT } = KIND;

/** A leaf, entries of one table that map nothing, or what was not looked at any more. */
export interface Piece {
  readonly kind: 'leaf' | 'hole' | 'unseen';
  /** Place of the row that it belongs to, or that comes behind it; the count of rows behind the last. */
  readonly place: number;
  readonly page: number;
  /** The page behind it. */
  readonly end: number;
  /** Level of the table that holds the entries. */
  readonly level: number;
  /** As in `LeafTable`. */
  readonly flags: number;
  /** What all levels allow, `RIGHT` bits; of a hole what its bits would leave. */
  readonly rights: number;
  readonly frame: number;
}

/** An entry of zeros withholds nothing and allows nothing. */
const RIGHTS_OF_ZEROS = RIGHT.execute;

/** Entries that one text looks at between its rows: in hostile memory they are more than anybody can wait for. */
const MOST_LOOKS = 2 ** 15;
/** Those at the two edges of a gap, which every row may have. */
const LOOKS_OF_GAP = 16;

/**
 * The leaves of rows from a place on, in the order of a query.
 *
 * @param withGaps the query lists everything by address: also what lies between the rows. As the processor does, entries that
 *   lead back to a table above are followed there.
 */
export function* piecesFrom(found: FoundRanges, first: number, withGaps: boolean): Generator<Piece> {
  const { rows, count } = found;
  const gaps = withGaps ? new GapWalk(rows.mapped.tree) : null;
  let reached = first > 0 ? rows.endPage(rowAt(found, first - 1)) : 0;
  for (let place = first; place < count; place++) {
    const row = rowAt(found, place);
    if (gaps !== null) yield* gaps.between(reached, rows.firstPage(row), place);
    const end = rows.endLeaf(row);
    for (let leaf = rows.firstLeaf(row); leaf < end; leaf++) yield leafPiece(rows, leaf, place);
    reached = rows.endPage(row);
  }
  if (gaps !== null) yield* gaps.between(reached, PAGE_COUNT, count);
}

/** The last leaf of a row. */
export function lastPiece(found: FoundRanges, place: number): Piece {
  return leafPiece(found.rows, found.rows.endLeaf(rowAt(found, place)) - 1, place);
}

function leafPiece({ leaves }: MergedRows, leaf: number, place: number): Piece {
  const page = leaves.page[leaf] as number;
  const level = leaves.level[leaf] as number;
  return {
    kind: 'leaf',
    place,
    page,
    end: page + pagesPerEntry(level),
    level,
    flags: leaves.flags[leaf] as number,
    rights: leaves.rights[leaf] as number,
    frame: leaves.frame[leaf] as number,
  };
}

/** A table of a {@link GapWalk}, at one of its places. */
interface TableAt {
  readonly frame: number;
  readonly level: number;
  readonly firstPage: number;
  readonly rights: number;
}

/** Goes through the tables between two pages, with entries that lead back, until it has looked at too much. */
class GapWalk {
  private looks = MOST_LOOKS;
  private first = 0;
  private end = 0;
  private place = 0;

  constructor(private readonly tree: TableTree) {}

  *between(first: number, end: number, place: number): Generator<Piece> {
    this.first = first;
    this.end = end;
    this.place = place;
    this.looks += LOOKS_OF_GAP;
    let reached = first;
    if (first < end) {
      const root = { frame: this.tree.rootFrame, level: 4, firstPage: 0, rights: ALL_RIGHTS };
      for (const piece of this.inTable(root)) {
        reached = piece.end;
        yield piece;
      }
    }
    const middle = Math.min(Math.max(reached, UPPER_HALF), end);
    if (reached < middle) yield this.piece('unseen', reached, middle, 0, 0, 0, 0);
    if (middle < end) yield this.piece('unseen', middle, end, 0, 0, 0, 0);
  }

  private *inTable(table: TableAt): Generator<Piece> {
    const words = this.tree.words(table.frame);
    const span = pagesPerEntry(table.level);
    const last = Math.min(ENTRY_COUNT, Math.ceil((this.end - table.firstPage) / span));
    let index = Math.max(0, Math.floor((this.first - table.firstPage) / span));
    while (index < last) {
      if (this.looks-- <= 0) return;
      const low = words?.[index * 2] ?? 0;
      const high = words?.[index * 2 + 1] ?? 0;
      const kind = kindByBits(low, high, table.level);
      const page = table.firstPage + index * span;
      const rights = table.rights & rightsOf(low, high);
      index++;
      if (kind === PAGE) {
        const flags = leafFlags(low, high, table.level);
        const frame = leafFrame(low, high, table.level);
        yield this.piece('leaf', page, page + span, table.level, flags, rights, frame);
      } else if (kind === TABLE && this.tree.readable(frameOf(low, high))) {
        yield* this.inTable({ frame: frameOf(low, high), level: table.level - 1, firstPage: page, rights });
      } else if (kind === ABSENT) {
        yield this.hole(page, page + span, table.level, flagsOf(low, high), rights);
      } else {
        let end = page + span;
        for (; index < last && end !== UPPER_HALF && isZero(words, index); index++) end += span;
        yield this.hole(page, end, table.level, 0, RIGHTS_OF_ZEROS);
      }
    }
  }

  /** Entries that map nothing, as far as they lie between the two pages. */
  private hole(page: number, end: number, level: number, flags: number, rights: number): Piece {
    return this.piece('hole', Math.max(page, this.first), Math.min(end, this.end), level, flags, rights, 0);
  }

  private piece(
    kind: Piece['kind'],
    page: number,
    end: number,
    level: number,
    flags: number,
    rights: number,
    frame: number,
  ): Piece {
    return { kind, place: this.place, page, end, level, flags, rights, frame };
  }
}

function isZero(words: Uint32Array | null, index: number): boolean {
  return ((words?.[index * 2] ?? 0) | (words?.[index * 2 + 1] ?? 0)) === 0;
}
