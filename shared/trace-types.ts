/**
 * What a trace is made of, by name.
 *
 * A *moment* is a number from 0 to the count of ops: moment `m` is the state after the first `m` ops.
 * The *op at moment `m`* is op index `m - 1`, the one that was done last.
 */

/** What one op changed. `mark` changes nothing: it gives a step without effects its moment. */
export const OP_KINDS = [
  'mark',
  'frameAllocated',
  'frameZeroed',
  'frameCopied',
  'entryWritten',
  'bytesZeroed',
  'bytesWritten',
] as const;
export type OpKind = (typeof OP_KINDS)[number];

/** Span kinds that are stages: the direct children of the load. */
const STAGES = ['plan', 'segment', 'tls', 'dynamic', 'relro', 'cleanUp', 'entry'] as const;

/** Span kinds that are steps: what "step over" moves by. Every op lies in exactly one step. */
const STEPS = [
  'check',
  'chooseOffset',
  'markSegments',
  'checkHeader',
  'mapPage',
  'bssEdge',
  'bssPage',
  'tlsTemplate',
  'relocation',
  'readOnly',
  'flagCleared',
  'entryPoint',
  'failure',
] as const;

/** Kinds of spans, outermost first: the load is the root, then stages, then steps, then parts of steps. */
export const SPAN_KINDS = ['load', ...STAGES, ...STEPS, 'copyOnWrite'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** The kinds that are stages. */
export const STAGE_KINDS: ReadonlySet<SpanKind> = new Set<SpanKind>(STAGES);

/** The kinds that are steps. */
export const STEP_KINDS: ReadonlySet<SpanKind> = new Set<SpanKind>(STEPS);

/** How a load ended. */
export type LoadStatus = 'ok' | 'error' | 'panic' | 'stopped';
