/** What the physical map costs: its picture, its counts and one frame, at moments that were not asked about before. */
import { assert } from '../../main/engine/base/assert';
import { kernelWithSegment } from '../fixtures/large-kernels';
import { workbenchOf } from '../fixtures/workbench';
import { openDocument } from './document';
import type { Group } from './group';
import { randomMoments } from './repaint';
import type { Measured, RowSpec } from './row';
import { median, quantile } from './statistics';

const PAGE = 4096;
const BSS = 2 ** 30;
/** Squares of the picture, and frames in one: the whole load is in sight. */
const SQUARES = 4096;
const PER = 128;
const QUESTIONS = 200;
const WARM_UPS = 20;
const LIMIT_MILLISECONDS = 10;
const OF = '1 GiB of bss';

function row(name: string): RowSpec {
  return {
    name: `${name}, ${OF}, p95`,
    unit: 'ms',
    limit: { of: 'value', bound: 'atMost', number: LIMIT_MILLISECONDS },
  };
}

/** Milliseconds that a question takes at each of some moments; the first ones warm up. */
function measured(moments: readonly number[], ask: (moment: number) => unknown): Measured {
  const times = moments.map((moment) => {
    const started = performance.now();
    ask(moment);
    return performance.now() - started;
  });
  const counted = times.slice(WARM_UPS);
  return {
    value: quantile(counted, 0.95),
    peer: null,
    note: `median ${median(counted).toFixed(1)} ms`,
  };
}

export const frameGroups: readonly Group[] = [
  {
    name: 'physical map',
    rows: {
      strip: row('picture of physical memory at a new moment'),
      counts: row('frames by owner at a new moment'),
      look: row('one frame at a new moment'),
    },
    needs: [],
    runtime: 'node',
    measure({ folder }) {
      const session = openDocument(kernelWithSegment(PAGE, BSS), folder);
      const { calls } = workbenchOf(session);
      const last = session.trace.opCount;
      const bss = calls['frames.counts']({ moment: last }).find(({ owner }) => owner === 'bss');
      assert(bss?.frames === BSS / PAGE - 1, `the bss has ${BSS / PAGE - 1} frames, not ${bss?.frames}`);
      const first = bss.first - (bss.first % PER);
      const edges = Float64Array.from({ length: SQUARES + 1 }, (_, i) => first + i * PER);
      const moments = randomMoments(last, 3 * (QUESTIONS + WARM_UPS));
      const part = (which: number): readonly number[] =>
        moments.slice(which * (QUESTIONS + WARM_UPS), (which + 1) * (QUESTIONS + WARM_UPS));
      const answer = {
        strip: measured(part(0), (moment) => calls['frames.strip']({ edges, moment })),
        counts: measured(part(1), (moment) => calls['frames.counts']({ moment })),
        look: measured(part(2), (moment) =>
          calls['frames.look']({ frame: bss.first + (moment % bss.frames), moment }),
        ),
      };
      session.close();
      return Promise.resolve(answer);
    },
  },
];
