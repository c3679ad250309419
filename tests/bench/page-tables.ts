/** Listing everything that the page tables map. */
import { assert } from '../../main/engine/base/assert';
import { frameOfPhys } from '../../shared/address';
import type { DebugSession } from '../../main/engine/session/debug-session';
import { kernelWithSegment } from '../fixtures/large-kernels';
import { openDocument } from './document';
import type { Group } from './group';
import { median } from './statistics';

const PAGE = 4096;
const LEAVES = 100_000;
const RUNS = 9;
const WARM_UPS = 2;
const LIMIT_MILLISECONDS = 100;

/** Pages that the tables below `table` map at a moment, each table asked for as the tree of the window asks. */
function countLeaves(
  session: DebugSession,
  table: number,
  level: number,
  virt: string,
  moment: number,
): number {
  let leaves = 0;
  const rows = session.calls['pageTable.children']({ table, level, virt, moment, merge: true });
  for (const row of rows) {
    leaves += row.leaf
      ? row.count
      : countLeaves(session, frameOfPhys(Number(row.target)), level - 1, row.virt, moment);
  }
  return leaves;
}

export const pageTableGroups: readonly Group[] = [
  {
    name: 'page tables',
    rows: {
      children: {
        name: 'page-table children, 100,000 leaves merged',
        unit: 'ms',
        limit: { of: 'value', bound: 'atMost', number: LIMIT_MILLISECONDS },
      },
    },
    needs: [],
    runtime: 'node',
    measure({ folder }) {
      const session = openDocument(kernelWithSegment(PAGE, LEAVES * PAGE), folder);
      const times: number[] = [];
      for (let run = -WARM_UPS; run < RUNS; run += 1) {
        const started = performance.now();
        const leaves = countLeaves(session, session.rootFrame, 4, '0x0', session.trace.opCount);
        const milliseconds = performance.now() - started;
        assert(leaves === LEAVES, `the tables have ${LEAVES} leaves, not ${leaves}`);
        if (run >= 0) times.push(milliseconds);
      }
      session.close();
      return Promise.resolve({
        children: {
          value: median(times),
          peer: null,
          note: `${Math.min(...times).toFixed(1)}–${Math.max(...times).toFixed(1)} ms`,
        },
      });
    },
  },
];
