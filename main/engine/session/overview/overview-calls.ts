import type { EngineCalls } from '../../../../shared/contract';
import { DOCUMENT_SOURCE, type Against } from '../../../../shared/memory-types';
import type { MemorySpace } from '../../../../shared/view-types';
import type { Workbench } from '../workbench';
import { EntropyCache } from './entropy';
import { shiftedReader } from '../sides/shifted-reader';
import { OverviewPlan, type OverviewSide } from './overview-plan';

/** Milliseconds that one answer takes; it goes on with the next one. */
const BUDGET = 8;
/** Pictures that are kept: one for each of a few views, which ask in turn. */
const KEPT = 6;

/** Answers about a space as a whole. What takes long is found bit by bit, one answer after the other. */
export function overviewCalls(bench: Workbench): Pick<EngineCalls, 'memory.overview'> {
  const cache = new EntropyCache();
  let plans: OverviewPlan[] = [];
  bench.whenDetached((side) => void (plans = plans.filter((plan) => !plan.shows(side))));

  const sideOf = (at: Against, space: MemorySpace): OverviewSide => {
    // Also where the picture is known: what is not attached any more has none.
    const side = bench.side(at.source);
    const reader = shiftedReader(side.reader(space, at.moment), at.shiftPages ?? 0);
    return { at, side, version: side.version?.() ?? 0, reader };
  };

  return {
    'memory.overview': ({ space, edges, moment, source = DOCUMENT_SOURCE, against }) => {
      const end = performance.now() + BUDGET;
      const main = sideOf({ source, moment }, space);
      const other = against === undefined ? null : sideOf(against, space);
      let plan = plans.find((one) => one.isOf(space, edges, main, other));
      if (plan === undefined) {
        const ranges = main.side.calls['memory.ranges']({ space, moment });
        plan = new OverviewPlan(space, edges, main, other, cache, ranges);
      }
      plans = [plan, ...plans.filter((one) => one !== plan)].slice(0, KEPT);
      plan.workUntil(end);
      return plan.picture();
    },
  };
}
