/** The result of a load as text for people, at most 80 columns wide. */
import type { LoadSummary, StageSummary } from '../../../shared/load-types';
import { pageRuns } from './report';
import type { PageRun, ReportSource } from './report';

const WIDTH = 80;
const LABEL_WIDTH = 10;

/** Runs of pages shown; whoever wants the rest wants the JSON. */
const MAX_RUNS = 48;

const FLAG_WRITABLE = 1n << 1n;
const FLAG_COPIED = 1n << 9n;
const FLAG_NO_EXECUTE = 1n << 63n;

/** `text` broken at spaces into lines that fit behind `indent` blanks; a longer word stays whole. */
export function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.trim().split(/\s+/)) {
      if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    lines.push(line);
  }
  return lines.map((line) => ' '.repeat(indent) + line);
}

/** 1234567 as `1,234,567`, whatever the locale. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number with its noun: `1 page`, `2 pages`. */
function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A count of bytes in the largest unit that keeps it above one. */
function byteText(bytes: number): string {
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 'bytes';
  for (const next of units) {
    if (value < 1024) {
      break;
    }
    value /= 1024;
    unit = next;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${unit}`;
}

function field(label: string, value: string): string {
  return wrap(value, LABEL_WIDTH + 2)
    .join('\n')
    .replace(/^ +/, `  ${label.padEnd(LABEL_WIDTH)}`);
}

function verdict(summary: LoadSummary): string[] {
  const message = summary.message ?? '';
  switch (summary.status) {
    case 'ok':
      return ['  The kernel loads.'];
    case 'error':
      return wrap(`The load fails: ${message}`, 2);
    case 'panic':
      return wrap(`The loader panics: ${message}`, 2);
    case 'stopped':
      return wrap(`The load was stopped: ${message}`, 2);
  }
}

function facts(summary: LoadSummary): string[] {
  const lines = [
    field('Machine', summary.machine),
    field('Loader', `bootloader ${summary.loader}`),
    field(
      'File',
      `${counted(summary.fileSize, 'byte')} at physical ${summary.kernelAddress} (${counted(summary.kernelFrames, 'frame')})`,
    ),
  ];
  if (summary.virtualAddressOffset !== null) {
    const offset = BigInt(summary.virtualAddressOffset);
    const sign = offset < 0n ? '-' : '';
    lines.push(field('Offset', `${sign}0x${(offset < 0n ? -offset : offset).toString(16)}`));
  }
  if (summary.entryPoint !== null) {
    lines.push(field('Entry', summary.entryPoint));
  }
  if (summary.tls) {
    const { startAddr, fileSize, memSize } = summary.tls;
    lines.push(field('TLS', `${startAddr}, ${fileSize} bytes in the file, ${memSize} in memory`));
  }
  lines.push(
    field(
      'Memory',
      `${counted(summary.pagesMapped, 'page')} mapped, ${counted(summary.framesAllocated, 'frame')} allocated, ` +
        `${byteText(summary.touchedBytes)} touched`,
    ),
    field('P4 table', summary.rootTable),
    field('Trace', `${counted(summary.stepCount, 'step')}, ${counted(summary.opCount, 'op')}`),
  );
  return lines;
}

function stageLine(stage: StageSummary): string {
  const marks = { done: 'ok', failed: 'FAIL', unreached: '-' };
  const detail = stage.status === 'unreached' ? 'not reached' : stage.detail;
  const [first = '', ...more] = wrap(detail, 24);
  const head = `  ${marks[stage.status].padEnd(6)}${stage.title.padEnd(16)}`;
  return [head + first.slice(Math.min(head.length, 24)), ...more].join('\n').replace(/ +$/, '');
}

/** The rights that a leaf entry gives, in words as short as they come. */
function rightsText(flags: string): string {
  const entry = BigInt(flags);
  const write = entry & FLAG_WRITABLE ? 'W' : '-';
  const execute = entry & FLAG_NO_EXECUTE ? '-' : 'X';
  return `R${write}${execute}${entry & FLAG_COPIED ? '  copied' : ''}`;
}

function mappingLine([virt, phys, pages, flags]: PageRun): string {
  return `  ${virt.padStart(18)}  ${phys.padStart(15)}  ${grouped(pages).padStart(11)}  ${rightsText(flags)}`;
}

function mappings(runs: readonly PageRun[]): string[] {
  if (runs.length === 0) {
    return ['  none'];
  }
  const lines = [
    `  ${'virtual'.padStart(18)}  ${'physical'.padStart(15)}  ${'pages'.padStart(11)}  rights`,
    ...runs.slice(0, MAX_RUNS).map(mappingLine),
  ];
  if (runs.length > MAX_RUNS) {
    lines.push(`  … and ${counted(runs.length - MAX_RUNS, 'run')} more; --json lists all.`);
  }
  return lines;
}

/** The report for people: verdict, facts, stages, mappings, warnings. */
export function reportText(
  name: string,
  session: Pick<ReportSource, 'summary' | 'trace' | 'mappedPages'>,
): string {
  const summary = session.summary();
  const runs = pageRuns(session.mappedPages(session.trace.opCount));
  const sections: string[][] = [
    [name, ...verdict(summary), ...(summary.explanation === null ? [] : wrap(summary.explanation, 2))],
    facts(summary),
    ['Stages', ...summary.stages.map(stageLine)],
    ['Mappings', ...mappings(runs)],
  ];
  if (summary.warnings.length > 0) {
    sections.push([
      'Warnings',
      ...summary.warnings.map((text) => wrap(text, 4).join('\n').replace(/^ {4}/, '  ! ')),
    ]);
  }
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
