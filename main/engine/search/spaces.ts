import type { LoadView } from '../trace/load-view';
import type { PageRun } from '../trace/tables-at';
import { touchedRuns } from '../trace/touched-frames';

/** The physical memory, or the kernel's address space as its page tables have it. */
export const SEARCH_SPACES = ['physical', 'virtual'] as const;
export type SearchSpace = (typeof SEARCH_SPACES)[number];

/** Where a search at a moment goes: touched frames, or mapped pages as far as there is memory behind them. */
export function searchedRuns(view: LoadView, space: SearchSpace, moment: number): PageRun[] {
  if (space === 'physical') {
    return touchedRuns(view, moment).map(({ first, count }) => ({ page: first, frame: first, count }));
  }
  const runs: PageRun[] = [];
  for (const { page, frame, count } of view.tables.mappedRuns(moment)) {
    const there = Math.min(count, view.frameCount - frame);
    if (there > 0) runs.push({ page, frame, count: there });
  }
  return runs;
}
