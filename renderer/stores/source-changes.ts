import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { SourceChange } from '../../shared/memory-types';
import { on } from '../api/client';
import { useDocumentStore } from './document';

/**
 * Memory beside the document that changed by itself: the file of a dump is read from the disk whenever it is shown. What was
 * asked about it has to be asked again.
 */
export const useSourceChangesStore = defineStore('sourceChanges', () => {
  const documents = useDocumentStore();
  /** Grows with every change of anything. */
  const serial = ref(0);
  /** The last change. */
  const last = shallowRef<SourceChange | null>(null);
  /** What the window says of it, until that is dismissed. */
  const notice = ref<string | null>(null);
  const counts = shallowRef<ReadonlyMap<number, number>>(new Map());

  /** How often a source has changed. */
  function countOf(source: number): number {
    return counts.value.get(source) ?? 0;
  }

  function dismiss(): void {
    notice.value = null;
  }

  on('sourceChanged', (change) => {
    counts.value = new Map(counts.value).set(change.source, countOf(change.source) + 1);
    serial.value += 1;
    last.value = change;
    notice.value = change.text;
  });
  watch(
    () => documents.revision,
    () => {
      counts.value = new Map();
      last.value = null;
      dismiss();
    },
    { flush: 'sync' },
  );

  return { serial, last, notice, countOf, dismiss };
});
