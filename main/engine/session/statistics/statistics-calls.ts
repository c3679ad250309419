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
      const memory = bench.side(side.source);
      const reader = memory.reader(space, side.moment);
      const version = (): number => memory.version?.() ?? 0;
      return bench.jobs.start(KIND, new StatisticsWork(reader, first, length, hash, version));
    },
    'statistics.state': ({ job }) => ({
      ...bench.jobs.state(job, KIND),
      statistics: bench.jobs.work(job, KIND, StatisticsWork).statistics,
    }),
  };
}
