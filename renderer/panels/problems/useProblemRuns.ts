import { computed, type ComputedRef } from 'vue';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { useProblemsStore } from '../../stores/problems';
import type { ByteRun } from '../memory/decorations';
import type { MemoryViewHandle } from '../memory/view-handle';
import { problemRuns } from './problem-runs';

/** The bytes of the selected finding, in views of the document's file. */
export function useProblemRuns(view: MemoryViewHandle): ComputedRef<readonly ByteRun[]> {
  const problems = useProblemsStore();
  return computed(() => {
    if (view.space !== 'file' || view.source.value !== DOCUMENT_SOURCE) return [];
    return problemRuns(problems.marked, view.sight.value);
  });
}
