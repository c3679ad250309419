import type { CallFrame } from '../../../shared/view-types';

/** One part of the way to a failure. */
export interface TrailPart {
  readonly text: string;
  /** Index of its frame in the call stack, innermost first; `null`: it is no function of ours. */
  readonly frame: number | null;
  /** `file:line`; empty without a frame. */
  readonly where: string;
  /** The text with which the load ended. */
  readonly isEnd: boolean;
}

/**
 * Finds the functions of a trail in the call stack where the load ended. A function that is there several times in a row
 * is one part, and leads to its innermost call.
 *
 * @param trail upstream's names from the outermost on, the text of the failure last
 * @param stack innermost first
 */
export function trailParts(trail: readonly string[], stack: readonly CallFrame[]): TrailPart[] {
  /** Frames below this one are still to come. */
  let below = stack.length;
  return trail.map((text, index) => {
    const isEnd = index === trail.length - 1;
    let frame: number | null = null;
    for (let i = below - 1; i >= 0 && !isEnd; i--) {
      if (stack[i]?.upstream === text) frame = i;
      else if (frame !== null) break;
    }
    if (frame !== null) below = frame;
    const call = frame === null ? undefined : stack[frame];
    return { text, frame, where: call === undefined ? '' : `${call.file}:${call.line}`, isEnd };
  });
}
