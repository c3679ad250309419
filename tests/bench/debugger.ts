/** What the debugger's own questions cost: breakpoints, the list of steps, histories, comparisons, watches. */
import { assert, defined } from '../../main/engine/base/assert';
import type { DebugSession } from '../../main/engine/session/debug-session';
import { hex } from '../../shared/address';
import { PLAIN_BREAKPOINT, type Breakpoint, type BreakpointTarget } from '../../shared/breakpoint';
import type { HistorySubject } from '../../shared/debugger-types';
import { kernelWithRelocations } from '../fixtures/large-kernels';
import { workbenchOf } from '../fixtures/workbench';
import { openDocument } from './document';
import type { Group } from './group';
import { randomMoments } from './repaint';
import type { Measured, RowSpec } from './row';
import { median, quantile } from './statistics';

const RELOCATIONS = 2_000_000;
/** Documents that the same is asked of, one after the other: each answers a question for the first time. */
const DOCUMENTS = 5;
const QUESTIONS = 100;
const INTERVALS = 1000;
/** What takes longer has to show that it is under way, in milliseconds. */
const MOST_UNSHOWN = 200;
const WATCHES = 200;
const MIB = 2 ** 20;
const ROWS_IN_SIGHT = 60;
const OVER = 'over 2,000,000 relocations';

/** What stops a run; `space` and addresses are of the middle of what the kernel's relocations change. */
interface Stop {
  readonly name: string;
  readonly target: BreakpointTarget;
  readonly condition?: string;
}

/** Where the middle relocation of a load writes. */
interface Place {
  readonly moment: number;
  readonly page: number;
  readonly frame: number;
  readonly virt: string;
}

function atMost(name: string, number: number): RowSpec {
  return { name, unit: 'ms', limit: { of: 'value', bound: 'atMost', number } };
}

/** A document after the questions that the window asks when it opens one. */
function openedInWindow(elf: Uint8Array, folder: string): DebugSession {
  const session = openDocument(elf, folder);
  const { calls } = session;
  const moment = session.trace.opCount;
  calls['source.files']();
  calls['breakpoints.set']({ breakpoints: [] });
  calls['time.where']({ moment });
  calls['timeline.density']({ edges: edgesOf(session) });
  calls['timeline.touched']({ edges: edgesOf(session), rows: 100 });
  for (const space of ['physical', 'virtual'] as const) {
    calls['memory.ranges']({ space, moment });
    calls['memory.pages']({ space, first: 0, count: 1, moment });
  }
  calls['steps.rows']({ filter: '', first: 0, count: ROWS_IN_SIGHT });
  calls['inspect.moment']({ moment });
  return session;
}

/** Moments that divide a load into as many intervals as a wide timeline has pixels. */
function edgesOf({ trace }: DebugSession): Uint32Array {
  return Uint32Array.from({ length: INTERVALS + 1 }, (_, i) => Math.floor((trace.opCount * i) / INTERVALS));
}

function middleOf(session: DebugSession): Place {
  const { calls, trace } = session;
  const tables = workbenchOf(session).calls;
  for (let moment = Math.floor(trace.opCount / 2); ; moment++) {
    const { page, op } = calls['time.where']({ moment });
    if (page === null || op?.kind !== 'bytesWritten') continue;
    const { phys } = tables['pageTable.walk']({ virt: hex(page * 4096), moment });
    return { moment, page, frame: Number(defined(phys, 'a mapped page')) / 4096, virt: hex(page * 4096) };
  }
}

const WRITES: BreakpointTarget = {
  type: 'range',
  space: 'virtual',
  first: '0x0',
  last: '0xffffffffffffffff',
  events: ['written'],
};

/** By row: what is looked for. */
function stopsOf({ page, frame, virt }: Place): Readonly<Record<string, readonly Stop[]>> {
  const last = { virtual: hex((page + 256) * 4096 - 1), physical: hex((frame + 256) * 4096 - 1) };
  const range = (space: 'virtual' | 'physical', first: string): BreakpointTarget => {
    return { type: 'range', space, first, last: last[space], events: ['written', 'mapped', 'copied'] };
  };
  const relocation: BreakpointTarget = { type: 'stepKind', kind: 'relocation' };
  const on = (condition: string): Stop => ({ name: condition, target: relocation, condition });
  return {
    code: [
      { name: 'line', target: { type: 'line', file: 'relocations.ts', line: 0 } },
      { name: 'function', target: { type: 'function', name: 'make_mut' } },
    ],
    places: [
      { name: 'step kind', target: relocation },
      { name: 'segment', target: { type: 'segment', number: 2, events: ['begun', 'mapped', 'written'] } },
      { name: 'relocations', target: { type: 'relocations', first: 400_000, last: 1_600_000 } },
      { name: 'virtual range', target: range('virtual', virt) },
      { name: 'all virtual memory', target: WRITES },
      { name: 'physical range', target: range('physical', hex(frame * 4096)) },
      { name: 'entry', target: { type: 'entry', level: 1, virt } },
      {
        name: 'frame',
        target: { type: 'frame', address: hex(frame * 4096), events: ['written', 'copied', 'allocated'] },
      },
    ],
    numbers: [
      on('addend % 0x1000 == 0x800'),
      on('value == 0x8000000010 || value == 0x8000100000'),
      on(`address in ${virt}..${last.virtual}`),
      { name: 'every write: offset > 0x4000000', target: WRITES, condition: 'offset > 0x4000000' },
    ],
    texts: [on('label contains "777"'), on('change endsWith "+ff8"')],
    // Nothing is found: every step of the load is looked at.
    vain: [on('label contains "nowhere"'), on('symbol == "main"')],
  };
}

/** Milliseconds until a breakpoint that is new has been run to, forward and back. */
function millisecondsTo({ calls, trace }: DebugSession, breakpoint: Breakpoint): number {
  const middle = Math.floor(trace.opCount / 2);
  const started = performance.now();
  calls['breakpoints.set']({ breakpoints: [breakpoint] });
  for (const direction of ['forward', 'back'] as const) {
    calls['time.move']({ moment: middle, command: 'continue', direction, count: 1, stopAtStages: false });
  }
  return performance.now() - started;
}

/** Milliseconds until all further hits of a breakpoint are known. */
function millisecondsToCount({ calls }: DebugSession, breakpoint: Breakpoint): number {
  return timeOf(() => {
    while (calls['breakpoints.set']({ breakpoints: [breakpoint] })[0]?.counting === true);
  });
}

function breakpointRow(what: string): RowSpec {
  return atMost(`breakpoint found ${OVER}, ${what}`, 100);
}

/** Milliseconds that a question takes. */
function timeOf(ask: () => unknown): number {
  const started = performance.now();
  ask();
  return performance.now() - started;
}

/** Milliseconds of a kind of question, asked at moments all over a load. */
function timesAt(session: DebugSession, ask: (moment: number) => unknown): number[] {
  return randomMoments(session.trace.opCount, QUESTIONS).map((moment) => timeOf(() => ask(moment)));
}

const breakpoints: Group = {
  name: 'debugger: breakpoints',
  rows: {
    code: breakpointRow('line and function'),
    places: breakpointRow('step, segment, memory'),
    numbers: breakpointRow('condition on numbers'),
    texts: breakpointRow('condition on text'),
    vain: { name: `breakpoint looked for in vain ${OVER}, condition on text`, unit: 'ms', limit: null },
    counted: { name: `all hits counted ${OVER}, condition on text`, unit: 'ms', limit: null },
  },
  needs: [],
  runtime: 'node',
  measure({ folder }) {
    const elf = kernelWithRelocations(RELOCATIONS);
    const times = new Map<string, Map<string, number[]>>();
    const counts: number[] = [];
    for (let n = 0; n < DOCUMENTS; n++) {
      const session = openedInWindow(elf, folder);
      const place = middleOf(session);
      const line = lineOf(session, place.moment);
      for (const [row, stops] of Object.entries(stopsOf(place))) {
        const ofRow = times.get(row) ?? new Map<string, number[]>();
        times.set(row, ofRow);
        for (const stop of stops) {
          const target = stop.target.type === 'line' ? line : stop.target;
          const { condition = '' } = stop;
          const breakpoint = { ...PLAIN_BREAKPOINT, id: 1, enabled: true, target, condition };
          const milliseconds = millisecondsTo(session, breakpoint);
          ofRow.set(stop.name, [...(ofRow.get(stop.name) ?? []), milliseconds]);
          if (row === 'texts') counts.push(millisecondsToCount(session, breakpoint));
        }
      }
      session.close();
    }
    const measured = [...times].map(([row, ofRow]): [string, Measured] => [row, worst(ofRow)]);
    return Promise.resolve({
      ...Object.fromEntries(measured),
      counted: { value: quantile(counts, 0.95), peer: null, note: 'in pieces of at most 50 ms' },
    });
  },
};

/** The line on which the loader stands at a moment. */
function lineOf({ calls }: DebugSession, moment: number): BreakpointTarget {
  const [innermost] = calls['time.where']({ moment }).stack;
  const { file, line } = defined(innermost, 'a call stack');
  return { type: 'line', file, line };
}

/** The slowest of several, by their medians. */
function worst(times: ReadonlyMap<string, readonly number[]>): Measured {
  const medians = [...times].map(([name, list]) => ({ name, value: median(list) }));
  medians.sort((a, b) => b.value - a.value);
  const note = medians.map(({ name, value }) => `${name} ${value.toFixed(value < 10 ? 1 : 0)}`).join(', ');
  const first = Math.max(...[...times.values()].map((list) => list[0] ?? 0));
  const value = defined(medians[0], 'something measured').value;
  return { value, peer: null, note: `${note}; first document at most ${first.toFixed(0)}` };
}

const steps: Group = {
  name: 'debugger: steps',
  rows: {
    numbers: atMost(`filter of steps ${OVER}, numbers`, MOST_UNSHOWN),
    texts: atMost(`filter of steps ${OVER}, text`, MOST_UNSHOWN),
    again: atMost(`filter of steps ${OVER}, the same again`, 1),
    page: atMost(`${ROWS_IN_SIGHT} rows of a filtered list, p95`, 10),
  },
  needs: [],
  runtime: 'node',
  measure({ folder }) {
    const numbers = 'kind == relocation && addend % 0x1000 == 0x800';
    const texts = 'label contains "777"';
    const elf = kernelWithRelocations(RELOCATIONS);
    const times = { numbers: [] as number[], texts: [] as number[], again: [] as number[] };
    const pages: number[] = [];
    for (let n = 0; n < DOCUMENTS; n++) {
      const session = openedInWindow(elf, folder);
      const { calls } = session;
      times.numbers.push(timeOf(() => calls['steps.filter']({ filter: numbers })));
      times.texts.push(timeOf(() => calls['steps.filter']({ filter: texts })));
      times.again.push(timeOf(() => calls['steps.filter']({ filter: numbers })));
      pages.push(
        ...timesAt(session, (moment) => {
          const first = Math.max(0, calls['steps.indexAt']({ filter: texts, moment }));
          calls['steps.rows']({ filter: texts, first, count: ROWS_IN_SIGHT });
        }),
      );
      session.close();
    }
    return Promise.resolve({
      numbers: { value: median(times.numbers), peer: null },
      texts: { value: median(times.texts), peer: null },
      again: { value: median(times.again), peer: null },
      page: { value: quantile(pages, 0.95), peer: null },
    });
  },
};

const questions: Group = {
  name: 'debugger: questions',
  rows: {
    history: atMost('history of a relocated word, p95', 10),
    writers: atMost('who wrote 1 MiB, p95', 100),
    density: atMost(`timeline of ${INTERVALS.toLocaleString('en')} intervals, p95`, 10),
    compare: atMost('comparison of the first moment with the last', 500),
    watches: atMost(`${WATCHES} watches, p95`, 10),
  },
  needs: [],
  runtime: 'node',
  measure({ folder }) {
    const session = openedInWindow(kernelWithRelocations(RELOCATIONS), folder);
    const { calls } = session;
    const { opCount } = session.trace;
    const { page, virt } = middleOf(session);
    const subject: HistorySubject = { type: 'bytes', space: 'virtual', page, offset: 8, length: 8 };
    const edges = edgesOf(session);
    const expressions = Array.from({ length: WATCHES }, (_, i) => `u64(${virt} + ${i * 4096 + 8})`);
    const [sample] = calls['watch.evaluate']({ expressions, moment: opCount, earlier: null });
    assert(sample?.problem === null, 'the watches have values');
    const history = timesAt(session, (moment) =>
      calls['history.of']({ subject, moment, first: 0, count: ROWS_IN_SIGHT }),
    );
    const writers = timesAt(session, (moment) =>
      calls['history.writers']({ space: 'virtual', first: virt, length: MIB, moment }),
    );
    const density = timesAt(session, () => calls['timeline.density']({ edges }));
    const watches = timesAt(session, (moment) =>
      calls['watch.evaluate']({ expressions, moment, earlier: Math.max(0, moment - 1) }),
    );
    const compare = timeOf(() => calls['compare.summary']({ from: 0, to: opCount }));
    session.close();
    return Promise.resolve({
      history: { value: quantile(history, 0.95), peer: null },
      writers: { value: quantile(writers, 0.95), peer: null },
      density: { value: quantile(density, 0.95), peer: null },
      compare: { value: compare, peer: null, note: 'asked for the first time' },
      watches: { value: quantile(watches, 0.95), peer: null },
    });
  },
};

export const debuggerGroups: readonly Group[] = [breakpoints, steps, questions];
