import type { Mend } from '../../../shared/problem-types';

/** Whether lines are choices, one for each linker or compiler, rather than one text. */
export function areChoices(lines: Mend['lines']): boolean {
  return lines.some(({ note }) => note !== '');
}

/** What is copied of lines that are one text: all of them, as the file has them in the end. */
export function copiedText(lines: Mend['lines']): string {
  return lines.map(({ text }) => text).join('\n');
}

/** A line as it is read aloud: what is new is not told by its colour alone. */
export function lineName({ text, added, note }: Mend['lines'][number]): string {
  return `${added ? 'new: ' : ''}${text}${note === '' ? '' : `, ${note}`}`;
}
