import { PAGE_SIZE } from '../../../../shared/address';
import type { EngineCalls } from '../../../../shared/contract';
import type { DiffState } from '../../../../shared/memory-types';
import type { Workbench } from '../workbench';
import { diffRows } from './diff-rows';
import { DiffWork } from './diff-work';

const KIND = 'diff';
/** Most rows that one question is answered with. */
const MOST_ROWS = 500;

type DiffCalls = Pick<EngineCalls, Extract<keyof EngineCalls, `diff.${string}`>>;

/** Comparisons of two sides, in the background. */
export function diffCalls(bench: Workbench): DiffCalls {
  const workOf = (job: number): DiffWork => bench.jobs.work(job, KIND, DiffWork);
  const stateOf = (job: number): DiffState => {
    const { runs, cut } = workOf(job);
    const [, onlyLeft = 0, onlyRight = 0, unreadable = 0] = runs.bytesOfKind;
    const state = bench.jobs.state(job, KIND);
    return { ...state, runs: runs.count, bytes: runs.bytes, onlyLeft, onlyRight, unreadable, cut };
  };
  return {
    'diff.start': (request) => {
      const { left, right, space } = request;
      const work = new DiffWork(
        request,
        bench.reader(left, space),
        bench.reader(right, space),
        bench.host.equal,
      );
      return stateOf(bench.jobs.start(KIND, work).job);
    },
    'diff.state': ({ job }) => stateOf(job),
    'diff.rows': ({ job, first, count }) => diffRows(bench, workOf(job), first, Math.min(count, MOST_ROWS)),
    'diff.indexAt': ({ job, position }) => workOf(job).runs.indexAt(position),
    'diff.within': ({ job, first, length, limit }) => within(workOf(job), first, length, limit),
    'diff.marks': ({ job, edges }) => {
      const { runs } = workOf(job);
      const before = edges.map((page) => runs.countBefore(page * PAGE_SIZE));
      return Uint32Array.from(
        { length: edges.length - 1 },
        (_, i) => (before[i + 1] ?? 0) - (before[i] ?? 0),
      );
    },
  };
}

/** The runs in a part of the left side: first position, length and number of the kind of each. */
function within({ runs }: DiffWork, first: number, length: number, limit: number): Float64Array {
  const from = runs.indexAt(first);
  const count = Math.min(limit, runs.countBefore(first + length) - from);
  const found = new Float64Array(Math.max(0, count) * DIFF_COLUMNS);
  for (let i = 0; i < count; i++) {
    found.set([runs.first(from + i), runs.length(from + i), runs.kindNumber(from + i)], i * DIFF_COLUMNS);
  }
  return found;
}

/** First position, length, number of the kind. */
const DIFF_COLUMNS = 3;
