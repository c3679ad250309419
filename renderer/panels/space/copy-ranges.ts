import type { RangeFormat } from '../../../shared/table-types';

/** What ranges can be copied as. */
export const RANGE_COPIES: readonly {
  readonly id: RangeFormat;
  readonly label: string;
  readonly detail: string;
}[] = [
  { id: 'text', label: 'Text', detail: 'Columns as they are shown' },
  { id: 'csv', label: 'CSV', detail: 'A table for spreadsheets' },
  { id: 'json', label: 'JSON', detail: 'Objects, for scripts' },
  { id: 'qemu-tlb', label: 'QEMU info tlb', detail: 'A line for each page, with its flags' },
  { id: 'qemu-mem', label: 'QEMU info mem', detail: 'Runs of equal rights' },
  { id: 'ptdump', label: 'Linux ptdump', detail: 'As /sys/kernel/debug/page_tables has it' },
];

/** Rows that one question asks for. */
const PIECE_ROWS = 5000;
/** Characters that the clipboard takes in one go: what the main process accepts. */
export const MOST_COPIED = 64 * 2 ** 20;

/** A text, or how many of its rows fit into the clipboard. */
export type RangesCopy = { readonly text: string } | { readonly fitting: number };

/**
 * All rows as one text, asked for piece by piece.
 *
 * @param rows how many there are
 * @param ask the text of `count` rows from the `first` on
 */
export async function copyOfRanges(
  rows: number,
  ask: (first: number, count: number) => Promise<string>,
  most = MOST_COPIED,
): Promise<RangesCopy> {
  const pieces: string[] = [];
  let length = 0;
  // Without rows there still is what frames them.
  for (let first = 0; first === 0 || first < rows; first += PIECE_ROWS) {
    const piece = await ask(first, Math.min(PIECE_ROWS, Math.max(rows - first, 1)));
    length += piece.length;
    if (length > most) return { fitting: first };
    pieces.push(piece);
  }
  return { text: pieces.join('') };
}
