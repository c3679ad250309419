import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { PAGE_SIZE } from '../../../shared/address';
import type { DiffRequest, Side } from '../../../shared/memory-types';
import { latestOnly } from '../../composables/latest';
import { useDifferencesStore } from '../../stores/differences';
import { useOverviewStore } from '../../stores/overview';
import { useMarksStore } from '../../stores/marks';
import { useSearchStore } from '../../stores/search';
import type { MinimapMarks } from './minimap-picture';
import { rowOfPosition, type MinimapRows } from './minimap-rows';
import type { RowLayout } from './row-layout';
import type { MemoryViewHandle } from './view-handle';

/** Work in the background whose results are counted. */
interface Counted {
  readonly job: number;
  /** Grows with what it has found. */
  readonly found: number;
  /** Pages that are added to those of the view. */
  readonly shift: number;
}

/** What is marked beside the minimap: matches of the search, differences of the comparison, bookmarks. */
export function useMinimapMarks(
  view: MemoryViewHandle,
  rows: () => MinimapRows | null,
  layout: Readonly<Ref<RowLayout>>,
): ComputedRef<MinimapMarks> {
  const differences = useDifferencesStore();
  const overviews = useOverviewStore();
  const marks = useMarksStore();
  const search = useSearchStore();

  const searched = computed((): Counted | null => {
    const { run } = search;
    if (run === null || run.request.space !== view.space || !isShown(view, run.request.side)) return null;
    return { job: run.state.job, found: run.state.matches, shift: 0 };
  });
  const compared = computed((): Counted | null => {
    const { run } = differences;
    if (run === null) return null;
    const shift = shiftOf(view, run.request);
    return shift === null ? null : { job: run.state.job, found: run.state.runs, shift };
  });
  const matches = useCounts(rows, searched, (job, edges) => overviews.searchMarks(job, edges));
  const differing = useCounts(rows, compared, (job, edges) => overviews.differenceMarks(job, edges));

  return computed(() => {
    const shown = rows();
    return {
      matches: matches.value,
      differences: differing.value,
      marks:
        shown === null
          ? []
          : marks.positions(view.space).map((position) => rowOfPosition(shown, layout.value, position)),
    };
  });
}

/** Asks how much of what was found lies in each interval, again when there is more of it. */
function useCounts(
  rows: () => MinimapRows | null,
  work: ComputedRef<Counted | null>,
  ask: (job: number, edges: Float64Array) => Promise<Uint32Array>,
): Ref<Uint32Array | null> {
  const counts = shallowRef<Uint32Array | null>(null);
  const latest = latestOnly<{ readonly job: number; readonly edges: Float64Array }, Uint32Array>({
    fetch: ({ job, edges }) => ask(job, edges),
    done: (answer) => (counts.value = answer),
    // Its own panel says what is wrong with it.
    failed: () => (counts.value = null),
  });
  watch(
    [rows, work],
    ([shown, counted]) => {
      if (shown === null || counted === null) {
        latest.cancel();
        counts.value = null;
        return;
      }
      const { job, shift } = counted;
      latest.request({
        job,
        edges: shift === 0 ? shown.edges : shown.edges.map((page) => Math.max(0, page + shift)),
      });
    },
    { immediate: true },
  );
  return counts;
}

/** Whether a view shows a side; the file is the same at every moment. */
function isShown(view: MemoryViewHandle, side: Side): boolean {
  const isSame = view.space === 'file' || side.moment === view.moment.value;
  return isSame && side.source === view.source.value;
}

/**
 * What is added to the pages of a view for those of the left side of a comparison, by which differences are counted;
 * `null` where the view shows neither side.
 */
function shiftOf(view: MemoryViewHandle, { left, right, space, shift }: DiffRequest): number | null {
  if (space !== view.space) return null;
  if (isShown(view, left)) return 0;
  return isShown(view, right) ? -Math.round(shift / PAGE_SIZE) : null;
}
