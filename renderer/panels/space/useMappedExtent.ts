import { computed, type ComputedRef } from 'vue';
import { useQuery, type Query } from '../../composables/useQuery';
import { useDocumentStore } from '../../stores/document';
import { useEngineStore } from '../../stores/engine';
import { LEAST_PAGES, windowIn, WHOLE_SPACE, type PageWindow } from '../../stores/page-window';
import type { TreeChoice } from '../../stores/tree-choice';
import { useSpaceViewStore } from '../../stores/space-view';
import type { RangeRow } from '../../../shared/table-types';
import { treeAt } from '../page-table/useTreeOf';
import { SLOT_PAGES } from './slot-runs';

/** Rows of everything that is mapped. */
const ALL = { filter: '', merge: 'rights', sort: 'address', descending: false } as const;

/** What is mapped, once it is known. */
export interface MappedExtent {
  /** From the first page to the last; where nothing is mapped, the first level 4 entry; `null` before it is known. */
  readonly extent: ComputedRef<PageWindow | null>;
  readonly query: Pick<Query<unknown>, 'failure' | 'loading' | 'retry'>;
}

/** What is mapped at the end of the load: what the strips show at first, at every moment, so that one sees it fill. */
export function useMappedExtent(): MappedExtent {
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const view = useSpaceViewStore();
  const ends = useQuery(
    () => ({ tree: view.tree, last: documents.opCount }),
    async ({ tree, last }): Promise<{ tree: TreeChoice; rows: readonly RangeRow[] }> => {
      const of = { ...treeAt(tree, last), query: ALL };
      const { rows } = await engine.findRanges(of);
      if (rows === 0) return { tree, rows: [] };
      const asked = [0, rows - 1].map((first) => engine.rangeRows({ ...of, first, count: 1 }));
      return { tree, rows: (await Promise.all(asked)).flat() };
    },
    { timeless: true },
  );
  const extent = computed(() => {
    const answer = ends.data.value;
    // The answer about another source stays until that about this one comes.
    if (answer === null || answer.tree !== view.tree) return null;
    const [first, last = first] = answer.rows;
    if (first === undefined || last === undefined) return { first: 0, end: SLOT_PAGES };
    const pages = last.page + last.pages - first.page;
    return windowIn(WHOLE_SPACE, first.page, Math.max(pages, LEAST_PAGES));
  });
  return { extent, query: ends };
}
