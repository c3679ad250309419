import { beforeAll, describe, expect, it } from 'vitest';
import type { DebugSession } from '../../../../../main/engine/session/debug-session';
import type { Workbench } from '../../../../../main/engine/session/workbench';
import { OP, SPAN } from '../../../../../main/engine/trace/codes';
import { BIT_9 } from '../../../../../main/engine/paging/page-table';
import { PLAIN_BREAKPOINT } from '../../../../../shared/breakpoint';
import type { BreakpointTarget, MemoryEvent } from '../../../../../shared/breakpoint';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

let session: DebugSession;
let tables: Workbench['calls'];
beforeAll(() => {
  session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
  tables = workbenchOf(session).calls;
});

const MOST = 5000;

type Bound = ReturnType<DebugSession['calls']['breakpoints.set']>;

function bind(...targets: BreakpointTarget[]): Bound {
  return session.calls['breakpoints.set']({
    breakpoints: targets.map((target, i) => ({ id: i + 1, enabled: true, target, ...PLAIN_BREAKPOINT })),
  });
}

const moments = (id = 1): number[] => session.calls['breakpoints.moments']({ id, limit: MOST });

function range(
  space: 'physical' | 'virtual',
  first: number | bigint,
  last: number | bigint,
  ...events: MemoryEvent[]
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
    bind(range('physical', address, address + 7, 'written', 'copied', 'zeroed'));
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

  it('of virtual memory: mapped once for its file page, copied once, with the flag COPIED', () => {
    const copied = [...session.mappedPages(session.trace.opCount)].find(({ page }) => {
      return tables['pageTable.walk']({
        virt: `0x${(page * 4096).toString(16)}`,
        moment: session.trace.opCount,
      }).entries[3]!.owner.endsWith('copy');
    })!;
    const address = copied.page * 4096;
    const { ops } = session.trace;
    bind(range('virtual', address, address + 4095, 'mapped'));
    const [mapped, ...others] = moments();
    expect(others).toEqual([]);
    expect([ops.frame[mapped! - 1], ops.at[mapped! - 1]]).toEqual([copied.table, copied.page % 512]);
    bind(range('virtual', address, address, 'copied'));
    expect(moments().map((moment) => ops.frame[moment - 1])).toEqual([copied.frame]);
    bind(range('virtual', address, address, 'flagsChanged'));
    const flags = moments().map((moment) => (ops.low[moment - 1]! & BIT_9) !== 0);
    expect([flags[0], flags.at(-1)]).toEqual([true, false]);
  });

  it('of virtual memory: written where its private frame is', () => {
    const op = session.trace.ops.kind.lastIndexOf(OP.bytesWritten);
    const { page } = session.calls['time.where']({ moment: op + 1 });
    const offset = session.trace.ops.at[op]! & 0xffff;
    bind(range('virtual', page! * 4096 + offset, page! * 4096 + offset, 'written'));
    expect(moments()).toEqual([op + 1]);
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
    ['virtual', 'zz', '0x10', ['written'], '“zz” is not an address: write it as 0x and hexadecimal digits.'],
    ['virtual', '0x10', '0xf', ['written'], 'The range ends before it begins: swap the two addresses.'],
    ['physical', '0x10', '0x10', [], 'No event is chosen: choose at least one.'],
    [
      'virtual',
      '0x10',
      '0x800000000000',
      ['written'],
      '0x800000000000 is no virtual address: its bits 47 to 63 must be equal.',
    ],
    [
      'physical',
      '0x10000000000000',
      '0x10000000000001',
      ['written'],
      '0x10000000000000 has more than the 52 bits of a physical address.',
    ],
  ] as const)('%s from %s to %s with %o has a problem', (space, first, last, events, problem) => {
    const target: BreakpointTarget = { type: 'range', space, first, last, events };
    expect(bind(target)).toMatchObject([{ hits: 0, problem }]);
    expect(moments()).toEqual([]);
  });
});

describe('on other targets', () => {
  it.each<[BreakpointTarget, string]>([
    [{ type: 'segment', number: 9, events: ['begun'] }, 'This kernel has no LOAD 9: choose one from 1 to 4.'],
    [{ type: 'segment', number: 1, events: [] }, 'No event is chosen: choose at least one.'],
    [
      { type: 'relocations', first: 3, last: 2 },
      'The last relocation comes before the first: swap the two numbers.',
    ],
    [{ type: 'relocations', first: 1e6, last: 1e7 }, 'The load never gets there.'],
    [{ type: 'entry', level: 5, virt: '0x0' }, 'Choose a level of the page table from 1 to 4.'],
    [{ type: 'entry', level: 1, virt: '0x0' }, 'The load never gets there.'],
    [{ type: 'frame', address: '0x1000', events: ['allocated'] }, 'The load never gets there.'],
    [{ type: 'function', name: ' ' }, 'Name a function of the loader, e.g. make_mut.'],
    [
      { type: 'function', name: 'foo' },
      'This load does nothing in a function “foo”: give the name as the call stack has it, e.g. make_mut or makeMut.',
    ],
    [
      { type: 'line', file: 'segments.ts', line: 1 },
      'No step of this load runs this line: choose a line with a dot in its margin.',
    ],
  ])('%o says why it never stops', (target, problem) => {
    expect(bind(target)).toMatchObject([{ hits: 0, problem }]);
  });

  it('an entry: linked, then nothing more, on the levels above; a leaf whenever it changes', () => {
    const virt = '0x8000000000';
    expect(bind({ type: 'entry', level: 4, virt })[0]!.hits).toBe(1);
    const { entries } = tables['pageTable.walk']({ virt, moment: session.trace.opCount });
    expect(moments()).toEqual([entries[0]!.writtenAt]);
  });

  it('a frame: from its allocation on', () => {
    const { ops } = session.trace;
    const copy = ops.kind.indexOf(OP.frameCopied);
    const address = `0x${(ops.frame[copy]! * 4096).toString(16)}`;
    bind({ type: 'frame', address, events: ['allocated', 'copied', 'mapped'] });
    expect(moments()).toEqual([copy, copy + 1, copy + 3]);
  });

  it('the frame of the file that a copy was made of: when it is mapped and when it is copied', () => {
    const { ops } = session.trace;
    const copy = ops.kind.indexOf(OP.frameCopied);
    const address = `0x${(ops.at[copy]! * 4096).toString(16)}`;
    bind({ type: 'frame', address, events: ['written', 'zeroed', 'copied'] });
    expect(moments()).toContain(copy + 1);
  });

  it.each(['apply_relocation', 'applyRelocation', 'applyRelocation()', ' apply_relocation '])(
    'the function %s: each call',
    (name) => {
      const count = [...session.trace.spans.kind].filter((kind) => kind === SPAN.relocation).length;
      expect(bind({ type: 'function', name })[0]!.hits).toBe(count);
    },
  );

  it('a function that is called once a stage, and one that is called once', () => {
    expect(bind({ type: 'function', name: 'handle_load_segment' })[0]!.hits).toBe(4);
    expect(bind({ type: 'function', name: 'Loader::new' })[0]!.hits).toBe(1);
    expect(bind({ type: 'function', name: 'load_segments' })[0]!.hits).toBe(1);
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
