/** A finding as Markdown, for a report or a ticket. */
import type { Mend, Problem, ProblemDetail } from '../../../shared/problem-types';
import { pictureLines } from './page-strip';
import { SEVERITY_LOOKS } from './problem-text';

/** What was loaded, by what. */
export interface ReportContext {
  readonly file: string;
  readonly loader: string;
  readonly machine: string;
}

/** A whole finding: what happened, facts, how to mend it, where it was. */
export function problemMarkdown(problem: Problem, context: ReportContext): string {
  const { title, severity, rule, place, consequence, detail } = problem;
  const word = SEVERITY_LOOKS[severity].word;
  const parts = [
    `# ${line(title)}`,
    [`**${word[0]?.toUpperCase()}${word.slice(1)}**`, code(rule), line(place)].filter(Boolean).join(' · '),
    line(consequence),
    section('What happened', detail.what.map(line).join(' ')),
    factsTable(detail),
    detail.picture === null
      ? ''
      : pictureLines(detail.picture)
          .map((text) => `- ${line(text)}`)
          .join('\n'),
    section('How to mend it', detail.mends.map(mendText).join('\n\n')),
    trailText(detail),
    `---\n${line(context.file)}, loader ${line(context.loader)}, ${line(context.machine)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function section(heading: string, text: string): string {
  return text === '' ? '' : `## ${heading}\n\n${text}`;
}

/** A text on one line, in which nothing of what a file has named is markup. */
function line(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_<>[\]]/g, '\\$&');
}

/** The longest run of backticks in a text. */
function longestTicks(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}

function code(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  const ticks = '`'.repeat(longestTicks(flat) + 1);
  const room = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${ticks}${room}${flat}${room}${ticks}`;
}

function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestTicks(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

function cell(text: string): string {
  return line(text).replaceAll('|', '\\|');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function factsTable({ claimants, facts }: ProblemDetail): string {
  if (facts.length === 0) return '';
  const heads = claimants.map(({ label, words }) => cell(`${label} ${words}`));
  const columns = Math.max(1, heads.length, ...facts.map(({ values }) => values.length));
  const filled = (cells: readonly string[]): string[] =>
    Array.from({ length: columns }, (_, i) => cells[i] ?? '');
  return [
    row(['', ...filled(heads)]),
    row(Array.from({ length: columns + 1 }, () => '---')),
    ...facts.map(({ label, values }) => row([cell(label), ...filled(values.map(({ text }) => cell(text)))])),
  ].join('\n');
}

function mendText({ title, words, lines }: Mend): string {
  return [`### ${line(title)}`, line(words), linesText(lines)].filter((part) => part !== '').join('\n\n');
}

function linesText(lines: Mend['lines']): string {
  if (lines.length === 0) return '';
  if (lines.some(({ note }) => note !== '')) {
    return lines
      .map(({ text, note }) => `- ${code(text)}${note === '' ? '' : ` (${line(note)})`}`)
      .join('\n');
  }
  if (lines.every(({ added }) => added)) return fenced(lines.map(({ text }) => text).join('\n'), '');
  return fenced(lines.map(({ text, added }) => `${added ? '+' : ' '}${text}`).join('\n'), 'diff');
}

function trailText({ trail, source }: ProblemDetail): string {
  if (trail.length === 0) return '';
  const where = source === '' ? '' : ` (${line(source)})`;
  return section('In the loader', `${trail.map(code).join(' › ')}${where}`);
}
