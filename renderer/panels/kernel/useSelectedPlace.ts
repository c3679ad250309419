import { computed, type ComputedRef } from 'vue';
import { PAGE_SIZE } from '../../../shared/address';
import type { RowPlace } from '../../../shared/kernel-types';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { resting } from '../../composables/resting';
import { useQuery } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import { useKernelViewStore } from '../../stores/kernel-view';
import { useSelectionStore } from '../../stores/selection';

/** The byte that is selected anywhere in the window, as the kernel file knows bytes; `null` where it is none of its. */
export function useSelectedPlace(): ComputedRef<Exclude<RowPlace, { by: 'index' }> | null> {
  const engine = useEngineStore();
  const selection = useSelectionStore();
  const view = useKernelViewStore();

  const selected = resting(() => {
    const { byte } = selection;
    if (byte === null || (byte.source ?? DOCUMENT_SOURCE) !== view.source) return null;
    return { space: byte.space, position: byte.page * PAGE_SIZE + byte.offset, moment: byte.moment };
  });
  // Frames show what pages are mapped to them at the moment.
  const virtual = useQuery(
    () => (selected.value?.space === 'physical' ? selected.value : null),
    async ({ position, moment: kept }, moment) => {
      const side = { source: view.source, moment: kept ?? moment };
      return engine.counterpart(side, 'physical', position, 'virtual');
    },
  );
  return computed(() => {
    const byte = selected.value;
    if (byte === null) return null;
    if (byte.space !== 'physical') return { by: byte.space, position: byte.position };
    const position = virtual.data.value?.position ?? null;
    return position === null ? null : { by: 'virtual', position };
  });
}
