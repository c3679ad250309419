import { computed, type ComputedRef } from 'vue';
import { useQuery } from '../../composables/useQuery';
import { useDocumentStore } from '../../stores/document';
import { useEngineStore } from '../../stores/engine';
import { LEAST_PAGES, windowIn, WHOLE_SPACE, type PageWindow } from '../../stores/page-window';
import { SLOT_PAGES } from './slot-runs';

/** Rows of everything that is mapped. */
const ALL = { filter: '', merge: 'rights', sort: 'address', descending: false } as const;

/**
 * What is mapped at the end of the load, from the first page to the last: what the strips show at first, at every moment, so
 * that one sees it fill. Where nothing is, the first level 4 entry; `null` before that is known.
 */
export function useMappedExtent(): ComputedRef<PageWindow | null> {
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const ends = useQuery(
    () => documents.opCount,
    async (moment) => {
      const { rows } = await engine.findRanges({ moment, query: ALL });
      if (rows === 0) return [];
      const asked = [0, rows - 1].map((first) => engine.rangeRows({ moment, query: ALL, first, count: 1 }));
      return (await Promise.all(asked)).flat();
    },
    { timeless: true },
  );

  return computed(() => {
    const rows = ends.data.value;
    if (rows === null) return null;
    const [first, last = first] = rows;
    if (first === undefined || last === undefined) return { first: 0, end: SLOT_PAGES };
    const pages = last.page + last.pages - first.page;
    return windowIn(WHOLE_SPACE, first.page, Math.max(pages, LEAST_PAGES));
  });
}
