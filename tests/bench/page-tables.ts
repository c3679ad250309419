/** What page tables cost: their entries, everything that they map as merged ranges, filters of these, and aliases. */
import { assert, defined } from '../../main/engine/base/assert';
import type { EngineCalls } from '../../shared/contract';
import type { AskedTable } from '../../shared/table-calls';
import type { RangeQuery } from '../../shared/table-types';
import { kernelWithSegment } from '../fixtures/large-kernels';
import { workbenchOf } from '../fixtures/workbench';
import { openDocument } from './document';
import type { Group } from './group';
import { randomMoments } from './repaint';
import type { Measured, RowSpec } from './row';
import { median, quantile } from './statistics';

const PAGE = 4096;
const LEAVES = 100_000;
const RUNS = 9;
const WARM_UPS = 2;
const QUESTIONS = 100;
const OF = '100,000 leaves';

function atMost(name: string, number: number): RowSpec {
  return { name, unit: 'ms', limit: { of: 'value', bound: 'atMost', number } };
}

const QUERY: RangeQuery = { filter: '', merge: 'owner', sort: 'address', descending: false };

/** What a filter is typed as: a test of numbers, of names, of both, and one that is evaluated plainly. */
const FILTERS = [
  'size > 4K || writable',
  'owner contains "bss"',
  'executable && owner == "x"',
  'address + 1 < end',
];

const ROOT: AskedTable = { level: 4, virt: '0x0', merge: true };

/** Milliseconds that a question takes. */
function timeOf(ask: () => unknown): number {
  const started = performance.now();
  ask();
  return performance.now() - started;
}

/** Pages that all tables map at a moment, asked for as the tree of the window asks where everything is open. */
function countLeaves(calls: EngineCalls, moment: number): number {
  let leaves = 0;
  let tables: AskedTable[] = [ROOT];
  while (tables.length > 0) {
    const rows = calls['pageTable.children']({ tables, moment }).flat();
    for (const row of rows) leaves += row.leaf ? row.count : 0;
    tables = rows
      .filter(({ leaf }) => !leaf)
      .map(({ level, virt }) => ({ level: level - 1, virt, merge: true }));
  }
  return leaves;
}

/** The times of a question at moments that were not asked about before, without the first ones. */
function newMoments(moments: readonly number[], ask: (moment: number) => unknown): Measured {
  const times = moments.map((moment) => timeOf(() => ask(moment))).slice(WARM_UPS);
  return {
    value: quantile(times, 0.95),
    peer: null,
    note: `median ${median(times).toFixed(1)} ms`,
  };
}

export const pageTableGroups: readonly Group[] = [
  {
    name: 'page tables',
    rows: {
      children: atMost(`page-table children, ${OF} merged`, 100),
      walk: atMost(`mapped ranges at a new moment, ${OF}, p95`, 30),
      root: atMost(`root of the page tables with counts at a new moment, ${OF}, p95`, 10),
      filter: atMost(`filter of ${OF}, not merged, slowest`, 100),
      rows: atMost(`100 rows of ${OF}, not merged, p95`, 5),
      look: atMost(`one address of ${OF}, p95`, 5),
      aliases: atMost(`pages that show a frame, of ${OF}, p95`, 5),
    },
    needs: [],
    runtime: 'node',
    measure({ folder }) {
      const session = openDocument(kernelWithSegment(PAGE, LEAVES * PAGE), folder);
      const { calls } = workbenchOf(session);
      const last = session.trace.opCount;
      const times: number[] = [];
      for (let run = -WARM_UPS; run < RUNS; run += 1) {
        const milliseconds = timeOf(() => {
          const leaves = countLeaves(calls, last);
          assert(leaves === LEAVES, `the tables have ${LEAVES} leaves, not ${leaves}`);
        });
        if (run >= 0) times.push(milliseconds);
      }
      // The last third of the load: nearly all leaves are there.
      const moments = randomMoments(Math.floor(last / 3), QUESTIONS * 2).map((moment) => last - moment);
      const walk = newMoments(moments.slice(0, QUESTIONS), (moment) =>
        calls['ranges.find']({ moment, query: QUERY }),
      );
      const root = newMoments(moments.slice(QUESTIONS), (moment) =>
        calls['pageTable.children']({ tables: [ROOT], moment }),
      );
      const measured = { ...questionsAt(calls, last), walk, root };
      session.close();
      return Promise.resolve({
        ...measured,
        children: {
          value: median(times),
          peer: null,
          note: `${Math.min(...times).toFixed(1)}–${Math.max(...times).toFixed(1)} ms`,
        },
      });
    },
  },
];

/** Questions about one moment, the first of which walks the tables. */
function questionsAt(calls: EngineCalls, moment: number): Readonly<Record<string, Measured>> {
  const single: RangeQuery = { ...QUERY, merge: 'none' };
  const found = calls['ranges.find']({ moment, query: single });
  assert(found.rows === LEAVES, `${LEAVES} leaves are ${LEAVES} rows, not ${found.rows}`);
  const filters = FILTERS.map((filter) => {
    const milliseconds = timeOf(() => calls['ranges.find']({ moment, query: { ...single, filter } }));
    return { filter, milliseconds };
  }).sort((a, b) => b.milliseconds - a.milliseconds);
  const places = randomMoments(LEAVES - 100, QUESTIONS);
  const page = defined(calls['ranges.rows']({ moment, query: single, first: 0, count: 1 })[0], 'a row').page;
  const at = (ask: (place: number) => unknown): Measured => ({
    value: quantile(
      places.map((place) => timeOf(() => ask(place))),
      0.95,
    ),
    peer: null,
  });
  const slowest = defined(filters[0], 'a filter');
  return {
    filter: {
      value: slowest.milliseconds,
      peer: null,
      note: filters.map(({ filter, milliseconds }) => `${filter}: ${milliseconds.toFixed(0)}`).join(', '),
    },
    rows: at((first) => calls['ranges.rows']({ moment, query: single, first, count: 100 })),
    look: at((place) => calls['address.look']({ moment, virt: `0x${((page + place) * PAGE).toString(16)}` })),
    aliases: at((frame) => calls['address.aliases']({ moment, frame, first: 0, count: 100 })),
  };
}
