import { computed, type ComputedRef } from 'vue';
import { PAGE_SIZE } from '../../../shared/address';
import { useQuery } from '../../composables/useQuery';
import { useMemoryDataStore } from '../../stores/memory-data';
import type { ByteRun } from '../memory/decorations';
import type { MemoryViewHandle } from '../memory/view-handle';
import { structureRuns } from './structure-runs';
import { useStructurePath } from './useStructurePath';

/** Pages that one question is about; what is folded between rows may be longer than any answer. */
const MOST_PAGES = 256;
/** Fields of one structure that are outlined; elements of a table are not. */
const MOST_FIELDS = 64;

/** Outlines of the structures in sight of a view, and of the fields of the one that the cursor is in. */
export function useStructureRuns(view: MemoryViewHandle): ComputedRef<readonly ByteRun[]> {
  const data = useMemoryDataStore();
  const side = (): { source: number; moment: number } => ({
    source: view.source.value,
    moment: view.moment.value,
  });
  const inSight = useQuery(
    () => {
      const { first, end } = view.sight.value;
      if (!view.settings.value.showStructures || first >= end) return null;
      const page = Math.floor(first / PAGE_SIZE);
      const count = Math.min(Math.ceil(end / PAGE_SIZE) - page, MOST_PAGES);
      return { side: side(), page, count };
    },
    (asked) => data.structuresIn(asked.side, view.space, asked.page, asked.count),
    { timeless: true },
  );
  const path = useStructurePath(view);
  const innermost = computed(() => path.data.value?.filter(({ kind }) => kind !== 'field').at(-1) ?? null);
  const fields = useQuery(
    () => {
      const node = innermost.value;
      const isTable = node === null || node.children === 0 || node.children > MOST_FIELDS;
      return isTable ? null : { side: side(), id: node.id, count: node.children };
    },
    (asked) => data.structureParts(asked.side, view.space, asked.id, 0, asked.count),
    { timeless: true },
  );
  return computed(() => structureRuns(inSight.data.value ?? [], fields.data.value ?? []));
}
