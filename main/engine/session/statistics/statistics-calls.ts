import type { EngineCalls } from '../../../../shared/contract';
import type { Workbench } from '../workbench';
import { StatisticsWork } from './statistics-work';

const KIND = 'statistics';

/** Statistics of selected bytes, as work in the background. */
export function statisticsCalls(
  bench: Workbench,
): Pick<EngineCalls, 'statistics.start' | 'statistics.state'> {
  return {
    'statistics.start': ({ side, space, first, length, sha256 }) => {
      const hash = sha256 ? bench.host.sha256() : null;
      return bench.jobs.start(KIND, new StatisticsWork(bench.reader(side, space), first, length, hash));
    },
    'statistics.state': ({ job }) => ({
      ...bench.jobs.state(job, KIND),
      statistics: bench.jobs.work(job, KIND, StatisticsWork).statistics,
    }),
  };
}
