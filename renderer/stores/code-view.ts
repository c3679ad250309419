import { defineStore } from 'pinia';
import { computed, ref, shallowRef, toRaw, watch } from 'vue';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import { failureOf } from '../composables/failure';
import { useAnnouncementsStore } from './announcements';
import { useDocumentStore } from './document';
import { useEngineStore } from './engine';
import { useLayoutStore } from './layout';
import { useMemoryViewsStore } from './memory-views';
import { NavigationHistory } from './navigation-history';
import { byteAt, useSelectionStore, type SelectedByte } from './selection';
import { useSourcesStore } from './sources';

/** A line by a byte of it, or the label above it. */
export interface CodeAnchor {
  readonly position: number;
  readonly part: 'label' | 'code';
}

/** Bytes of a line. */
export interface LineBytes {
  readonly first: number;
  readonly end: number;
}

/** The lines that are selected: from where the selection began to where it was drawn to. */
export interface SelectedLines {
  readonly from: LineBytes;
  readonly to: LineBytes;
}

/** A place that the view is to show as soon as it can. */
export interface CodeWish {
  readonly position: number;
  /** A line is to begin there; else it is the line that holds it. */
  readonly exact: boolean;
  /** The line that is to be the first in sight; `null`: wherever the place is in sight. */
  readonly top: CodeAnchor | null;
  /** The window's selection goes there. */
  readonly selects: boolean;
  readonly serial: number;
}

/** A place that "back" returns to. */
interface CodePlace {
  readonly position: number;
  readonly top: CodeAnchor | null;
}

function bytesOf({ from, to }: SelectedLines): LineBytes {
  return { first: Math.min(from.first, to.first), end: Math.max(from.end, to.end) };
}

/** What the disassembly shows: whose code, where, what is selected. It outlives the panel, which comes and goes. */
export const useCodeViewStore = defineStore('codeView', () => {
  const announcements = useAnnouncementsStore();
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const layout = useLayoutStore();
  const selection = useSelectionStore();
  const sources = useSourcesStore();
  const views = useMemoryViewsStore();
  const source = ref(DOCUMENT_SOURCE);
  /** Goes along with what is selected elsewhere. */
  const follow = ref(true);
  /** The line at the top; `null` before anything was shown. */
  const top = shallowRef<CodeAnchor | null>(null);
  const selected = shallowRef<SelectedLines | null>(null);
  const wish = shallowRef<CodeWish | null>(null);
  /** What was selected when the view last went to the selection: it goes to each new one once. */
  const seen = shallowRef<object | null>(null);
  /** Where the view began: the keyboard is there before anything is selected. -1: nowhere yet. */
  const begun = ref(-1);
  /** The memory view that links are opened in to the side; empty: none yet. */
  const sideView = ref('');
  const history = new NavigationHistory<CodePlace>((a, b) => a.position === b.position);
  const canGoBack = ref(false);
  const canGoForward = ref(false);
  let serial = 0;

  /** The moment that the code is shown at; the document's follows the current one. */
  const moment = computed(() => views.momentOf({ source: source.value, moment: null }));
  /** Kernels whose code can be shown. */
  const kernels = computed(() => [
    { id: DOCUMENT_SOURCE, label: 'This kernel' },
    ...sources.list
      .filter(({ kind }) => kind !== 'dump')
      .map(({ id }) => ({ id, label: sources.nameOf(id) })),
  ]);

  function publishHistory(): void {
    canGoBack.value = history.canGoBack;
    canGoForward.value = history.canGoForward;
  }

  function here(): CodePlace | null {
    const position = selected.value?.to.first ?? top.value?.position;
    return position === undefined ? null : { position, top: top.value };
  }

  function want(position: number, details: Partial<CodeWish> = {}): void {
    serial += 1;
    wish.value = { position, exact: true, top: null, selects: true, ...details, serial };
  }

  /** Shows the line of a byte that is selected elsewhere. */
  function reveal(position: number): void {
    want(position, { exact: false, selects: false });
  }

  /** Begins at a position: nothing was shown before, and nothing is selected. */
  function begin(position: number): void {
    begun.value = position;
    want(position, { selects: false });
  }

  /** Goes to a position in the view; the way back is remembered. @param exact a line is to begin there */
  function go(position: number, exact = true): void {
    const from = here();
    if (from !== null) history.leave(from);
    publishHistory();
    want(position, { exact });
  }

  function restore(place: CodePlace | null): void {
    publishHistory();
    if (place !== null) want(place.position, { top: place.top });
  }

  function back(): void {
    restore(history.back(here() ?? { position: -1, top: null }));
  }

  function forward(): void {
    restore(history.forward(here() ?? { position: -1, top: null }));
  }

  /** Brings the view to the front with the line of a position: the low 48 bits of an address of the document. */
  function show(position: number): void {
    setSource(DOCUMENT_SOURCE);
    go(position, false);
    void layout.showView('disassembly');
  }

  /** Goes to the entry point, where there is one. */
  async function goEntry(): Promise<void> {
    try {
      const position = await engine.codeEntry({ source: source.value, moment: moment.value });
      if (position === null) announcements.remarkOn('The load came to no entry point');
      else go(position);
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
  }

  /** Brings the view to the front with the entry point. */
  async function showEntry(): Promise<void> {
    await layout.showView('disassembly');
    await goEntry();
  }

  /** Selects lines, and their bytes everywhere in the window. */
  function select(lines: SelectedLines): void {
    selected.value = lines;
    const { first, end } = bytesOf(lines);
    const isOwn = source.value === DOCUMENT_SOURCE;
    const byte: SelectedByte = isOwn
      ? byteAt('virtual', first)
      : { ...byteAt('virtual', first), source: source.value, moment: moment.value };
    selection.selectByte(byte, end - first);
    seen.value = selection.byte === null ? null : toRaw(selection.byte);
  }

  /** Shows the code of another kernel. */
  function setSource(id: number): void {
    if (id === source.value) return;
    source.value = id;
    forget();
  }

  function forget(): void {
    top.value = null;
    begun.value = -1;
    selected.value = null;
    wish.value = null;
    history.clear();
    publishHistory();
  }

  function fulfil(done: CodeWish): void {
    if (wish.value?.serial === done.serial) wish.value = null;
  }

  // The code of another load has nothing to do with this.
  watch(
    () => documents.revision,
    () => {
      source.value = DOCUMENT_SOURCE;
      forget();
    },
    { flush: 'sync' },
  );
  watch(
    kernels,
    (list) => {
      if (!list.some(({ id }) => id === source.value)) setSource(DOCUMENT_SOURCE);
    },
    { flush: 'sync' },
  );

  return {
    source,
    moment,
    kernels,
    follow,
    top,
    selected,
    wish,
    seen,
    begun,
    sideView,
    canGoBack,
    canGoForward,
    reveal,
    begin,
    go,
    back,
    forward,
    show,
    goEntry,
    showEntry,
    select,
    setSource,
    fulfil,
    bytesOf,
  };
});
