import { PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { RangeField } from '../../../../shared/expression/range-environment';
import { RIGHT } from '../../../../shared/table-types';
import { PAGE_FLAGS } from '../../../../shared/page-flags';
import { pagesPerEntry } from '../../paging/page-table';
import { rightsText } from '../tables/entry-kind';
import { KernelPlaces, type SymbolSpans } from './kernel-places';
import type { MergedRows } from './merged-rows';

/** A number of a row; `NaN` where it has none. Exact: at most 2^52. */
export type NumberOf = (row: number) => number;
export type TruthOf = (row: number) => boolean;
/** The texts of a row, each of which is looked at. */
export type TextsOf = (row: number) => readonly string[];

/** A number, and whether it is a virtual address: then it is given as its low 48 bits. */
export interface NumberField {
  readonly of: NumberOf;
  readonly isAddress: boolean;
}

type FieldOfKind<Names extends RangeField, Value> = Readonly<Record<Names, Value>>;
type NumberName =
  'address' | 'end' | 'size' | 'pages' | 'segment' | 'physical' | 'leafSize' | 'level' | 'written';
type TextName = 'rights' | 'owner' | 'section' | 'symbol';
type TruthName = Exclude<RangeField, NumberName | TextName>;

/** What computes the fields of rows, by name. */
export interface RangeFields {
  readonly numbers: FieldOfKind<NumberName, NumberField>;
  readonly texts: FieldOfKind<TextName, TextsOf>;
  readonly truths: FieldOfKind<TruthName, TruthOf>;
}

/** The fields of merged rows. */
export function rangeFields(rows: MergedRows): RangeFields {
  const plain = (of: NumberOf): NumberField => ({ of, isAddress: false });
  const right = (bit: number): TruthOf => {
    return (row) => (rows.rights(row) & bit) !== 0;
  };
  const levelOf: NumberOf = (row) => rows.summaries.level[row] || NaN;
  return {
    numbers: {
      address: { of: (row) => rows.firstPage(row) * PAGE_SIZE, isAddress: true },
      end: { of: (row) => rows.endPage(row) * PAGE_SIZE - 1, isAddress: true },
      size: plain((row) => rows.pages(row) * PAGE_SIZE),
      pages: plain((row) => rows.pages(row)),
      segment: plain((row) => rows.mapped.ownerOf(rows.firstLeaf(row)).segment || NaN),
      physical: plain((row) => rows.frame(row) * PAGE_SIZE),
      leafSize: plain((row) => pagesPerEntry(levelOf(row)) * PAGE_SIZE),
      level: plain(levelOf),
      written: plain((row) => rows.summaries.writtenAt[row] as number),
    },
    texts: {
      rights: (row) => [rightsText(rows.rights(row))],
      owner: (row) => ownersOf(rows, row),
      ...kernelTexts(rows),
    },
    truths: {
      readable: right(RIGHT.read),
      writable: right(RIGHT.write),
      executable: right(RIGHT.execute),
      user: right(RIGHT.user),
      contiguous: (row) => rows.summaries.contiguous[row] === 1,
    },
  };
}

/** Names of the owners in a row, each once, in the order of their pages. */
export function ownersOf(rows: MergedRows, row: number): string[] {
  const { owners } = rows.mapped;
  const codes = new Set<number>();
  const end = rows.endLeaf(row);
  let last = -1;
  for (let leaf = rows.firstLeaf(row); leaf < end; leaf++) {
    const code = owners[leaf] as number;
    if (code !== last) codes.add(code);
    last = code;
  }
  return Array.from(codes, (code) => rows.mapped.tree.owners.labelOf(code).label);
}

const NO_TEXTS: readonly string[] = [];

function kernelTexts(rows: MergedRows): Pick<RangeFields['texts'], 'section' | 'symbol'> {
  const { kernel } = rows.mapped.tree;
  if (kernel === null) return { section: () => [], symbol: () => [] };
  const places = KernelPlaces.of(kernel);
  // Most of many rows have none of either: that is found for all of them at once.
  let sections: Uint8Array | null = null;
  let symbols: SymbolSpans | null = null;
  return {
    section: (row) => {
      sections ??= places.withSections(rows);
      return sections[row] === 0 ? NO_TEXTS : places.sectionsIn(rows.firstPage(row), rows.endPage(row));
    },
    symbol: (row) => {
      symbols ??= places.symbolsOf(rows);
      const first = symbols.first[row] as number;
      const length = (symbols.end[row] as number) - first;
      return length === 0 ? NO_TEXTS : Array.from({ length }, (_, i) => places.symbolName(first + i));
    },
  };
}

/** The bit of a flag in the column of flags; 0 for names that are none. */
export function flagBit(name: string): number {
  const bit = PAGE_FLAGS.find((flag) => flag.name === name)?.bit;
  if (bit === undefined) return 0;
  return bit < 12 ? 1 << bit : 1 << (bit - 40);
}

/** The 64-bit value of a number of a row. */
export function valueOf({ of, isAddress }: NumberField, row: number): bigint | null {
  const value = of(row);
  if (Number.isNaN(value)) return null;
  return isAddress ? virtOfPage(Math.floor(value / PAGE_SIZE), value % PAGE_SIZE) : BigInt(value);
}
