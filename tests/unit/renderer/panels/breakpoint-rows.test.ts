import { describe, expect, it } from 'vitest';
import {
  groupState,
  hitsText,
  moveTo,
  panelRows,
  problemText,
} from '../../../../renderer/panels/breakpoints/panel-rows';
import { PLAIN_BREAKPOINT, type BoundBreakpoint } from '../../../../shared/breakpoint';

function bound(id: number, more: Partial<BoundBreakpoint> = {}): BoundBreakpoint {
  return {
    ...PLAIN_BREAKPOINT,
    id,
    enabled: true,
    target: { type: 'stepKind', kind: 'relocation' },
    hits: 9000,
    counting: false,
    problem: null,
    conditionProblem: null,
    logProblem: null,
    inFunction: '',
    ...more,
  };
}

const LIST = [
  bound(1, { group: 'a' }),
  bound(2),
  bound(3, { group: 'b', enabled: false }),
  bound(4, { group: 'a' }),
];

describe('the rows of the panel', () => {
  it('are breakpoints without a group, then the groups with what they hold', () => {
    const keys = (closed: string[]): string[] =>
      panelRows(LIST, ['a', 'b'], new Set(closed)).map(({ key }) => key);
    expect(keys([])).toEqual(['b2', 'ga', 'b1', 'b4', 'gb', 'b3']);
    expect(keys(['a'])).toEqual(['b2', 'ga', 'gb', 'b3']);
  });

  it('are gone through by the keys of a tree', () => {
    const rows = panelRows(LIST, ['a', 'b'], new Set(['b']));
    const keys = ['ArrowDown', 'ArrowUp', 'Home', 'End', 'ArrowLeft', 'ArrowRight', 'x'];
    // b2, a, b1, b4, b (closed)
    expect(keys.map((key) => moveTo(rows, 0, key))).toEqual([1, 0, 0, 4, null, null, null]);
    expect(keys.map((key) => moveTo(rows, 1, key))).toEqual([2, 0, 0, 4, null, 2, null]);
    expect(keys.map((key) => moveTo(rows, 3, key))).toEqual([4, 2, 0, 4, 1, null, null]);
    expect(keys.map((key) => moveTo(rows, 4, key))).toEqual([4, 3, 0, 4, null, null, null]);
  });

  it('say whether all, some or none of a group are on', () => {
    expect(groupState([bound(1), bound(2)])).toBe('on');
    expect(groupState([bound(1), bound(2, { enabled: false })])).toBe('mixed');
    expect(groupState([bound(2, { enabled: false })])).toBe('off');
  });
});

describe('the right end of a row', () => {
  const around = { id: 1, passed: 4, here: false, previous: 3, next: 7 };
  const wrong = { at: 0, length: 1, message: 'no such field' };

  it('counts the hits up to the moment', () => {
    expect(hitsText(bound(1), around)).toEqual({ text: '4 of 9,000', tone: 'plain' });
    expect(hitsText(bound(1), { ...around, here: true })).toEqual({ text: 'hit 4 of 9,000', tone: 'now' });
    expect(hitsText(bound(1), undefined)).toEqual({ text: '9,000', tone: 'plain' });
  });

  it('says why there are none', () => {
    expect(hitsText(bound(1, { enabled: false, problem: 'x' }), around).text).toBe('off');
    expect(hitsText(bound(1, { problem: 'x' }), around)).toEqual({ text: 'never', tone: 'warn' });
    expect(hitsText(bound(1, { problem: 'x', logProblem: wrong }), around).tone).toBe('err');
    expect(problemText(bound(1))).toBe('');
    expect(problemText(bound(1, { problem: 'never' }))).toBe('never');
    expect(problemText(bound(1, { problem: 'x', conditionProblem: wrong }))).toBe('Condition: no such field');
    expect(problemText(bound(1, { problem: 'x', logProblem: wrong }))).toBe('Text to log: no such field');
  });
});
