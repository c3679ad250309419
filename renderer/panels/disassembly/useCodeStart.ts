import { watch, type ComputedRef } from 'vue';
import { useQuery } from '../../composables/useQuery';
import { useCodeViewStore } from '../../stores/code-view';
import { useEngineStore } from '../../stores/engine';
import type { CodeRanges } from './code-ranges';

/** Opens a view that has shown nothing yet at the entry point; without one where the code begins. */
export function useCodeStart(ranges: ComputedRef<CodeRanges>): void {
  const engine = useEngineStore();
  const view = useCodeViewStore();
  const entry = useQuery(
    () => {
      const isNew = view.top === null && view.wish === null;
      return isNew ? { source: view.source, moment: view.moment } : null;
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
}
