import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { NOTES_LIMITS, type Watch } from '../../shared/notes';
import { useDocumentStore } from './document';
import { useNotesStore } from './notes';
import { createRemovals, freeId } from './removed';
import { useTimeStore } from './time';

/** Watch expressions in the order of the user; they are kept with the file. */
export const useWatchesStore = defineStore('watches', () => {
  const documents = useDocumentStore();
  const notes = useNotesStore();
  const time = useTimeStore();
  const removals = createRemovals<Watch>();
  /** Id of the watch that was added last, for the list to bring it into sight. */
  const added = ref<number | null>(null);
  /** Grows with each wish to type a new expression. */
  const addRequests = ref(0);
  /** The moment that was shown before the current one: what values are compared with. */
  const earlier = ref<number | null>(null);

  const list = computed<readonly Watch[]>(() => notes.watches);
  const isFull = computed(() => list.value.length >= NOTES_LIMITS.watches);

  /** An expression as it is kept; `null` for one that is empty or too long. */
  function kept(text: string): string | null {
    const expression = text.trim();
    return expression === '' || expression.length > NOTES_LIMITS.text ? null : expression;
  }

  /** Asks the panel for its field; it must be shown. */
  function startAdd(): void {
    addRequests.value += 1;
  }

  /** Adds an expression at the end. */
  function add(text: string): void {
    const expression = kept(text);
    if (expression === null || !notes.ready || isFull.value) return;
    const id = freeId(list.value);
    notes.watches = [...list.value, { id, text: expression }];
    added.value = id;
  }

  /** Changes the text of a watch; an empty one removes it. */
  function update(id: number, text: string): void {
    if (text.trim() === '') return remove(id);
    const expression = kept(text);
    if (expression === null) return;
    notes.watches = list.value.map((each) => (each.id === id ? { id, text: expression } : each));
  }

  function remove(id: number): void {
    notes.watches = removals.remove(notes.watches, (each) => each.id === id);
  }

  function removeAll(): void {
    notes.watches = removals.remove(notes.watches, () => true);
  }

  /** Puts the watches that were removed last back. */
  function undoRemove(): void {
    notes.watches = removals.restore(notes.watches);
  }

  /** Moves a watch by some places; at an end it stays. */
  function move(id: number, by: number): void {
    const from = list.value.findIndex((each) => each.id === id);
    const moved = list.value[from];
    const to = Math.min(Math.max(from + by, 0), list.value.length - 1);
    if (moved === undefined || to === from) return;
    const others = list.value.filter((each) => each.id !== id);
    notes.watches = [...others.slice(0, to), moved, ...others.slice(to)];
  }

  watch(
    () => time.moment,
    (_moment, before) => (earlier.value = before),
    { flush: 'sync' },
  );
  // A moment of another load is no earlier one.
  watch(
    () => documents.revision,
    () => (earlier.value = null),
    { flush: 'sync' },
  );
  watch(
    () => notes.ready,
    () => {
      removals.clear();
      added.value = null;
    },
  );

  return {
    list,
    isFull,
    added,
    addRequests,
    earlier,
    lastRemoval: removals.last,
    startAdd,
    add,
    update,
    remove,
    removeAll,
    undoRemove,
    move,
  };
});
