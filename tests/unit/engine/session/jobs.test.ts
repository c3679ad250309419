import { describe, expect, it } from 'vitest';
import { Jobs, type Work } from '../../../../main/engine/session/jobs';
import { FailureError } from '../../../../shared/result';

/** Work of some pieces, which may fail at one of them. */
class Counting implements Work {
  done = 0;

  constructor(
    readonly total: number,
    private readonly failsAt = Infinity,
  ) {}

  piece(): boolean {
    this.done++;
    if (this.done >= this.failsAt) throw new FailureError('count.failed', 'It cannot count on.');
    return this.done < this.total;
  }
}

class Other extends Counting {
  readonly isOther = true;
}

function finish(jobs: Jobs): void {
  while (jobs.isBusy) jobs.run(1000);
}

describe('Jobs', () => {
  it('works piece by piece and tells how far it is', () => {
    const jobs = new Jobs();
    const { job } = jobs.start('count', new Counting(3));
    expect(jobs.state(job, 'count')).toEqual({ job, done: 0, total: 3, finished: false, failure: null });
    jobs.run(0);
    expect(jobs.state(job, 'count')).toMatchObject({ done: 1, finished: false });
    finish(jobs);
    expect(jobs.state(job, 'count')).toMatchObject({ done: 3, finished: true, failure: null });
  });

  it('counts on from a number, so that jobs of two loads are never taken for each other', () => {
    const jobs = new Jobs(1000);
    const { job } = jobs.start('count', new Counting(1));
    expect(job).toBe(1001);
    expect(() => jobs.state(1, 'count')).toThrow(FailureError);
    jobs.cancel(1);
    expect(jobs.isBusy).toBe(true);
  });

  it('does the newest work first, as someone waits for it', () => {
    const jobs = new Jobs();
    const older = jobs.start('count', new Counting(2)).job;
    const newer = jobs.start('count', new Counting(2)).job;
    jobs.run(0);
    jobs.run(0);
    expect(jobs.state(newer, 'count').finished).toBe(true);
    expect(jobs.state(older, 'count').done).toBe(0);
  });

  it('ends work that fails, with its failure, and goes on with the rest', () => {
    const jobs = new Jobs();
    const rest = jobs.start('count', new Counting(1)).job;
    const failing = jobs.start('count', new Counting(5, 2)).job;
    finish(jobs);
    expect(jobs.state(failing, 'count')).toMatchObject({ finished: true, failure: { code: 'count.failed' } });
    expect(jobs.state(rest, 'count')).toMatchObject({ finished: true, failure: null });
  });

  it('lets a defect through', () => {
    const jobs = new Jobs();
    jobs.start('count', {
      done: 0,
      total: 1,
      piece: () => {
        throw new TypeError('a defect');
      },
    });
    expect(() => jobs.run(0)).toThrow('a defect');
  });

  it('cancels work that is under way, and only that', () => {
    const jobs = new Jobs();
    const { job } = jobs.start('count', new Counting(9));
    jobs.run(0);
    jobs.cancel(job);
    expect(jobs.isBusy).toBe(false);
    expect(jobs.state(job, 'count')).toMatchObject({ done: 1, failure: { code: 'job.cancelled' } });
    const done = jobs.start('count', new Counting(1)).job;
    finish(jobs);
    jobs.cancel(done);
    jobs.cancel(12345);
    expect(jobs.state(done, 'count').failure).toBeNull();
  });

  it('gives the work itself, by its kind and class', () => {
    const jobs = new Jobs();
    const work = new Other(1);
    const { job } = jobs.start('other', work);
    expect(jobs.work(job, 'other', Other)).toBe(work);
    expect(() => jobs.work(job, 'count', Counting)).toThrow('is not there any more');
    const plain = jobs.start('other', new Counting(1)).job;
    expect(() => jobs.work(plain, 'other', Other)).toThrow('is not there any more');
  });

  it('keeps the last few of a kind', () => {
    const jobs = new Jobs();
    const first = jobs.start('count', new Counting(1)).job;
    const other = jobs.start('other', new Counting(1)).job;
    for (let i = 0; i < 8; i++) jobs.start('count', new Counting(1));
    expect(() => jobs.state(first, 'count')).toThrow('is not there any more');
    expect(jobs.state(other, 'other').finished).toBe(false);
  });
});
