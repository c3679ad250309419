import { describe, expect, it } from 'vitest';
import { isCallName, validate } from '../../../main/host/validate';
import type { CallName } from '../../../shared/contract';
import { FailureError } from '../../../shared/result';

const GOOD: readonly [CallName, unknown][] = [
  ['time.move', { moment: 0, command: 'over', direction: 'back' }],
  ['time.where', { moment: 12 }],
  ['trace.spans', { parent: 0, first: 0, count: 100 }],
  ['trace.ops', { firstMoment: 1, count: 1 }],
  ['trace.log', { first: 0, count: 100 }],
  ['breakpoints.moments', { id: 1, limit: 10 }],
  ['memory.pages', { space: 'virtual', first: 2 ** 36 - 1, count: 4, moment: 3 }],
  ['memory.ranges', { space: 'file', moment: 0 }],
  ['pageTable.children', { table: null, level: 4, virt: '0x0', moment: 0, merge: true }],
  ['pageTable.walk', { virt: '0xffffffff81000000', moment: 0 }],
  ['inspect.moment', { moment: 0 }],
  ['inspect.byte', { space: 'physical', page: 1, offset: 4095, moment: 0 }],
  ['source.files', undefined],
  ['source.files', null],
  ['goto.resolve', { text: '_start', moment: 0 }],
  ['document.open', { path: null }],
  ['document.open', { path: '/boot/kernel' }],
  ['document.export', { format: 'elf-core', moment: 7 }],
  ['layout.set', { sizes: { columns: [10, 90] }, collapsed: [] }],
  ['menu.popup', { menu: 'file', x: 4, y: 36 }],
];

const BAD: readonly [CallName, unknown, string][] = [
  ['time.where', undefined, 'value'],
  ['time.where', {}, 'moment'],
  ['time.where', { moment: -1 }, 'moment'],
  ['time.where', { moment: 0.5 }, 'moment'],
  ['time.where', { moment: Number.NaN }, 'moment'],
  ['time.where', { moment: '1' }, 'moment'],
  ['time.move', { moment: 0, command: 'sideways', direction: 'back' }, 'command'],
  ['memory.pages', { space: 'virtual', first: 0, count: 1e9, moment: 0 }, 'count'],
  ['memory.pages', { space: 'nowhere', first: 0, count: 1, moment: 0 }, 'space'],
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
    expect(validate('layout.set', hostile)).toEqual({ sizes: { columns: [2] }, collapsed: [] });
  });

  it('drops fields that the contract does not have', () => {
    expect(validate('time.where', { moment: 1, extra: true })).toEqual({ moment: 1 });
  });

  it('checks every part of a breakpoint', () => {
    const range = { type: 'range', space: 'virtual', first: '0x1000', last: '0x1fff', events: ['written'] };
    const breakpoints = [
      { id: 1, enabled: true, target: { type: 'stepKind', kind: 'relocation' } },
      { id: 2, enabled: false, target: { type: 'line', file: 'segments.ts', line: 12 } },
      { id: 3, enabled: true, target: range },
    ];
    expect(validate('breakpoints.set', { breakpoints })).toEqual({ breakpoints });
    for (const target of [
      { type: 'stepKind', kind: 'no such' },
      { ...range, first: 'x' },
      { type: 'other' },
    ]) {
      expect(() =>
        validate('breakpoints.set', { breakpoints: [{ id: 1, enabled: true, target }] }),
      ).toThrow();
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
