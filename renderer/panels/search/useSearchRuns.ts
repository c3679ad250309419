import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import { latestOnly } from '../../composables/latest';
import { useSearchStore } from '../../stores/search';
import type { ByteRun } from '../memory/decorations';
import type { MemoryViewHandle } from '../memory/view-handle';

/** Matches that are drawn at most: more than a screen has bytes. */
const MOST_DRAWN = 5000;

interface Ask {
  readonly job: number;
  readonly first: number;
  readonly length: number;
}

/** The matches in sight of a view that shows what was searched, and among them the one at hand. */
export function useSearchRuns(view: MemoryViewHandle): ComputedRef<readonly ByteRun[]> {
  const search = useSearchStore();
  const pairs = shallowRef<Float64Array | null>(null);

  /** What was searched is what the view shows. */
  const searched = computed(() => {
    const { run } = search;
    if (run === null || run.request.space !== view.space) return null;
    const { source, moment } = run.request.side;
    const isSame =
      source === view.source.value && (view.space === 'file' || moment === view.shownMoment.value);
    return isSame && run.state.matches > 0 ? run : null;
  });
  const latest = latestOnly<Ask, Float64Array>({
    fetch: ({ job, first, length }) => search.within(job, first, length, MOST_DRAWN),
    done: (found) => (pairs.value = found),
    // The panel says what is wrong with the search.
    failed: () => (pairs.value = null),
  });
  watch(
    [() => searched.value?.state.job, () => searched.value?.state.matches, view.sight],
    ([job, , { first, end }]) => {
      if (job !== undefined && end > first) latest.request({ job, first, length: end - first });
      else {
        latest.cancel();
        pairs.value = null;
      }
    },
    { immediate: true },
  );

  return computed(() => {
    const found = pairs.value;
    if (found === null || searched.value === null) return [];
    const at = search.match?.position;
    const runs: ByteRun[] = [];
    for (let i = 0; i + 1 < found.length; i += 2) {
      const first = found[i] as number;
      const end = first + (found[i + 1] as number);
      if (first !== at) runs.push({ first, end, look: 'hit', name: 'match', tip: '' });
    }
    const { match } = search;
    if (match !== null) {
      const { position, length } = match;
      runs.push({
        first: position,
        end: position + length,
        look: 'hit-current',
        name: 'match at hand',
        tip: '',
      });
    }
    return runs;
  });
}
