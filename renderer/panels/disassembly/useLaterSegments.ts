import { computed, type ComputedRef } from 'vue';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { useQuery } from '../../composables/useQuery';
import { useCodeViewStore } from '../../stores/code-view';
import { useEngineStore } from '../../stores/engine';
import type { LaterSegment } from './code-text';

/** Headers that are looked at: a kernel with more LOAD segments has them named by the kernel view only. */
const MOST = 256;

function position(address: string): number {
  return Number(BigInt.asUintN(48, BigInt(address)));
}

/** The LOAD segments of the document, for what is to be said of holes. */
export function useLaterSegments(): ComputedRef<readonly LaterSegment[]> {
  const engine = useEngineStore();
  const view = useCodeViewStore();
  const query = useQuery(
    () => (view.source === DOCUMENT_SOURCE ? { first: 0, count: MOST } : null),
    (params) => engine.kernelSegments(params),
    { timeless: true },
  );
  return computed(() =>
    (query.data.value ?? []).flatMap(({ load, loaded, stage }) =>
      load === 0 || loaded === null
        ? []
        : [{ load, first: position(loaded.first), last: position(loaded.last), stage }],
    ),
  );
}
