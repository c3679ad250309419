import type { Comparison, Difference, DifferenceKind } from '../../../shared/debugger-types';
import { formatCount } from '../../composables/format';

/** How many rows a kind of differences has. */
export function totalOf({ pages, entries, runs }: Comparison, kind: DifferenceKind): number {
  return { pages, entries, bytes: runs }[kind];
}

/** The kinds with how many differences there are of each. */
export function kindTabs({
  pages,
  entries,
  runs,
  bytes,
}: Comparison): readonly { readonly id: DifferenceKind; readonly label: string }[] {
  const inRuns = runs === 0 ? '' : ` in ${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`;
  return [
    { id: 'pages', label: `Pages ${formatCount(pages)}` },
    { id: 'entries', label: `Entries ${formatCount(entries)}` },
    { id: 'bytes', label: `Bytes ${formatCount(bytes)}${inRuns}` },
  ];
}

/** A difference as text, for the clipboard and screen readers. */
export function differenceText({ place, before, after, what, moment }: Difference): string {
  return `${place}: ${before} → ${after}, ${what}, moment ${formatCount(moment)}`;
}
