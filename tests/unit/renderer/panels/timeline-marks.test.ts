import { describe, expect, it } from 'vitest';
import { PLAIN_BREAKPOINT, type BoundBreakpoint } from '../../../../shared/breakpoint';
import type { StageSummary } from '../../../../shared/load-types';
import { bookmarkMarks, hitMarks, marksInView, shortCount } from '../../../../renderer/panels/timeline/marks';
import { placeStages } from '../../../../renderer/panels/timeline/stage-scale';
import { WHOLE, type TimeAxis } from '../../../../renderer/panels/timeline/time-axis';

const stage: StageSummary = {
  span: 1,
  kind: 'dynamic',
  title: 'Relocations',
  detail: '',
  provenance: 'relocated',
  firstMoment: 1,
  lastMoment: 1000,
  status: 'done',
};
/** 1000 ops on 1000 pixels: a moment's number is its place. */
const axis: TimeAxis = { slots: placeStages([stage], () => ''), ...WHOLE };
const WIDTH = 1000;
const SIZE = 10;

function breakpoint(id: number, changes: Partial<BoundBreakpoint> = {}): BoundBreakpoint {
  return {
    ...PLAIN_BREAKPOINT,
    id,
    enabled: true,
    target: { type: 'stepKind', kind: 'relocation' },
    hits: 1,
    counting: false,
    problem: null,
    conditionProblem: null,
    logProblem: null,
    inFunction: '',
    ...changes,
  };
}

const kind = breakpoint(1);
const data = breakpoint(2, {
  target: { type: 'range', space: 'virtual', first: '0x1000', last: '0x1007', events: ['written'] },
});
const log = breakpoint(3, { log: 'here' });
const all = [kind, data, log];
const hit = (id: number, moment: number, hits = 1): { id: number; moment: number; hits: number } => ({
  id,
  moment,
  hits,
});

describe('marks of hits', () => {
  it('have the shape of their breakpoint', () => {
    const marks = hitMarks(axis, [hit(1, 100), hit(2, 300), hit(3, 500)], all, WIDTH, SIZE);
    expect(marks.map(({ shape, moment, place }) => [shape, moment, place])).toEqual([
      ['bp', 100, 0.1],
      ['data', 300, 0.3],
      ['log', 500, 0.5],
    ]);
  });

  it('that would cover each other are one, with the count and the first moment', () => {
    const [mark, ...others] = hitMarks(axis, [hit(3, 104), hit(2, 100, 4), hit(1, 108, 7)], all, WIDTH, SIZE);
    expect(others).toEqual([]);
    expect(mark).toMatchObject({ shape: 'bp', moment: 100, count: '12' });
    expect(mark!.text.split('\n')).toHaveLength(4);
    expect(mark!.text).toContain('Relocation, 7 hits');
    expect(mark!.text).toContain('first at op 100');
  });

  it('write their count only where there is room', () => {
    const marks = hitMarks(axis, [hit(1, 100, 5), hit(1, 120, 5), hit(1, 300, 5)], all, WIDTH, SIZE);
    expect(marks.map(({ count }) => count)).toEqual(['', '5', '5']);
  });

  it('of a breakpoint that is gone are left out', () => {
    expect(hitMarks(axis, [hit(9, 100)], all, WIDTH, SIZE)).toEqual([]);
  });

  it('say large counts in short', () => {
    const counts = [1, 999, 1000, 1260, 9949, 9950, 99_999, 1_000_000, 2_034_000, 12_000_000];
    expect(counts.map(shortCount)).toEqual([
      '1',
      '999',
      '1.0k',
      '1.3k',
      '9.9k',
      '10k',
      '100k',
      '1.0M',
      '2.0M',
      '12M',
    ]);
  });
});

it('bookmarks that this load does not have have no mark, nor what lies outside of the window', () => {
  const bookmarks = [
    { id: 1, name: 'first copy', note: '', moment: 700 },
    { id: 2, name: 'gone', note: '', moment: null },
    { id: 3, name: 'early', note: 'why', moment: 20 },
  ];
  const zoomed = { ...axis, start: 0.5, end: 1 };
  expect(marksInView(bookmarkMarks(axis, bookmarks)).map(({ moment }) => moment)).toEqual([20, 700]);
  expect(marksInView(bookmarkMarks(zoomed, bookmarks)).map(({ moment }) => moment)).toEqual([700]);
  expect(bookmarkMarks(axis, bookmarks)[1]!.text).toBe('Bookmark: early\nwhy\nop 20');
});
