import { describe, expect, it } from 'vitest';
import {
  breakpointLabel,
  breakpointLines,
  eventsOf,
  hitCountText,
  markOf,
  STEP_KIND_LABELS,
} from '../../../../renderer/panels/breakpoints/breakpoint-text';
import { MEMORY_EVENTS, PLAIN_BREAKPOINT, type MemoryEvent } from '../../../../shared/breakpoint';

describe('a breakpoint in one line', () => {
  it('names a kind of step, a source line, a function', () => {
    expect(breakpointLabel({ type: 'stepKind', kind: 'copyOnWrite' })).toBe('Copy-on-write');
    expect(breakpointLabel({ type: 'line', file: 'relro.ts', line: 7 })).toBe('relro.ts:7');
    expect(breakpointLabel({ type: 'function', name: 'make_mut' })).toBe('make_mut()');
  });

  it('shortens the end of a range to the digits that differ', () => {
    const range = (first: string, last: string): string =>
      breakpointLabel({ type: 'range', space: 'virtual', first, last, events: ['written'] });
    expect(range('0x8000019020', '0x8000019027')).toBe('Write 8000019020–27');
    expect(range('0x1000', '0x1fff')).toBe('Write 1000–fff');
    expect(range('0xfff', '0x1000')).toBe('Write fff–1000');
    expect(range('0x1000', '0x1000')).toBe('Write 1000');
  });

  it('lists events in one order, however they were chosen', () => {
    const label = (events: readonly MemoryEvent[]): string =>
      breakpointLabel({ type: 'range', space: 'physical', first: '0x0', last: '0xff', events });
    expect(label(['written', 'mapped'])).toBe('Map, write physical 0–ff');
    expect(label([...MEMORY_EVENTS].reverse())).toBe('Any event physical 0–ff');
  });

  it('names segments, relocations, entries and frames', () => {
    expect(breakpointLabel({ type: 'segment', number: 4, events: ['ended', 'mapped'] })).toBe(
      'LOAD 4 ended, mapped',
    );
    expect(breakpointLabel({ type: 'relocations', first: 3, last: 3 })).toBe('Relocation #3');
    expect(breakpointLabel({ type: 'relocations', first: 3, last: 9 })).toBe('Relocations #3–#9');
    expect(breakpointLabel({ type: 'entry', level: 2, virt: '0x8000000000' })).toBe('P2 entry of 8000000000');
    expect(breakpointLabel({ type: 'frame', address: '0x1000', events: ['allocated'] })).toBe(
      'Frame 1000 allocated',
    );
  });
});

describe('what is set on a breakpoint', () => {
  it('is told line by line', () => {
    const lines = breakpointLines({
      ...PLAIN_BREAKPOINT,
      id: 1,
      enabled: true,
      target: { type: 'stepKind', kind: 'relocation' },
      condition: 'addend > 5',
      hitCount: { when: 'from', count: 22 },
      log: '{addend}',
    });
    expect(lines).toEqual(['Relocation', 'when addend > 5', 'from the 22nd hit', 'logs “{addend}”']);
  });

  it('counts hits as people do', () => {
    const texts = [1, 2, 3, 4, 11, 12, 13, 21, 101, 111, 1000].map((count) =>
      hitCountText({ when: 'nth', count }),
    );
    const ordinals = [
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '101st',
      '111th',
      '1,000th',
    ];
    expect(texts).toEqual(ordinals.map((word) => `${word} hit`));
    expect(hitCountText({ when: 'every', count: 1 })).toBe('every hit');
    expect(hitCountText({ when: 'every', count: 3 })).toBe('every 3rd hit');
  });

  it('gives it a mark: a disc, a diamond for memory, a ring where it logs', () => {
    const base = { ...PLAIN_BREAKPOINT, id: 1, enabled: true };
    const entry = { type: 'entry', level: 1, virt: '0x0' } as const;
    expect(markOf({ ...base, target: { type: 'stepKind', kind: 'mapPage' } })).toBe('stop');
    expect(markOf({ ...base, target: entry })).toBe('data');
    expect(markOf({ ...base, target: entry, log: 'x' })).toBe('log');
  });
});

describe('what can be chosen', () => {
  it('is every step and part of a step, each once and in words', () => {
    const kinds = STEP_KIND_LABELS.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(kinds).toContain('copyOnWrite');
    expect(kinds).not.toContain('segment');
  });

  it('is a list of events for places, and none for steps', () => {
    expect(eventsOf('range')).toEqual(MEMORY_EVENTS);
    expect(eventsOf('segment')).toContain('begun');
    expect(eventsOf('frame')).toContain('allocated');
    expect(eventsOf('stepKind')).toEqual([]);
  });
});
