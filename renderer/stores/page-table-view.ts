import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import { useDocumentStore } from './document';

/** What is open in the page-table tree. It outlives the panel, which comes and goes with the window's width. */
export const usePageTableViewStore = defineStore('pageTableView', () => {
  const documents = useDocumentStore();
  /** Keys of open tables and of runs shown entry by entry. */
  const expanded = shallowRef<ReadonlySet<string>>(new Set());
  /** The path to one page, or the tree of all tables. */
  const mode = ref<'path' | 'tree'>('path');
  /** Opens the way to the entry that the op at the moment writes. */
  const follow = ref(true);

  /** Opens or closes one row. */
  function setExpanded(key: string, open: boolean): void {
    if (expanded.value.has(key) === open) return;
    const next = new Set(expanded.value);
    if (open) next.add(key);
    else next.delete(key);
    expanded.value = next;
  }

  /** Opens several rows at once. */
  function expandAll(keys: readonly string[]): void {
    if (keys.every((key) => expanded.value.has(key))) return;
    expanded.value = new Set([...expanded.value, ...keys]);
  }

  // The tables of another load have nothing to do with these.
  watch(
    () => documents.revision,
    () => (expanded.value = new Set()),
    { flush: 'sync' },
  );

  return { expanded, mode, follow, setExpanded, expandAll };
});
