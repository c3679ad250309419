import { describe, expect, it } from 'vitest';
import { reactive } from 'vue';
import {
  breakpointOf,
  fieldsOf,
  NO_FIELDS,
  type BreakpointFields,
  type FieldProblems,
} from '../../../../renderer/panels/breakpoints/breakpoint-fields';
import type { BreakpointTarget } from '../../../../shared/breakpoint';

const TARGETS: readonly BreakpointTarget[] = [
  { type: 'line', file: 'relro.ts', line: 7 },
  { type: 'function', name: 'makeMut' },
  { type: 'stepKind', kind: 'bssPage' },
  { type: 'segment', number: 3, events: ['begun', 'mapped'] },
  { type: 'relocations', first: 214, last: 214 },
  { type: 'relocations', first: 0, last: 9 },
  { type: 'range', space: 'physical', first: '0x1000', last: '0x1000', events: ['copied'] },
  { type: 'range', space: 'virtual', first: '0x8000000000', last: '0x8000000fff', events: ['written'] },
  { type: 'entry', level: 2, virt: '0xffff800000000000' },
  { type: 'frame', address: '0x2000', events: ['allocated'] },
];

describe('the form of a breakpoint', () => {
  it.each(TARGETS)('stands for the breakpoint that it was opened with: $type', (target) => {
    const draft = {
      target,
      condition: 'addend > 5',
      hitCount: { when: 'every', count: 3 },
      log: '{label}',
      group: 'g',
    } as const;
    expect(breakpointOf(fieldsOf(draft, true, {}))).toEqual({ ok: true, draft });
  });

  it.each(TARGETS)('gives what can be sent to another process: $type', (target) => {
    const read = breakpointOf(reactive(fieldsOf({ target }, false, {})));
    expect(structuredClone(read)).toMatchObject({ ok: true, draft: { target } });
  });

  it('has what is selected where the draft says nothing', () => {
    const selected = { type: 'range', first: '0x10', last: '0x1f' } as const;
    expect(fieldsOf({}, false, selected)).toMatchObject(selected);
    const draft = { target: TARGETS[1] as BreakpointTarget };
    expect(fieldsOf(draft, false, selected)).toMatchObject({
      type: 'function',
      name: 'makeMut',
      first: '0x10',
    });
  });

  it('drops the text to log of one that stops', () => {
    const read = breakpointOf({ ...NO_FIELDS, log: '{label}', logs: false });
    expect(read).toMatchObject({ ok: true, draft: { log: '', hitCount: null } });
  });

  it('reads numbers and addresses as people write them', () => {
    const relocation = breakpointOf({ ...NO_FIELDS, type: 'relocations', firstIndex: ' #1,234 ' });
    expect(relocation).toMatchObject({ draft: { target: { first: 1234, last: 1234 } } });
    const range = breakpointOf({ ...NO_FIELDS, type: 'range', first: '80_0000_1000', last: '' });
    expect(range).toMatchObject({ draft: { target: { first: '0x8000001000', last: '0x8000001000' } } });
    const named = breakpointOf({ ...NO_FIELDS, type: 'function', name: ' make_mut() ' });
    expect(named).toMatchObject({ draft: { target: { name: 'make_mut' } } });
  });

  const wrong: readonly [string, Partial<BreakpointFields>, (keyof FieldProblems)[]][] = [
    ['a line without a number', { type: 'line', file: 'a.ts', line: '0' }, ['line']],
    ['a line without a file', { type: 'line', line: '1' }, ['file']],
    ['a function without a name', { type: 'function', name: ' ' }, ['name']],
    [
      'relocations that are no numbers',
      { type: 'relocations', firstIndex: '0x4', lastIndex: '-1' },
      ['firstIndex', 'lastIndex'],
    ],
    [
      'relocations the wrong way about',
      { type: 'relocations', firstIndex: '5', lastIndex: '4' },
      ['lastIndex'],
    ],
    ['a range without an address', { type: 'range', first: 'main', last: 'zz' }, ['first', 'last']],
    ['a range the wrong way about', { type: 'range', first: '0x20', last: '0x1f' }, ['last']],
    [
      'a range without an event',
      { type: 'range', first: '0x20', events: { ...NO_FIELDS.events, range: [] } },
      ['events'],
    ],
    ['an entry without an address', { type: 'entry', virt: '' }, ['virt']],
    ['a frame without an address', { type: 'frame', frame: '0x1_0000_0000_0000_0000' }, ['frame']],
    ['no hit', { hits: 'nth', count: '0' }, ['count']],
    ['more hits than there are', { hits: 'nth', count: String(2 ** 33) }, ['count']],
    ['a logpoint without a text', { logs: true, log: '  ' }, ['log']],
  ];
  it.each(wrong)('says at the field what is wrong with %s', (_what, fields, expected) => {
    const read = breakpointOf({ ...NO_FIELDS, ...fields });
    expect(read.ok ? [] : Object.keys(read.problems)).toEqual(expected);
  });
});
