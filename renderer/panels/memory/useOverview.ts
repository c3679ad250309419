import { onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { Overview } from '../../../shared/memory-types';
import { useDocumentStore } from '../../stores/document';
import { useOverviewStore } from '../../stores/overview';
import { useSourceChangesStore } from '../../stores/source-changes';
import type { MinimapRows } from './minimap-rows';
import type { MemoryViewHandle } from './view-handle';

/** While moments change quickly a picture is asked for so often, in milliseconds. */
const CALM = 150;
/** Between two questions for the rest of one picture: the worker answers others in between. */
const BETWEEN = 30;

/** A picture with the rows that it was asked for. */
export interface KnownOverview {
  readonly rows: MinimapRows;
  readonly picture: Overview;
}

/**
 * The picture of a view's space. It is asked for at rest, and again until it is complete; it never holds up the answers
 * about a moment, as the views' own questions do.
 */
export function useOverview(
  view: MemoryViewHandle,
  rows: ComputedRef<MinimapRows | null>,
): ShallowRef<KnownOverview | null> {
  const documents = useDocumentStore();
  const changes = useSourceChangesStore();
  const overviews = useOverviewStore();
  const known = shallowRef<KnownOverview | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asks = 0;
  let askedAt = -Infinity;

  async function ask(): Promise<void> {
    const mine = ++asks;
    askedAt = performance.now();
    const asked = rows.value;
    if (asked === null || documents.revision === null) return;
    const { space, moment, source, against } = view;
    try {
      const answer = overviews.overview(space, asked.edges, moment.value, source.value, against.value);
      const picture = await answer;
      if (mine !== asks) return;
      known.value = { rows: asked, picture };
      if (!picture.complete) later(BETWEEN);
    } catch {
      // What is wrong with the source, the rows of the view say.
      if (mine === asks) known.value = null;
    }
  }

  function later(wait: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), wait);
  }

  watch(
    [rows, view.moment, view.source, view.against, () => documents.revision, () => changes.serial],
    () => later(Math.max(0, askedAt + CALM - performance.now())),
    { immediate: true },
  );
  onScopeDispose(() => {
    asks++;
    clearTimeout(timer);
  });
  return known;
}
