import { partitionPoint } from '../base/partition-point';
import type { Direction, MoveCommand } from '../../../shared/view-types';
import type { Trace } from './recorder';

/**
 * The load as a line of moments, from 0 (nothing done) to the count of ops. Every movement is a look-up in the
 * finished trace. A movement back leads from the end of what the same movement forward went over to its start.
 */

/** Index in `trace.steps` of the step that op `op` lies in. */
export function stepOfOp(trace: Trace, op: number): number {
  return lastStartingAtOrBefore(trace.steps, trace.spans.firstOp, op);
}

/** 1-based number of the step that was under way or done at `moment`; 0 before the first. */
export function stepAt(trace: Trace, moment: number): number {
  return moment === 0 ? 0 : stepOfOp(trace, moment - 1) + 1;
}

/** The moment that a movement from `moment` leads to; `continue` is the breakpoints' business. */
export function move(
  trace: Trace,
  moment: number,
  command: Exclude<MoveCommand, 'continue'>,
  direction: Direction,
): number {
  const last = trace.opCount;
  switch (command) {
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'into':
      return direction === 'forward' ? Math.min(last, moment + 1) : Math.max(0, moment - 1);
    case 'over':
      return acrossSpan(trace, trace.steps, moment, direction);
    case 'out':
      return acrossSpan(trace, trace.stages, moment, direction);
  }
}

/** Forward to the end of the span that the next op lies in, back to the start of the last op's. */
function acrossSpan(trace: Trace, list: ArrayLike<number>, moment: number, direction: Direction): number {
  const { firstOp, endOp } = trace.spans;
  if (direction === 'forward') {
    if (moment >= trace.opCount) return trace.opCount;
    return endOp[list[lastStartingAtOrBefore(list, firstOp, moment)] as number] as number;
  }
  if (moment <= 0) return 0;
  return firstOp[list[lastStartingAtOrBefore(list, firstOp, moment - 1)] as number] as number;
}

/** The last place in an ascending list of spans whose first op is at or before `op`. */
function lastStartingAtOrBefore(list: ArrayLike<number>, firstOp: Uint32Array, op: number): number {
  return partitionPoint(list.length, (i) => (firstOp[list[i] as number] as number) <= op) - 1;
}
