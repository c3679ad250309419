import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { NOTES_LIMITS, type Bookmark, type MomentAnchor } from '../../shared/notes';
import type { Failure } from '../../shared/result';
import { call } from '../api/client';
import { anchorStep } from '../composables/bookmark-text';
import { failureOf } from '../composables/failure';
import { beginPending } from '../composables/pending';
import { useDocumentStore } from './document';
import { useNotesStore } from './notes';
import { createRemovals, freeId } from './removed';
import { useTimeStore } from './time';

/** A bookmark with the moment of this load that it stands for; `null` where the load has no such step. */
export interface BoundBookmark extends Bookmark {
  readonly moment: number | null;
}

/** Named moments with notes. They are kept with the file and found again in every load of it. */
export const useBookmarksStore = defineStore('bookmarks', () => {
  const documents = useDocumentStore();
  const notes = useNotesStore();
  const time = useTimeStore();
  const failure = shallowRef<Failure | null>(null);
  const removals = createRemovals<Bookmark>();
  /** Moments in the load of {@link foundIn} by anchor; anchors are never changed in place. */
  let found = new WeakMap<MomentAnchor, { readonly moment: number | null }>();
  let foundIn: number | null = null;
  const version = ref(0);
  let round = 0;

  function momentOf(anchor: MomentAnchor): number | null {
    const known = found.get(anchor);
    return known === undefined ? null : known.moment;
  }

  /** By moment; those that this load does not have come last. */
  const list = computed<readonly BoundBookmark[]>(() => {
    void version.value;
    const bound = notes.bookmarks.map((one) => ({ ...one, moment: momentOf(one.anchor) }));
    return bound.sort((a, b) => (a.moment ?? Infinity) - (b.moment ?? Infinity) || a.id - b.id);
  });

  async function find(revision: number): Promise<void> {
    if (foundIn !== revision) {
      found = new WeakMap();
      foundIn = revision;
    }
    const anchors = notes.bookmarks.map(({ anchor }) => anchor).filter((anchor) => !found.has(anchor));
    round += 1;
    const mine = round;
    if (anchors.length === 0) {
      version.value += 1;
      return;
    }
    const end = beginPending();
    try {
      const moments = await call('anchor.find', { anchors });
      if (mine !== round) return;
      anchors.forEach((anchor, i) => found.set(anchor, { moment: moments[i] ?? null }));
      failure.value = null;
    } catch (error) {
      if (mine === round) failure.value = failureOf(error);
    } finally {
      version.value += 1;
      end();
    }
  }

  /**
   * Adds a bookmark; without a name it gets that of its step.
   *
   * @returns its id, or `null` where it could not be added
   */
  async function add(moment: number, name?: string, note = ''): Promise<number | null> {
    const revision = documents.revision;
    if (revision === null || !notes.ready) return null;
    if (notes.bookmarks.length >= NOTES_LIMITS.bookmarks) {
      const message = `There are ${NOTES_LIMITS.bookmarks} bookmarks already.`;
      failure.value = { code: 'bookmarks.many', message, advice: 'Remove some that you no longer need.' };
      return null;
    }
    const end = beginPending();
    try {
      const anchor = await call('anchor.of', { moment });
      if (revision !== documents.revision) return null;
      const id = freeId(notes.bookmarks);
      if (foundIn === revision) found.set(anchor, { moment });
      notes.bookmarks = [...notes.bookmarks, { id, name: name ?? anchorStep(anchor), note, anchor }];
      failure.value = null;
      return id;
    } catch (error) {
      failure.value = failureOf(error);
      return null;
    } finally {
      end();
    }
  }

  function update(id: number, changes: Partial<Pick<Bookmark, 'name' | 'note'>>): void {
    notes.bookmarks = notes.bookmarks.map((one) => (one.id === id ? { ...one, ...changes } : one));
  }

  function remove(id: number): void {
    notes.bookmarks = removals.remove(notes.bookmarks, (one) => one.id === id);
  }

  function removeAll(): void {
    notes.bookmarks = removals.remove(notes.bookmarks, () => true);
  }

  /** Puts the bookmarks that were removed last back. */
  function undoRemove(): void {
    notes.bookmarks = removals.restore(notes.bookmarks);
  }

  /** Removes the bookmarks at a moment, or adds one. */
  async function toggle(moment: number): Promise<void> {
    const here = new Set(list.value.filter((one) => one.moment === moment).map(({ id }) => id));
    if (here.size === 0) await add(moment);
    else notes.bookmarks = removals.remove(notes.bookmarks, ({ id }) => here.has(id));
  }

  function momentsOfThisLoad(): number[] {
    return list.value.flatMap(({ moment }) => (moment === null ? [] : [moment]));
  }

  /** Goes to the next bookmark, behind the last one round to the first. */
  function next(): void {
    const moments = momentsOfThisLoad();
    const target = moments.find((moment) => moment > time.moment) ?? moments[0];
    if (target !== undefined) time.jump(target);
  }

  /** Goes to the bookmark before, from the first one round to the last. */
  function previous(): void {
    const moments = momentsOfThisLoad();
    const target = moments.filter((moment) => moment < time.moment).at(-1) ?? moments.at(-1);
    if (target !== undefined) time.jump(target);
  }

  watch(
    [() => notes.bookmarks, () => notes.ready, () => documents.revision],
    ([, ready, revision]) => {
      if (ready && revision !== null) void find(revision);
    },
    { immediate: true, flush: 'sync' },
  );
  watch(
    () => notes.ready,
    () => removals.clear(),
  );

  return {
    list,
    failure,
    lastRemoval: removals.last,
    freshRemoval: removals.fresh,
    add,
    update,
    remove,
    removeAll,
    undoRemove,
    toggle,
    next,
    previous,
  };
});
