/** Breakpoints of all kinds against a look at every op. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OP, SPAN, spanKind } from '../../main/engine/trace/codes';
import { hex, virtOfPage } from '../../shared/address';
import { FRAME_EVENTS, MEMORY_EVENTS } from '../../shared/breakpoint';
import type { BreakpointTarget, FrameEvent, HitCount, MemoryEvent } from '../../shared/breakpoint';
import { SPAN_KINDS } from '../../shared/trace-types';
import { bound, MOST, subject, subjects, type Subject } from '../fixtures/breakpoint-subjects';
import { SEED } from './settings';

/** Moments of chosen events at bytes of a range, pages and offsets both included. */
function naive(
  { events }: Subject,
  space: 'physical' | 'virtual',
  first: number,
  last: number,
  chosen: readonly FrameEvent[],
): number[] {
  const found = new Set<number>();
  for (const one of events) {
    if (one.space !== space || !chosen.includes(one.event) || one.page < 0) continue;
    const start = one.page * 4096 + one.first;
    const end = one.page * 4096 + one.last;
    if (start <= last && end >= first) found.add(one.moment);
  }
  return [...found].sort((a, b) => a - b);
}

/** Positions in a space, most often where something happens or beside it. */
function positions({ events }: Subject, space: 'physical' | 'virtual'): fc.Arbitrary<number> {
  const places = events.filter((one) => one.space === space && one.page >= 0);
  if (places.length === 0) return fc.nat(2 ** 20);
  return fc
    .tuple(
      fc.nat(places.length - 1),
      fc.constantFrom('first', 'last', 'page'),
      fc.integer({ min: -1, max: 1 }),
    )
    .map(([i, edge, by]) => {
      const one = places[i]!;
      const offset = edge === 'first' ? one.first : edge === 'last' ? one.last : 0;
      return Math.max(0, Math.min(2 ** 48 - 1, one.page * 4096 + offset + by));
    });
}

/** A position in the virtual space as a canonical address. */
const virtual = (position: number): string => hex(virtOfPage(Math.floor(position / 4096), position % 4096));

const ranges = fc
  .tuple(subject, fc.constantFrom('physical' as const, 'virtual' as const))
  .chain(([one, space]) =>
    fc
      .tuple(
        positions(one, space),
        fc.oneof(fc.constant(0), fc.nat(16), fc.nat(20_000), fc.constant(2 ** 40)),
        fc.subarray<MemoryEvent>([...MEMORY_EVENTS], { minLength: 1 }),
      )
      .map(([first, length, chosen]) => ({
        one,
        space,
        first,
        last: Math.min(2 ** 48 - 1, first + length),
        chosen,
      })),
  );

function rangeTarget(
  space: 'physical' | 'virtual',
  first: number,
  last: number,
  events: readonly MemoryEvent[],
): BreakpointTarget {
  const text = space === 'virtual' ? virtual : hex;
  return { type: 'range', space, first: text(first), last: text(last), events };
}

describe('a breakpoint', () => {
  it('on a range stops at the ops that its events are, and at no other', () => {
    const happened = new Set<string>();
    fc.assert(
      fc.property(ranges, ({ one, space, first, last, chosen }) => {
        const expected = naive(one, space, first, last, chosen);
        for (const event of chosen) {
          if (naive(one, space, first, last, [event]).length > 0) happened.add(`${space} ${event}`);
        }
        expect(bound(one, rangeTarget(space, first, last, chosen)), one.name).toEqual(expected);
      }),
      { seed: SEED, numRuns: 1500 },
    );
    // All of them were there to be found.
    expect(happened.size).toBe(2 * MEMORY_EVENTS.length);
  });

  it('on all memory finds each event by itself', () => {
    for (const one of subjects) {
      for (const space of ['physical', 'virtual'] as const) {
        const last = space === 'virtual' ? 2 ** 48 - 1 : 2 ** 50;
        for (const event of MEMORY_EVENTS) {
          const found = bound(one, rangeTarget(space, 0, last, [event]));
          expect(found, `${one.name} ${space} ${event}`).toEqual(naive(one, space, 0, last, [event]));
        }
      }
    }
  });

  it('on a frame stops at what happens to it, from its allocation on', () => {
    const frames = subject.chain((one) =>
      fc.tuple(
        fc.constant(one),
        positions(one, 'physical'),
        fc.subarray<FrameEvent>([...FRAME_EVENTS], { minLength: 1 }),
      ),
    );
    fc.assert(
      fc.property(frames, ([one, position, chosen]) => {
        const start = Math.floor(position / 4096) * 4096;
        const found = bound(one, { type: 'frame', address: hex(position), events: chosen });
        expect(found, one.name).toEqual(naive(one, 'physical', start, start + 4095, chosen));
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it('on an entry stops at each write to it', () => {
    const entries = subject.chain((one) =>
      fc.tuple(fc.constant(one), positions(one, 'virtual'), fc.integer({ min: 1, max: 4 })),
    );
    fc.assert(
      fc.property(entries, ([one, position, level]) => {
        const { ops, opCount } = one.view.trace;
        const page = Math.floor(position / 4096);
        const expected: number[] = [];
        for (let op = 0; op < opCount; op++) {
          const place = one.view.tables.place(ops.frame[op]!);
          if (ops.kind[op] !== OP.entryWritten || place?.level !== level) continue;
          const first = place.firstPage + ops.at[op]! * 512 ** (level - 1);
          if (page >= first && page < first + 512 ** (level - 1)) expected.push(op + 1);
        }
        expect(bound(one, { type: 'entry', level, virt: virtual(position) }), one.name).toEqual(expected);
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it('on a segment stops where its stage begins and ends, and at events on the pages that it maps', () => {
    let some = 0;
    for (const one of subjects) {
      const { spans, stages } = one.view.trace;
      one.view.owners.segments.forEach(({ header, number }) => {
        const stage = stages.find(
          (span) => spans.kind[span] === SPAN.segment && spans.subject[span] === header.index,
        );
        const target = { type: 'segment', number, events: ['begun', 'ended'] } as const;
        const borders =
          stage === undefined ? [] : [...new Set([spans.firstOp[stage]! + 1, spans.endOp(stage)])];
        expect(bound(one, target), one.name).toEqual(borders);
        const pages = new Set<number>();
        for (let span = 0; span < spans.length; span++) {
          const kind = spanKind(spans.kind[span]!);
          const maps = kind === 'mapPage' || kind === 'bssPage';
          if (maps && spans.parent[span] === stage) pages.add(one.view.owners.pageOf(span));
        }
        for (const event of MEMORY_EVENTS) {
          const expected = one.events.filter(
            (it) => it.space === 'virtual' && it.event === event && pages.has(it.page),
          );
          const moments = [...new Set(expected.map(({ moment }) => moment))];
          some += moments.length;
          expect(bound(one, { type: 'segment', number, events: [event] }), `${one.name} ${event}`).toEqual(
            moments,
          );
        }
      });
    }
    expect(some).toBeGreaterThan(1000);
  });

  it('on relocations stops at the first op of each of them', () => {
    const indices = fc.tuple(subject, fc.nat(300), fc.nat(300));
    fc.assert(
      fc.property(indices, ([one, first, length]) => {
        const { spans } = one.view.trace;
        const expected = [...spans.kind.keys()]
          .filter((span) => spans.kind[span] === SPAN.relocation)
          .filter((span) => spans.subject[span]! >= first && spans.subject[span]! <= first + length)
          .map((span) => spans.firstOp[span]! + 1);
        const target = { type: 'relocations', first, last: first + length } as const;
        expect(bound(one, target), one.name).toEqual(expected);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('on a kind of step stops at the first op of each', () => {
    for (const one of subjects) {
      const { spans } = one.view.trace;
      for (const kind of SPAN_KINDS) {
        const expected = [...spans.kind.keys()]
          .filter((span) => spans.kind[span] === SPAN[kind])
          .map((span) => spans.firstOp[span]! + 1);
        expect(bound(one, { type: 'stepKind', kind }), `${one.name} ${kind}`).toEqual(expected);
      }
    }
  });

  it('on a function stops once a call', () => {
    for (const one of subjects) {
      // A load that fails has a call more, the one that it failed in.
      if (one.view.message !== null) continue;
      const { spans, ops, opCount } = one.view.trace;
      const starts = (kind: keyof typeof SPAN): number[] =>
        [...spans.kind.keys()]
          .filter((span) => spans.kind[span] === SPAN[kind])
          .map((span) => spans.firstOp[span]! + 1);
      const call = (name: string): number[] => bound(one, { type: 'function', name });
      expect(call('makeMut'), one.name).toEqual(starts('copyOnWrite'));
      expect(call('make_mut'), one.name).toEqual(starts('copyOnWrite'));
      expect(call('apply_relocation'), one.name).toEqual(starts('relocation'));
      expect(call('handleLoadSegment'), one.name).toEqual(starts('segment'));
      expect(call('load_kernel')).toEqual([1]);
      const tables: number[] = [];
      for (let op = 0; op < opCount; op++) {
        const place = one.view.tables.place(ops.frame[op]!);
        const merges =
          ops.kind[op] === OP.entryWritten &&
          (place?.level ?? 0) > 1 &&
          ops.kind[op - 1] !== OP.frameAllocated;
        if ((ops.kind[op] === OP.frameAllocated && place !== null) || merges) tables.push(op + 1);
      }
      expect(call('create_next_table'), one.name).toEqual(tables);
    }
  });

  it('stops at those of its moments that its hit count says', () => {
    const counts = fc.record<HitCount>({
      when: fc.constantFrom('nth', 'from', 'every'),
      count: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(2 ** 32)),
    });
    fc.assert(
      fc.property(subject, fc.constantFrom(...SPAN_KINDS), counts, (one, kind, hitCount) => {
        const target = { type: 'stepKind', kind } as const;
        const expected = bound(one, target).filter((_, i) => {
          const hit = i + 1;
          if (hitCount.when === 'nth') return hit === hitCount.count;
          return hitCount.when === 'from' ? hit >= hitCount.count : hit % hitCount.count === 0;
        });
        expect(bound(one, target, { hitCount })).toEqual(expected);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('stops where its condition holds, and counts only those', () => {
    const everywhere = (one: Subject): number[] =>
      bound(one, rangeTarget('physical', 0, 2 ** 50, ['written']));
    fc.assert(
      fc.property(subject, fc.nat(MOST), fc.integer({ min: 1, max: 5 }), (one, limit, every) => {
        const target = rangeTarget('physical', 0, 2 ** 50, ['written']);
        const condition = `moment > ${limit} && index % 2 == 0`;
        const { ops } = one.view.trace;
        const holds = everywhere(one).filter((moment) => {
          const isEntry = ops.kind[moment - 1] === OP.entryWritten;
          return moment > limit && isEntry && ops.at[moment - 1]! % 2 === 0;
        });
        expect(bound(one, target, { condition }), one.name).toEqual(holds);
        const counted = bound(one, target, { condition, hitCount: { when: 'every', count: every } });
        expect(counted).toEqual(holds.filter((_, i) => (i + 1) % every === 0));
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});
