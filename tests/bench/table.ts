/** The table that people read. */
import type { Limit, Measured, Row, RowSpec } from './row';

const NAME_WIDTH = 72;
const NUMBER_WIDTH = 12;
const LIMIT_WIDTH = 9;

/** What the columns hold. */
export function tableHead(): string {
  const numbers = ['ours', 'peer', 'ratio'].map((text) => text.padStart(NUMBER_WIDTH));
  const line = ['work'.padEnd(NAME_WIDTH), ...numbers, 'limit'.padStart(LIMIT_WIDTH)].join('');
  return `${line}\n${'-'.repeat(line.length + 6)}`;
}

/** One row, ending in `ok`, `MISS`, `SKIPPED`, or nothing where it has no limit. */
export function tableLine(row: Row, { limit }: RowSpec, measured: Measured): string {
  const numbers = [amount(row.value, row.unit), amount(row.peer, row.unit), ratioText(row.ratio)].map(
    (text) => text.padStart(NUMBER_WIDTH),
  );
  const cells = [row.name.padEnd(NAME_WIDTH), ...numbers, limitText(limit).padStart(LIMIT_WIDTH)].join('');
  return `${cells}  ${verdict(row, measured)}`.trimEnd();
}

function verdict(row: Row, measured: Measured): string {
  if ('skipped' in measured) return `SKIPPED: ${measured.skipped}`;
  const note = measured.note ?? '';
  if (row.pass !== null) return `${row.pass ? 'ok  ' : 'MISS'}  ${note}`;
  return row.limit === null ? note : `NO PEER  ${note}`;
}

function limitText(limit: Limit | null): string {
  if (limit === null) return '';
  return `${limit.bound === 'atMost' ? '≤' : '≥'} ${limit.number}`;
}

function ratioText(ratio: number | null): string {
  return ratio === null ? '' : ratio.toFixed(ratio < 10 ? 2 : 0);
}

function amount(value: number | null, unit: string): string {
  if (value === null) return '';
  const text = Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(value);
  return `${text} ${unit}`;
}

/** The last words: how many limits were held, and what was missed or could not be told. */
export function summary(rows: readonly Row[]): string {
  const count = (pass: boolean): number => rows.filter((row) => row.pass === pass).length;
  const unknown = rows.filter(({ limit, pass }) => limit !== null && pass === null);
  const lines = [`${count(true)} limits held, ${count(false)} missed, ${unknown.length} could not be told.`];
  for (const { name } of rows.filter(({ pass }) => pass === false)) lines.push(`MISS     ${name}`);
  for (const { name } of unknown) lines.push(`UNKNOWN  ${name}`);
  return lines.join('\n');
}

/** All rows as a Markdown table, for the documentation; what was not measured is left out. */
export function markdownTable(lines: readonly { readonly row: Row; readonly spec: RowSpec }[]): string {
  const cells = lines
    .filter(({ row }) => row.value !== null)
    .map(({ row, spec }) => [
      row.name,
      amount(row.value, row.unit),
      amount(row.peer, row.unit),
      ratioText(row.ratio),
      limitText(spec.limit),
      row.pass === null ? '' : row.pass ? 'yes' : '**no**',
    ]);
  const table = [
    ['work', 'ours', 'peer', 'ratio', 'limit', 'held'],
    ['---', '--:', '--:', '--:', '--:', '---'],
    ...cells,
  ];
  return table.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
