import { describe, expect, it } from 'vitest';
import { isCallName, validate } from '../../../main/host/validate';
import type { CallName } from '../../../shared/contract';
import { FailureError } from '../../../shared/result';

const MOVE = { moment: 0, command: 'over', direction: 'back', count: 1, stopAtStages: false };

const GOOD: readonly [CallName, unknown][] = [
  ['time.move', MOVE],
  [
    'time.run',
    { moment: 3, direction: 'forward', to: { type: 'relocations', first: 1, last: 2 }, stopAtStages: true },
  ],
  [
    'time.run',
    {
      moment: 3,
      direction: 'back',
      to: { type: 'write', subject: { type: 'bytes', space: 'virtual', page: 1, offset: 4095, length: 1 } },
      stopAtStages: false,
    },
  ],
  ['breakpoints.around', { moment: 3 }],
  [
    'notes.set',
    {
      breakpoints: [],
      bookmarks: [],
      watches: [{ id: 1, text: 'u8(0x0)' }],
      marks: [],
      edits: [],
      stopAtStages: true,
    },
  ],
  ['breakpoints.marks', { edges: Uint32Array.of(0, 9) }],
  ['anchor.of', { moment: 3 }],
  ['anchor.find', { anchors: [{ moment: 0, opCount: 5, step: null }] }],
  ['time.where', { moment: 12 }],
  ['trace.spans', { parent: 0, first: 0, count: 100 }],
  ['trace.ops', { firstMoment: 1, count: 1 }],
  ['trace.log', { first: 0, count: 100, moment: 3 }],
  ['trace.log', { first: 0, count: 100, moment: 3, from: 'logpoints' }],
  ['timeline.density', { edges: Uint32Array.of(0, 4, 4, 9) }],
  ['timeline.touched', { edges: Uint32Array.of(0, 9), rows: 48 }],
  ['breakpoints.moments', { id: 1, limit: 10 }],
  ['memory.pages', { space: 'virtual', first: 2 ** 36 - 1, count: 4, moment: 3 }],
  ['memory.ranges', { space: 'file', moment: 0 }],
  ['memory.ranges', { space: 'file', moment: 0, colours: ['relocated', 'handedOver'] }],
  ['memory.legend', { space: 'virtual', moment: 3, source: 1 }],
  ['memory.overview', { space: 'virtual', edges: Float64Array.of(0, 9, 2 ** 36), moment: 3 }],
  ['pageTable.children', { tables: [{ level: 4, virt: '0x0', merge: true }], moment: 0 }],
  ['pageTable.walk', { virt: '0xffffffff81000000', moment: 0 }],
  ['inspect.moment', { moment: 0 }],
  ['inspect.byte', { space: 'physical', page: 1, offset: 4095, moment: 0 }],
  ['source.files', undefined],
  ['source.files', null],
  ['goto.resolve', { text: '_start', moment: 0 }],
  ['document.open', { path: null }],
  ['document.open', { path: '/boot/kernel' }],
  ['document.export', { format: 'elf-core', moment: 7 }],
  ['layout.set', { sizes: { columns: [10, 90] }, collapsed: [], tabs: { left: 'log' } }],
  ['menu.popup', { menu: 'file', x: 4, y: 36 }],
];

const BAD: readonly [CallName, unknown, string][] = [
  ['time.where', undefined, 'value'],
  ['time.where', {}, 'moment'],
  ['time.where', { moment: -1 }, 'moment'],
  ['time.where', { moment: 0.5 }, 'moment'],
  ['time.where', { moment: Number.NaN }, 'moment'],
  ['time.where', { moment: '1' }, 'moment'],
  ['time.move', { ...MOVE, command: 'sideways' }, 'command'],
  ['time.move', { ...MOVE, count: 0 }, 'count'],
  ['time.run', { ...MOVE, to: { type: 'entry', level: 5, virt: '0x0' } }, 'to.level'],
  [
    'time.run',
    { ...MOVE, to: { type: 'write', subject: { type: 'entry', table: 1, index: 512 } } },
    'to.subject.index',
  ],
  ['time.run', { ...MOVE, to: { type: 'write' } }, 'to.subject'],
  ['time.run', { ...MOVE, to: { type: 'bytes' } }, 'to.type'],
  ['anchor.find', { anchors: [{ moment: 0, opCount: 5 }] }, 'anchors.0.step'],
  ['memory.pages', { space: 'virtual', first: 0, count: 1e9, moment: 0 }, 'count'],
  ['memory.pages', { space: 'nowhere', first: 0, count: 1, moment: 0 }, 'space'],
  ['trace.log', { first: 0, count: 1, moment: 0, from: 'nobody' }, 'from'],
  ['timeline.density', { edges: Uint32Array.of(0, 9, 4) }, 'edges'],
  ['timeline.density', { edges: Uint32Array.of(9) }, 'edges'],
  ['timeline.density', { edges: [0, 9] }, 'edges'],
  ['timeline.touched', { edges: Uint32Array.of(0, 9), rows: 0 }, 'rows'],
  ['pageTable.walk', { virt: '81000000', moment: 0 }, 'virt'],
  ['pageTable.walk', { virt: '0x1ffffffff81000000', moment: 0 }, 'virt'],
  ['inspect.byte', { space: 'file', page: 0, offset: 4096, moment: 0 }, 'offset'],
  ['source.files', {}, 'value'],
  ['document.open', { path: '' }, 'path'],
  ['document.open', { path: '/a\0b' }, 'path'],
  ['document.open', { path: 'relative.elf' }, 'path'],
  ['document.open', { path: `/${'n'.repeat(2 ** 20)}` }, 'path'],
  ['menu.popup', { menu: 'file', x: 1e300, y: 0 }, 'x'],
  ['menu.popup', { menu: 'file', x: 0, y: Number.NaN }, 'y'],
  ['document.export', { format: 'tar', moment: 0 }, 'format'],
  ['layout.set', { sizes: { columns: [101] }, collapsed: [] }, 'sizes.columns.0'],
  [
    'notes.set',
    { breakpoints: [], bookmarks: [{ id: 1 }], watches: [], stopAtStages: true },
    'bookmarks.0.name',
  ],
  ['clipboard.write', { text: 5 }, 'text'],
];

describe('validate', () => {
  it.each(GOOD)('accepts %s', (name, params) => {
    expect(validate(name, params)).toEqual(params ?? undefined);
  });

  it.each(BAD)('refuses %s with %o and names the field %s', (name, params, field) => {
    let caught: unknown;
    try {
      validate(name, params);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(FailureError);
    const { failure } = caught as FailureError;
    expect(failure.code).toBe('call.badParameters');
    expect(failure.message).toContain(`${field}:`);
  });

  it('bounds what a failure says, however much is wrong', () => {
    const sizes = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`pane${index}`, [-1]]));
    expect(() => validate('layout.set', { sizes, collapsed: [] })).toThrow(/and \d+ more/);
  });

  it('remembers no more panes than a window can have, and no prototype', () => {
    const sizes = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`pane${index}`, [1]]));
    expect(() => validate('layout.set', { sizes, collapsed: [] })).toThrow('sizes:');
    const hostile: unknown = JSON.parse('{"sizes":{"__proto__":[1],"columns":[2]},"collapsed":[]}');
    expect(validate('layout.set', hostile)).toEqual({ sizes: { columns: [2] }, collapsed: [], tabs: {} });
  });

  it('drops fields that the contract does not have', () => {
    expect(validate('time.where', { moment: 1, extra: true })).toEqual({ moment: 1 });
  });

  it('checks every part of a breakpoint', () => {
    const range = { type: 'range', space: 'virtual', first: '0x1000', last: '0x1fff', events: ['written'] };
    const plain = { enabled: true, condition: '', hitCount: null, log: '', group: '' };
    const kind = { type: 'stepKind', kind: 'relocation' };
    const breakpoints = [
      kind,
      { type: 'line', file: 'segments.ts', line: 12 },
      { type: 'function', name: 'make_mut' },
      { type: 'segment', number: 2, events: ['begun', 'zeroed'] },
      { type: 'relocations', first: 0, last: 7 },
      range,
      { type: 'entry', level: 1, virt: '0x8000000000' },
      { type: 'frame', address: '0x1000', events: ['allocated'] },
    ].map((target, id) => ({ ...plain, id, target }));
    const full = {
      condition: 'index > 3',
      hitCount: { when: 'every', count: 2 },
      log: '{index}',
      group: 'a',
    };
    const all = [...breakpoints, { id: 9, enabled: false, target: kind, ...full }];
    expect(validate('breakpoints.set', { breakpoints: all })).toEqual({ breakpoints: all });
    for (const wrong of [
      { target: { type: 'stepKind', kind: 'no such' } },
      { target: { ...range, first: 'x' } },
      { target: { ...range, events: ['allocated'] } },
      { target: { type: 'entry', level: 5, virt: '0x0' } },
      { target: { type: 'other' } },
      { target: kind, hitCount: { when: 'nth', count: 0 } },
      { target: kind, condition: 5 },
    ]) {
      const one = { ...plain, id: 1, ...wrong };
      expect(() => validate('breakpoints.set', { breakpoints: [one] }), JSON.stringify(wrong)).toThrow();
    }
  });
});

describe('isCallName', () => {
  it('knows the contract only, not what every object has', () => {
    expect(isCallName('time.where')).toBe(true);
    for (const name of ['constructor', '__proto__', 'toString', '', 7, null])
      expect(isCallName(name)).toBe(false);
  });
});
