/** Fuzzing with several threads: starts them, watches them, says what they found. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import { parseMachineFile } from '../../main/engine/session/machine-file';
import type { MachineJson } from '../fixtures/corpus/case';
import { buildName } from '../oracle/builds';
import { emptyTally, Fuzzer, type Finding, type Tally, type Target } from './campaign';
import { machineFor } from './load';
import { makeMutant } from './mutant';
import { originals } from './originals';
import type { WorkerData, WorkerMessage } from './worker';

export interface FuzzOptions {
  /** The project's folder. */
  readonly root: string;
  /** Path of the built `worker.ts`. */
  readonly worker: string;
  readonly targets: readonly Target[];
  readonly seed: number;
  readonly firstMutant: number;
  readonly mutants: number;
  readonly seconds: number;
  readonly threads: number;
  readonly questions: number;
}

/** Where findings are kept, below the project's folder. */
const FOLDER = '.cache/fuzz';
const SECOND = 1000;
/** A thread that stands still at one mutant for so long hangs. */
const HANG_SECONDS = 60;

interface Thread {
  readonly worker: Worker;
  tally: Tally;
  /** The mutant at work, and since when. */
  mutant: number;
  since: number;
  ended: boolean;
}

/** Fuzzes; returns the exit status: 1 where anything was found. */
export async function fuzz(options: FuzzOptions): Promise<number> {
  const started = Date.now();
  forget(options);
  const shared = new SharedArrayBuffer(4 * (1 + options.threads));
  const hangs: Finding[] = [];
  const threads = await runThreads(options, shared, hangs, started);
  const problems = hangs.length + sum(threads, problemCount);
  printSummary(options, threads, problems, started);
  return problems > 0 ? 1 : 0;
}

function runThreads(
  options: FuzzOptions,
  shared: SharedArrayBuffer,
  hangs: Finding[],
  started: number,
): Promise<Thread[]> {
  const numbers = new Int32Array(shared);
  const threads: Thread[] = [];
  const { promise, resolve, reject } = withResolvers<Thread[]>();
  const finish = (thread: Thread): void => {
    thread.ended = true;
    if (!threads.every(({ ended }) => ended)) return;
    clearInterval(timer);
    resolve(threads);
  };
  for (let index = 0; index < options.threads; index++) {
    numbers[1 + index] = -1;
    const thread = startThread(options, shared, index, started);
    threads.push(thread);
    thread.worker.on('message', ({ tally, done }: WorkerMessage) => {
      for (const finding of tally.findings.slice(thread.tally.findings.length))
        writeFinding(options, finding);
      thread.tally = tally;
      if (done) finish(thread);
    });
    thread.worker.on('error', reject);
  }
  const stopAll = (): void => {
    for (const thread of threads.filter(({ ended }) => !ended)) {
      void thread.worker.terminate();
      finish(thread);
    }
  };
  // Ctrl+C: what was found so far is told.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopAll);
  let ticks = 0;
  const timer = setInterval(() => {
    if (++ticks % 10 === 0) console.log(progressLine(threads, started));
    threads.forEach((thread, index) => {
      if (thread.ended || !hangsAt(thread, numbers[1 + index] ?? -1)) return;
      void thread.worker.terminate();
      const finding = hangFinding(options, thread.mutant);
      writeFinding(options, finding);
      hangs.push(finding);
      finish(thread);
    });
  }, SECOND);
  return promise;
}

function withResolvers<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

function startThread(
  options: FuzzOptions,
  shared: SharedArrayBuffer,
  thread: number,
  started: number,
): Thread {
  const workerData: WorkerData = {
    root: options.root,
    seed: options.seed,
    targets: options.targets,
    questions: options.questions,
    firstMutant: options.firstMutant,
    endMutant: options.firstMutant + options.mutants,
    deadline: started + options.seconds * SECOND,
    shared,
    thread,
  };
  const worker = new Worker(options.worker, { workerData });
  return { worker, tally: emptyTally(), mutant: -1, since: Date.now(), ended: false };
}

/** Whether a thread has been at `mutant` for too long. */
function hangsAt(thread: Thread, mutant: number): boolean {
  if (mutant !== thread.mutant) {
    thread.mutant = mutant;
    thread.since = Date.now();
  }
  return mutant >= 0 && Date.now() - thread.since > HANG_SECONDS * SECOND;
}

function hangFinding({ root, seed, targets }: FuzzOptions, number: number): Finding {
  const build = targets[number % targets.length] as Target;
  return {
    mutant: makeMutant(originals(root), seed, number),
    build,
    lines: [`hangs: no result after ${HANG_SECONDS} s`],
  };
}

const sum = (threads: readonly Thread[], of: (tally: Tally) => number): number =>
  threads.reduce((total, { tally }) => total + of(tally), 0);

function problemCount({ problems }: Tally): number {
  return Object.values(problems).reduce((total, count) => total + count, 0);
}

function progressLine(threads: readonly Thread[], started: number): string {
  const mutants = sum(threads, (tally) => tally.mutants);
  const problems = sum(threads, problemCount);
  const seconds = (Date.now() - started) / SECOND;
  const rate = Math.round(mutants / seconds);
  return `${Math.round(seconds)} s: ${mutants.toLocaleString('en')} mutants, ${rate}/s, ${problems} problems`;
}

function printSummary(
  { seed, targets }: FuzzOptions,
  threads: readonly Thread[],
  problems: number,
  started: number,
): void {
  console.log(`seed ${seed}, ${progressLine(threads, started)}`);
  for (const target of targets) {
    const ends: Record<string, number> = {};
    for (const { tally } of threads) {
      for (const [end, count] of Object.entries(tally.ends[buildName(target)] ?? {})) {
        ends[end] = (ends[end] ?? 0) + count;
      }
    }
    const total = Object.values(ends).reduce((a, b) => a + b, 0);
    const parts = Object.entries(ends).map(([end, count]) => `${count.toLocaleString('en')} ${end}`);
    const compared = target.oracle === null ? 'not compared' : 'compared';
    console.log(`  ${buildName(target)}, ${compared}: ${total.toLocaleString('en')} (${parts.join(', ')})`);
  }
  const slowest = Math.max(...threads.map(({ tally }) => tally.slowestMilliseconds));
  console.log(`  slowest load with its questions: ${Math.round(slowest)} ms`);
  console.log(
    problems === 0 ? 'nothing found' : `${problems} mutants show problems; some are kept in ${FOLDER}`,
  );
}

/** Deletes what was found with the same seed before. */
function forget({ root, seed }: FuzzOptions): void {
  const folder = join(root, FOLDER);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${seed}-`)) rmSync(join(folder, name), { recursive: true });
  }
}

/** Keeps a finding as files, and prints it. */
function writeFinding({ root, seed }: FuzzOptions, { mutant, build, lines }: Finding): void {
  const folder = join(root, FOLDER, `${seed}-${mutant.number}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kernel.elf'), mutant.elf);
  writeFileSync(
    join(folder, 'machine.json'),
    `${JSON.stringify(machineFor(mutant.machine, build), null, 2)}\n`,
  );
  const text = [
    `mutant ${mutant.number} of seed ${seed}, made of ${mutant.original.name}, ${buildName(build)}`,
    ...lines.map((line) => `  ${line}`),
    `  again: npm run fuzz -- --case ${relative(root, folder)}`,
  ].join('\n');
  writeFileSync(join(folder, 'finding.txt'), `${text}\n`);
  console.log(text);
}

/** Loads a kept finding again; returns the exit status. */
export async function fuzzCase(
  folder: string,
  targets: readonly Target[],
  questions: number,
): Promise<number> {
  const elf = new Uint8Array(readFileSync(join(folder, 'kernel.elf')));
  const text = readFileSync(join(folder, 'machine.json'), 'utf8');
  // Findings' folders are called by seed and number.
  const number = Number(/-(\d+)$/.exec(folder)?.[1] ?? 0);
  const { overflowChecks } = parseMachineFile(text, 'machine.json');
  const { loader = '0.11.8', ...machine } = JSON.parse(text) as MachineJson & Partial<Target>;
  const target = targets.find((build) => build.loader === loader && build.overflowChecks === overflowChecks);
  if (!target) throw new Error(`no build is ${loader}`);
  const fuzzer = new Fuzzer({ originals: [], seed: 0, targets: [target], questions });
  try {
    const lines = await fuzzer.problems({ elf, machine }, target, number);
    console.log(lines.length === 0 ? 'nothing wrong' : lines.join('\n'));
    return lines.length === 0 ? 0 : 1;
  } finally {
    fuzzer.close();
  }
}
