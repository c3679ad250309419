import type { Mend, Problem } from '../../shared/problem-types';
import { wrap } from '../engine/session/report-text';
import { countOf, type CheckedFile, type ReadFile } from './check-files';

/** Names in a file may hold anything; a terminal would obey some of it. */
function printable(text: string): string {
  return text.replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, '?');
}

/** What stands behind a label; following lines are indented as far. */
function labelled(label: string, text: string, indent: number): string {
  return wrap(text, indent).join('\n').replace(/^ +/, label.padEnd(indent));
}

/** Columns in front of what is said of a finding. */
const INDENT = 11;

/** One finding: what it is, what comes of it, and what to do, with a line to copy. */
function findingText({ severity, title, rule, consequence, place, detail }: Problem): string[] {
  return [
    labelled(`  ${severity}`, `${title} [${rule}]`, INDENT),
    ...wrap(`${place}: ${consequence}`, INDENT),
    ...mendText(detail.mends),
  ];
}

/** The first thing to do. Its lines stay whole: they are there to be copied. */
function mendText([mend]: readonly Mend[]): string[] {
  if (mend === undefined) return [];
  const lines = mendLines(mend);
  const words = mend.words === '' ? mend.title : `${mend.title}: ${lowerFirst(mend.words)}`;
  return [
    labelled(`${' '.repeat(INDENT)}→`, words.replace(/[.:]?$/, lines.length === 0 ? '.' : ':'), INDENT + 2),
    ...lines.map((line) => `${' '.repeat(INDENT + 4)}${line}`),
  ];
}

/** What is new, with who takes it; among lines that are there already, where several new ones need them to be understood. */
function mendLines({ lines }: Mend): string[] {
  const added = lines.filter((line) => line.added);
  if (added.length > 1 && added.length < lines.length)
    return lines.map((line) => `${line.added ? '+' : ' '} ${line.text}`);
  const width = Math.max(...added.map(({ text }) => text.length));
  return added.map(({ text, note }) => (note === '' ? text.trim() : `${text.padEnd(width)}  (${note})`));
}

/** A capital that begins a name or an abbreviation stays. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}

function counted(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}

/** `1 error, 2 warnings`. */
function tally(file: ReadFile): string {
  const counts = countOf(file);
  const parts = (['error', 'warning', 'note'] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => counted(counts[severity], severity));
  return parts.length === 0 ? 'nothing found' : parts.join(', ');
}

function verdict(file: ReadFile): string {
  switch (file.status) {
    case 'ok':
      return 'loads';
    case 'error':
      return `fails: ${file.message}`;
    case 'panic':
      return `panics: ${file.message}`;
    case 'stopped':
      return `is stopped: ${file.message}`;
  }
}

/** The findings of a file for people, at most 80 columns wide but for words that are longer. */
export function checkText(file: CheckedFile): string {
  if (file.status === 'unreadable') {
    const { message, advice } = file.failure;
    return printable(`${file.path}\n${wrap(`cannot be read: ${message} ${advice}`.trim(), 2).join('\n')}\n`);
  }
  const lines = [
    file.path,
    ...wrap(`${verdict(file)} (bootloader ${file.loader}); ${tally(file)}.`.replace(/\s*\n\s*/g, ' '), 2),
  ];
  for (const problem of file.problems) lines.push(...findingText(problem));
  for (const { rule, count } of file.more) lines.push(`  … ${count} more of ${rule}`);
  lines.push(`  passed   ${counted(file.passed.length, 'check')}`);
  return printable(`${lines.map((line) => line.trimEnd()).join('\n')}\n`);
}

/** What is said behind several files. */
export function checkSummary(files: readonly CheckedFile[], failing: number): string {
  const unreadable = files.filter(({ status }) => status === 'unreadable').length;
  const rest = unreadable === 0 ? '' : `, ${unreadable} of them unreadable`;
  return `${counted(files.length, 'file')}: ${failing === 0 ? 'all fine' : `${failing} not fine${rest}`}.\n`;
}
