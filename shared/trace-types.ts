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

/**
 * Kinds of spans, outermost first. `load` is the root, then stages, then steps, then parts of steps.
 */
export const SPAN_KINDS = [
  'load',
  // stages
  'plan',
  'segment',
  'tls',
  'dynamic',
  'relro',
  'cleanUp',
  // steps
  'check',
  'chooseOffset',
  'markSegments',
  'mapPage',
  'bssEdge',
  'bssPage',
  'tlsTemplate',
  'relocation',
  'readOnly',
  'flagCleared',
  'failure',
  // parts of a step
  'copyOnWrite',
] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** Span kinds that are stages: the direct children of the load. */
export const STAGE_KINDS: ReadonlySet<SpanKind> = new Set([
  'plan',
  'segment',
  'tls',
  'dynamic',
  'relro',
  'cleanUp',
]);

/** Span kinds that are steps: what "step over" moves by. Every op lies in exactly one step. */
export const STEP_KINDS: ReadonlySet<SpanKind> = new Set([
  'check',
  'chooseOffset',
  'markSegments',
  'mapPage',
  'bssEdge',
  'bssPage',
  'tlsTemplate',
  'relocation',
  'readOnly',
  'flagCleared',
  'failure',
]);

/** How a load ended. */
export type LoadStatus = 'ok' | 'error' | 'panic' | 'stopped';
