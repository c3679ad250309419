import type { EngineCalls } from '../../../../shared/contract';
import type { TreeOf } from '../../../../shared/table-types';
import type { LoadView } from '../../trace/load-view';
import { Trees } from '../tables/trees';
import type { Workbench } from '../workbench';
import { frameAliases } from './frame-aliases';
import { frameCounts } from './frame-counts';
import { FrameLives } from './frame-lives';
import { lookAtFrame } from './frame-look';
import { FrameRegions } from './frame-regions';
import { frameStrip } from './frame-strip';
import { LeafWrites } from './leaf-writes';

/** What is made once for a load. */
interface Known {
  readonly view: LoadView;
  readonly lives: FrameLives;
  readonly regions: FrameRegions;
}

/** Physical memory, frame by frame. */
export function frameCalls(
  bench: Workbench,
): Pick<EngineCalls, 'frames.strip' | 'frames.counts' | 'frames.look' | 'frames.regions'> {
  const trees = Trees.of(bench);
  const loads = new WeakMap<LoadView, Known>();
  const leafWrites = new WeakMap<LoadView, LeafWrites>();

  const writesOf = (view: LoadView): LeafWrites => {
    const writes = leafWrites.get(view) ?? new LeafWrites(view);
    leafWrites.set(view, writes);
    return writes;
  };

  const knownOf = ({ source, moment }: TreeOf): Known => {
    const view = bench.load(source, moment);
    let known = loads.get(view);
    if (known === undefined) {
      known = {
        view,
        lives: new FrameLives(view, bench.ranges(source)),
        regions: new FrameRegions(view.machine),
      };
      loads.set(view, known);
    }
    return known;
  };

  return {
    'frames.strip': (params) => {
      const { view, lives, regions } = knownOf(params);
      return frameStrip(view, lives, regions, params.edges, params.moment);
    },
    'frames.counts': (params) => {
      const { view, lives, regions } = knownOf(params);
      return frameCounts(view, lives, regions, params.moment);
    },
    'frames.look': (params) => {
      const { view, regions } = knownOf(params);
      const { source, frame, moment } = params;
      const aliases = frameAliases(trees.tree({ source, moment }), writesOf(view).pagesOf(frame), frame);
      return lookAtFrame(view, regions, aliases, frame, moment);
    },
    'frames.regions': (params) => knownOf(params).regions.rows(),
  };
}
