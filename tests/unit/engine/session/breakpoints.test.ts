import { beforeAll, describe, expect, it } from 'vitest';
import type { DebugSession } from '../../../../main/engine/session/debug-session';
import { OP, SPAN } from '../../../../main/engine/trace/codes';
import { BIT_9 } from '../../../../main/engine/paging/page-table';
import type { AddressEvent, BreakpointTarget } from '../../../../shared/breakpoint';
import { DEFAULT_MACHINE } from '../../../../shared/machine';
import { openSession, SAMPLE_ELF } from '../../../fixtures/loaded';

let session: DebugSession;
beforeAll(() => {
  session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
});

const MOST = 5000;

function bind(...targets: BreakpointTarget[]): ReturnType<DebugSession['calls']['breakpoints.set']> {
  return session.calls['breakpoints.set']({
    breakpoints: targets.map((target, i) => ({ id: i + 1, enabled: true, target })),
  });
}

const moments = (id = 1): number[] => session.calls['breakpoints.moments']({ id, limit: MOST });

function range(
  space: 'physical' | 'virtual',
  first: number | bigint,
  last: number | bigint,
  ...events: AddressEvent[]
): BreakpointTarget {
  return { type: 'range', space, first: `0x${first.toString(16)}`, last: `0x${last.toString(16)}`, events };
}

describe('on a kind of step', () => {
  it.each(['mapPage', 'bssEdge', 'bssPage', 'relocation', 'readOnly', 'flagCleared', 'copyOnWrite'] as const)(
    '%s: the first op of each',
    (kind) => {
      const [bound] = bind({ type: 'stepKind', kind });
      const { spans } = session.trace;
      const expected = [...spans.kind.keys()]
        .filter((span) => spans.kind[span] === SPAN[kind])
        .map((span) => spans.firstOp[span]! + 1);
      expect(expected.length).toBeGreaterThan(0);
      expect(moments()).toEqual(expected);
      expect(bound).toMatchObject({ hits: expected.length, problem: null });
    },
  );

  it('says that the load never gets there', () => {
    expect(bind({ type: 'stepKind', kind: 'failure' })).toMatchObject([
      { hits: 0, problem: 'The load never gets there.' },
    ]);
  });
});

describe('on a range', () => {
  it('of physical memory: every op that changes a byte of it', () => {
    const op = session.trace.ops.kind.indexOf(OP.bytesWritten);
    const address = session.trace.ops.frame[op]! * 4096 + (session.trace.ops.at[op]! & 0xffff);
    const before = new Uint8Array(4096);
    const after = new Uint8Array(4096);
    bind(range('physical', address, address + 7, 'written'));
    expect(moments()).toContain(op + 1);
    // Between the moments nothing changes there.
    let previous = 0;
    const offset = address % 4096;
    for (const moment of [...moments(), session.trace.opCount + 1]) {
      session.frameAt(Math.floor(address / 4096), previous, before);
      session.frameAt(Math.floor(address / 4096), moment - 1, after);
      expect(after.subarray(offset, offset + 8)).toEqual(before.subarray(offset, offset + 8));
      previous = moment;
    }
  });

  it('of physical memory, one byte beside the write: not that op', () => {
    const op = session.trace.ops.kind.indexOf(OP.bytesWritten);
    const address = session.trace.ops.frame[op]! * 4096 + (session.trace.ops.at[op]! & 0xffff);
    bind(range('physical', address + 8, address + 8, 'written'));
    expect(moments()).not.toContain(op + 1);
    bind(range('physical', address - 1, address - 1, 'written'));
    expect(moments()).not.toContain(op + 1);
    bind(range('physical', address + 7, address + 7, 'written'));
    expect(moments()).toContain(op + 1);
  });

  it('of virtual memory: mapped once for its file page, once more for a copy', () => {
    const copied = [...session.mappedPages(session.trace.opCount)].find(({ page }) => {
      return session.calls['pageTable.walk']({
        virt: `0x${(page * 4096).toString(16)}`,
        moment: session.trace.opCount,
      }).entries[3]!.owner.endsWith('copy');
    })!;
    const address = copied.page * 4096;
    bind(range('virtual', address, address + 4095, 'mapped'));
    const { ops } = session.trace;
    const leaves = moments().map((moment) => [ops.frame[moment - 1], ops.at[moment - 1]]);
    expect(leaves).toEqual([
      [copied.table, copied.page % 512],
      [copied.table, copied.page % 512],
    ]);
    expect(moments().map((moment) => (ops.low[moment - 1]! & BIT_9) !== 0)).toEqual([false, true]);
  });

  it('of virtual memory: written where its private frame is', () => {
    const op = session.trace.ops.kind.lastIndexOf(OP.bytesWritten);
    const { page } = session.calls['time.where']({ moment: op + 1 });
    const offset = session.trace.ops.at[op]! & 0xffff;
    bind(range('virtual', page! * 4096 + offset, page! * 4096 + offset, 'written'));
    expect(moments().at(-1)).toBe(op + 1);
    // The copy of the page counts as well: it wrote the byte first.
    expect(session.trace.ops.kind[moments()[0]! - 1]).toBe(OP.frameCopied);
  });

  it('over several pages: all of the pages between, and the edges only in part', () => {
    const all = [...session.trace.ops.kind.keys()].filter(
      (op) => session.trace.ops.kind[op] === OP.bytesWritten,
    );
    const frames = [...new Set(all.map((op) => session.trace.ops.frame[op]!))].sort((a, b) => a - b);
    const [first, last] = [frames[0]! * 4096 + 0x10, frames.at(-1)! * 4096 + 0x20];
    bind(range('physical', first, last, 'written'));
    const expected = all.filter((op) => {
      const start = session.trace.ops.frame[op]! * 4096 + (session.trace.ops.at[op]! & 0xffff);
      return start + 7 >= first && start <= last;
    });
    expect(moments().filter((moment) => all.includes(moment - 1))).toEqual(expected.map((op) => op + 1));
  });

  it.each([
    ['zz', '0x10', ['written'], 'The range is not a pair of addresses.'],
    ['0x10', '0xf', ['written'], 'The range ends before it begins.'],
    ['0x10', '0x10', [], 'No event is chosen.'],
  ] as const)('from %s to %s with %o has a problem', (first, last, events, problem) => {
    const target: BreakpointTarget = { type: 'range', space: 'physical', first, last, events };
    expect(bind(target)).toMatchObject([{ hits: 0, problem }]);
    expect(moments()).toEqual([]);
  });
});

describe('on a line', () => {
  it('stops once a call, at the first op that has the line on its stack', () => {
    const file = session.calls['source.files']().find(({ name }) => name === 'kernel-memory.ts')!;
    const line = file.text.split('\n').findIndex((text) => text.includes('inner.memory.writeWord(')) + 1;
    expect(file.stops).toContain(line);
    bind({ type: 'line', file: file.name, line });
    const { kind, at } = session.trace.ops;
    const whole = (op: number): boolean => kind[op] === OP.bytesWritten && at[op]! >>> 16 === 8;
    expect(moments()).toEqual([...kind.keys()].filter(whole).map((op) => op + 1));
  });

  it('without a statement has no moments', () => {
    expect(bind({ type: 'line', file: 'segments.ts', line: 1 })[0]!.hits).toBe(0);
    expect(bind({ type: 'line', file: 'missing.ts', line: 1 })[0]!.hits).toBe(0);
  });
});

describe('continue', () => {
  const go = (moment: number, direction: 'forward' | 'back'): unknown =>
    session.calls['time.move']({ moment, command: 'continue', direction });

  it('goes to the nearest hit of any enabled breakpoint, in both directions, as a search does', () => {
    bind(
      { type: 'stepKind', kind: 'readOnly' },
      { type: 'stepKind', kind: 'bssEdge' },
      { type: 'stepKind', kind: 'copyOnWrite' },
    );
    const hits = [1, 2, 3].flatMap((id) => moments(id).map((moment) => ({ moment, breakpoint: id })));
    hits.sort((a, b) => a.moment - b.moment);
    const last = session.trace.opCount;
    for (let moment = 0; moment <= last; moment++) {
      const next = hits.find((hit) => hit.moment > moment) ?? { moment: last, breakpoint: null };
      const before = hits.filter((hit) => hit.moment < moment);
      // Of two at one moment the first in the list is named.
      const previous = before.find((hit) => hit.moment === before.at(-1)?.moment) ?? {
        moment: 0,
        breakpoint: null,
      };
      if (JSON.stringify([go(moment, 'forward'), go(moment, 'back')]) !== JSON.stringify([next, previous])) {
        expect([moment, go(moment, 'forward'), go(moment, 'back')]).toEqual([moment, next, previous]);
      }
    }
  });

  it('passes over what is switched off', () => {
    session.calls['breakpoints.set']({
      breakpoints: [{ id: 1, enabled: false, target: { type: 'stepKind', kind: 'mapPage' } }],
    });
    expect(go(0, 'forward')).toEqual({ moment: session.trace.opCount, breakpoint: null });
    expect(moments().length).toBeGreaterThan(0);
  });
});
