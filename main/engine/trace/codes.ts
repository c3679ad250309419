import { OP_KINDS, SPAN_KINDS, type OpKind, type SpanKind } from '../../../shared/trace-types';
import { defined } from '../base/assert';

/** Numbers of kinds as they stand in the trace's columns: their places in the lists of names. */

/** Op kinds by name. */
export const OP = Object.fromEntries(OP_KINDS.map((kind, code) => [kind, code])) as Record<OpKind, number>;

/** Span kinds by name. */
export const SPAN = Object.fromEntries(SPAN_KINDS.map((kind, code) => [kind, code])) as Record<
  SpanKind,
  number
>;

/** The name of an op kind's code. */
export function opKind(code: number): OpKind {
  return defined(OP_KINDS[code], `op kind ${code}`);
}

/** The name of a span kind's code. */
export function spanKind(code: number): SpanKind {
  return defined(SPAN_KINDS[code], `span kind ${code}`);
}
