import type { PageView } from '../../../shared/view-types';
import { partitionPoint } from '../../../shared/partition-point';
import { formatCount } from '../../composables/format';

/** Numbers for one relocation in `PageRelocations.rows`. */
const ROW = 4;

/** What the engine knows of the row of a page that begins at `offset`: entries of a table, symbols, relocations. */
export function rowMeaning(
  view: Pick<PageView, 'meanings' | 'relocations'>,
  offset: number,
  rowBytes: number,
): string {
  const remarks = view.meanings
    .slice(partitionPoint(view.meanings.length, (i) => (view.meanings[i]?.offset ?? 0) < offset))
    .filter((one) => one.offset < offset + rowBytes)
    .map((one) => one.text);
  return [...remarks, ...relocationsOf(view, offset, rowBytes)].join(' · ');
}

/** `#214 symbol+0x10` for each relocation that begins in a row. */
function relocationsOf(
  { relocations }: Pick<PageView, 'relocations'>,
  offset: number,
  rowBytes: number,
): string[] {
  const found: string[] = [];
  const { rows, names } = relocations ?? { rows: [], names: [] };
  for (let at = firstFrom(rows, offset); at < rows.length; at += ROW) {
    if ((rows[at] ?? 0) >= offset + rowBytes) break;
    const number = `#${formatCount(rows[at + 1] ?? 0)}`;
    const name = names[(rows[at + 2] ?? 0) - 1];
    const into = rows[at + 3] ?? 0;
    if (name === undefined) found.push(number);
    else found.push(`${number} ${name}${into > 0 ? `+0x${into.toString(16)}` : ''}`);
  }
  return found;
}

/** Place of the first relocation that begins at `offset` or behind it. */
function firstFrom(rows: ArrayLike<number>, offset: number): number {
  return partitionPoint(rows.length / ROW, (i) => (rows[i * ROW] ?? 0) < offset) * ROW;
}
