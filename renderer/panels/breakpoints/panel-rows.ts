import type { BoundBreakpoint, HitsAround } from '../../../shared/breakpoint';
import { formatCount } from '../../composables/format';
import { rowOfKey } from '../../composables/row-keys';

/** A row of the panel: the head of a group, or a breakpoint. */
export type PanelRow =
  | {
      readonly key: string;
      readonly kind: 'group';
      readonly name: string;
      readonly members: readonly BoundBreakpoint[];
      readonly open: boolean;
    }
  | {
      readonly key: string;
      readonly kind: 'breakpoint';
      readonly breakpoint: BoundBreakpoint;
      readonly depth: number;
    };

function rowOf(breakpoint: BoundBreakpoint, depth: number): PanelRow {
  return { key: `b${breakpoint.id}`, kind: 'breakpoint', breakpoint, depth };
}

/** The rows in their order: breakpoints without a group, then each group with what it holds while it is open. */
export function panelRows(
  list: readonly BoundBreakpoint[],
  groups: readonly string[],
  closed: ReadonlySet<string>,
): PanelRow[] {
  const rows = list.filter(({ group }) => group === '').map((one) => rowOf(one, 0));
  for (const name of groups) {
    const members = list.filter(({ group }) => group === name);
    const open = !closed.has(name);
    rows.push({ key: `g${name}`, kind: 'group', name, members, open });
    if (open) rows.push(...members.map((one) => rowOf(one, 1)));
  }
  return rows;
}

/** How a group stands: all, some or none of its breakpoints are enabled. */
export function groupState(members: readonly BoundBreakpoint[]): 'on' | 'mixed' | 'off' {
  const enabled = members.filter((one) => one.enabled).length;
  if (enabled === 0) return 'off';
  return enabled === members.length ? 'on' : 'mixed';
}

/** What the right end of a row says, and how loudly. */
export interface HitsText {
  readonly text: string;
  readonly tone: 'now' | 'plain' | 'off' | 'warn' | 'err';
}

/** How often a breakpoint has hit up to the moment: `hit 4 of 9` on a hit, else `4 of 9`. */
export function hitsText(breakpoint: BoundBreakpoint, around: HitsAround | undefined): HitsText {
  const { enabled, hits, counting, problem, conditionProblem, logProblem } = breakpoint;
  if (!enabled) return { text: 'off', tone: 'off' };
  if (conditionProblem !== null || logProblem !== null) return { text: 'error', tone: 'err' };
  if (problem !== null) return { text: 'never', tone: 'warn' };
  if (counting) return { text: `${formatCount(hits)}…`, tone: 'plain' };
  if (around === undefined) return { text: formatCount(hits), tone: 'plain' };
  const of = `${formatCount(around.passed)} of ${formatCount(hits)}`;
  return around.here ? { text: `hit ${of}`, tone: 'now' } : { text: of, tone: 'plain' };
}

/** What is wrong with a breakpoint, in one line; empty where nothing is. */
export function problemText({ problem, conditionProblem, logProblem }: BoundBreakpoint): string {
  if (conditionProblem !== null) return `Condition: ${conditionProblem.message}`;
  if (logProblem !== null) return `Text to log: ${logProblem.message}`;
  return problem ?? '';
}

/** The row that a key of a tree leads to from a row, or `null` where it does something else. */
export function moveTo(rows: readonly PanelRow[], from: number, key: string): number | null {
  const row = rows[from];
  switch (key) {
    case 'ArrowLeft':
      if (row?.kind !== 'breakpoint' || row.depth === 0) return null;
      return rows.findIndex((one) => one.kind === 'group' && one.name === row.breakpoint.group);
    case 'ArrowRight':
      return row?.kind === 'group' && row.open ? from + 1 : null;
    default:
      return rowOfKey(key, from, rows.length);
  }
}
