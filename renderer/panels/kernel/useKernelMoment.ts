import { useKernelViewStore } from '../../stores/kernel-view';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { useMemoryViewsStore } from '../../stores/memory-views';
import { useTimeStore } from '../../stores/time';

/** The moment of the load whose file is shown: an attached kernel has moments of its own. */
export function useKernelMoment() {
  const time = useTimeStore();
  const view = useKernelViewStore();
  const views = useMemoryViewsStore();

  /** @param moment one of the document's; absent: the current one */
  function momentFor(moment = time.moment): number {
    const { source } = view;
    return source === DOCUMENT_SOURCE ? moment : views.momentOf({ source, moment: null });
  }

  return { momentFor };
}
