import type { StepRow, StepsFormat } from '../../../shared/debugger-types';
import type { ExportPlan, FileChunk } from './image-reader';

/** What an export of steps reads of a session (`DebugSession.steps` satisfies it). */
export interface StepsSource {
  filter(filter: string): { readonly total: number };
  rows(filter: string, first: number, count: number): readonly StepRow[];
}

/** What a file has of a step, in this order. */
const COLUMNS = [
  'step',
  'firstMoment',
  'lastMoment',
  'kind',
  'stage',
  'segment',
  'address',
  'label',
  'detail',
  'failure',
] as const satisfies readonly (keyof StepRow)[];

/** Steps that are made, and go to the file, together: a quarter of a mebibyte and more. */
const STEPS_PER_CHUNK = 2000;

/** About how many bytes a step takes; nobody knows before all are written. */
const USUAL_BYTES: Readonly<Record<StepsFormat, number>> = { csv: 110, jsonl: 240 };

/**
 * The steps that a filter lets through as text in UTF-8: CSV as RFC 4180 has it with a line of names, or a JSON object a
 * line.
 */
export function stepsPlan(source: StepsSource, filter: string, format: StepsFormat): ExportPlan {
  const steps = source.filter(filter).total;
  const total = Math.max(1, steps) * USUAL_BYTES[format];
  return { size: null, total, chunks: () => chunksOf(source, filter, format, steps, total) };
}

function* chunksOf(
  source: StepsSource,
  filter: string,
  format: StepsFormat,
  steps: number,
  total: number,
): Generator<FileChunk, void, undefined> {
  const encoder = new TextEncoder();
  const line = format === 'csv' ? csvLine : jsonLine;
  let text = format === 'csv' ? `${COLUMNS.join(',')}\r\n` : '';
  let position = 0;
  let first = 0;
  do {
    for (const row of source.rows(filter, first, STEPS_PER_CHUNK)) text += line(row);
    first += STEPS_PER_CHUNK;
    const bytes = encoder.encode(text);
    const share = Math.min(1, first / Math.max(1, steps));
    yield { position, bytes, done: Math.floor(share * total) };
    position += bytes.length;
    text = '';
  } while (first < steps);
}

function jsonLine(row: StepRow): string {
  const picked = Object.fromEntries(COLUMNS.map((column) => [column, row[column]]));
  return `${JSON.stringify(picked)}\n`;
}

function csvLine(row: StepRow): string {
  return `${COLUMNS.map((column) => csvField(String(row[column]))).join(',')}\r\n`;
}

/** A field in quotes where it has a comma, a quote or a line break in it. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
