import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { VIEW_NAMES } from '../../shared/contract';
import { focusAgain, focusedPanel } from '../composables/panel-focus';
import { useLayoutStore } from './layout';
import { useSearchStore } from './search';
import { panelNameOf } from './view-places';

/** Panels with a field of their own to search, filter or go to; memory has a whole panel for it, see the search store. */
export type SearchablePanel =
  'source' | 'disassembly' | 'stepTable' | 'kernel' | 'space' | 'frames' | 'address';

/** A wish to search in a panel; `serial` tells two wishes for the same one apart. */
export interface FindRequest {
  readonly panel: SearchablePanel;
  readonly serial: number;
}

/** What had the keyboard before it went to the search in memory. */
interface Origin {
  readonly element: Element | null;
  readonly panel: string;
}

const SEARCH = 'search';
const MEMORY = 'memory';

/** Where Find leads: the panel that owns the search field listens and opens it. */
export const useFindStore = defineStore('find', () => {
  const request = shallowRef<FindRequest | null>(null);
  let origin: Origin = { element: null, panel: '' };

  function open(panel: SearchablePanel): void {
    request.value = { panel, serial: (request.value?.serial ?? 0) + 1 };
  }

  /** Goes to the search in memory, which {@link leaveMemory} comes back from. */
  async function openMemory(): Promise<void> {
    const panel = focusedPanel();
    if (panel !== SEARCH) origin = { element: document.activeElement, panel };
    await useLayoutStore().showView(SEARCH);
    await useSearchStore().open();
  }

  /** Back to where the search was asked for, also where its tab has taken that panel's place; else to the bytes. */
  async function leaveMemory(): Promise<void> {
    const layout = useLayoutStore();
    const { element, panel } = origin;
    if (panel === '' || panel === MEMORY) return layout.showView(MEMORY);
    if (focusAgain(element)) return;
    await layout.showView(VIEW_NAMES.find((view) => panelNameOf(view) === panel) ?? MEMORY);
  }

  return { request, open, openMemory, leaveMemory };
});
