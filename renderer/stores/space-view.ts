import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { RangeMerge, RangeQuery, RangeSort } from '../../shared/table-types';
import { useDocumentStore } from './document';
import { useLayoutStore } from './layout';
import { including, showing, within, type PageWindow } from './page-window';
import { useSelectionStore } from './selection';

/** What the strips are coloured by. */
export type StripColour = 'owner' | 'rights';

/** What the address space tab shows. It outlives the tab, which comes and goes. */
export const useSpaceViewStore = defineStore('spaceView', () => {
  const documents = useDocumentStore();
  const layout = useLayoutStore();
  const selection = useSelectionStore();
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

  /** Sets the window of the second strip; the third one stays inside of it. */
  function setNear(window: PageWindow, currentDetail: PageWindow): void {
    near.value = window;
    detail.value = within(window, currentDetail);
  }

  /** Sets the window of the third strip; the second one goes along where it must. */
  function setDetail(window: PageWindow, currentNear: PageWindow): void {
    detail.value = window;
    near.value = including(currentNear, window);
  }

  /** Moves both windows as little as needed to show a page. */
  function showInStrips(page: number, current: { near: PageWindow; detail: PageWindow }): void {
    const nearer = showing(current.near, page);
    setNear(nearer, showing(current.detail, page));
  }

  /** Shows everything that is mapped. */
  function resetWindows(): void {
    near.value = null;
    detail.value = null;
  }

  /** Brings a page of the current moment to the front: selects it, in the ranges and in the strips. */
  function showPage(page: number): void {
    selection.selectByte({ space: 'virtual', page, offset: 0 });
    wanted.value = page;
    void layout.showView('space');
  }

  watch(
    () => documents.revision,
    () => {
      resetWindows();
      wanted.value = null;
    },
    { flush: 'sync' },
  );

  return {
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
    setNear,
    setDetail,
    showInStrips,
    resetWindows,
    showPage,
  };
});
