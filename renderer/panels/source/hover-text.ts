import type { SourceValue } from '../../../shared/debugger-types';
import { PAGE_FLAGS } from '../../../shared/page-flags';
import type { SourceFile, SourceNote } from '../../../shared/view-types';
import { functionAround, nameAt } from './inline-values';

/** What the source says about a name under the pointer, as Markdown, and the columns that it is about. */
export interface SourceHover {
  readonly first: number;
  readonly last: number;
  readonly parts: readonly string[];
}

/** The values beside the text, and the line of the frame that they are of. */
export interface ShownValues {
  readonly line: number;
  readonly values: readonly SourceValue[];
}

const FLAG_NAMES: Readonly<Record<string, string>> = { BIT_9: 'COPIED' };

/** The note on a line. */
export function noteAt(notes: readonly SourceNote[], line: number): SourceNote | null {
  return notes.find(({ firstLine, lastLine }) => line >= firstLine && line <= lastLine) ?? null;
}

/** What there is to say about the name at a place of a file: its value, a flag's meaning, what a function mirrors. */
export function hoverAt(
  files: readonly SourceFile[],
  file: SourceFile,
  shown: ShownValues | null,
  line: number,
  column: number,
): SourceHover | null {
  const lines = linesOf(file);
  const text = lines[line - 1] ?? '';
  const found = nameAt(text, column);
  if (found === null || /^\s*(\*|\/[/*])/.test(text)) return null;
  const { name, first, last } = found;
  const parts = [
    ...valueParts(lines, shown, line, name),
    ...flagParts(name),
    ...functionParts(files, text, name, last),
  ];
  return parts.length === 0 ? null : { first, last, parts };
}

/** Values hold in the function of the frame that they are of. */
function valueParts(
  lines: readonly string[],
  shown: ShownValues | null,
  line: number,
  name: string,
): string[] {
  const around = shown === null ? null : functionAround(lines, shown.line);
  if (shown === null || around === null || line < around.first || line > around.last) return [];
  const value = shown.values.find((one) => one.name === name);
  return value === undefined ? [] : [`\`${value.name} = ${value.value}\``, escaped(value.meaning)];
}

function flagParts(name: string): string[] {
  const last = name.split('.').at(-1) ?? '';
  const flag = PAGE_FLAGS.find((one) => one.name === (FLAG_NAMES[last] ?? last));
  return flag === undefined ? [] : [`\`${flag.name}\` bit ${flag.bit}`, escaped(flag.meaning)];
}

/** For a call: what upstream's function of that name does. */
function functionParts(files: readonly SourceFile[], text: string, name: string, column: number): string[] {
  if (text[column - 1] !== '(') return [];
  const called = name.split('.').at(-1) ?? '';
  const declaration = new RegExp(`^(?:export )?(?:function | {2}(?:private |static )*\\*?)${called}\\(`);
  for (const file of files) {
    // An interface has the name as well, without a note.
    const note = linesOf(file)
      .map((line, index) => (declaration.test(line) ? noteAt(file.notes, index + 1) : null))
      .find((one) => one !== null);
    if (note !== undefined && note !== null) return [`Upstream: \`${note.upstream}\``, escaped(note.text)];
  }
  return [];
}

const knownLines = new WeakMap<SourceFile, readonly string[]>();

/** The lines of a file, split once. */
export function linesOf(file: SourceFile): readonly string[] {
  const known = knownLines.get(file);
  if (known !== undefined) return known;
  const lines = file.text.split('\n');
  knownLines.set(file, lines);
  return lines;
}

/** Text that Markdown shows as it is, but for what is in backticks. */
function escaped(text: string): string {
  return text
    .replace(/[\\*_{}[\]<>#]/g, (sign) => `\\${sign}`)
    .replace(/`[^`]*`/g, (code) => code.replace(/\\(.)/g, '$1'));
}
