import { computed, type ComputedRef } from 'vue';
import { DOCUMENT_SOURCE, type Against } from '../../../shared/memory-types';
import { useCompareStore } from '../../stores/compare';
import { useDocumentStore } from '../../stores/document';
import { movedBy, originalOf } from '../../stores/edited-load';
import { PAGE_SIZE } from '../../../shared/address';
import { isOfDocument, type MemoryView } from '../../stores/memory-view-state';
import { useMemoryViewsStore } from '../../stores/memory-views';
import { useSourcesStore } from '../../stores/sources';
import { useTimeStore } from '../../stores/time';

/** What a view shows, and of which moment. */
export interface ViewClock {
  readonly source: ComputedRef<number>;
  /** The moment that is asked about. */
  readonly moment: ComputedRef<number>;
  /** The moment that is drawn: it follows when the answers are there. */
  readonly shownMoment: ComputedRef<number>;
  /** The document at the current moment. */
  readonly isCurrent: ComputedRef<boolean>;
  /** What the pages are compared with; `null`: nothing. */
  readonly against: ComputedRef<Against | null>;
}

/** The clock of views that show the document at the current moment, and compare it with nothing. */
export function documentClock(): ViewClock {
  const time = useTimeStore();
  return {
    source: computed(() => DOCUMENT_SOURCE),
    moment: computed(() => time.moment),
    shownMoment: computed(() => time.shownMoment),
    isCurrent: computed(() => true),
    against: computed(() => null),
  };
}

/** The clock of a view: the window's, or one that stands still. */
export function useViewClock(view: MemoryView): ViewClock {
  const views = useMemoryViewsStore();
  const compare = useCompareStore();
  const documents = useDocumentStore();
  const sources = useSourcesStore();
  const time = useTimeStore();
  const isCurrent = computed(() => isOfDocument(view));
  const moment = computed(() => views.momentOf(view));

  /** The moment before the first change of the step, as far as it is known: a held key does not wait for it. */
  const stepStart = computed(() => {
    const first = time.where?.stepChanges[0]?.moment;
    return first === undefined || first > time.moment ? null : first - 1;
  });

  /**
   * The kernel without the edits at the same moment, and where the one load is at its end, at that of the other. What the
   * edits have moved by whole pages stands beside what it was; nothing can be marked where they have moved it otherwise.
   */
  const original = computed((): Against | null => {
    const source = originalOf(sources.list);
    if (source === null) return null;
    const { id, lastMoment } = source;
    const isAtEnd = moment.value === documents.opCount;
    const side = { source: id, moment: isAtEnd ? lastMoment : Math.min(moment.value, lastMoment) };
    const moved = view.space === 'virtual' ? movedBy(source, documents.summary) : 0;
    if (moved === 0) return side;
    return moved % PAGE_SIZE === 0 ? { ...side, shiftPages: 0 - moved / PAGE_SIZE } : null;
  });

  const against = computed((): Against | null => {
    if (view.source !== DOCUMENT_SOURCE || view.space === 'file') return null;
    const { changes } = view.settings;
    if (changes === 'original') return original.value;
    const from = changes === 'pinned' ? compare.from : null;
    const earlier = changes === 'step' && isCurrent.value ? stepStart.value : from;
    return earlier === null || earlier === moment.value ? null : { source: DOCUMENT_SOURCE, moment: earlier };
  });

  return {
    source: computed(() => view.source),
    moment,
    shownMoment: computed(() => (isCurrent.value ? time.shownMoment : moment.value)),
    isCurrent,
    against,
  };
}

/** A side and what it is compared with, as a text: pages of the same state are the same. */
export function stateOf(source: number, moment: number, against: Against | null): string {
  const beside = against === null ? '' : `${against.source}:${against.moment}:${against.shiftPages ?? 0}`;
  return `${source}:${moment}:${beside}`;
}
