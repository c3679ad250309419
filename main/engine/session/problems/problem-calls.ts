import type { EngineCalls } from '../../../../shared/contract';
import type { Workbench } from '../workbench';
import { DiagnosisWork } from './diagnosis-work';

/** Names the jobs of this kind. */
const KIND = 'problems';

/** How long the question itself may look: enough for all but large kernels, which take a job. */
const AT_ONCE_MS = 5;

/** What is wrong with the document's kernel: found when the first question comes, as a load does not change. */
export function problemCalls(bench: Workbench): Pick<EngineCalls, 'problems.list'> {
  let work: DiagnosisWork | null = null;
  let job: number | null = null;
  return {
    'problems.list': () => {
      if (work === null) {
        work = new DiagnosisWork(bench.load());
        const end = performance.now() + AT_ONCE_MS;
        while (work.piece() && performance.now() < end);
      }
      // Whatever has ended the job, a detached source for instance: the work goes on where it was.
      if (work.found === null && (job === null || !bench.jobs.isWorking(job))) {
        ({ job } = bench.jobs.start(KIND, work));
      }
      return work.found;
    },
  };
}
