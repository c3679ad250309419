import { describe, expect, it } from 'vitest';
import { groupIndexOf, problemRows } from '../../../../renderer/panels/problems/problem-rows';
import { found, problem } from './problem';

const failure = problem({ id: 'shared-page-1', rule: 'shared-page', group: 'failure', severity: 'error' });
const next = problem({ id: 'shared-page-2', rule: 'shared-page', group: 'next', severity: 'error' });
const spill = problem();
const all = found([failure, next, spill], {
  passed: [{ rule: 'wrong-class', title: 'The file is ELF64', link: null }],
});

function keys(...args: Parameters<typeof problemRows>): string[] {
  return problemRows(...args).map(({ key }) => key);
}

describe('rows of the list', () => {
  it('has groups in their order, each with what is in it', () => {
    expect(keys(all, new Set())).toEqual([
      'group-failure',
      'shared-page-1',
      'group-next',
      'shared-page-2',
      'group-preflight',
      'relro-spill-1',
      'group-passed',
      'passed-wrong-class-0',
    ]);
  });

  it('leaves out empty groups, and the rows of closed ones', () => {
    expect(keys(found([spill]), new Set())).toEqual(['group-preflight', 'relro-spill-1']);
    expect(keys(all, new Set(['passed', 'next'] as const))).toEqual([
      'group-failure',
      'shared-page-1',
      'group-next',
      'group-preflight',
      'relro-spill-1',
      'group-passed',
    ]);
  });

  it('counts what is not listed, behind the last finding of its rule', () => {
    const more = { ...all, more: [{ rule: 'shared-page' as const, count: 12 }] };
    expect(keys(more, new Set()).slice(2, 5)).toEqual(['group-next', 'shared-page-2', 'more-shared-page']);
    const groups = problemRows(more, new Set()).flatMap((row) => (row.kind === 'group' ? [row.count] : []));
    expect(groups).toEqual([1, 13, 1, 1]);
  });

  it('names keys once, also for two things of one rule that passed', () => {
    const passed = [1, 2].map((number) => ({ rule: 'relro-spill' as const, title: `${number}`, link: null }));
    expect(new Set(keys(found([], { passed }), new Set())).size).toBe(3);
  });

  it('finds the group of a row', () => {
    const rows = problemRows(all, new Set());
    expect([0, 1, 5, 7].map((index) => groupIndexOf(rows, index))).toEqual([0, 0, 4, 6]);
    expect(groupIndexOf([], 0)).toBe(-1);
  });
});
