import type { StepField } from '../../../shared/expression/step-environment';
import type { LoadView } from '../trace/load-view';
import type { Batch } from './batch';
import { OP, opKind, SPAN, spanKind } from '../trace/codes';
import type { OpKind, SpanKind } from '../../../shared/trace-types';

export type NameField = Extract<StepField, 'kind' | 'stage' | 'action'>;

/** Writes the codes of names of some places of a batch. */
export type FillCodes = (batch: Batch, places: Uint32Array, count: number, out: Uint32Array) => void;

/** What computes each field that is one of a set of names. */
export function nameFields({ trace }: LoadView): Readonly<Record<NameField, FillCodes>> {
  const { kind, parent } = trace.spans;
  const { kind: actions } = trace.ops;
  return {
    kind: ({ steps }, places, count, out) => gather(kind, steps, places, count, out),
    stage: ({ steps }, places, count, out) => {
      for (let i = 0; i < count; i++) {
        out[i] = kind[parent[steps[places[i] as number] as number] as number] as number;
      }
    },
    action: ({ ops }, places, count, out) => gather(actions, ops, places, count, out),
  };
}

/** What stands in a column for the rows of some places. */
function gather(
  column: Uint8Array,
  rows: Uint32Array,
  places: Uint32Array,
  count: number,
  out: Uint32Array,
): void {
  for (let i = 0; i < count; i++) out[i] = column[rows[places[i] as number] as number] as number;
}

/** The code of a name of a set. */
export function codeOfName(set: string, name: string): number {
  return set === 'action' ? OP[name as OpKind] : SPAN[name as SpanKind];
}

/** The name of a code. */
export function nameOfCode(set: string, code: number): string {
  return set === 'action' ? opKind(code) : spanKind(code);
}

/** Keeps the places that have a code; `out` may be `places`. Returns how many. */
export function keepNamed(
  codes: Uint32Array,
  code: number,
  places: Uint32Array,
  count: number,
  out: Uint32Array,
): number {
  let kept = 0;
  for (let i = 0; i < count; i++) if (codes[i] === code) out[kept++] = places[i] as number;
  return kept;
}

/** Keeps the places that have another code. */
export function keepOthers(
  codes: Uint32Array,
  code: number,
  places: Uint32Array,
  count: number,
  out: Uint32Array,
): number {
  let kept = 0;
  for (let i = 0; i < count; i++) if (codes[i] !== code) out[kept++] = places[i] as number;
  return kept;
}
