import { defineStore } from 'pinia';
import { ref } from 'vue';

/** What the compare panel is about: how two moments differ, in pages and entries, or memory byte by byte. */
export type CompareMode = 'moments' | 'memory';

/** Which part of the compare panel shows. */
export const useCompareModeStore = defineStore('compareMode', () => {
  const mode = ref<CompareMode>('moments');
  /** Whether the form for a dump's place is open. */
  const asksForDump = ref(false);

  function show(next: CompareMode): void {
    mode.value = next;
  }

  return { mode, asksForDump, show };
});
