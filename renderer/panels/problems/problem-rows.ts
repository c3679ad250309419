import {
  PROBLEM_GROUPS,
  type Passed,
  type Problem,
  type ProblemGroup,
  type ProblemRule,
  type Problems,
} from '../../../shared/problem-types';

export const GROUP_LABELS: Readonly<Record<ProblemGroup, string>> = {
  failure: 'Failure',
  next: 'Would fail next',
  preflight: 'Pre-flight warnings',
  passed: 'Passed',
};

/** A row of the list; `key` names it as long as the load is the same. */
export type ProblemRow =
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly group: ProblemGroup;
      readonly count: number;
      readonly open: boolean;
    }
  | { readonly kind: 'problem'; readonly key: string; readonly problem: Problem }
  /** Findings that are counted, not listed. */
  | { readonly kind: 'more'; readonly key: string; readonly rule: ProblemRule; readonly count: number }
  | { readonly kind: 'passed'; readonly key: string; readonly passed: Passed };

/**
 * The rows of the list: groups in their order with what is in them. Groups without anything in them are left out.
 *
 * @param closed groups whose rows are hidden
 */
export function problemRows(found: Problems, closed: ReadonlySet<ProblemGroup>): ProblemRow[] {
  return PROBLEM_GROUPS.flatMap((group) => {
    const rows = group === 'passed' ? passedRows(found.passed) : findingRows(found, group);
    if (rows.length === 0) return [];
    const open = !closed.has(group);
    const count = rows.reduce((sum, row) => sum + (row.kind === 'more' ? row.count : 1), 0);
    const head: ProblemRow = { kind: 'group', key: `group-${group}`, group, count, open };
    return open ? [head, ...rows] : [head];
  });
}

function passedRows(passed: readonly Passed[]): ProblemRow[] {
  return passed.map((one, index) => ({ kind: 'passed', key: `passed-${one.rule}-${index}`, passed: one }));
}

/** The findings of a group; what a rule has beyond them stands behind the last one of the rule. */
function findingRows({ problems, more }: Problems, group: ProblemGroup): ProblemRow[] {
  const last = new Map(problems.map((problem) => [problem.rule, problem]));
  return problems
    .filter((problem) => problem.group === group)
    .flatMap((problem) => {
      const row: ProblemRow = { kind: 'problem', key: problem.id, problem };
      const rest =
        last.get(problem.rule) === problem ? more.find(({ rule }) => rule === problem.rule) : undefined;
      if (rest === undefined) return [row];
      return [row, { kind: 'more', key: `more-${rest.rule}`, rule: rest.rule, count: rest.count }];
    });
}

/** The row of the group that a row belongs to; -1 for none. */
export function groupIndexOf(rows: readonly ProblemRow[], index: number): number {
  for (let i = index; i >= 0; i--) if (rows[i]?.kind === 'group') return i;
  return -1;
}
