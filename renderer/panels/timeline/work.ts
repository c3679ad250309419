import type { Density } from '../../../shared/debugger-types';
import type { ProvenanceName } from '../../../shared/provenance';
import { LEGEND } from '../../components/provenance';
import { formatCount } from '../../composables/format';
import { intervalOf } from './time-axis';

/** What was done between moments. */
export interface WorkDone {
  /** Moments that bound the intervals of {@link density}. */
  readonly edges: Uint32Array;
  readonly density: Density;
}

/** Ops of one kind. */
export interface WorkCount {
  readonly name: ProvenanceName;
  readonly label: string;
  readonly count: number;
}

const LABELS: ReadonlyMap<ProvenanceName, string> = new Map(LEGEND.map(({ name, label }) => [name, label]));

/** A kind of work in the words of the legend. */
export function workLabel(name: ProvenanceName): string {
  return LABELS.get(name) ?? name;
}

/** Ops of each kind in the intervals `first` to `end` (excluded), without the kinds of which there are none. */
export function workIn({ density }: WorkDone, first: number, end: number): WorkCount[] {
  const { classes, counts } = density;
  const sums = classes.map((name) => ({ name, label: workLabel(name), count: 0 }));
  for (let i = first * classes.length; i < end * classes.length; i++) {
    const sum = sums[i % classes.length];
    if (sum !== undefined) sum.count += counts[i] as number;
  }
  return sums.filter(({ count }) => count > 0);
}

/** Ops of each kind in all intervals. */
export function allWork(work: WorkDone): WorkCount[] {
  return workIn(work, 0, work.edges.length - 1);
}

function inWords(counts: readonly WorkCount[]): string {
  return counts.map(({ label, count }) => `${formatCount(count)} ${label}`).join(', ');
}

/** All of it in words, for those who do not see the drawing. */
export function workText(work: WorkDone): string {
  const counts = allWork(work);
  return counts.length === 0 ? 'nothing' : inWords(counts);
}

/** What was done in the interval of a moment, in two lines; empty outside of all intervals. */
export function workAround(work: WorkDone, moment: number): string {
  const interval = intervalOf(work.edges, moment);
  if (interval < 0) return '';
  const first = (work.edges[interval] as number) + 1;
  const last = work.edges[interval + 1] as number;
  const ops = first === last ? `op ${formatCount(first)}` : `ops ${formatCount(first)}–${formatCount(last)}`;
  const counts = workIn(work, interval, interval + 1);
  return counts.length === 0 ? `${ops}\nchanges nothing` : `${ops}\n${inWords(counts)}`;
}
