import { defineStore } from 'pinia';
import { computed, ref, shallowRef, toRaw, watch } from 'vue';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import { failureOf } from '../composables/failure';
import { useAnnouncementsStore } from './announcements';
import type { CodeAnchor, CodePlace, LineBytes, SelectedLines } from './code-place';
import { createCodeSources, type CodeSourceKind } from './code-sources';
import { createCodeTrail } from './code-trail';
import { useDocumentStore } from './document';
import { useEngineStore } from './engine';
import { useLayoutStore } from './layout';
import { byteAt, useSelectionStore, type SelectedByte } from './selection';
import { useTimeStore } from './time';

/** A place that the view is to show as soon as it can. */
export interface CodeWish {
  readonly position: number;
  /** A line is to begin there; else it is the line that holds it. */
  readonly exact: boolean;
  /** The line that is to be the first in sight; `null`: wherever the place is in sight. */
  readonly top: CodeAnchor | null;
  /** The window's selection goes there. */
  readonly selects: boolean;
  /** The lines that are then selected; `null`: the one of the place. */
  readonly lines: SelectedLines | null;
  readonly serial: number;
}

function noEntryWords(kind: CodeSourceKind): string {
  return kind === 'tables'
    ? 'The page tables let nothing in the dump be executed'
    : 'The load came to no entry point';
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
  const time = useTimeStore();
  const source = ref(DOCUMENT_SOURCE);
  /** Goes along with what is selected elsewhere. */
  const follow = ref(true);
  /** The line at the top; `null` before anything was shown. */
  const top = shallowRef<CodeAnchor | null>(null);
  const selected = shallowRef<SelectedLines | null>(null);
  /** Bytes of the lines in sight. */
  const sight = shallowRef<LineBytes | null>(null);
  const wish = shallowRef<CodeWish | null>(null);
  /** What was selected when the view last went to the selection: it goes to each new one once. */
  const seen = shallowRef<object | null>(null);
  /** Where the view began: the keyboard is there before anything is selected. -1: nowhere yet. */
  const begun = ref(-1);
  /** The memory view that links are opened in to the side; empty: none yet. */
  const sideView = ref('');
  let serial = 0;
  /** What was selected here, line by line, and not elsewhere. */
  let ownLines: SelectedLines | null = null;

  const sources = createCodeSources(source);
  /** The moment that the code is shown at; the document's follows the current one. */
  const moment = computed(() => sources.of.value.moment);

  function here(): CodePlace | null {
    const lines = selected.value;
    const at = lines?.to.first ?? -1;
    const isInSight = sight.value !== null && at >= sight.value.first && at < sight.value.end;
    const position = isInSight ? at : top.value?.position;
    if (position === undefined) return null;
    const exact = isInSight && lines === ownLines;
    return { source: source.value, position, exact, top: top.value, selected: lines };
  }

  function want(position: number, details: Partial<CodeWish> = {}): void {
    serial += 1;
    wish.value = { position, exact: true, top: null, selects: true, lines: null, ...details, serial };
  }

  const trail = createCodeTrail(here, ({ position, exact, top: line, selected: lines }) =>
    want(position, { exact, top: line, lines }),
  );

  /** Shows the line of a byte that is selected elsewhere. */
  function reveal(position: number): void {
    want(position, { exact: false, selects: false });
  }

  /** Begins at a position: nothing was shown before, and nothing is selected. */
  function begin(position: number): void {
    begun.value = position;
    want(position, { selects: false });
  }

  /** Goes to a position in the view; the way back, of the view and of the window, is remembered. @param exact a line is to begin there */
  function go(position: number, exact = true): void {
    time.leave();
    trail.leave();
    want(position, { exact });
  }

  function isInFront(): boolean {
    return layout.centreTab === 'memory' && layout.lowerTab === 'disassembly';
  }

  /** Shows again where the window was: its selection is there already. */
  function showAgain(place: CodePlace, inFront: boolean): void {
    if (!sources.all.value.some(({ id }) => id === place.source)) return;
    if (inFront && !isInFront()) void layout.showView('disassembly');
    setSource(place.source);
    selected.value = ownLines = place.selected;
    seen.value = selection.byte === null ? null : toRaw(selection.byte);
    if (place.selected === null) begun.value = place.position;
    want(place.position, { exact: place.exact, top: place.top, selects: false });
  }

  /** Brings the view to the front with the line of a position: the low 48 bits of an address of the document. */
  function show(position: number): void {
    time.leave();
    setSource(DOCUMENT_SOURCE);
    trail.leave();
    want(position, { exact: false });
    void layout.showView('disassembly');
  }

  /** Goes to the entry point, where there is one. @param opens the view comes to the front */
  async function goEntry(opens = false): Promise<void> {
    try {
      const position = await engine.codeEntry(sources.of.value);
      if (position === null) announcements.remarkOn(noEntryWords(sources.kind.value));
      else go(position);
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
    if (opens) await layout.showView('disassembly');
  }

  /** Selects lines, and their bytes everywhere in the window. */
  function select(lines: SelectedLines): void {
    selected.value = ownLines = lines;
    // The window knows no virtual memory of a dump of physical memory: its lines are selected here only.
    if (sources.kind.value === 'tables') return;
    const { first, end } = bytesOf(lines);
    const isOwn = source.value === DOCUMENT_SOURCE;
    const byte: SelectedByte = isOwn
      ? byteAt('virtual', first)
      : { ...byteAt('virtual', first), source: source.value, moment: moment.value };
    selection.selectByte(byte, end - first);
    seen.value = selection.byte === null ? null : toRaw(selection.byte);
  }

  /** Shows the code of another kernel, or of a dump. */
  function setSource(id: number): void {
    if (id === source.value) return;
    source.value = id;
    forget();
  }

  function forget(): void {
    top.value = null;
    begun.value = -1;
    selected.value = null;
    sight.value = null;
    wish.value = null;
    trail.clear();
  }

  function fulfil(done: CodeWish): void {
    if (wish.value?.serial === done.serial) wish.value = null;
  }

  time.keepCode({ here: () => (isInFront() ? here() : null), show: showAgain });

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
    sources.all,
    (list) => {
      if (!list.some(({ id }) => id === source.value)) setSource(DOCUMENT_SOURCE);
    },
    { flush: 'sync' },
  );

  return {
    source,
    moment,
    kind: sources.kind,
    of: sources.of,
    sources: sources.all,
    placed: sources.pages,
    follow,
    top,
    selected,
    sight,
    wish,
    seen,
    begun,
    sideView,
    canGoBack: trail.canGoBack,
    canGoForward: trail.canGoForward,
    reveal,
    begin,
    go,
    back: trail.back,
    forward: trail.forward,
    show,
    goEntry,
    showEntry: () => goEntry(true),
    select,
    setSource,
    fulfil,
    bytesOf,
  };
});
