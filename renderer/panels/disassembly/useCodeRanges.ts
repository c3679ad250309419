import { computed, type ComputedRef } from 'vue';
import { useQuery } from '../../composables/useQuery';
import { useCodeViewStore } from '../../stores/code-view';
import { useEngineStore } from '../../stores/engine';
import type { RangeQuery } from '../../../shared/table-types';
import { CodeRanges } from './code-ranges';

const EXECUTABLE: RangeQuery = {
  filter: 'executable',
  merge: 'rights',
  sort: 'address',
  descending: false,
};
/** Ranges that the scroll bar knows; more have no place of their own on it. */
const MOST = 1000;

const NONE = new CodeRanges([]);

/** The executable ranges of what is shown, at its moment. */
export function useCodeRanges(): ComputedRef<CodeRanges> {
  const engine = useEngineStore();
  const view = useCodeViewStore();
  const query = useQuery(
    () => (view.placed === null ? view.of : null),
    async (of) => new CodeRanges(await engine.rangeRows({ ...of, query: EXECUTABLE, first: 0, count: MOST })),
    { timeless: true },
  );
  return computed(() => (view.placed === null ? (query.data.value ?? NONE) : new CodeRanges([view.placed])));
}
