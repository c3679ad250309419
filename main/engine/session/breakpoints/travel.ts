import type { Arrival, Direction } from '../../../../shared/view-types';
import type { Trace } from '../../trace/recorder';
import type { Hits } from './breakpoints';
import { countBelow } from './moment-list';

/** What a run stops at besides the first and the last moment. */
export interface Stops {
  readonly breakpoints: readonly Hits[];
  /** Moments that a run to a target leads to; `null` for "continue". */
  readonly target: Uint32Array | null;
  /** Whether it stops where a stage begins and ends. */
  readonly stages: boolean;
}

/**
 * Runs from stop to stop, `count` times: to the nearest stop after `moment`, or before it. So forward goes on from a stop
 * that it stands on, back ignores it, and between two stops the one undoes the other.
 */
export function travel(
  trace: Trace,
  stops: Stops,
  moment: number,
  direction: Direction,
  count: number,
): Arrival {
  const lists = stops.breakpoints.map(({ moments }) => moments);
  if (stops.target !== null) lists.push(stops.target);
  if (stops.stages) lists.push(stageBorders(trace));
  const reached =
    direction === 'forward' ? forward(lists, moment, count, trace.opCount) : back(lists, moment, count);
  return arrivalAt(trace, stops, reached);
}

/** Where a stage ends and the next one begins: one moment for both. */
export function stageBorders({ stages, spans }: Trace): Uint32Array {
  return Uint32Array.from(stages, (stage) => spans.endOp(stage));
}

/** The moment of the `count`th stop after `moment`, or the last moment. */
function forward(lists: readonly Uint32Array[], moment: number, count: number, end: number): number {
  const next = lists.map((list) => countBelow(list, moment + 1));
  let at = moment;
  for (let n = 0; n < count; n++) {
    let nearest = Infinity;
    for (let i = 0; i < lists.length; i++) {
      const stop = (lists[i] as Uint32Array)[next[i] as number];
      if (stop !== undefined && stop < nearest) nearest = stop;
    }
    if (nearest === Infinity) return end;
    at = nearest;
    for (let i = 0; i < lists.length; i++) {
      const place = next[i] as number;
      if ((lists[i] as Uint32Array)[place] === at) next[i] = place + 1;
    }
  }
  return at;
}

/** The moment of the `count`th stop before `moment`, or 0. */
function back(lists: readonly Uint32Array[], moment: number, count: number): number {
  const next = lists.map((list) => countBelow(list, moment) - 1);
  let at = moment;
  for (let n = 0; n < count; n++) {
    let nearest = -1;
    for (let i = 0; i < lists.length; i++) {
      const stop = (lists[i] as Uint32Array)[next[i] as number];
      if (stop !== undefined && stop > nearest) nearest = stop;
    }
    if (nearest < 0) return 0;
    at = nearest;
    for (let i = 0; i < lists.length; i++) {
      const place = next[i] as number;
      if ((lists[i] as Uint32Array)[place] === at) next[i] = place - 1;
    }
  }
  return at;
}

function arrivalAt(trace: Trace, { breakpoints, target, stages }: Stops, moment: number): Arrival {
  if (target !== null && holds(target, moment)) return { moment, reason: 'target', breakpoint: null };
  const hit = breakpoints.find(({ moments }) => holds(moments, moment));
  if (hit !== undefined) return { moment, reason: 'breakpoint', breakpoint: hit.id };
  const atEnd = moment === 0 || moment === trace.opCount;
  return { moment, reason: stages && !atEnd ? 'stage' : 'end', breakpoint: null };
}

function holds(list: Uint32Array, moment: number): boolean {
  return list[countBelow(list, moment)] === moment;
}
