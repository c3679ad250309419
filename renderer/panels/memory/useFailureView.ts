import { watch } from 'vue';
import { hex, virtOfPage } from '../../../shared/address';
import type { MemorySpace } from '../../../shared/view-types';
import { useDocumentStore } from '../../stores/document';
import { useEngineStore } from '../../stores/engine';
import { useTimeStore } from '../../stores/time';

/**
 * The first view of a failed load is the evidence: the page that its last step wanted, where that is mapped
 * already; the file, where the load ended before anything was mapped.
 *
 * @param show brings a space to the front; the scope of the step shows the page there.
 */
export function useFailureView(show: (space: MemorySpace) => void): void {
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const time = useTimeStore();
  /** The load that was judged: only its first view is chosen, not each later one. */
  let judged: number | null = null;

  watch(
    () => time.where,
    async (where) => {
      const { revision, summary } = documents;
      if (where === null || summary === null || revision === null || revision === judged) return;
      judged = revision;
      if (summary.status === 'ok' || !time.atLast) return;
      if (summary.pagesMapped === 0) {
        show('file');
        return;
      }
      if (where.page === null) return;
      const walk = await engine.walk(hex(virtOfPage(where.page)), where.moment).catch(() => null);
      if (walk === null || walk.phys === null) return;
      if (revision === documents.revision && time.atLast) show('virtual');
    },
    { immediate: true },
  );
}
