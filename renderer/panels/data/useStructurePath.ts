import type { StructureNode } from '../../../shared/memory-types';
import { resting } from '../../composables/resting';
import { useQuery, type Query } from '../../composables/useQuery';
import { useMemoryDataStore } from '../../stores/memory-data';
import type { MemoryViewHandle } from '../memory/view-handle';

/** The structures around the cursor of a view, with element and field; empty where it has none. */
export function useStructurePath(view: MemoryViewHandle): Query<StructureNode[]> {
  const data = useMemoryDataStore();
  const first = resting(() => view.selection.value?.first ?? null);
  return useQuery(
    () => {
      const position = first.value;
      if (position === null || !view.settings.value.showStructures) return null;
      return { side: { source: view.source.value, moment: view.moment.value }, position };
    },
    ({ side, position }) => data.structuresAt(side, view.space, position),
    { timeless: true },
  );
}
