/** The runs of a range drawn to scale: what each part of a strip shows. */
import type { WriterRun } from '../../../shared/debugger-types';
import type { ProvenanceName } from '../../../shared/provenance';
import { partitionPoint } from '../../../shared/partition-point';

/** Neighbouring columns of the same colour. */
export interface StripPart {
  readonly first: number;
  readonly count: number;
  /** `null`: no run is listed there. */
  readonly provenance: ProvenanceName | null;
}

/** The last run that begins at or before an offset, -1 for none. Runs are ascending. */
export function runAt(runs: readonly WriterRun[], offset: number): number {
  return partitionPoint(runs.length, (i) => (runs[i]?.offset ?? Infinity) <= offset) - 1;
}

/**
 * Parts of a strip of `columns` columns that stands for `length` bytes: each column has the colour of most of its bytes,
 * so that what is small among larger things gives way, and what is alone shows.
 */
export function stripParts(runs: readonly WriterRun[], length: number, columns: number): StripPart[] {
  const parts: { first: number; count: number; provenance: ProvenanceName | null }[] = [];
  let run = 0;
  for (let column = 0; column < columns; column++) {
    const start = (column * length) / columns;
    const end = ((column + 1) * length) / columns;
    const shares = new Map<ProvenanceName, number>();
    while (run < runs.length && endOf(runs[run]) <= start) run++;
    for (let i = run; i < runs.length && (runs[i] as WriterRun).offset < end; i++) {
      const { offset, provenance } = runs[i] as WriterRun;
      const share = Math.min(end, endOf(runs[i])) - Math.max(start, offset);
      shares.set(provenance, (shares.get(provenance) ?? 0) + share);
    }
    const most = [...shares].reduce<readonly [ProvenanceName | null, number]>(
      (best, one) => (one[1] > best[1] ? one : best),
      [null, 0],
    );
    const last = parts[parts.length - 1];
    if (last?.provenance === most[0]) last.count++;
    else parts.push({ first: column, count: 1, provenance: most[0] });
  }
  return parts;
}

function endOf(run: WriterRun | undefined): number {
  return run === undefined ? 0 : run.offset + run.length;
}
