import type { RangeFormat, RangeQuery, RangeRow } from '../../../../shared/table-types';
import { PAGE_SIZE } from '../../../../shared/address';
import { wholeSize } from '../../../../shared/size-text';
import { LINE_FORMATS, leafLines } from './leaf-lines';
import type { FoundRanges } from './range-query';
import { listsAll, rangeRows } from './range-rows';

/** Columns of the table as text: heading and width. */
const COLUMNS: readonly (readonly [string, number])[] = [
  ['first', 18],
  ['last', 18],
  ['size', 9],
  ['rights', 8],
  ['physical', 14],
  ['written', 8],
  ['owner', 22],
  ['sections and symbols', 0],
];
const CSV_COLUMNS = [
  'first',
  'last',
  'bytes',
  'rights',
  'user',
  'owner',
  'sections',
  'firstSymbol',
  'lastSymbol',
  'symbols',
  'physical',
  'contiguous',
  'leafSize',
  'flags',
  'writtenAt',
];

/** Rows of a query as a text; its heading, or opening bracket, comes with the first row, what ends it with the last. */
export function rangeText(
  found: FoundRanges,
  query: RangeQuery,
  format: RangeFormat,
  first: number,
  count: number,
): string {
  switch (format) {
    case 'text':
      return lines([...heading(first, textLine(COLUMNS.map(([name]) => name))), ...rowsOf().map(textRow)]);
    case 'csv':
      return lines([...heading(first, CSV_COLUMNS.join(',')), ...rowsOf().map(csvRow)]);
    case 'json':
      return json(rowsOf(), first, first + count >= found.count);
    default:
      return lines(leafLines(found, LINE_FORMATS[format], first, count, listsAll(query)));
  }

  function rowsOf(): RangeRow[] {
    return rangeRows(found, query, first, count);
  }
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

function heading(first: number, text: string): string[] {
  return first === 0 ? [text] : [];
}

function textRow(row: RangeRow): string {
  const { count, first, last } = row.symbols;
  const symbols = count === 0 ? '' : count === 1 ? first : `${first} … ${last} (${count})`;
  const inIt = [row.sections, symbols].filter((text) => text !== '').join('; ');
  return textLine([
    row.first,
    row.last,
    wholeSize(row.pages * PAGE_SIZE),
    row.user ? `${row.rights} user` : row.rights,
    row.contiguous ? row.phys : `${row.phys} …`,
    String(row.writtenAt),
    row.owner,
    inIt,
  ]);
}

function textLine(cells: readonly string[]): string {
  return cells
    .map((cell, i) => cell.padEnd(COLUMNS[i]?.[1] ?? 0))
    .join('  ')
    .trimEnd();
}

function csvRow(row: RangeRow): string {
  const cells = [
    row.first,
    row.last,
    row.pages * PAGE_SIZE,
    row.rights,
    row.user,
    row.owner,
    row.sections,
    row.symbols.first,
    row.symbols.last,
    row.symbols.count,
    row.phys,
    row.contiguous,
    row.leafSize,
    row.flags.join(' '),
    row.writtenAt,
  ];
  return cells.map((cell) => csvCell(String(cell))).join(',');
}

/** Quoted where it must be; a name that a spreadsheet would calculate with is made a text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function json(rows: readonly RangeRow[], first: number, isLast: boolean): string {
  const body = rows
    .map((row, i) => `${first + i === 0 ? '' : ',\n'}  ${JSON.stringify(jsonRow(row))}`)
    .join('');
  return `${first === 0 ? '[\n' : ''}${body}${isLast ? '\n]\n' : ''}`;
}

function jsonRow(row: RangeRow): object {
  const { first, last, rights, user, flags, owner, sections, symbols, contiguous, leafSize, writtenAt } = row;
  return {
    first,
    last,
    bytes: row.pages * PAGE_SIZE,
    rights,
    user,
    flags,
    owner,
    sections,
    symbols,
    physical: row.phys,
    contiguous,
    leafSize,
    writtenAt,
  };
}
