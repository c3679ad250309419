/** The indexed trace against the plain way of doing the same: op by op, step by step. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OP } from '../../main/engine/trace/codes';
import { FrameIndex } from '../../main/engine/trace/frame-index';
import { ImageAt } from '../../main/engine/trace/image-at';
import { Recorder } from '../../main/engine/trace/recorder';
import type { Trace } from '../../main/engine/trace/recorder';
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
