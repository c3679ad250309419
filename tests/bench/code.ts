/** What the disassembly costs: the lines of a screen, and what else its panel asks, at moments not asked about before. */
import { assert, defined } from '../../main/engine/base/assert';
import type { EngineCalls } from '../../shared/contract';
import type { RangeQuery } from '../../shared/table-types';
import { kernelWithRelocations } from '../fixtures/large-kernels';
import { workbenchOf } from '../fixtures/workbench';
import { openDocument } from './document';
import type { Group } from './group';
import { randomWords } from './random-numbers';
import { randomMoments } from './repaint';
import type { Measured, RowSpec } from './row';
import { median, quantile } from './statistics';

/** Each of them is an op. */
const RELOCATIONS = 2_000_000;
const QUESTIONS = 300;
const WARM_UPS = 30;
/** Lines that the panel asks for at another moment: those in sight in a tall window, and some on either side. */
const BEFORE = 32;
const AFTER = 80;
const LIMIT_MILLISECONDS = 10;
const PAGE = 4096;

const EXECUTABLE: RangeQuery = {
  filter: 'executable',
  merge: 'rights',
  sort: 'address',
  descending: false,
};

function row(name: string): RowSpec {
  return {
    name: `${name}, over 2,000,000 relocations, p95`,
    unit: 'ms',
    limit: { of: 'value', bound: 'atMost', number: LIMIT_MILLISECONDS },
  };
}

function measured(times: readonly number[]): Measured {
  const counted = times.slice(WARM_UPS);
  return {
    value: quantile(counted, 0.95),
    peer: null,
    note: `median ${median(counted).toFixed(1)} ms, worst ${Math.max(...counted).toFixed(1)} ms`,
  };
}

function timeOf(ask: () => unknown): number {
  const started = performance.now();
  ask();
  return performance.now() - started;
}

/** Positions of the first relocated word and behind the last one. */
function relocated(calls: EngineCalls, moment: number): { readonly first: number; readonly end: number } {
  const ranges = calls['memory.ranges']({ space: 'virtual', moment, colours: ['relocated'] });
  const first = defined(ranges[0], 'relocated pages');
  const last = defined(ranges.at(-1), 'relocated pages');
  return { first: first.first * PAGE, end: (last.first + last.count) * PAGE };
}

export const codeGroups: readonly Group[] = [
  {
    name: 'code',
    rows: {
      rows: row('code.rows at a new moment'),
      place: row('code.rows at a new moment and place'),
      panel: row('jump and repaint, the disassembly besides'),
    },
    needs: [],
    runtime: 'node',
    measure({ folder }) {
      const session = openDocument(kernelWithRelocations(RELOCATIONS), folder);
      const { calls } = workbenchOf(session);
      const last = session.trace.opCount;
      assert(last >= RELOCATIONS, `the load has ${RELOCATIONS} ops, not ${last}`);
      const { first, end } = relocated(calls, last);
      const next = randomWords();
      const somewhere = (): number => first + (next() % (end - first));
      const count = QUESTIONS + WARM_UPS;
      const moments = randomMoments(last, 3 * count);
      const ask = (moment: number, position: number): unknown =>
        calls['code.rows']({ moment, position, whole: true, before: BEFORE, after: AFTER });
      const place = somewhere();
      const rows = moments.slice(0, count).map((moment) => timeOf(() => ask(moment, place)));
      const places = moments.slice(count, 2 * count).map((moment) => {
        const position = somewhere();
        return timeOf(() => ask(moment, position));
      });
      const panel = moments.slice(2 * count).map((moment) =>
        timeOf(() => {
          const { page } = calls['time.where']({ moment });
          ask(moment, page === null ? place : page * PAGE);
          calls['ranges.rows']({ moment, query: EXECUTABLE, first: 0, count: 1000 });
        }),
      );
      session.close();
      return Promise.resolve({ rows: measured(rows), place: measured(places), panel: measured(panel) });
    },
  },
];
