#!/usr/bin/env node
/** Entry of the command line: the same engine worker as the application's, without Electron. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { ExportFormat, LoadProgress, LoadSummary } from '../shared/load-types';
import { DEFAULT_MACHINE, LOADER_VERSIONS } from '../shared/machine';
import type { Machine } from '../shared/machine';
import { FailureError } from '../shared/result';
// eslint-disable-next-line local/layers -- package.json is no layer; the version is written there and nowhere else
import { version } from '../package.json';
import type { SearchMatch } from './engine/session/search-memory';
import { checkFile, isFailing, type CheckedFile } from './host/check-files';
import { checkJson } from './host/check-json';
import { checkSarif } from './host/check-sarif';
import { checkSummary, checkText } from './host/check-text';
import { HELP } from './host/command-help';
import { choice, parsed, usage, wholeNumber } from './host/command-options';
import type { ExportProgress, SearchProgress } from './host/engine-protocol';
import { EngineWorker } from './host/engine-worker';
import { readMachine } from './host/read-machine';
import { SEARCH_OPTIONS, searchParams } from './host/search-options';
import { searchJson, searchText } from './host/search-output';

const EXIT_LOADED = 0;
const EXIT_LOAD_FAILED = 1;
const EXIT_ERROR = 2;
const EXIT_INTERRUPTED = 130;

const LOAD_OPTIONS = {
  loader: { type: 'string' },
  machine: { type: 'string' },
  'overflow-checks': { type: 'string' },
  config: { type: 'string' },
} as const;

/** What all commands say about the load. */
interface MachineChoice {
  readonly machine: Machine;
  readonly config: 'kernel' | 'default';
}

interface LoadChoice extends MachineChoice {
  readonly path: string;
}

interface LoadValues {
  readonly loader?: string | undefined;
  readonly machine?: string | undefined;
  readonly 'overflow-checks'?: string | undefined;
  readonly config?: string | undefined;
}

function loadChoice(values: LoadValues, positionals: readonly string[]): LoadChoice {
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    throw usage(path === undefined ? 'FILE is missing.' : `One FILE at a time; "${more[0]}" is too many.`);
  }
  return { path, ...machineChoice(values) };
}

function machineChoice(values: LoadValues): MachineChoice {
  const loader = choice('loader', values.loader, LOADER_VERSIONS);
  const checks = choice('overflow-checks', values['overflow-checks'], ['on', 'off']);
  const config = choice('config', values.config, ['kernel', 'default']) ?? 'kernel';
  const machine = values.machine === undefined ? DEFAULT_MACHINE : readMachine(values.machine);
  return {
    machine: {
      ...machine,
      ...(loader && { loader }),
      ...(checks && { overflowChecks: checks === 'on' }),
    },
    config,
  };
}

/** Engine workers of a command, all of which an interrupt ends. */
interface Workers {
  readonly start: () => EngineWorker;
  readonly isInterrupted: () => boolean;
}

/** What to do; the exit status. */
type Command = (workers: Workers) => Promise<number>;

/** What to do with one loaded kernel. */
function withKernel(
  load: LoadChoice,
  run: (worker: EngineWorker, summary: LoadSummary) => Promise<void>,
): Command {
  return async (workers) => {
    const worker = workers.start();
    const summary = await worker.load(load, showProgress);
    clearProgress();
    await run(worker, summary);
    return summary.status === 'ok' ? EXIT_LOADED : EXIT_LOAD_FAILED;
  };
}

function reportCommand(args: string[]): Command {
  const { values, positionals } = parsed(() =>
    parseArgs({ args, options: { ...LOAD_OPTIONS, json: { type: 'boolean' } }, allowPositionals: true }),
  );
  return withKernel(loadChoice(values, positionals), async (worker, summary) => {
    if (values.json) {
      // The object's fields are fixed; who reads the terminal still sees the warnings.
      summary.warnings.forEach((warning) => say(`warning: ${warning}`));
    }
    process.stdout.write(await worker.report(values.json ? 'json' : 'text'));
  });
}

function checkCommand(args: string[]): Command {
  const options = {
    ...LOAD_OPTIONS,
    json: { type: 'boolean' },
    sarif: { type: 'boolean' },
    strict: { type: 'boolean' },
  } as const;
  const { values, positionals } = parsed(() => parseArgs({ args, options, allowPositionals: true }));
  const { json = false, sarif = false, strict = false } = values;
  if (positionals.length === 0) throw usage('FILE is missing.');
  if (json && sarif) throw usage('--json and --sarif exclude each other.');
  const choice = machineChoice(values);
  return async (workers) => {
    const files: CheckedFile[] = [];
    for (const path of positionals) {
      const file = await checkFile({ path, ...choice }, { ...workers, onProgress: showProgress });
      clearProgress();
      files.push(file);
      if (!json && !sarif) process.stdout.write(`${files.length > 1 ? '\n' : ''}${checkText(file)}`);
      else if (file.status === 'unreadable') say(`${file.failure.message} ${file.failure.advice}`.trim());
    }
    const failing = files.filter((file) => isFailing(file, strict)).length;
    const unreadable = files.some(({ status }) => status === 'unreadable');
    const exitCode = unreadable ? EXIT_ERROR : failing > 0 ? EXIT_LOAD_FAILED : EXIT_LOADED;
    if (json) process.stdout.write(checkJson(files));
    else if (sarif) {
      process.stdout.write(
        checkSarif(files, { version, help: helpAddress(), folder: process.cwd(), exitCode }),
      );
    } else if (files.length > 1) process.stdout.write(`\n${checkSummary(files, failing)}`);
    return exitCode;
  };
}

/** The page about all rules, where it lies beside this program. */
function helpAddress(): string | null {
  const path = join(__dirname, '..', '..', 'docs', 'problems.md');
  return existsSync(path) ? pathToFileURL(path).href : null;
}

function exportCommand(args: string[]): Command {
  const { values, positionals } = parsed(() =>
    parseArgs({
      args,
      options: {
        ...LOAD_OPTIONS,
        format: { type: 'string' },
        out: { type: 'string' },
        moment: { type: 'string' },
      },
      allowPositionals: true,
    }),
  );
  const format = choice<ExportFormat>('format', values.format, ['raw', 'elf-core']);
  const { out, moment } = values;
  if (format === undefined || !out) {
    throw usage(`export needs ${format === undefined ? '--format raw or --format elf-core' : '--out PATH'}.`);
  }
  const at = wholeNumber('moment', moment) ?? null;
  return withKernel(loadChoice(values, positionals), async (worker, summary) => {
    const params = { path: out, format, moment: at };
    const { bytes } = await worker.exportTo(params, showProgress);
    clearProgress();
    if (summary.status !== 'ok') {
      say(`the load failed (${summary.message ?? summary.status}); ${out} has the state that it reached.`);
    }
    process.stdout.write(`Wrote ${out}: ${bytes} bytes, ${format}.\n`);
  });
}

function searchCommand(args: string[]): Command {
  const { values, positionals } = parsed(() =>
    parseArgs({
      args,
      options: { ...LOAD_OPTIONS, ...SEARCH_OPTIONS },
      allowPositionals: true,
    }),
  );
  const [file, ...words] = positionals;
  if (file !== undefined && words.length === 0) throw usage('PATTERN is missing.');
  const load = loadChoice(values, positionals.slice(0, 1));
  // What is wrong is said before a long load, not behind it.
  const query = searchParams(values, words);
  return withKernel(load, async (worker, summary) => {
    const subject = { ...query, moment: query.moment ?? summary.opCount };
    const output = (values.json ? searchJson : searchText)(subject, (text) => process.stdout.write(text));
    const found = (matches: readonly SearchMatch[]): void => {
      if (matches.length > 0) clearProgress();
      output.matches(matches);
    };
    const outcome = await worker.search(query, found, showProgress);
    clearProgress();
    if (summary.status !== 'ok') say(`the load failed (${summary.message ?? summary.status}).`);
    output.end(outcome);
  });
}

/** One line on standard error. */
function say(text: string): void {
  process.stderr.write(`loadscope: ${text.replace(/\s*\n\s*/g, ' ')}\n`);
}

/** Shows progress on a terminal, on one line that is overwritten. */
function showProgress(progress: LoadProgress | ExportProgress | SearchProgress): void {
  if (!process.stderr.isTTY) {
    return;
  }
  const text =
    'stage' in progress
      ? `Loading: ${progress.stage}`
      : 'written' in progress
        ? `Writing: ${percent(progress.written, progress.total)}`
        : `Searching: ${percent(progress.searched, progress.total)}`;
  process.stderr.write(`\r\x1b[K${text}`);
}

function percent(part: number, total: number): string {
  return `${Math.floor((100 * part) / Math.max(1, total))} %`;
}

function clearProgress(): void {
  if (process.stderr.isTTY) {
    process.stderr.write('\r\x1b[K');
  }
}

/** Runs the command, cleans up; the exit status. */
async function runCommand(command: Command): Promise<number> {
  const started: EngineWorker[] = [];
  let interrupted = false;
  const closeAll = (): Promise<unknown> => Promise.all(started.map((worker) => worker.close()));
  const interrupt = (): void => {
    interrupted = true;
    void closeAll();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const workers: Workers = {
    start: () => {
      const worker = EngineWorker.start(join(__dirname, 'engine-worker.cjs'));
      started.push(worker);
      return worker;
    },
    isInterrupted: () => interrupted,
  };
  try {
    return await command(workers);
  } catch (error) {
    clearProgress();
    if (interrupted) {
      say('interrupted.');
      return EXIT_INTERRUPTED;
    }
    throw error;
  } finally {
    await closeAll();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function command(name: string | undefined, args: string[]): Command {
  switch (name) {
    case 'report':
      return reportCommand(args);
    case 'check':
      return checkCommand(args);
    case 'export':
      return exportCommand(args);
    case 'search':
      return searchCommand(args);
    case undefined:
      throw usage('Which command: report, check, export or search?');
    default:
      throw usage(`There is no command "${name}".`);
  }
}

async function main(args: string[]): Promise<number> {
  const options = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length);
  if (options.includes('--help') || options.includes('-h')) {
    process.stdout.write(HELP);
    return EXIT_LOADED;
  }
  if (options.includes('--version')) {
    process.stdout.write(`loadscope ${version}\n`);
    return EXIT_LOADED;
  }
  try {
    return await runCommand(command(args[0], args.slice(1)));
  } catch (error) {
    if (!(error instanceof FailureError)) {
      throw error;
    }
    const { message, advice } = error.failure;
    say(`${message} ${advice}`.trim());
    return EXIT_ERROR;
  }
}

// A reader that has seen enough (`| head`) is no error; the exit status still says how the load went.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    say(`the output could not be written: ${error.message}.`);
    process.exitCode = EXIT_ERROR;
  }
});

// Nobody hears what is said there; the exit status has to do.
process.stderr.on('error', () => undefined);

void main(process.argv.slice(2)).then((status) => {
  process.exitCode ??= status;
});
