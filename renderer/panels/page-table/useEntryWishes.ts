import { useEngineStore } from '../../stores/engine';
import { usePageTableViewStore } from '../../stores/page-table-view';
import { isForeign, useSelectionStore } from '../../stores/selection';
import { useTimeStore } from '../../stores/time';
import { useQuery, type Query } from '../../composables/useQuery';
import { findEntry, wishOfSelection, wishOfStep, type EntryPlace } from './table-place';
import { useTreeOf } from './useTreeOf';

/** Entries that the panel goes to because something else in the window is about them. */
export interface EntryWishes {
  /** What is selected. */
  readonly chosen: Query<EntryPlace | null>;
  /** What the op at the moment writes, where the panel follows that. */
  readonly written: Query<EntryPlace | null>;
}

/** Finds them in the document's own tree, which alone the window's selection and steps are about. */
export function useEntryWishes(): EntryWishes {
  const engine = useEngineStore();
  const selection = useSelectionStore();
  const time = useTimeStore();
  const view = usePageTableViewStore();
  const { isOwn, at } = useTreeOf();

  const chosen = useQuery(
    () => {
      const { byte, entry } = selection;
      return isOwn.value && !isForeign(byte) ? wishOfSelection(entry, byte) : null;
    },
    (wish, moment) => findEntry(engine, at(moment), wish),
  );
  const written = useQuery(
    () => (isOwn.value && view.follow ? wishOfStep(time.where) : null),
    (wish, moment) => findEntry(engine, at(moment), wish),
  );
  return { chosen, written };
}
