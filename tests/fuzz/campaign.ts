/** Makes mutants, loads them, and looks whether anything is wrong. */
import type { Answer } from '../oracle/answer';
import { buildName, type Build } from '../oracle/builds';
import { OracleProcess } from '../oracle/oracle-process';
import { differences, differenceText } from './compare';
import { machineFor, openInput, reportOf, type Input } from './load';
import { describeChanges, minimised } from './minimise';
import { makeMutant, type Mutant, type Original } from './mutant';
import { Questions } from './questions';
import { Random } from './random';
import { threadMilliseconds } from './thread-time';

/** A build of the loader, with the oracle that is built alike where there is one. */
export interface Target extends Build {
  /** Path of the oracle's program; `null` for loading without comparing. */
  readonly oracle: string | null;
}

export interface Campaign {
  readonly originals: readonly Original[];
  readonly seed: number;
  /** Mutant `n` is loaded by target `n` modulo their count. */
  readonly targets: readonly Target[];
  /** Questions that are asked about each load. */
  readonly questions: number;
}

/** Something wrong, with the least damage that shows it. */
export interface Finding {
  readonly mutant: Mutant;
  readonly build: Build;
  readonly lines: readonly string[];
}

/** What came out of some mutants. */
export interface Tally {
  mutants: number;
  /** How loads ended, by the names of the targets. */
  readonly ends: Record<string, Record<string, number>>;
  slowestMilliseconds: number;
  /** How many mutants had something wrong, by what it was in short. */
  readonly problems: Record<string, number>;
  /** Some of them. */
  readonly findings: Finding[];
}

/** A tally of nothing. */
export const emptyTally = (): Tally => ({
  mutants: 0,
  ends: {},
  slowestMilliseconds: 0,
  problems: {},
  findings: [],
});

/**
 * Longest time that a load and its questions may take. Sums that wrap around in a file of a few bytes can ask for a
 * million pages; that many steps take their time.
 */
const LIMIT_MILLISECONDS = 1000;
const MICROSECONDS_PER_OP = 10;
/** Of the same problem, more are counted but not kept. */
const MOST_ALIKE = 2;
/** What is left of a problem's first line, numbers aside, for telling whether two are the same. */
const SHORT = 160;
/** The questions of a mutant depend on its number and this. */
const QUESTIONS_SEED = 0x51;

function shortly(problem: string): string {
  return (problem.split('\n')[0] ?? '').replace(/\d+/g, 'N').slice(0, SHORT);
}

/** What is wrong with a load, and how it ended. */
interface Verdict {
  readonly lines: string[];
  readonly end: string;
}

interface OurResult {
  readonly report: Answer;
  readonly stopped: boolean;
  readonly ops: number;
}

/** Loads mutants and keeps the tally. */
export class Fuzzer {
  readonly tally = emptyTally();
  private readonly oracles = new Map<Target, OracleProcess>();

  constructor(private readonly campaign: Campaign) {
    for (const target of campaign.targets) {
      if (target.oracle !== null) this.oracles.set(target, new OracleProcess(target.oracle));
    }
  }

  /** Loads mutants `first` to `end`, excluded. The oracles load them meanwhile. */
  async run(first: number, end: number, onMutant?: (number: number) => void): Promise<void> {
    const { originals, seed, targets } = this.campaign;
    const waiting = Array.from({ length: end - first }, (_, i) => {
      const mutant = makeMutant(originals, seed, first + i);
      const target = targets[mutant.number % targets.length] as Target;
      return { mutant, target, theirs: this.ask(target, mutant) };
    });
    for (const { mutant, target, theirs } of waiting) {
      onMutant?.(mutant.number);
      await this.check(mutant, target, theirs);
    }
  }

  /**
   * What is wrong with a load; no lines where nothing is.
   *
   * @param number decides on memory and questions
   */
  async problems(input: Input, target: Target, number: number): Promise<string[]> {
    return (await this.judge(input, target, this.ask(target, input), number)).lines;
  }

  /** Ends the oracles. */
  close(): void {
    for (const oracle of this.oracles.values()) oracle.close();
  }

  private ask(target: Target, { elf, machine }: Input): Promise<Answer> | null {
    const oracle = this.oracles.get(target);
    return oracle?.ask({ elf, machine: machineFor(machine, target) }) ?? null;
  }

  private async check(mutant: Mutant, target: Target, theirs: Promise<Answer> | null): Promise<void> {
    const { tally } = this;
    const { number } = mutant;
    const { lines, end } = await this.judge(mutant, target, theirs, number);
    const ends = (tally.ends[buildName(target)] ??= {});
    ends[end] = (ends[end] ?? 0) + 1;
    tally.mutants++;
    const [problem] = lines;
    if (problem === undefined) return;
    const short = shortly(problem);
    tally.problems[short] = (tally.problems[short] ?? 0) + 1;
    if (tally.problems[short] > MOST_ALIKE) return;
    const shows = async (input: Input): Promise<boolean> => {
      const [shown] = await this.problems(input, target, number);
      return shown !== undefined && shortly(shown) === short;
    };
    const least = await minimised(mutant, shows);
    const found = await this.problems(least, target, number);
    tally.findings.push({
      mutant: least,
      build: target,
      lines: [...(found.length > 0 ? found : lines), 'changed:', ...describeChanges(least)],
    });
  }

  private async judge(
    input: Input,
    target: Target,
    theirs: Promise<Answer> | null,
    number: number,
  ): Promise<Verdict> {
    const ours = this.timed(() => this.load(input, target, number));
    const answer = await theirs;
    if (Array.isArray(ours)) return { lines: ours, end: 'failure' };
    const end = ours.stopped ? 'stopped' : String(ours.report.status);
    if (answer === null) return { lines: [], end };
    const found = differences(ours.report, ours.stopped, answer);
    return found === null ? { lines: [], end: 'incomparable' } : { lines: found.map(differenceText), end };
  }

  /** Our result, or what went wrong. */
  private timed(load: () => OurResult): OurResult | string[] {
    try {
      const started = performance.now();
      const result = load();
      let milliseconds = performance.now() - started;
      const limit = LIMIT_MILLISECONDS + (result.ops * MICROSECONDS_PER_OP) / 1000;
      if (milliseconds > limit) {
        // A machine that is busy with other things makes everything slow: the processor's time decides.
        const before = threadMilliseconds();
        load();
        milliseconds = threadMilliseconds() - before;
      }
      this.tally.slowestMilliseconds = Math.max(this.tally.slowestMilliseconds, milliseconds);
      if (milliseconds <= limit) return result;
      return [`took ${Math.round(milliseconds)} ms for ${result.ops} operations`];
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return [`threw ${text}`];
    }
  }

  private load(input: Input, target: Target, number: number): OurResult {
    const session = openInput(input, target, number);
    try {
      const report = reportOf(session);
      new Questions(session, new Random(QUESTIONS_SEED, number)).ask(this.campaign.questions);
      return { report, stopped: session.result.status === 'stopped', ops: session.trace.opCount };
    } finally {
      session.close();
    }
  }
}
