import { computed, type ComputedRef } from 'vue';
import type { RowList } from '../../../shared/kernel-types';
import { useQuery } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import { useKernelViewStore } from '../../stores/kernel-view';
import { useSelectedPlace } from './useSelectedPlace';

/** The row of a short list that the selected byte is about; -1 for none. */
export function useMarkedRow(list: RowList): ComputedRef<number> {
  const engine = useEngineStore();
  const view = useKernelViewStore();
  const place = useSelectedPlace();
  const { data } = useQuery(
    () => (place.value === null ? null : { list, at: place.value, ...view.asked }),
    async (params) => ({ row: await engine.kernelRowOf(params) }),
    { timeless: true },
  );
  return computed(() => data.value?.row ?? -1);
}
