import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** Panels with a field of their own to search, filter or go to; memory has a whole panel for it, see the search store. */
export type SearchablePanel = 'source' | 'disassembly' | 'stepTable' | 'kernel' | 'space' | 'frames';

/** A wish to search in a panel; `serial` tells two wishes for the same one apart. */
export interface FindRequest {
  readonly panel: SearchablePanel;
  readonly serial: number;
}

/** Where Find leads: the panel that owns the search field listens and opens it. */
export const useFindStore = defineStore('find', () => {
  const request = shallowRef<FindRequest | null>(null);

  function open(panel: SearchablePanel): void {
    request.value = { panel, serial: (request.value?.serial ?? 0) + 1 };
  }

  return { request, open };
});
