/** The indexed trace against the plain way of doing the same: op by op, step by step. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OP } from '../../main/engine/trace/codes';
import { FrameIndex } from '../../main/engine/trace/frame-index';
import { ImageAt } from '../../main/engine/trace/image-at';
import { Recorder } from '../../main/engine/trace/recorder';
import type { Trace } from '../../main/engine/trace/recorder';
import { stageBorders, travel } from '../../main/engine/session/breakpoints/travel';
import { NO_FRAME } from '../../main/engine/trace/tables';
import { move, stepAt } from '../../main/engine/trace/timeline';
import { opTable, Replay } from '../fixtures/ops';
import type { Op } from '../fixtures/ops';
import { SEED } from './settings';

const FRAMES = 12;
const frame = fc.nat(FRAMES - 1);
const length = fc.integer({ min: 1, max: 8 });
const op: fc.Arbitrary<Op> = fc.oneof(
  fc.constant<Op>({ kind: 'mark' }),
  fc.record({ kind: fc.constantFrom('allocate' as const, 'zero' as const), frame }),
  fc
    .tuple(frame, fc.integer({ min: 1, max: FRAMES - 1 }))
    .map(([to, by]): Op => ({ kind: 'copy', frame: to, from: (to + by) % FRAMES })),
  fc.record({
    kind: fc.constant('entry' as const),
    frame,
    index: fc.nat(511),
    value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  }),
  fc.tuple(frame, fc.nat(4088), length).map(([f, offset, size]): Op => ({
    kind: 'clear',
    frame: f,
    offset,
    length: size * 500 > 4096 - offset ? size : size * 500,
  })),
  fc
    .tuple(frame, fc.nat(4088), fc.array(fc.nat(255), { minLength: 1, maxLength: 8 }))
    .map(([f, offset, bytes]): Op => ({ kind: 'bytes', frame: f, offset, bytes })),
);

it('frameAt is what the ops leave when they are done one after the other', () => {
  const start = { address: 3 * 4096 + 100, file: Uint8Array.from({ length: 9000 }, (_, i) => (i % 251) + 1) };
  fc.assert(
    fc.property(fc.array(op, { maxLength: 60 }), (list) => {
      const ops = opTable(list);
      const image = new ImageAt(ops, start);
      const out = new Uint8Array(4096);
      const replay = new Replay(ops, start, FRAMES * 4096);
      for (let moment = 0; moment <= ops.length; moment += 1 + Math.floor(ops.length / 12)) {
        replay.to(moment);
        for (let number = 0; number < FRAMES; number++) {
          image.frameAt(number, moment, out);
          if (Buffer.compare(out, replay.frame(number)) !== 0)
            throw new Error(`frame ${number} at moment ${moment}`);
        }
      }
    }),
    { seed: SEED, numRuns: 150 },
  );
});

it('FrameIndex lists what a search through all ops finds', () => {
  const far = fc.oneof(
    fc.nat(3000),
    fc.integer({ min: 2 ** 27, max: 2 ** 27 + 2000 }),
    fc.constant(NO_FRAME - 1),
  );
  fc.assert(
    fc.property(fc.array(fc.option(far, { nil: null }), { maxLength: 80 }), fc.nat(90), (frames, moment) => {
      const ops = opTable(
        frames.map((f): Op => (f === null ? { kind: 'mark' } : { kind: 'zero', frame: f })),
      );
      const index = new FrameIndex(ops);
      const distinct = [...new Set(frames)].filter((f) => f !== null).sort((a, b) => a - b);
      expect([...index.frames()]).toEqual(distinct);
      for (const f of distinct) {
        const expected = [...frames.keys()].filter((row) => frames[row] === f);
        const writes = index.writes(f);
        expect([...writes]).toEqual(expected);
        expect(index.countBefore(writes, moment)).toBe(expected.filter((row) => row < moment).length);
      }
    }),
    { seed: SEED, numRuns: 500 },
  );
});

/** A load by the counts of ops in its parts: stages of steps of ops. */
const loads = fc
  .array(fc.array(fc.nat(4), { maxLength: 5 }), { minLength: 1, maxLength: 5 })
  .map((stages) => {
    const recorder = new Recorder();
    /** First moment's op and end of each step, and of each stage, as they are meant. */
    const borders = { steps: [] as [number, number][], stages: [] as [number, number][] };
    let done = 0;
    for (const steps of stages) {
      recorder.stage('segment', 0);
      const first = done;
      for (const ops of steps) {
        recorder.step('mapPage', 0);
        for (let i = 0; i < ops; i++) recorder.op(OP.frameZeroed, 1, 0, 0, 0);
        borders.steps.push([done, done + Math.max(1, ops)]);
        done += Math.max(1, ops);
      }
      if (steps.length === 0) borders.steps.push([done, ++done]);
      borders.stages.push([first, done]);
    }
    return { trace: recorder.finish(), borders };
  });

/** Forward: the end of the part that the next op lies in; back: the start of the part of the last op. */
function naive(parts: readonly [number, number][], moment: number, forward: boolean): number {
  const op = forward ? moment : moment - 1;
  const part = parts.find(([first, end]) => op >= first && op < end);
  return part === undefined ? moment : part[forward ? 1 : 0];
}

const every = (trace: Trace): number[] => Array.from({ length: trace.opCount + 1 }, (_, moment) => moment);

it('into, over and out go where the parts of the load begin and end', () => {
  fc.assert(
    fc.property(loads, ({ trace, borders }) => {
      for (const moment of every(trace)) {
        expect(move(trace, moment, 'over', 'forward')).toBe(naive(borders.steps, moment, true));
        expect(move(trace, moment, 'over', 'back')).toBe(naive(borders.steps, moment, false));
        expect(move(trace, moment, 'out', 'forward')).toBe(naive(borders.stages, moment, true));
        expect(move(trace, moment, 'out', 'back')).toBe(naive(borders.stages, moment, false));
        const step = borders.steps.findIndex(([first, end]) => moment > first && moment <= end);
        expect(stepAt(trace, moment)).toBe(step + 1);
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
});

it('a movement and its mirror undo each other at the borders of what they go over', () => {
  fc.assert(
    fc.property(loads, ({ trace, borders }) => {
      for (const [command, parts] of [
        ['over', borders.steps],
        ['out', borders.stages],
      ] as const) {
        for (const [first, end] of parts) {
          expect(move(trace, move(trace, first, command, 'forward'), command, 'back')).toBe(first);
          expect(move(trace, move(trace, end, command, 'back'), command, 'forward')).toBe(end);
        }
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
});

/** Steps with parts in them, in stages; a load that fails ends with the failure inside its last part, step or stage. */
const loadsWithParts = fc
  .record({
    stages: fc.array(fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }), { maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    }),
    fails: fc.boolean(),
  })
  .map(({ stages, fails }) => {
    const recorder = new Recorder();
    const write = (): void => {
      recorder.op(OP.bytesWritten, 1, 8 * 65536, 0, 0);
    };
    for (const steps of stages) {
      recorder.stage('dynamic', 0);
      steps.forEach((parts, index) => {
        recorder.relocation(index, new Uint32Array(2), 0);
        for (const ops of parts) {
          recorder.part('copyOnWrite', 1);
          for (let i = 0; i < ops; i++) write();
          // What the load fails in is left open.
          if (fails && ops === 0) return;
          recorder.endPart();
          write();
        }
      });
    }
    if (fails) recorder.fail();
    return recorder.finish();
  });

/** The step or stage that an op lies in, by going up from its span; and its ops, by asking all of them. */
function bordersAround(trace: Trace, op: number, depth: 1 | 2): [number, number] {
  const above = (at: number): number => {
    const path: number[] = [];
    for (let span = trace.ops.span[at]!; span !== 0; span = trace.spans.parent[span]!) path.unshift(span);
    return path[depth - 1]!;
  };
  let [first, end] = [op, op + 1];
  while (first > 0 && above(first - 1) === above(op)) first--;
  while (end < trace.opCount && above(end) === above(op)) end++;
  return [first, end];
}

/** One movement, by looking at the ops beside the moment. */
function naiveMove(
  trace: Trace,
  moment: number,
  command: 'into' | 'over' | 'out',
  direction: 'forward' | 'back',
): number {
  const op = direction === 'forward' ? moment : moment - 1;
  if (op < 0 || op >= trace.opCount) return moment;
  if (command === 'into') return direction === 'forward' ? moment + 1 : moment - 1;
  return bordersAround(trace, op, command === 'over' ? 2 : 1)[direction === 'forward' ? 1 : 0];
}

it('N movements at once lead where N of them do, one after the other', () => {
  const counts = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(2 ** 27));
  fc.assert(
    fc.property(
      fc.oneof(
        loads.map(({ trace }) => trace),
        loadsWithParts,
      ),
      counts,
      (trace, count) => {
        for (const command of ['into', 'over', 'out'] as const) {
          for (const direction of ['forward', 'back'] as const) {
            for (const moment of every(trace)) {
              let expected = moment;
              for (let i = 0; i < Math.min(count, trace.opCount); i++) {
                expected = naiveMove(trace, expected, command, direction);
              }
              expect(move(trace, moment, command, direction, count)).toBe(expected);
            }
          }
        }
      },
    ),
    { seed: SEED, numRuns: 300 },
  );
});

it('N movements and N back are where they began, at the borders of what they go over', () => {
  fc.assert(
    fc.property(loadsWithParts, fc.integer({ min: 1, max: 6 }), (trace, count) => {
      for (const [command, depth] of [
        ['into', 0],
        ['over', 2],
        ['out', 1],
      ] as const) {
        const borders = every(trace).filter(
          (moment) =>
            depth === 0 || moment === trace.opCount || bordersAround(trace, moment, depth)[0] === moment,
        );
        borders.forEach((border, place) => {
          const there = borders[Math.min(place + count, borders.length - 1)]!;
          expect(move(trace, border, command, 'forward', count)).toBe(there);
          if (place + count < borders.length) expect(move(trace, there, command, 'back', count)).toBe(border);
        });
      }
    }),
    { seed: SEED, numRuns: 200 },
  );
});

it('the borders of stages are where one ends and the next begins', () => {
  fc.assert(
    fc.property(loadsWithParts, (trace) => {
      const borders = every(trace).filter(
        (moment) => moment === 0 || moment === trace.opCount || bordersAround(trace, moment, 1)[0] === moment,
      );
      expect([0, ...stageBorders(trace)]).toEqual(borders);
    }),
    { seed: SEED, numRuns: 200 },
  );
});

it('runs go from stop to stop in any lists of moments', () => {
  const asked = loadsWithParts.chain((trace) =>
    fc.record({
      trace: fc.constant(trace),
      lists: fc.array(fc.uniqueArray(fc.integer({ min: 1, max: trace.opCount }), { maxLength: 8 }), {
        maxLength: 4,
      }),
      target: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: trace.opCount }), { maxLength: 3 })),
      stages: fc.boolean(),
      moment: fc.nat(trace.opCount),
      count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(2 ** 27)),
    }),
  );
  const ascending = (list: readonly number[]): Uint32Array => Uint32Array.from(list).sort();
  fc.assert(
    fc.property(asked, ({ trace, lists, target, stages, moment, count }) => {
      const stops = {
        breakpoints: lists.map((list, id) => ({ id, moments: ascending(list) })),
        target: target === null ? null : ascending(target),
        stages,
      };
      const all = new Set([0, trace.opCount, ...lists.flat(), ...(target ?? [])]);
      if (stages) for (const border of stageBorders(trace)) all.add(border);
      const forward = [...all].filter((stop) => stop > moment).sort((a, b) => a - b);
      const back = [...all].filter((stop) => stop < moment).sort((a, b) => b - a);
      const to = travel(trace, stops, moment, 'forward', count);
      expect(to.moment).toBe(forward[count - 1] ?? trace.opCount);
      expect(travel(trace, stops, moment, 'back', count).moment).toBe(back[count - 1] ?? 0);
      const hit = lists.findIndex((list) => list.includes(to.moment));
      if (target?.includes(to.moment) === true)
        expect(to).toMatchObject({ reason: 'target', breakpoint: null });
      else if (hit >= 0) expect(to).toMatchObject({ reason: 'breakpoint', breakpoint: hit });
      else expect(to.reason).toBe(to.moment === trace.opCount ? 'end' : 'stage');
      // Exact mirrors: what stops one way stops the other way too.
      const way = [moment];
      while (way.at(-1)! < trace.opCount) way.push(travel(trace, stops, way.at(-1)!, 'forward', 1).moment);
      for (let i = way.length - 1; i > 1; i--) {
        expect(travel(trace, stops, way[i]!, 'back', 1).moment).toBe(way[i - 1]);
      }
    }),
    { seed: SEED, numRuns: 500 },
  );
});

it('N ops forward and N back, or the other way about, is where it began', () => {
  fc.assert(
    fc.property(loads, fc.nat(100), fc.nat(100), ({ trace }, from, count) => {
      const start = from % (trace.opCount + 1);
      const steps = Math.min(count, trace.opCount - start);
      let moment = start;
      for (let i = 0; i < steps; i++) moment = move(trace, moment, 'into', 'forward');
      expect(moment).toBe(start + steps);
      for (let i = 0; i < steps; i++) moment = move(trace, moment, 'into', 'back');
      expect(moment).toBe(start);
    }),
    { seed: SEED, numRuns: 300 },
  );
});
