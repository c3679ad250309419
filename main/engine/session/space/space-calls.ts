import type { EngineCalls } from '../../../../shared/contract';
import type { LoadView } from '../../trace/load-view';
import { Trees } from '../tables/trees';
import type { Workbench } from '../workbench';
import { Level4Plan } from './level-4-budget';
import { spaceParts } from './space-parts';
import { spaceStrip } from './space-strip';

/** The whole virtual space: as a picture, in named parts, and its level 4 entries. */
export function spaceCalls(
  bench: Workbench,
): Pick<EngineCalls, 'space.strip' | 'space.parts' | 'space.level4'> {
  const trees = Trees.of(bench);
  const plans = new WeakMap<LoadView, Level4Plan>();

  const planOf = (view: LoadView): Level4Plan => {
    let plan = plans.get(view);
    if (plan === undefined) plans.set(view, (plan = new Level4Plan(view)));
    return plan;
  };

  return {
    'space.strip': ({ edges, ...params }) => spaceStrip(trees.tree(params), edges),
    'space.parts': ({ first, end, most, ...params }) => spaceParts(trees.tree(params), first, end, most),
    'space.level4': (params) => {
      const plan = planOf(bench.load(params.source, params.moment));
      const [entries] = bench.calls['pageTable.children']({
        ...params,
        tables: [{ level: 4, virt: '0x0', merge: false }],
      });
      const present = (entries ?? [])
        .filter(({ flags }) => flags.includes('PRESENT'))
        .map(({ index, pagesBelow }) => ({ index, pages: pagesBelow }));
      return plan.at(params.moment, present);
    },
  };
}
