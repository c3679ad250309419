import { beforeAll, describe, expect, it } from 'vitest';
import type { DebugSession } from '../../../../../main/engine/session/debug-session';
import { PLAIN_BREAKPOINT } from '../../../../../shared/breakpoint';
import type { Breakpoint, BreakpointTarget } from '../../../../../shared/breakpoint';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';

let session: DebugSession;
beforeAll(() => {
  session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
});

const MOST = 5000;

type Bound = ReturnType<DebugSession['calls']['breakpoints.set']>;

function bind(...targets: BreakpointTarget[]): Bound {
  return session.calls['breakpoints.set']({
    breakpoints: targets.map((target, i) => ({ id: i + 1, enabled: true, target, ...PLAIN_BREAKPOINT })),
  });
}

/** Binds one breakpoint, and says what is known of it then. */
function bindOne(more: Partial<Breakpoint> & Pick<Breakpoint, 'target'>): Bound[number] {
  const breakpoint = { id: 1, enabled: true, ...PLAIN_BREAKPOINT, ...more };
  return session.calls['breakpoints.set']({ breakpoints: [breakpoint] })[0]!;
}

const moments = (id = 1): number[] => session.calls['breakpoints.moments']({ id, limit: MOST });

describe('continue', () => {
  const go = (moment: number, direction: 'forward' | 'back'): unknown =>
    session.calls['time.move']({ moment, command: 'continue', direction, count: 1, stopAtStages: false });

  it('goes to the nearest hit of any enabled breakpoint, in both directions, as a search does', () => {
    bind(
      { type: 'stepKind', kind: 'readOnly' },
      { type: 'stepKind', kind: 'bssEdge' },
      { type: 'stepKind', kind: 'copyOnWrite' },
    );
    const hits = [1, 2, 3].flatMap((id) =>
      moments(id).map((moment) => ({ moment, reason: 'breakpoint', breakpoint: id as number | null })),
    );
    hits.sort((a, b) => a.moment - b.moment);
    const last = session.trace.opCount;
    for (let moment = 0; moment <= last; moment++) {
      const next = hits.find((hit) => hit.moment > moment) ?? {
        moment: last,
        reason: 'end',
        breakpoint: null,
      };
      const before = hits.filter((hit) => hit.moment < moment);
      // Of two at one moment the first in the list is named.
      const previous = before.find((hit) => hit.moment === before.at(-1)?.moment) ?? {
        moment: 0,
        reason: 'end',
        breakpoint: null,
      };
      if (JSON.stringify([go(moment, 'forward'), go(moment, 'back')]) !== JSON.stringify([next, previous])) {
        expect([moment, go(moment, 'forward'), go(moment, 'back')]).toEqual([moment, next, previous]);
      }
    }
  });

  it('passes over what is switched off', () => {
    bindOne({ enabled: false, target: { type: 'stepKind', kind: 'mapPage' } });
    expect(go(0, 'forward')).toEqual({ moment: session.trace.opCount, reason: 'end', breakpoint: null });
    expect(moments().length).toBeGreaterThan(0);
  });

  it('stops where stages begin and end when it is asked to, the same places both ways', () => {
    bind();
    const { opCount, stages, spans } = session.trace;
    const borders = stages.map((stage) => spans.endOp(stage));
    const way = (direction: 'forward' | 'back'): number[] => {
      const found: number[] = [];
      let moment = direction === 'forward' ? 0 : opCount;
      const end = opCount - moment;
      while (moment !== end) {
        const to = session.calls['time.move']({
          moment,
          command: 'continue',
          direction,
          count: 1,
          stopAtStages: true,
        });
        expect(to.reason).toBe(to.moment === end ? 'end' : 'stage');
        ({ moment } = to);
        found.push(moment);
      }
      return found;
    };
    expect(way('forward')).toEqual(borders);
    expect(way('back')).toEqual([...borders.slice(0, -1).reverse(), 0]);
  });
});

describe('a run', () => {
  const run = (moment: number, direction: 'forward' | 'back', to: BreakpointTarget): unknown =>
    session.calls['time.run']({ moment, direction, to, stopAtStages: false });

  it('to a write leads to it, or to what stops on the way, and stays where there is none', () => {
    const { opCount } = session.trace;
    const [row] = session.calls['steps.rows']({ filter: 'kind == relocation', first: 0, count: 1 });
    const moment = row!.lastMoment;
    const { change } = session.calls['time.where']({ moment });
    const { frame, offset, length } = change!;
    const bytes = { type: 'bytes', space: 'physical', page: frame, offset, length } as const;
    const toWrite = (from: number, direction: 'forward' | 'back', stopAtStages = false): unknown =>
      session.calls['time.run']({
        moment: from,
        direction,
        to: { type: 'write', subject: bytes },
        stopAtStages,
      });

    bind({ type: 'stepKind', kind: 'relocation' });
    expect(toWrite(0, 'forward')).toEqual({ moment: row!.firstMoment, reason: 'breakpoint', breakpoint: 1 });
    bind();
    expect(toWrite(0, 'forward')).toMatchObject({ reason: 'target' });
    expect(toWrite(opCount, 'back')).toEqual({ moment, reason: 'target', breakpoint: null });
    expect(toWrite(opCount, 'back', true)).toMatchObject({ reason: 'stage' });
    bind({ type: 'stepKind', kind: 'readOnly' });
    expect(toWrite(opCount, 'back')).toEqual({
      moment: moments().at(-1),
      reason: 'breakpoint',
      breakpoint: 1,
    });
    expect(toWrite(moment, 'forward')).toEqual({ moment, reason: 'nowhere', breakpoint: null });
    expect(toWrite(0, 'back', true)).toEqual({ moment: 0, reason: 'nowhere', breakpoint: null });
  });

  it('leads to its target, or to a breakpoint on the way', () => {
    bind({ type: 'stepKind', kind: 'relocation' });
    const [first] = moments();
    bind({ type: 'stepKind', kind: 'readOnly' });
    const [stop] = moments();
    expect(run(0, 'forward', { type: 'stepKind', kind: 'relocation' })).toEqual({
      moment: first,
      reason: 'target',
      breakpoint: null,
    });
    expect(run(first!, 'forward', { type: 'stepKind', kind: 'flagCleared' })).toEqual({
      moment: stop,
      reason: 'breakpoint',
      breakpoint: 1,
    });
  });

  it('to what never comes leads to the end', () => {
    bind();
    expect(run(5, 'back', { type: 'stepKind', kind: 'failure' })).toEqual({
      moment: 0,
      reason: 'end',
      breakpoint: null,
    });
  });

  it('to what cannot be says why', () => {
    expect(() => run(5, 'back', { type: 'relocations', first: 2, last: 1 })).toThrow(
      'The last relocation comes before the first: swap the two numbers.',
    );
  });
});
