/** What the colours of a whole space cost: the legend, the pages that hold a colour, the minimap's picture. */
import { assert } from '../../main/engine/base/assert';
import type { Workbench } from '../../main/engine/session/workbench';
import type { Overview } from '../../shared/memory-types';
import type { MemorySpace } from '../../shared/view-types';
import { kernelWithRelocations } from '../fixtures/large-kernels';
import { workbenchOf } from '../fixtures/workbench';
import { openDocument } from './document';
import type { Group } from './group';
import { randomMoments } from './repaint';
import type { Measured } from './row';
import { quantile } from './statistics';

const RELOCATIONS = 2_000_000;
const MOMENTS = 60;
/** Rows of the minimap of a tall window. */
const INTERVALS = 600;
const SPACES: readonly MemorySpace[] = ['physical', 'virtual', 'file'];
const OVER = 'over 2,000,000 relocations';

function timed<T>(times: number[], work: () => T): T {
  const started = performance.now();
  const result = work();
  times.push(performance.now() - started);
  return result;
}

/** Pages that divide what a space holds into intervals. */
function edgesOf(bench: Workbench, space: MemorySpace, moment: number): Float64Array {
  const ranges = bench.calls['memory.ranges']({ space, moment });
  const first = ranges[0]?.first ?? 0;
  const last = ranges.at(-1);
  const count = (last === undefined ? 1 : last.first + last.count) - first;
  return Float64Array.from({ length: INTERVALS + 1 }, (_, i) => first + Math.floor((count * i) / INTERVALS));
}

interface Times {
  readonly first: number[];
  readonly legend: number[];
  readonly filter: number[];
  readonly answer: number[];
  readonly picture: number[];
}

function measureSpace(bench: Workbench, space: MemorySpace, moments: readonly number[], times: Times): void {
  const { calls } = bench;
  const last = bench.session.trace.opCount;
  // The list of ranges comes first, as in the window.
  const edges = edgesOf(bench, space, last);
  timed(times.first, () => calls['memory.legend']({ space, moment: last }));
  calls['memory.ranges']({ space, moment: last, colours: ['relocated'] });
  for (const moment of moments) {
    timed(times.legend, () => calls['memory.legend']({ space, moment }));
    timed(times.filter, () => calls['memory.ranges']({ space, moment, colours: ['relocated'] }));
    timed(times.picture, () => {
      let picture: Overview;
      do picture = timed(times.answer, () => calls['memory.overview']({ space, edges, moment }));
      while (!picture.complete);
    });
  }
}

function atMost(name: string, number: number): Group['rows'][string] {
  return { name, unit: 'ms', limit: { of: 'value', bound: 'atMost', number } };
}

export const colourGroups: readonly Group[] = [
  {
    name: 'colours',
    rows: {
      first: atMost(`the legend of a space for the first time, ${OVER}, slowest`, 1000),
      legend: atMost(`the legend of a space at a moment, ${OVER}, p95`, 10),
      filter: atMost(`the pages that hold relocated bytes, ${OVER}, p95`, 50),
      answer: atMost(`one answer of the minimap, ${OVER}, p95`, 20),
      picture: atMost(`the minimap's whole picture at a moment, ${OVER}, p95`, 200),
    },
    needs: [],
    runtime: 'node',
    measure({ folder }): Promise<Readonly<Record<string, Measured>>> {
      const session = openDocument(kernelWithRelocations(RELOCATIONS), folder);
      assert(session.summary().status === 'ok', 'the kernel loads');
      const bench = workbenchOf(session);
      const times: Times = { first: [], legend: [], filter: [], answer: [], picture: [] };
      const moments = randomMoments(session.trace.opCount, MOMENTS);
      for (const space of SPACES) measureSpace(bench, space, moments, times);
      session.close();
      const row = (list: number[], share: number): Measured => ({ value: quantile(list, share), peer: null });
      return Promise.resolve({
        first: row(times.first, 1),
        legend: row(times.legend, 0.95),
        filter: row(times.filter, 0.95),
        answer: row(times.answer, 0.95),
        picture: row(times.picture, 0.95),
      });
    },
  },
];
