import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import type { RangeMerge, RangeQuery, RangeSort } from '../../shared/table-types';
import { useLayoutStore } from './layout';
import { showing, withDetail, withNear, type PageWindow, type StripWindows } from './page-window';
import { useSelectionStore } from './selection';
import { keepTree, OWN_TREE } from './tree-choice';

/** What the strips are coloured by. */
export type StripColour = 'owner' | 'rights';

/** What the address space tab shows. It outlives the tab, which comes and goes. */
export const useSpaceViewStore = defineStore('spaceView', () => {
  const layout = useLayoutStore();
  const selection = useSelectionStore();
  /** Whose address space is shown. */
  const { tree, setTree } = keepTree(forget);
  const isOwn = computed(() => tree.value.source === DOCUMENT_SOURCE);
  /** The page that is selected in an address space that is not the document's: the rest of the window need not have it. */
  const chosen = ref<number | null>(null);
  /** What is typed into the filter of the ranges; `query` has it once it is right. */
  const filter = ref('');
  const query = shallowRef<RangeQuery>({ filter: '', merge: 'owner', sort: 'address', descending: false });
  const colour = ref<StripColour>('owner');
  /** Large gaps are drawn narrow. */
  const folded = ref(true);
  /** What the second and the third strip show; `null`: what the kernel takes, and its beginning. */
  const near = shallowRef<PageWindow | null>(null);
  const detail = shallowRef<PageWindow | null>(null);
  /** A page that the strips shall show as soon as they can. */
  const wanted = ref<number | null>(null);

  function setFilter(text: string): void {
    if (query.value.filter !== text) query.value = { ...query.value, filter: text };
  }

  function setMerge(merge: RangeMerge): void {
    query.value = { ...query.value, merge };
  }

  /** Sorts by a column; by the same one again in the other direction. */
  function sortBy(sort: RangeSort): void {
    const { sort: before, descending } = query.value;
    query.value = { ...query.value, sort, descending: before === sort && !descending };
  }

  /** Shows other pages in the strips. */
  function showWindows(windows: StripWindows): void {
    near.value = windows.near;
    detail.value = windows.detail;
  }

  /** Moves the strips as little as needed to show a page. */
  function showInStrips(page: number, current: StripWindows): void {
    const nearer = withNear(current, showing(current.near, page));
    showWindows(withDetail(nearer, showing(current.detail, page)));
  }

  /** Shows everything that is mapped. */
  function resetWindows(): void {
    near.value = null;
    detail.value = null;
  }

  /** Brings a page of the current moment to the front: selects it, in the ranges and in the strips. */
  function showPage(page: number): void {
    setTree(OWN_TREE);
    selection.selectByte({ space: 'virtual', page, offset: 0 });
    wanted.value = page;
    void layout.showView('space');
  }

  function forget(): void {
    resetWindows();
    wanted.value = null;
    chosen.value = null;
  }

  return {
    tree,
    isOwn,
    chosen,
    filter,
    query,
    colour,
    folded,
    near,
    detail,
    wanted,
    setFilter,
    setMerge,
    sortBy,
    showWindows,
    showInStrips,
    setTree,
    resetWindows,
    showPage,
  };
});
