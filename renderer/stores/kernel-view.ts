import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type {
  RelocationQuery,
  RelocationSort,
  SectionSort,
  SymbolQuery,
  SymbolSort,
} from '../../shared/kernel-types';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import { useDocumentStore } from './document';
import { useEngineStore } from './engine';
import { useLayoutStore } from './layout';
import { useSourcesStore } from './sources';

/** Parts of the kernel file that the tab shows, one at a time. */
const KERNEL_TABS = [
  'overview',
  'header',
  'segments',
  'sections',
  'dynamic',
  'notes',
  'symbols',
  'relocations',
  'runtime',
  'picture',
] as const;
export type KernelTab = (typeof KERNEL_TABS)[number];

/** A wish that a list select a row, by its number in the file; `serial` tells two wishes for the same row apart. */
export interface RowWish {
  readonly tab: KernelTab;
  readonly index: number;
  readonly serial: number;
}

/** The order of a list: by what, and whether from the end. */
export interface RowOrder<S extends string> {
  readonly sort: S;
  readonly descending: boolean;
}

const FIRST_SYMBOLS: SymbolQuery = { text: '', types: [], sort: 'address', descending: false };
const FIRST_RELOCATIONS: RelocationQuery = { text: '', sort: 'index', descending: false };
/** Under which name the part is remembered among what panels show. */
const REMEMBERED = 'kernel';

/** Program headers that a LOAD is looked for among. */
const MOST_HEADERS = 1000;

/** By a column; by the one that it is sorted by already in the other direction. */
function sorted<S extends string, O extends RowOrder<S>>(order: O, sort: S): O {
  return { ...order, sort, descending: order.sort === sort && !order.descending };
}

/** What the Kernel file tab shows, and where its lists are. It outlives the tab, which comes and goes. */
export const useKernelViewStore = defineStore('kernelView', () => {
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const layout = useLayoutStore();
  const sources = useSourcesStore();
  const chosenSource = ref(DOCUMENT_SOURCE);
  const symbolQuery = shallowRef<SymbolQuery>(FIRST_SYMBOLS);
  const relocationQuery = shallowRef<RelocationQuery>(FIRST_RELOCATIONS);
  const sectionOrder = shallowRef<RowOrder<SectionSort>>({ sort: 'index', descending: false });
  /** Segments with their sections, as `readelf -l` maps them, instead of their fields. */
  const mapping = ref(false);
  /** The picture to scale, instead of so that all of it can be seen. */
  const toScale = ref(false);
  /** Number of the LOAD that the picture shows alone; 0 for the whole. */
  const pictureLoad = ref(0);
  /** Selected rows of the lists, in their present orders. */
  const rows = shallowRef<Readonly<Partial<Record<KernelTab, number>>>>({});
  const wish = shallowRef<RowWish | null>(null);
  let serial = 0;

  const tab = computed<KernelTab>({
    get: () => KERNEL_TABS.find((one) => one === layout.tabs[REMEMBERED]) ?? 'overview',
    set: (next) => layout.setTab(REMEMBERED, next),
  });
  /** The kernels that can be shown: the document's, and those that are attached. */
  const kernels = computed(() => [
    { id: DOCUMENT_SOURCE, name: sources.nameOf(DOCUMENT_SOURCE) },
    ...sources.list.filter(({ kind }) => kind !== 'dump').map(({ id }) => ({ id, name: sources.nameOf(id) })),
  ]);
  /** Whose file is shown: the chosen one's while it is there. */
  const source = computed<number>({
    get: () =>
      kernels.value.some(({ id }) => id === chosenSource.value) ? chosenSource.value : DOCUMENT_SOURCE,
    set: (next) => {
      chosenSource.value = next;
      forget();
    },
  });
  /** The source as questions have it: absent for the document. */
  const asked = computed(() => (source.value === DOCUMENT_SOURCE ? {} : { source: source.value }));

  function rowIn(list: KernelTab): number {
    return rows.value[list] ?? -1;
  }

  function selectRow(list: KernelTab, row: number): void {
    if (rowIn(list) !== row) rows.value = { ...rows.value, [list]: row };
  }

  function setSymbols(part: Partial<SymbolQuery>): void {
    symbolQuery.value = { ...symbolQuery.value, ...part };
    selectRow('symbols', -1);
  }

  function setRelocations(part: Partial<RelocationQuery>): void {
    relocationQuery.value = { ...relocationQuery.value, ...part };
    selectRow('relocations', -1);
  }

  /** Sorts by a column; by the same one again in the other direction. */
  function sortSymbols(sort: SymbolSort): void {
    setSymbols(sorted(symbolQuery.value, sort));
  }

  function sortRelocations(sort: RelocationSort): void {
    setRelocations(sorted(relocationQuery.value, sort));
  }

  function sortSections(sort: SectionSort): void {
    sectionOrder.value = sorted(sectionOrder.value, sort);
    selectRow('sections', -1);
  }

  /**
   * Brings a part to the front.
   *
   * @param index a row by its number in the file: of a header, a dynamic entry, a note; of symbols and relocations over all
   *   their tables, where those that the loader applies come first
   */
  function show(next: KernelTab, index: number | null = null): void {
    tab.value = next;
    if (index !== null) {
      // What a filter hides could not be shown.
      if (next === 'symbols' && symbolQuery.value !== FIRST_SYMBOLS) setSymbols({ text: '', types: [] });
      if (next === 'relocations') setRelocations({ text: '' });
      serial += 1;
      wish.value = { tab: next, index, serial };
    }
    void layout.showView('kernel');
  }

  /** Brings the program header of a LOAD to the front, by its number among the LOADs. */
  async function showLoad(load: number): Promise<void> {
    const headers = await engine.kernelSegments({ ...asked.value, first: 0, count: MOST_HEADERS });
    const found = headers.find((header) => header.load === load);
    if (found !== undefined) show('segments', found.index);
  }

  /** Shows the symbols or relocations that a text finds. */
  function find(list: 'symbols' | 'relocations', text: string): void {
    if (list === 'symbols') setSymbols({ text, types: [] });
    else setRelocations({ text });
    show(list);
  }

  function fulfil(done: RowWish): void {
    if (wish.value?.serial === done.serial) wish.value = null;
  }

  function forget(): void {
    rows.value = {};
    wish.value = null;
    pictureLoad.value = 0;
    symbolQuery.value = FIRST_SYMBOLS;
    relocationQuery.value = FIRST_RELOCATIONS;
  }

  // Rows of another file are others; what is looked for may well be the same.
  watch(
    () => documents.revision,
    () => {
      rows.value = {};
      wish.value = null;
      pictureLoad.value = 0;
    },
    { flush: 'sync' },
  );

  return {
    tab,
    kernels,
    source,
    asked,
    symbolQuery,
    relocationQuery,
    sectionOrder,
    mapping,
    toScale,
    pictureLoad,
    wish,
    rowIn,
    selectRow,
    setSymbols,
    setRelocations,
    sortSymbols,
    sortRelocations,
    sortSections,
    show,
    showLoad,
    find,
    fulfil,
  };
});

export type KernelViewStore = ReturnType<typeof useKernelViewStore>;
