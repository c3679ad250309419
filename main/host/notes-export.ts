/** Bookmarks and marks of a kernel as files for people and programs: JSON, CSV, Markdown. */
import { basename } from 'node:path';
import { shownText } from '../../shared/shown-text';
import type { ExportResult } from '../../shared/load-types';
import type { Bookmark, DocumentNotes, NotesFormat, RangeMark } from '../../shared/notes';
import { bytesPlan } from '../engine/export/bytes-plan';
import { writeExport } from '../engine/export/sink';

/** What is exported, and where to. */
export interface NotesTarget {
  /** Path of the kernel that the notes are about. */
  readonly kernel: string;
  readonly format: NotesFormat;
  readonly path: string;
}

/** What is exported of the notes of a kernel. */
type Exported = Pick<DocumentNotes, 'bookmarks' | 'marks'>;

/**
 * Writes the bookmarks and marks of a kernel.
 *
 * @throws FailureError `export.…`; what was at the path before is still there then
 */
export function writeNotes(notes: Exported, { kernel, format, path }: NotesTarget): ExportResult {
  const bytes = new TextEncoder().encode(notesText(notes, basename(kernel), format));
  return writeExport(bytesPlan(bytes), { path, source: kernel });
}

/** The text of an export. @param kernel name of the file that the notes are about */
export function notesText(notes: Exported, kernel: string, format: NotesFormat): string {
  switch (format) {
    case 'json':
      return jsonText(notes, kernel);
    case 'csv':
      return csvText(notes);
    case 'markdown':
      return markdownText(notes, kernel);
  }
}

function jsonText({ bookmarks, marks }: Exported, kernel: string): string {
  const content = {
    kernel,
    bookmarks: bookmarks.map(({ name, note, anchor }) => ({ name, note, anchor })),
    marks: marks.map(({ name, note, colour, space, first, ofFile, length }) => ({
      name,
      note,
      colour,
      space,
      first,
      ofFile,
      length,
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** What a line of CSV has, in this order; what is of the other kind stays empty. */
const COLUMNS = ['kind', 'name', 'note', 'colour', 'space', 'address', 'length', 'moment', 'stage', 'step'];

function csvText({ bookmarks, marks }: Exported): string {
  const lines = [
    COLUMNS,
    ...bookmarks.map((one) => [
      'bookmark',
      one.name,
      one.note,
      '',
      '',
      '',
      '',
      String(one.anchor.moment),
      one.anchor.step?.stage ?? '',
      stepText(one),
    ]),
    ...marks.map((mark) => [
      'mark',
      mark.name,
      mark.note,
      mark.colour,
      spaceText(mark),
      mark.first,
      String(mark.length),
      '',
      '',
      '',
    ]),
  ];
  return lines.map((fields) => `${fields.map(csvField).join(',')}\r\n`).join('');
}

/**
 * A field as RFC 4180 has it. Names and notes are anybody's: one that a spreadsheet would take for a formula begins with an
 * apostrophe, which keeps it text there.
 */
function csvField(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

function markdownText({ bookmarks, marks }: Exported, kernel: string): string {
  const parts = [`# Notes on ${inline(kernel)}`];
  if (bookmarks.length > 0) {
    const ordered = [...bookmarks].sort((a, b) => a.anchor.moment - b.anchor.moment);
    parts.push('## Bookmarks', ...ordered.map((one) => item(one, `op ${one.anchor.moment}`, stepText(one))));
  }
  if (marks.length > 0) {
    parts.push(
      '## Marks',
      ...marks.map((mark) => item(mark, `${spaceText(mark)} ${mark.first}`, about(mark))),
    );
  }
  if (parts.length === 1) parts.push('No bookmarks, no marks.');
  return `${parts.join('\n\n')}\n`;
}

function item({ name, note }: Pick<Bookmark, 'name' | 'note'>, place: string, detail: string): string {
  const head = `- **${inline(name)}** (${place}${detail === '' ? '' : `, ${inline(detail)}`})`;
  const lines = note === '' ? [] : note.split(/\r\n|\r|\n/).map((line) => `  ${inline(line)}`.trimEnd());
  return [head, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n');
}

function about({ length, colour }: RangeMark): string {
  return `${length === 1 ? '1 byte' : `${length} bytes`}, ${colour}`;
}

/** Addresses of the kernel's own pages are those of its file. */
function spaceText({ space, ofFile }: RangeMark): string {
  return ofFile ? `${space}, address of the file` : space;
}

function stepText({ anchor: { step } }: Bookmark): string {
  if (step === null) return 'before the load';
  return [step.stage, step.kind, step.subject, `op ${step.op}`].filter((part) => part !== '').join(' ');
}

/** Text on one line, in which nothing is markup. */
function inline(text: string): string {
  return shownText(text.replace(/\s*[\r\n]+\s*/g, ' ').replaceAll('\t', ' '))
    .replace(/[\\`*_{}[\]()<>#+!|~]/g, (mark) => `\\${mark}`)
    .replace(/^(\s*)([-=])/, '$1\\$2')
    .replace(/^(\s*\d+)\./, '$1\\.');
}
