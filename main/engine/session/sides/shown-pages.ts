import type { LoadView } from '../../trace/load-view';
import type { PageSpan } from './side';

/** Frames, or pages of the kernel file, that a page of the kernel's address space shows at a moment, ascending. */
export function shownPages(view: LoadView, space: 'physical' | 'file', moment: number): PageSpan[] {
  const from = space === 'file' ? view.firstFileFrame : 0;
  const to = space === 'file' ? view.endFileFrame : view.frameCount;
  const runs: { first: number; count: number }[] = [];
  for (const { frame, count } of view.tables.mappedRuns(moment)) {
    const first = Math.max(frame, from);
    const end = Math.min(frame + count, to);
    if (first < end) runs.push({ first: first - from, count: end - first });
  }
  return merged(runs.sort((a, b) => a.first - b.first));
}

/** Ascending runs with those put together that touch or overlap: several pages may show one frame. */
function merged(runs: readonly { first: number; count: number }[]): PageSpan[] {
  const found: { first: number; count: number }[] = [];
  for (const { first, count } of runs) {
    const last = found[found.length - 1];
    if (last === undefined || first > last.first + last.count) found.push({ first, count });
    else last.count = Math.max(last.count, first + count - last.first);
  }
  return found;
}
