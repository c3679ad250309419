import { computed, type ComputedRef } from 'vue';
import { useDifferenceRuns } from '../compare/useDifferenceRuns';
import { useStructureRuns } from '../data/useStructureRuns';
import { useMarkRuns } from '../marks/useMarkRuns';
import { useProblemRuns } from '../problems/useProblemRuns';
import { useSearchRuns } from '../search/useSearchRuns';
import type { ByteRun } from './decorations';
import { useEditRuns } from './edit/useEditRuns';
import { useChangeRuns } from './useChangeRuns';
import type { MemoryViewHandle } from './view-handle';

/** Everything that is drawn on the bytes of a view beyond their colour; what comes later lies over what comes before. */
export function useDecorations(view: MemoryViewHandle): ComputedRef<readonly ByteRun[]> {
  const providers = [
    useStructureRuns(view),
    useProblemRuns(view),
    useDifferenceRuns(view),
    useChangeRuns(view),
    useMarkRuns(view),
    useEditRuns(view),
    useSearchRuns(view),
  ];
  return computed(() => {
    const found = providers.map((runs) => runs.value).filter((runs) => runs.length > 0);
    return found.length === 1 ? (found[0] ?? NONE) : found.length === 0 ? NONE : found.flat();
  });
}

const NONE: readonly ByteRun[] = [];
