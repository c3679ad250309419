import type { BoundBreakpoint } from '../../../shared/breakpoint';
import type { StageSummary } from '../../../shared/load-types';
import type { Arrival, Direction } from '../../../shared/view-types';
import { breakpointLabel } from '../breakpoints/breakpoint-text';

/** What is known of a movement that has ended. */
export interface Stop {
  readonly arrival: Arrival;
  readonly direction: Direction;
}

/**
 * Why a movement stopped, in a few words: `Breakpoint copy-on-write.ts:53`, `Start of LOAD 3`, `End of the load`; empty
 * where it just went as far as it goes.
 */
export function stopText(
  { arrival, direction }: Stop,
  breakpoints: readonly BoundBreakpoint[],
  stages: readonly StageSummary[],
): string {
  switch (arrival.reason) {
    case 'breakpoint': {
      const hit = breakpoints.find(({ id }) => id === arrival.breakpoint);
      return hit === undefined ? 'Breakpoint' : `Breakpoint ${breakpointLabel(hit.target)}`;
    }
    case 'target':
      return 'Reached';
    case 'stage':
      return stageText(arrival.moment, direction, stages);
    case 'end':
      return direction === 'back' ? 'Start of the load' : 'End of the load';
    default:
      return '';
  }
}

/** A border belongs to two stages: who comes from the front ends the first, who comes from behind reaches the start of the second. */
function stageText(moment: number, direction: Direction, stages: readonly StageSummary[]): string {
  const ended = stages.findIndex((stage) => stage.lastMoment === moment);
  const next = stages[ended + 1];
  if (direction === 'back' && next !== undefined) return `Start of ${next.title}`;
  const stage = stages[ended];
  return stage === undefined ? 'Border of a stage' : `End of ${stage.title}`;
}
