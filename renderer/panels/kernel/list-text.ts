/** Lists of the kernel file as texts: for the clipboard, and for those who listen. */
import type { Column, ListModel } from './list-model';

export const LIST_FORMATS = [
  { id: 'tsv', label: 'Copy the list', detail: 'columns between tabs, for spreadsheets and text' },
  { id: 'csv', label: 'Copy the list as CSV', detail: 'columns between commas' },
] as const;
export type ListFormat = (typeof LIST_FORMATS)[number]['id'];

/** A text as one column of a line. */
function cellText(text: string, format: ListFormat): string {
  if (format === 'tsv') return text.replace(/[\t\r\n]+/g, ' ');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function line(texts: readonly string[], format: ListFormat): string {
  return texts.map((text) => cellText(text, format)).join(format === 'tsv' ? '\t' : ',');
}

/** The titles of the columns, as the first line. */
export function headLine<T>(columns: readonly Column<T>[], format: ListFormat): string {
  return line([...columns.map(({ title }) => title), 'Wrong'], format);
}

/** A row as a line: all columns, those too that a narrow list leaves out, and what is wrong. */
export function rowLine<T>(
  model: Pick<ListModel<T>, 'columns' | 'wrong'>,
  row: T,
  format: ListFormat,
): string {
  return line([...model.columns.map((column) => column.text(row)), model.wrong(row).join(' ')], format);
}

/** The tracks of the columns that a list of a width shows. */
export function columnsFor<T>(columns: readonly Column<T>[], width: number): readonly Column<T>[] {
  return columns.filter(({ from }) => from === undefined || width >= from);
}

/** A row as a screen reader says it. */
export function rowName<T>(model: Pick<ListModel<T>, 'columns' | 'wrong'>, row: T): string {
  const texts = model.columns.flatMap((column) => {
    const text = column.text(row);
    return text === '' ? [] : [`${column.title} ${text}`];
  });
  const wrong = model.wrong(row);
  return [...texts, ...(wrong.length === 0 ? [] : [`wrong: ${wrong.join(' ')}`])].join(', ');
}
