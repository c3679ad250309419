import { watch, type ComputedRef } from 'vue';
import { useQuery, type Query } from '../../composables/useQuery';
import { useCodeViewStore } from '../../stores/code-view';
import { useEngineStore } from '../../stores/engine';
import type { CodeRanges } from './code-ranges';

/**
 * Opens a view that has shown nothing yet at the entry point; without one where the code begins.
 *
 * @returns how that was found out
 */
export function useCodeStart(ranges: ComputedRef<CodeRanges>): Pick<Query<unknown>, 'failure' | 'retry'> {
  const engine = useEngineStore();
  const view = useCodeViewStore();
  const entry = useQuery(
    () => {
      const isNew = view.top === null && view.wish === null;
      return isNew ? view.of : null;
    },
    async (of) => ({ position: await engine.codeEntry(of) }),
    { timeless: true },
  );
  watch(
    () => entry.data.value,
    (answer) => {
      if (answer !== null) view.begin(answer.position ?? ranges.value.positionOf(0) ?? 0);
    },
  );
  return entry;
}
