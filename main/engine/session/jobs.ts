import type { JobState } from '../../../shared/memory-types';
import { FailureError, type Failure } from '../../../shared/result';

/** Jobs of one kind whose results are kept; a new one ends and drops the oldest. */
const KEPT = 8;

/** Work that is done piece by piece, a few milliseconds each, so that questions are answered between. */
export interface Work {
  /** Bytes dealt with, and of how many. */
  readonly done: number;
  readonly total: number;
  /** Does one piece. @returns whether there is more to do. May throw a `FailureError`, which ends it. */
  piece(): boolean;
}

interface Job<W extends Work> {
  readonly id: number;
  readonly kind: string;
  readonly work: W;
  finished: boolean;
  failure: Failure | null;
}

/** Work in the background, begun by questions and looked after by others. */
export class Jobs {
  private readonly jobs = new Map<number, Job<Work>>();
  private lastId: number;

  /** @param lastId the number before that of the first job */
  constructor(lastId = 0) {
    this.lastId = lastId;
  }

  /** Begins work. @param kind names what it is: of each kind only the last few are kept. */
  start(kind: string, work: Work): JobState {
    const same = [...this.jobs.values()].filter((job) => job.kind === kind);
    if (same.length >= KEPT && same[0] !== undefined) this.jobs.delete(same[0].id);
    const job: Job<Work> = { id: ++this.lastId, kind, work, finished: false, failure: null };
    this.jobs.set(job.id, job);
    return stateOf(job);
  }

  /** @throws FailureError `job.unknown` */
  state(id: number, kind: string): JobState {
    return stateOf(this.job(id, kind));
  }

  /** Whether there is more to do of a job. */
  isWorking(id: number): boolean {
    return this.jobs.get(id)?.finished === false;
  }

  /**
   * What a job works on.
   *
   * @param type its class, which `kind` stands for
   * @throws FailureError `job.unknown`
   */
  work<W extends Work>(id: number, kind: string, type: abstract new (...args: never[]) => W): W {
    const { work } = this.job(id, kind);
    if (work instanceof type) return work;
    throw unknown(id);
  }

  /** Ends a job; what it has found stays. One that has ended, or is not there any more, is left alone. */
  cancel(id: number): void {
    const job = this.jobs.get(id);
    if (job === undefined || job.finished) return;
    job.finished = true;
    job.failure = { code: 'job.cancelled', message: 'It was cancelled.', advice: 'Start it again.' };
  }

  /** Ends all jobs and forgets them, e.g. those that look at something that goes away. */
  clear(): void {
    this.jobs.clear();
  }

  get isBusy(): boolean {
    return this.next() !== null;
  }

  /**
   * Works on, one piece at least.
   *
   * @param milliseconds how long
   */
  run(milliseconds: number): void {
    const end = Date.now() + milliseconds;
    for (let job = this.next(); job !== null; job = this.next()) {
      try {
        job.finished = !job.work.piece();
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        job.finished = true;
        job.failure = error.failure;
      }
      if (Date.now() >= end) return;
    }
  }

  /** The newest first: it is what the user waits for. */
  private next(): Job<Work> | null {
    let newest: Job<Work> | null = null;
    for (const job of this.jobs.values()) if (!job.finished) newest = job;
    return newest;
  }

  private job(id: number, kind: string): Job<Work> {
    const job = this.jobs.get(id);
    if (job === undefined || job.kind !== kind) throw unknown(id);
    return job;
  }
}

function stateOf({ id, work, finished, failure }: Job<Work>): JobState {
  return { job: id, done: work.done, total: work.total, finished, failure };
}

function unknown(id: number): FailureError {
  return new FailureError('job.unknown', `Job ${id} is not there any more.`, 'Start it again.');
}
