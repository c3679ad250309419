/** What the window asks of its session when it jumps to a moment, and how long the engine takes to answer. */
import type { EngineCalls } from '../../shared/contract';
import { frameOfPhys, hex, virtOfPage } from '../../shared/address';
import type { MemorySpace } from '../../shared/view-types';
import type { DebugSession } from '../../main/engine/session/debug-session';
import type { Workbench } from '../../main/engine/session/workbench';
import { workbenchOf } from '../fixtures/workbench';
import { buildSteps } from '../../renderer/panels/steps/steps-tree';
import { kernelWithRelocations } from '../fixtures/large-kernels';
import { openDocument } from './document';
import type { Group } from './group';
import { randomWords } from './random-numbers';
import { quantile } from './statistics';

const RELOCATIONS = 1_000_000;
/** Jumps that are measured, after those that warm up. */
const JUMPS = 400;
const WARM_UPS = 40;
/** Pages that the memory view shows: 64 frames fill a screen of a tall monitor many times over. */
const PAGES_IN_SIGHT = 64;
/** Ops that the timeline shows. */
const OPS_IN_SIGHT = 40;
const LIMIT_MILLISECONDS = 5;

/** Asks a session, and notes how long each kind of question takes it. */
export class Questioner {
  private readonly times = new Map<keyof EngineCalls, number>();

  private readonly bench: Workbench;

  constructor(readonly session: DebugSession) {
    this.bench = workbenchOf(session);
  }

  ask<N extends keyof EngineCalls>(
    name: N,
    ...params: Parameters<EngineCalls[N]>
  ): ReturnType<EngineCalls[N]> {
    const call = this.bench.calls[name] as unknown as (...params: unknown[]) => ReturnType<EngineCalls[N]>;
    const started = performance.now();
    const answer = call(...params);
    this.times.set(name, (this.times.get(name) ?? 0) + performance.now() - started);
    return answer;
  }

  /** Milliseconds of all answers so far. */
  get milliseconds(): number {
    return [...this.times.values()].reduce((sum, time) => sum + time, 0);
  }

  /** The kinds of questions that took longest, with their share. */
  longest(count: number): string {
    const sorted = [...this.times].sort(([, a], [, b]) => b - a).slice(0, count);
    return sorted
      .map(([name, time]) => `${name} ${Math.round((100 * time) / this.milliseconds)} %`)
      .join(', ');
  }
}

/**
 * The questions of one jump, as the window's stores and panels ask them: where it is, timeline, steps, memory, path
 * through the page tables, inspector and history. Nothing is taken from the window's caches.
 *
 * @returns the page that the step is about, if any
 */
export async function repaint(
  questioner: Questioner,
  moment: number,
  space: MemorySpace,
): Promise<number | null> {
  const where = questioner.ask('time.where', { moment });
  questioner.ask('trace.ops', {
    firstMoment: Math.max(1, moment - OPS_IN_SIGHT / 2),
    count: OPS_IN_SIGHT,
  });
  const source = {
    stageCount: questioner.session.trace.stages.length,
    spans: (parent: number, first: number, count: number) =>
      Promise.resolve(questioner.ask('trace.spans', { parent, first, count })),
    ops: (firstMoment: number, count: number) =>
      Promise.resolve(questioner.ask('trace.ops', { firstMoment, count })),
  };
  await buildSteps(source, moment, new Map());

  const { page } = where;
  const walk =
    page === null ? null : questioner.ask('pageTable.walk', { virt: hex(virtOfPage(page)), moment });
  const frame = where.change?.frame ?? (walk?.phys ? frameOfPhys(Number(walk.phys)) : 0);
  const middle = space === 'physical' ? frame : (page ?? 0);
  questioner.ask('memory.ranges', { space, moment });
  questioner.ask('memory.pages', {
    space,
    first: Math.max(0, middle - PAGES_IN_SIGHT / 2),
    count: PAGES_IN_SIGHT,
    moment,
  });
  questioner.ask('inspect.moment', { moment });
  if (where.change !== null) {
    const { offset } = where.change;
    questioner.ask('inspect.byte', { space: 'physical', page: frame, offset, moment });
  }
  return page;
}

/** The tables on the way to a page, as the page-table tree shows them: every used entry, runs in one row. */
function openTree(questioner: Questioner, page: number, moment: number): void {
  const { entries } = questioner.ask('pageTable.walk', { virt: hex(virtOfPage(page)), moment });
  const tables = entries.map(({ level, virt }) => ({ level, virt, merge: true }));
  questioner.ask('pageTable.children', { tables, moment });
}

/** `count` moments of a session, in no order. */
export function randomMoments(last: number, count: number): number[] {
  const next = randomWords();
  return Array.from({ length: count }, () => next() % (last + 1));
}

export const repaintGroups: readonly Group[] = [
  {
    name: 'jump and repaint',
    rows: {
      jump: {
        name: 'jump and repaint, 1,000,000 relocations, p95',
        unit: 'ms',
        limit: { of: 'value', bound: 'atMost', number: LIMIT_MILLISECONDS },
      },
      median: { name: 'jump and repaint, 1,000,000 relocations, median', unit: 'ms', limit: null },
      tree: { name: 'jump and repaint, page-table tree besides, p95', unit: 'ms', limit: null },
    },
    needs: [],
    runtime: 'node',
    async measure({ folder }) {
      const session = openDocument(kernelWithRelocations(RELOCATIONS), folder);
      const [panels, tree] = [new Questioner(session), new Questioner(session)];
      const jumps: number[] = [];
      const withTree: number[] = [];
      const moments = randomMoments(session.trace.opCount, WARM_UPS + JUMPS);
      for (const [index, moment] of moments.entries()) {
        const before = [panels.milliseconds, tree.milliseconds] as const;
        const page = await repaint(panels, moment, index % 2 === 0 ? 'physical' : 'virtual');
        if (page !== null) openTree(tree, page, moment);
        if (index < WARM_UPS) continue;
        jumps.push(panels.milliseconds - before[0]);
        withTree.push(panels.milliseconds - before[0] + tree.milliseconds - before[1]);
      }
      session.close();
      return {
        jump: {
          value: quantile(jumps, 0.95),
          peer: null,
          note: `worst ${Math.max(...jumps).toFixed(1)} ms; ${panels.longest(2)}`,
        },
        median: { value: quantile(jumps, 0.5), peer: null },
        tree: { value: quantile(withTree, 0.95), peer: null },
      };
    },
  },
];
