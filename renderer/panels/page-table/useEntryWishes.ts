import { hex, virtOfPage } from '../../../shared/address';
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

/**
 * The last entry on the way to the page that the step is about, for a picture of which nothing else was asked: what is
 * selected and what the op writes come before it.
 */
export function useStepEntry(): Query<EntryPlace | null> {
  const engine = useEngineStore();
  const selection = useSelectionStore();
  const time = useTimeStore();
  const view = usePageTableViewStore();
  const { isOwn, at } = useTreeOf();

  return useQuery(
    () => {
      const { byte, entry } = selection;
      const page = time.where?.page ?? null;
      const isSelected = entry !== null || (byte?.space === 'virtual' && !isForeign(byte));
      const stays = view.isChosen || (view.table !== null && !view.follow);
      const isWritten = view.follow && wishOfStep(time.where) !== null;
      if (page === null || !isOwn.value || isSelected || stays || isWritten) return null;
      return { type: 'page' as const, virt: hex(virtOfPage(page)) };
    },
    (wish, moment) => findEntry(engine, at(moment), wish),
  );
}
