/** Where "continue" and runs stop, what marks show and what the log says, against a search. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPAN_KINDS } from '../../shared/trace-types';
import { bound, breakpoint, MOST, subject } from '../fixtures/breakpoint-subjects';
import { SEED } from './settings';

/** Several breakpoints of one kernel, some switched off, some logpoints. */
const lists = subject.chain((one) =>
  fc.record({
    one: fc.constant(one),
    kinds: fc.array(
      fc.record({
        kind: fc.constantFrom(...SPAN_KINDS),
        enabled: fc.boolean(),
        log: fc.constantFrom('', '', 'step {step}'),
      }),
      { maxLength: 4 },
    ),
    stopAtStages: fc.boolean(),
    moment: fc.nat(one.view.trace.opCount),
    count: fc.integer({ min: 1, max: 6 }),
    to: fc.constantFrom(...SPAN_KINDS),
  }),
);

describe('continue and run', () => {
  it('go from stop to stop, forward and back, as a search does', () => {
    fc.assert(
      fc.property(lists, ({ one, kinds, stopAtStages, moment, count, to }) => {
        const { calls, trace } = one.session;
        const breakpoints = kinds.map(({ kind, enabled, log }, i) =>
          breakpoint(i + 1, { type: 'stepKind', kind }, { enabled, log }),
        );
        const target = { type: 'stepKind', kind: to } as const;
        const targets = bound(one, target);
        calls['breakpoints.set']({ breakpoints });
        const stops = new Map<number, string>();
        for (const moment of [0, trace.opCount]) stops.set(moment, 'end');
        if (stopAtStages) {
          for (const stage of trace.stages) {
            const border = trace.spans.endOp(stage);
            if (border !== trace.opCount) stops.set(border, 'stage');
          }
        }
        for (const { id, enabled, log } of [...breakpoints].reverse()) {
          if (!enabled || log !== '') continue;
          for (const hit of calls['breakpoints.moments']({ id, limit: MOST }))
            stops.set(hit, `breakpoint ${id}`);
        }
        const arrivals = (start: number, direction: 'forward' | 'back', at: ReadonlyMap<number, string>) => {
          const sorted = [...at.keys()].sort((a, b) => a - b);
          return direction === 'forward'
            ? sorted.filter((stop) => stop > start)
            : sorted.filter((stop) => stop < start).reverse();
        };
        for (const direction of ['forward', 'back'] as const) {
          const way = arrivals(moment, direction, stops);
          const expected = way[Math.min(count, way.length) - 1] ?? moment;
          const end = direction === 'forward' ? trace.opCount : 0;
          const answer = calls['time.move']({ moment, command: 'continue', direction, count, stopAtStages });
          expect(answer.moment, one.name).toBe(way.length < count ? end : expected);
          const reason = stops.get(answer.moment) ?? 'end';
          expect(answer.breakpoint === null ? answer.reason : `breakpoint ${answer.breakpoint}`).toBe(reason);

          const withTarget = new Map([...stops, ...targets.map((hit) => [hit, 'target'] as const)]);
          const run = calls['time.run']({ moment, direction, to: target, stopAtStages });
          const first = arrivals(moment, direction, withTarget)[0] ?? end;
          expect(run.moment, one.name).toBe(first);
          expect(run.breakpoint === null ? run.reason : `breakpoint ${run.breakpoint}`).toBe(
            withTarget.get(first),
          );
        }
      }),
      { seed: SEED, numRuns: 600 },
    );
  });

  it('undo each other between two stops', () => {
    fc.assert(
      fc.property(lists, ({ one, kinds, stopAtStages, moment }) => {
        const { calls } = one.session;
        const breakpoints = kinds.map(({ kind }, i) => breakpoint(i + 1, { type: 'stepKind', kind }));
        calls['breakpoints.set']({ breakpoints });
        const go = (from: number, direction: 'forward' | 'back', count = 1): number =>
          calls['time.move']({ moment: from, command: 'continue', direction, count, stopAtStages }).moment;
        const stop = go(moment, 'forward');
        const next = go(stop, 'forward');
        if (next !== stop) expect(go(next, 'back')).toBe(stop);
        expect(go(moment, 'forward', 2)).toBe(next);
        const before = go(stop, 'back');
        if (before !== stop) expect(go(before, 'forward')).toBe(stop);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});

it('marks are the hits of each breakpoint between the edges, counted', () => {
  const asked = lists.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.array(fc.nat(list.one.view.trace.opCount), { minLength: 2, maxLength: 12 }),
    ),
  );
  fc.assert(
    fc.property(asked, ([{ one, kinds }, moments]) => {
      const { calls } = one.session;
      const breakpoints = kinds.map(({ kind, enabled }, i) =>
        breakpoint(i + 1, { type: 'stepKind', kind }, { enabled }),
      );
      calls['breakpoints.set']({ breakpoints });
      const edges = Uint32Array.from(moments).sort();
      const expected = breakpoints.flatMap(({ id, enabled }) => {
        const hits = enabled ? calls['breakpoints.moments']({ id, limit: MOST }) : [];
        return Array.from(edges.subarray(1)).flatMap((end, i) => {
          const inside = hits.filter((hit) => hit > edges[i]! && hit <= end);
          return inside.length === 0 ? [] : [{ id, moment: inside[0], hits: inside.length }];
        });
      });
      expect(calls['breakpoints.marks']({ edges })).toEqual(expected);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

it('around a moment are the hits of each breakpoint before, at and behind it', () => {
  fc.assert(
    fc.property(lists, ({ one, kinds, moment }) => {
      const { calls } = one.session;
      const breakpoints = kinds.map(({ kind, enabled }, i) =>
        breakpoint(i + 1, { type: 'stepKind', kind }, { enabled }),
      );
      calls['breakpoints.set']({ breakpoints });
      const expected = breakpoints.map(({ id }) => {
        const hits = calls['breakpoints.moments']({ id, limit: MOST });
        return {
          id,
          passed: hits.filter((hit) => hit <= moment).length,
          here: hits.includes(moment),
          previous: hits.filter((hit) => hit < moment).at(-1) ?? null,
          next: hits.find((hit) => hit > moment) ?? null,
        };
      });
      expect(calls['breakpoints.around']({ moment })).toEqual(expected);
    }),
    { seed: SEED, numRuns: 200 },
  );
});

it('the log has the lines of the loader and of logpoints by moment, in any part', () => {
  const asked = lists.chain((list) =>
    fc.tuple(fc.constant(list), fc.nat(400), fc.integer({ min: 1, max: 50 })),
  );
  fc.assert(
    fc.property(asked, ([{ one, kinds, moment }, first, count]) => {
      const { calls, trace } = one.session;
      const breakpoints = kinds.map(({ kind, enabled }, i) =>
        breakpoint(i + 1, { type: 'stepKind', kind }, { enabled, log: `${i}: {moment}` }),
      );
      calls['breakpoints.set']({ breakpoints });
      const lines = trace.log.map((line) => ({ ...line, breakpoint: null as number | null }));
      breakpoints.forEach(({ id, enabled }, i) => {
        if (!enabled) return;
        for (const hit of calls['breakpoints.moments']({ id, limit: MOST })) {
          lines.push({ moment: hit, text: `${i}: ${hit}`, breakpoint: id });
        }
      });
      lines.sort((a, b) => a.moment - b.moment);
      expect(calls['trace.log']({ first, count, moment })).toEqual({
        total: lines.length,
        around: lines.filter((line) => line.moment <= moment).length,
        rows: lines.slice(first, first + count),
      });
    }),
    { seed: SEED, numRuns: 300 },
  );
});
