import type { Direction, MoveCommand } from '../../../shared/view-types';
import { partitionPoint } from '../../../shared/partition-point';
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

/**
 * The moment that `count` movements from `moment` on lead to, as one after the other do; `continue` is the breakpoints'
 * business. At most two binary searches, however many movements.
 */
export function move(
  trace: Trace,
  moment: number,
  command: Exclude<MoveCommand, 'continue'>,
  direction: Direction,
  count = 1,
): number {
  const last = trace.opCount;
  switch (command) {
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'into':
      return direction === 'forward' ? Math.min(last, moment + count) : Math.max(0, moment - count);
    case 'over':
      return direction === 'forward' ? overForward(trace, moment, count) : overBack(trace, moment, count);
    case 'out':
      return direction === 'forward' ? outForward(trace, moment, count) : outBack(trace, moment, count);
  }
}

/** The end of the step that the next op lies in, and of `count - 1` steps behind it. */
function overForward(trace: Trace, moment: number, count: number): number {
  if (moment >= trace.opCount) return trace.opCount;
  const { steps, spans } = trace;
  const step = Math.min(steps.length - 1, stepOfOp(trace, moment) + count - 1);
  return spans.endOp(steps.span(step));
}

/** The start of the step that the last op lies in, and of `count - 1` steps before it. */
function overBack(trace: Trace, moment: number, count: number): number {
  if (moment <= 0) return 0;
  const { steps, spans } = trace;
  const step = Math.max(0, stepOfOp(trace, moment - 1) - count + 1);
  return spans.firstOp[steps.span(step)] as number;
}

function outForward(trace: Trace, moment: number, count: number): number {
  if (moment >= trace.opCount) return trace.opCount;
  const { stages, spans } = trace;
  const stage = Math.min(stages.length - 1, stageOfOp(trace, moment) + count - 1);
  return spans.endOp(stages[stage] as number);
}

function outBack(trace: Trace, moment: number, count: number): number {
  if (moment <= 0) return 0;
  const { stages, spans } = trace;
  const stage = Math.max(0, stageOfOp(trace, moment - 1) - count + 1);
  return spans.firstOp[stages[stage] as number] as number;
}

/** Place in `trace.stages` of the stage that op `op` lies in. */
export function stageOfOp(trace: Trace, op: number): number {
  const { stages, spans } = trace;
  return partitionPoint(stages.length, (i) => (spans.firstOp[stages[i] as number] as number) <= op) - 1;
}
