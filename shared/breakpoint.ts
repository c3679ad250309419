import type { SpanKind } from './trace-types';

/** What can happen to an address, for breakpoints on a range. */
export type AddressEvent = 'written' | 'mapped';

/** A place or event at which "continue" stops, forwards and backwards. */
export type BreakpointTarget =
  /** Every step (or part of a step) of this kind. */
  | { readonly type: 'stepKind'; readonly kind: SpanKind }
  /** A line of the loader's own source, as shown in the source panel. */
  | { readonly type: 'line'; readonly file: string; readonly line: number }
  /** An address range, both ends included, as `0x…`. */
  | {
      readonly type: 'range';
      readonly space: 'physical' | 'virtual';
      readonly first: string;
      readonly last: string;
      readonly events: readonly AddressEvent[];
    };

/** One breakpoint of a document. */
export interface Breakpoint {
  readonly id: number;
  readonly enabled: boolean;
  readonly target: BreakpointTarget;
}

/** A breakpoint with what the trace says of it. */
export interface BoundBreakpoint extends Breakpoint {
  /** How many moments of the trace it stops at. */
  readonly hits: number;
  /** Why it can never stop, or `null`. */
  readonly problem: string | null;
}
