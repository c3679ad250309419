import { computed, toRef, type ComputedRef } from 'vue';
import type { MemoryView, ViewBytes } from '../../stores/memory-view-state';
import { useMemoryViewsStore } from '../../stores/memory-views';
import type { Rows } from './useRows';
import type { ViewClock } from './useViewClock';
import type { MemoryViewHandle } from './view-handle';

/** What a handle is made of. */
export interface HandleInput {
  readonly view: MemoryView;
  readonly clock: ViewClock;
  readonly rows: Rows;
  readonly size: ComputedRef<number>;
  readonly selection: ComputedRef<ViewBytes | null>;
  readonly publish: (bytes: ViewBytes) => void;
  readonly focus: () => void;
}

/** A view as what is hung into it sees it. */
export function useViewHandle(input: HandleInput): MemoryViewHandle {
  const views = useMemoryViewsStore();
  const { view, clock, rows } = input;
  return {
    id: view.id,
    space: view.space,
    source: clock.source,
    moment: clock.moment,
    shownMoment: clock.shownMoment,
    isCurrent: clock.isCurrent,
    against: clock.against,
    settings: toRef(view, 'settings'),
    sight: rows.sight,
    size: input.size,
    selection: input.selection,
    page: (page) => (rows.pages.version.value >= 0 ? rows.pages.view(page) : null),
    pagesInSight: computed(() => rows.pagesInSight.value),
    goTo: (position, length = 1) => views.send(view, { first: position, length }),
    select: (first, length) => input.publish({ first, length }),
    scrollTo: (position) => rows.scrollToByte(position),
    focus: input.focus,
  };
}
