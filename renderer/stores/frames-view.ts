import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { frameOfPhys, PAGE_SIZE } from '../../shared/address';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import type { FrameOwnerName } from '../../shared/frame-types';
import type { TreeOf } from '../../shared/table-types';
import { useDocumentStore } from './document';
import {
  clampWindow,
  pannedWindow,
  resizedWindow,
  revealingWindow,
  shapeFor,
  windowOfFrames,
  zoomedWindow,
  type FrameWindow,
  type PictureShape,
} from './frame-window';
import { useLayoutStore } from './layout';
import { useSelectionStore, type SelectedByte } from './selection';
import { useSourcesStore } from './sources';
import { WindowTrail } from './window-trail';

/** Where the physical map stands; it outlives the panel, which comes and goes with its tab. */
export const useFramesViewStore = defineStore('framesView', () => {
  const documents = useDocumentStore();
  const layout = useLayoutStore();
  const selection = useSelectionStore();
  const sources = useSourcesStore();
  const trail = new WindowTrail<FrameWindow>((a, b) => a.first === b.first && a.per === b.per);
  /** Whose memory is shown. */
  const source = ref(DOCUMENT_SOURCE);
  const isOwn = computed(() => source.value === DOCUMENT_SOURCE);
  /** What is attached and shown; `null`: the document. */
  const attached = computed(() =>
    isOwn.value ? null : (sources.list.find(({ id }) => id === source.value) ?? null),
  );
  /** What was asked for; `null`: what the load takes. */
  const wish = shallowRef<FrameWindow | null>(null);
  /** The lowest and the highest frame that the load takes in the end; `null` until that is known. */
  const taken = shallowRef<{ readonly first: number; readonly last: number } | null>(null);
  /** Squares that there is room for; the panel measures it. */
  const shape = shallowRef<PictureShape>(shapeFor(480, 320));
  /** Owners whose frames alone are shown; empty: all. */
  const filter = shallowRef<ReadonlySet<FrameOwnerName>>(new Set());
  /** What was selected when the picture last went to the selection: it goes to each new one once. */
  const revealed = shallowRef<object | null>(null);

  /** Frames of the machine, its holes among them. */
  const total = computed(() => {
    const size = isOwn.value ? documents.summary?.physicalSize : attached.value?.physicalSize;
    return Math.ceil(Number(size ?? 0) / PAGE_SIZE);
  });
  /** What is shown; `null` before anything is known. */
  const window = computed(() => {
    if (total.value === 0) return null;
    if (wish.value !== null) return clampWindow(wish.value, shape.value, total.value);
    if (taken.value === null) return null;
    return windowOfFrames(taken.value.first, taken.value.last, shape.value, total.value);
  });

  /** The parameters of a question about what is shown. @param moment the window's, which other loads do not follow */
  function at(moment: number): TreeOf {
    return attached.value === null ? { moment } : { source: source.value, moment: attached.value.lastMoment };
  }

  function set(next: FrameWindow): void {
    wish.value = next;
  }

  /** Changes the window by a function of {@link window}; nothing where there is none. */
  function change(by: (from: FrameWindow, shape: PictureShape, total: number) => FrameWindow): void {
    if (window.value !== null) set(by(window.value, shape.value, total.value));
  }

  /** Moves by rows. @param from where that is counted from, as in a drag that stops at the end of the machine and comes back */
  function pan(rows: number, from: FrameWindow | null = window.value): void {
    if (from !== null) set(pannedWindow(from, shape.value, total.value, rows));
  }

  /**
   * Zooms by a power of two, below 1 nearer, round a frame. The opposite leads back to exactly where one was.
   *
   * @param at where the pointer is; the keyboard is always at one place
   */
  function zoom(
    factor: number,
    frame: number,
    at: { readonly x: number; readonly y: number } = { x: 0, y: 0 },
  ): void {
    const power = Math.log2(factor);
    const direction = power < 0 ? -1 : 1;
    for (let step = 0; step < Math.abs(power); step++) {
      change((from, ...of) =>
        trail.take({ kind: 'zoom', direction, ...at }, from, () =>
          zoomedWindow(from, ...of, 2 ** direction, frame),
        ),
      );
    }
  }

  /** Drags an edge of the window to a frame. @param from the window as it was when the drag began */
  function resize(edge: 'start' | 'end', frame: number, from: FrameWindow | null = window.value): void {
    if (from !== null) set(resizedWindow(from, shape.value, total.value, edge, frame));
  }

  /** Scrolls as little as a frame needs to be in sight. */
  function reveal(frame: number): void {
    change((from, ...of) => revealingWindow(from, ...of, frame));
  }

  /** Shows the whole machine, however many squares there are room for. */
  function showAll(): void {
    set({ first: 0, per: Infinity });
  }

  /** Shows what the load takes, as large as there is room for. */
  function showTaken(): void {
    wish.value = null;
  }

  /** Shows frames `first` to `last` as large as they can be. */
  function showFrames(first: number, last: number): void {
    set(windowOfFrames(first, last, shape.value, total.value));
  }

  /** A byte of the memory that is shown, as the rest of the window names it. */
  function byteOf(frame: number): SelectedByte {
    const byte = { space: 'physical', page: frame, offset: 0 } as const;
    return attached.value === null
      ? byte
      : { ...byte, source: source.value, moment: attached.value.lastMoment };
  }

  /** Selects a frame: the whole window shows what it has of it. */
  function select(frame: number): void {
    selection.selectByte(byteOf(frame));
    revealed.value = selection.byte;
  }

  /** Shows the memory of another source. */
  function setSource(id: number): void {
    if (id === source.value) return;
    source.value = id;
    forget();
  }

  /** Brings the physical map to the front with a frame selected and in sight. */
  function showFrame(frame: number, of = DOCUMENT_SOURCE): void {
    setSource(of);
    select(frame);
    if (window.value === null) {
      const start = isOwn.value ? frameOfPhys(Number(documents.summary?.kernelAddress ?? 0)) : frame;
      set({ first: Math.min(start, frame), per: 1 });
    }
    reveal(frame);
    void layout.showView('frames');
  }

  /** Shows only frames of an owner, of these too, or of all again. */
  function toggleFilter(owner: FrameOwnerName, only: boolean): void {
    const next = new Set(only ? [] : filter.value);
    if (!only && next.has(owner)) next.delete(owner);
    else next.add(owner);
    filter.value = next;
  }

  function resetFilter(): void {
    filter.value = new Set();
  }

  function forget(): void {
    wish.value = null;
    taken.value = null;
    revealed.value = null;
    resetFilter();
  }

  // Another load has its frames elsewhere.
  watch(
    () => documents.revision,
    () => {
      source.value = DOCUMENT_SOURCE;
      forget();
    },
    { flush: 'sync' },
  );
  // What was attached may have gone away.
  watch(
    () => sources.list,
    () => {
      if (!isOwn.value && attached.value === null) setSource(DOCUMENT_SOURCE);
    },
    { flush: 'sync' },
  );

  return {
    source,
    isOwn,
    attached,
    at,
    setSource,
    window,
    shape,
    total,
    taken,
    filter,
    revealed,
    set,
    pan,
    zoom,
    resize,
    reveal,
    showAll,
    showTaken,
    showFrames,
    select,
    showFrame,
    toggleFilter,
    resetFilter,
  };
});
