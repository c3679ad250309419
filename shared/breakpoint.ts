import type { SpanKind } from './trace-types';

/** What can happen to bytes, pages and frames, for breakpoints. */
export const MEMORY_EVENTS = [
  'mapped',
  'copied',
  'zeroed',
  'written',
  'madeReadOnly',
  'flagsChanged',
  'readAsRelocation',
] as const;
export type MemoryEvent = (typeof MEMORY_EVENTS)[number];

/** What can happen to a LOAD segment as a whole, and to its pages. */
export const SEGMENT_EVENTS = ['begun', 'ended', ...MEMORY_EVENTS] as const;
export type SegmentEvent = (typeof SEGMENT_EVENTS)[number];

/** What can happen to one frame. */
export const FRAME_EVENTS = ['allocated', ...MEMORY_EVENTS] as const;
export type FrameEvent = (typeof FRAME_EVENTS)[number];

/** A place or event at which "continue" stops, forwards and backwards. */
export type BreakpointTarget =
  /** A line of the loader's own source, as shown in the source panel. */
  | { readonly type: 'line'; readonly file: string; readonly line: number }
  /** Each call of a function of the loader, by our name or upstream's: `makeMut`, `make_mut`. */
  | { readonly type: 'function'; readonly name: string }
  /** Every step (or part of a step) of this kind. */
  | { readonly type: 'stepKind'; readonly kind: SpanKind }
  /** A LOAD segment by its number, from 1. */
  | { readonly type: 'segment'; readonly number: number; readonly events: readonly SegmentEvent[] }
  /** Relocations by their index in the table, both ends included. */
  | { readonly type: 'relocations'; readonly first: number; readonly last: number }
  /** An address range, both ends included, as `0x…`. */
  | {
      readonly type: 'range';
      readonly space: 'physical' | 'virtual';
      readonly first: string;
      readonly last: string;
      readonly events: readonly MemoryEvent[];
    }
  /** Every write to the page-table entry of a level that covers a virtual address. */
  | { readonly type: 'entry'; readonly level: number; readonly virt: string }
  /** A frame by its physical address, `0x…`. */
  | { readonly type: 'frame'; readonly address: string; readonly events: readonly FrameEvent[] };

/** Which of the moments that fit a breakpoint stop: the nth, all from the nth on, each nth. Counted from the start of the load. */
export interface HitCount {
  readonly when: 'nth' | 'from' | 'every';
  readonly count: number;
}

/** One breakpoint of a document. */
export interface Breakpoint {
  readonly id: number;
  readonly enabled: boolean;
  readonly target: BreakpointTarget;
  /** An expression over the fields of the step; empty for none. */
  readonly condition: string;
  readonly hitCount: HitCount | null;
  /** A text with `{expressions}` for the log instead of a stop; empty for a breakpoint that stops. */
  readonly log: string;
  /** Name of the group that it is shown and switched with; empty for none. */
  readonly group: string;
}

/** Where a condition or a template is wrong. */
export interface ExpressionProblem {
  /** First character of what is wrong, and how many. */
  readonly at: number;
  readonly length: number;
  readonly message: string;
}

/** A breakpoint with what the trace says of it. */
export interface BoundBreakpoint extends Breakpoint {
  /** How many moments of the trace it stops (or logs) at. */
  readonly hits: number;
  /** Whether more hits are being looked for: `hits` are those found so far, and the same call goes on. */
  readonly counting: boolean;
  /** Why it can never stop, or `null`. */
  readonly problem: string | null;
  readonly conditionProblem: ExpressionProblem | null;
  readonly logProblem: ExpressionProblem | null;
  /** The loader's function that a source line is in; empty for other targets. */
  readonly inFunction: string;
}

/** The hits of a breakpoint, enabled or not, round a moment. */
export interface HitsAround {
  readonly id: number;
  /** Hits up to the moment, it included. */
  readonly passed: number;
  /** The moment itself is a hit. */
  readonly here: boolean;
  /** The last hit before the moment. */
  readonly previous: number | null;
  /** The first hit after the moment. */
  readonly next: number | null;
}

/** Words for {@link Breakpoint}'s fields that a plain one leaves empty. */
export const PLAIN_BREAKPOINT = { condition: '', hitCount: null, log: '', group: '' } as const;
