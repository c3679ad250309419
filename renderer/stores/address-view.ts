import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import { useDocumentStore } from './document';
import { useLayoutStore } from './layout';
import { useSelectionStore } from './selection';
import { useSourcesStore } from './sources';

/** An address, and whose. */
export type LookedAt = {
  readonly source: number;
  /** Frame of the level 4 table, where it is not the usual one of the source. */
  readonly root?: number | undefined;
} & (
  | {
      /** `0x…`; it may be none that is canonical. */
      readonly virt: string;
    }
  | {
      /** A physical address: pages that show it are looked for. */
      readonly physical: number;
    }
);

/** Which address the Address panel is about: the one that was asked for, until something else is selected. */
export const useAddressViewStore = defineStore('addressView', () => {
  const documents = useDocumentStore();
  const selection = useSelectionStore();
  const sources = useSourcesStore();
  /** The address that was typed or sent here; `null`: the panel shows what is selected. */
  const shown = shallowRef<LookedAt | null>(null);
  /** What is selected from now on takes the place of {@link shown}. */
  const follow = ref(true);
  /** Whether the pages that show the same frame are listed. */
  const listsAliases = ref(false);
  /** Asks the panel to put the keyboard into its field; counts the wishes. */
  const fieldWanted = ref(0);

  /** Looks at an address without bringing the panel to the front. */
  function set(place: LookedAt): void {
    shown.value = place;
  }

  /** Brings the panel to the front with an address. */
  function show(
    virt: string,
    of: { readonly source?: number; readonly root?: number | undefined } = {},
  ): void {
    set({ virt, source: of.source ?? DOCUMENT_SOURCE, root: of.root });
    void useLayoutStore().showView('address');
  }

  /** Brings the panel to the front with the keyboard in its field. */
  async function ask(): Promise<void> {
    await useLayoutStore().showView('address');
    fieldWanted.value += 1;
  }

  /** Follows the selection, or stays. @param current what the panel shows: it stays at that */
  function setFollow(on: boolean, current: LookedAt | null): void {
    follow.value = on;
    shown.value = on ? null : current;
  }

  watch(
    () => [selection.byte, selection.entry],
    ([byte, entry]) => {
      if (follow.value && (byte !== null || entry !== null)) shown.value = null;
    },
    { flush: 'sync' },
  );
  watch(
    () => documents.revision,
    () => (shown.value = null),
    { flush: 'sync' },
  );
  // What was attached may have gone away.
  watch(
    () => sources.list,
    (list) => {
      const source = shown.value?.source ?? DOCUMENT_SOURCE;
      if (source !== DOCUMENT_SOURCE && !list.some(({ id }) => id === source)) shown.value = null;
    },
    { flush: 'sync' },
  );

  return { shown, follow, listsAliases, fieldWanted, set, show, ask, setFollow };
});
