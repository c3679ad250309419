/** Arrows of jumps in the gutter: which are drawn, and in which lane each runs. Places are lines of the view, from its top. */
import type { CodeLine, CodeList } from './code-list';

/** A jump of which something is in sight. */
export interface Jump {
  /** Place of the line that jumps, and of the one that it leads to; outside of the view: just beyond its edge. */
  readonly from: number;
  readonly to: number;
  /** Position of the instruction, and of its target. */
  readonly source: number;
  readonly target: number;
  readonly conditional: boolean;
}

/** A jump as it is drawn. */
export interface JumpArrow extends Jump {
  /** From the right, 0 next to the bytes; -1: there is no room, or its target is out of sight: a head alone. */
  readonly lane: number;
  /** The keyboard or the pointer is on the jump or on its target. */
  readonly current: boolean;
}

/**
 * Gives each interval a lane in which it overlaps with no other, short ones first and as far to the right as possible.
 *
 * @param most lanes that there are
 * @returns the lane of each; -1 where all are taken
 */
export function assignLanes(
  intervals: readonly { readonly from: number; readonly to: number }[],
  most: number,
): number[] {
  const lanes = intervals.map(() => -1);
  const taken: { low: number; high: number }[][] = [];
  const spans = intervals.map(({ from, to }, index) => ({
    index,
    low: Math.min(from, to),
    high: Math.max(from, to),
  }));
  spans.sort((a, b) => a.high - a.low - (b.high - b.low) || a.low - b.low);
  for (const { index, low, high } of spans) {
    for (let lane = 0; lane < most; lane++) {
      const others = (taken[lane] ??= []);
      if (others.some((other) => low <= other.high && other.low <= high)) continue;
      others.push({ low, high });
      lanes[index] = lane;
      break;
    }
  }
  return lanes;
}

/** The jumps of lines in sight, and those of known lines that lead to them. */
export function jumpsInSight(list: CodeList, top: number, count: number): Jump[] {
  const last = Math.min(top + count, list.lines.length) - 1;
  const firstRow = list.lines[top]?.row;
  const lastRow = list.lines[last]?.row;
  if (firstRow === undefined || lastRow === undefined) return [];
  const jumps: Jump[] = [];
  for (const index of list.jumps) {
    const { row } = list.lines[index] as CodeLine;
    if (row.target === null) continue;
    const isHere = index >= top && index <= last;
    const isTargetHere = row.target >= firstRow.position && row.target <= lastRow.position;
    const to = isTargetHere ? lineOf(list, row.target) : -1;
    const clampedTo = to >= top && to <= last ? to - top : row.target < firstRow.position ? -1 : count;
    const leadsHere = clampedTo >= 0 && clampedTo < count;
    if (!isHere && !leadsHere) continue;
    jumps.push({
      from: isHere ? index - top : index < top ? -1 : count,
      to: clampedTo,
      source: row.position,
      target: row.target,
      conditional: row.flow === 'conditional',
    });
  }
  return jumps;
}

/**
 * The arrows of jumps. Those that leave the view are heads beside their lines, unless they are looked at.
 *
 * @param count lines of the view
 * @param most lanes that there are
 * @param isCurrent whether the keyboard or the pointer is on the line of a position
 */
export function jumpArrows(
  jumps: readonly Jump[],
  count: number,
  most: number,
  isCurrent: (position: number) => boolean,
): JumpArrow[] {
  const marked = jumps.map((jump) => ({
    ...jump,
    current: isCurrent(jump.source) || isCurrent(jump.target),
  }));
  const isDrawn = ({ from, to, current }: Jump & { readonly current: boolean }): boolean =>
    current || (from >= 0 && from < count && to >= 0 && to < count);
  const drawn = marked.filter(isDrawn);
  const lanes = assignLanes(drawn, most);
  const heads = marked.filter((jump) => !isDrawn(jump) && jump.from >= 0 && jump.from < count);
  const lined = drawn.map((jump, index): JumpArrow => {
    const lane = lanes[index] ?? -1;
    // What is looked at has a line in any case, before those of others.
    return { ...jump, lane: lane < 0 && jump.current ? most - 1 : lane };
  });
  return [
    ...lined.filter(({ current }) => !current),
    ...heads.map((jump) => ({ ...jump, lane: -1 })),
    ...lined.filter(({ current }) => current),
  ];
}

/** The line of the row that begins at a position, or holds it. */
function lineOf(list: CodeList, position: number): number {
  return list.lineAt({ position, part: 'code' });
}
