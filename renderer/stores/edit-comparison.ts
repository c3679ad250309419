import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { DOCUMENT_SOURCE, type AttachedSource, type DiffState } from '../../shared/memory-types';
import { call } from '../api/client';
import { beginPending } from '../composables/pending';
import { useCompareModeStore } from './compare-mode';
import { useDifferencesStore } from './differences';
import { useDocumentStore } from './document';
import { movedBy, originalOf } from './edited-load';
import { outcomeChanges, type OutcomeChange } from './edit-outcome';
import { useLayoutStore } from './layout';
import { useSourcesStore } from './sources';

/** How often is asked how far a comparison is, in milliseconds. */
const ASK_EVERY = 120;

/** What came out differently for the edited kernel: numbers of both loads, and the bytes of memory that differ. */
export const useEditComparisonStore = defineStore('edit-comparison', () => {
  const differences = useDifferencesStore();
  const documents = useDocumentStore();
  const layout = useLayoutStore();
  const mode = useCompareModeStore();
  const sources = useSourcesStore();
  /** How the memory of both compares, once that is known. */
  const memory = shallowRef<DiffState | null>(null);
  let round = 0;

  const changes = computed<readonly OutcomeChange[]>(() => {
    const { summary } = documents;
    return summary?.original === undefined ? [] : outcomeChanges(summary.original, summary);
  });
  /** The load of the file without the edits; `null`: none is shown with edits, or it was detached. */
  const original = computed<AttachedSource | null>(() => originalOf(sources.list));

  /** How far the edits have moved the kernel in virtual memory, in bytes. */
  const moved = computed(() => (original.value === null ? 0 : movedBy(original.value, documents.summary)));

  /** Compares what the page tables show at the end of both loads. */
  async function compare(source: AttachedSource, mine: number): Promise<void> {
    const right = { source: DOCUMENT_SOURCE, moment: documents.opCount };
    const left = { source: source.id, moment: source.lastMoment };
    const shift = movedBy(source, documents.summary);
    let state = await call('diff.start', { left, right, space: 'virtual', shift });
    while (!state.finished && mine === round) {
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
      state = await call('diff.state', { job: state.job });
    }
    if (mine === round && state.failure === null) memory.value = state;
  }

  watch(
    [original, () => documents.revision],
    ([source]) => {
      round += 1;
      memory.value = null;
      if (source === null || documents.summary?.original === undefined) return;
      const end = beginPending();
      // What cannot be compared is not told; the numbers of the loads are there in any case.
      void compare(source, round)
        .catch(() => undefined)
        .finally(end);
    },
    { immediate: true },
  );

  /** Lists the differences against the file without the edits; the views then mark them. */
  async function show(): Promise<void> {
    const { value: source } = original;
    if (source === null) return;
    mode.show('memory');
    differences.space = 'virtual';
    differences.alignment = moved.value === 0 ? 'address' : 'kernel';
    await Promise.all([layout.showView('compare'), differences.compareWith(source.id)]);
  }

  return { changes, memory, original, moved, show };
});
