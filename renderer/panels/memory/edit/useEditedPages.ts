import { PAGE_SIZE } from '../../../../shared/address';
import { DOCUMENT_SOURCE } from '../../../../shared/memory-types';
import type { MemorySpace, PageView } from '../../../../shared/view-types';
import type { EditRun } from '../../../composables/edit-runs';
import { useEditsStore } from '../../../stores/edits';

/** A page with edits drawn in, and the edits. */
interface Drawn {
  readonly runs: readonly EditRun[];
  readonly loaded: readonly EditRun[];
  readonly page: PageView;
}

/**
 * Pages of the document's file as they will be with the edits; all other pages as they are. Each page is made once for
 * its edits, so that what was drawn of it is not drawn again.
 */
export function useEditedPages(
  space: MemorySpace,
  source: () => number,
): (page: PageView | null) => PageView | null {
  const edits = useEditsStore();
  const known = new WeakMap<PageView, Drawn>();

  return (page) => {
    if (page === null || space !== 'file' || source() !== DOCUMENT_SOURCE || page.bytes === null) return page;
    const { runs, loaded } = edits;
    if (runs.length === 0 && loaded.length === 0) return page;
    const before = known.get(page);
    if (before?.runs === runs && before.loaded === loaded) return before.page;
    const bytes = edits.bytesShown(page.bytes, page.page * PAGE_SIZE);
    const drawn = bytes === page.bytes ? page : { ...page, bytes };
    known.set(page, { runs, loaded, page: drawn });
    return drawn;
  };
}
