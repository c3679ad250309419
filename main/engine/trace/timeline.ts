import type { Direction, MoveCommand } from '../../../shared/view-types';
import type { Trace } from './recorder';

/**
 * The load as a line of moments, from 0 (nothing done) to the count of ops. Every movement is a look-up in the
 * finished trace. A movement back leads from the end of what the same movement forward went over to its start.
 */

/** Index in `trace.steps` of the step that op `op` lies in. */
export function stepOfOp(trace: Trace, op: number): number {
  return trace.steps.indexOf(stepSpanOfOp(trace, op)) as number;
}

/** The span of the step that op `op` lies in. */
export function stepSpanOfOp(trace: Trace, op: number): number {
  const span = trace.ops.span[op] as number;
  // An op lies in a step, or in a part of one; the failure of a step's part is a part of that part.
  const { parent } = trace.spans;
  let step = span;
  while (trace.steps.indexOf(step) === null) step = parent[step] as number;
  return step;
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
      return acrossSpan(trace, stepSpanOfOp, moment, direction);
    case 'out':
      return acrossSpan(trace, stageOfOp, moment, direction);
  }
}

/** The span of the stage that op `op` lies in. */
function stageOfOp(trace: Trace, op: number): number {
  return trace.spans.parent[stepSpanOfOp(trace, op)] as number;
}

/** Forward to the end of the span that the next op lies in, back to the start of the last op's. */
function acrossSpan(
  trace: Trace,
  spanOf: (trace: Trace, op: number) => number,
  moment: number,
  direction: Direction,
): number {
  if (direction === 'forward') {
    return moment >= trace.opCount ? trace.opCount : trace.spans.endOp(spanOf(trace, moment));
  }
  return moment <= 0 ? 0 : (trace.spans.firstOp[spanOf(trace, moment - 1)] as number);
}
