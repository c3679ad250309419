import { computed, type ComputedRef } from 'vue';
import { PAGE_SIZE, pageOfVirt } from '../../../shared/address';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { resting } from '../../composables/resting';
import { useQuery } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import { isForeign, useSelectionStore } from '../../stores/selection';
import { useSpaceViewStore } from '../../stores/space-view';

/**
 * The page that belongs to what is selected in the window: a byte's own, that of an entry's first byte, and for a byte of a
 * frame or of the file the page that shows it; `null` where there is none. In the address space of memory beside the document:
 * the page that was selected there.
 */
export function useSelectedPage(): ComputedRef<number | null> {
  const engine = useEngineStore();
  const selection = useSelectionStore();
  const view = useSpaceViewStore();
  const chosen = resting(() => ({ byte: selection.byte, entry: selection.entry }));

  const shown = useQuery(
    () => {
      const { byte } = chosen.value;
      if (byte === null || byte.space === 'virtual' || isForeign(byte)) return null;
      return { space: byte.space, position: byte.page * PAGE_SIZE + byte.offset };
    },
    ({ space, position }, moment) =>
      engine.counterpart({ source: DOCUMENT_SOURCE, moment }, space, position, 'virtual'),
  );

  return computed(() => {
    if (!view.isOwn) return view.chosen;
    const { byte, entry } = chosen.value;
    if (entry !== null) return pageOfVirt(BigInt(entry.virt));
    if (byte === null || isForeign(byte)) return null;
    if (byte.space === 'virtual') return byte.page;
    const position = shown.data.value?.position ?? null;
    return position === null ? null : Math.floor(position / PAGE_SIZE);
  });
}
