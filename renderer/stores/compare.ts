import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import type { DifferenceKind } from '../../shared/debugger-types';
import { useDocumentStore } from './document';
import { useTimeStore } from './time';

/** The two moments that are compared: one is pinned, the other is pinned too or follows the current moment. */
export const useCompareStore = defineStore('compare', () => {
  const documents = useDocumentStore();
  const time = useTimeStore();
  /** The pinned moment; `null`: nothing is compared. */
  const from = ref<number | null>(null);
  /** The moment that it is compared with; `null`: the current one. */
  const pinnedTo = ref<number | null>(null);
  /** Which differences are listed; `null`: the first kind of which there are any. */
  const chosenKind = ref<DifferenceKind | null>(null);

  const to = computed(() => pinnedTo.value ?? time.shownMoment);

  /** Compares with a moment from now on; the other side follows the current moment. */
  function pin(moment: number): void {
    from.value = moment;
    pinnedTo.value = null;
    chosenKind.value = null;
  }

  /** Keeps the other side at the moment where it is, or lets it follow again. */
  function togglePinnedTo(): void {
    pinnedTo.value = pinnedTo.value === null ? time.moment : null;
  }

  /** Exchanges the two sides. Where the other one followed, the current moment becomes what was pinned. */
  function swap(): void {
    const earlier = from.value;
    if (earlier === null) return;
    from.value = to.value;
    if (pinnedTo.value === null) time.jump(earlier);
    else pinnedTo.value = earlier;
  }

  function clear(): void {
    from.value = null;
    pinnedTo.value = null;
  }

  // Moments of another load are others.
  watch(() => documents.revision, clear, { flush: 'sync' });

  return { from, pinnedTo, to, chosenKind, pin, togglePinnedTo, swap, clear };
});
