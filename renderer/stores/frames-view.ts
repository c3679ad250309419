import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { frameOfPhys, PAGE_SIZE } from '../../shared/address';
import type { FrameOwnerName } from '../../shared/table-types';
import { useDocumentStore } from './document';
import {
  clampWindow,
  pannedWindow,
  resizedWindow,
  revealingWindow,
  shapeFor,
  wholeWindow,
  windowOfFrames,
  zoomedWindow,
  type FrameWindow,
  type PictureShape,
} from './frame-window';
import { useLayoutStore } from './layout';
import { useSelectionStore } from './selection';

/** Where the physical map stands; it outlives the panel, which comes and goes with its tab. */
export const useFramesViewStore = defineStore('framesView', () => {
  const documents = useDocumentStore();
  const layout = useLayoutStore();
  const selection = useSelectionStore();
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
  const total = computed(() => Math.ceil(Number(documents.summary?.physicalSize ?? 0) / PAGE_SIZE));
  /** What is shown; `null` before anything is known. */
  const window = computed(() => {
    if (total.value === 0) return null;
    if (wish.value !== null) return clampWindow(wish.value, shape.value, total.value);
    if (taken.value === null) return null;
    return windowOfFrames(taken.value.first, taken.value.last, shape.value, total.value);
  });

  function set(next: FrameWindow): void {
    wish.value = next;
  }

  /** Changes the window by a function of {@link window}; nothing where there is none. */
  function change(by: (from: FrameWindow, shape: PictureShape, total: number) => FrameWindow): void {
    if (window.value !== null) set(by(window.value, shape.value, total.value));
  }

  function pan(rows: number): void {
    change((from, ...of) => pannedWindow(from, ...of, rows));
  }

  /** Zooms by a power of two, below 1 nearer, round a frame. */
  function zoom(factor: number, frame: number): void {
    change((from, ...of) => zoomedWindow(from, ...of, factor, frame));
  }

  function resize(edge: 'start' | 'end', frame: number): void {
    change((from, ...of) => resizedWindow(from, ...of, edge, frame));
  }

  /** Scrolls as little as a frame needs to be in sight. */
  function reveal(frame: number): void {
    change((from, ...of) => revealingWindow(from, ...of, frame));
  }

  function showAll(): void {
    set(wholeWindow(shape.value, total.value));
  }

  /** Shows what the load takes, as large as there is room for. */
  function showTaken(): void {
    wish.value = null;
  }

  /** Shows frames `first` to `last` as large as they can be. */
  function showFrames(first: number, last: number): void {
    set(windowOfFrames(first, last, shape.value, total.value));
  }

  /** Selects a frame: the whole window shows what it has of it. */
  function select(frame: number): void {
    selection.selectByte({ space: 'physical', page: frame, offset: 0 });
    revealed.value = selection.byte;
  }

  /** Brings the physical map to the front with a frame selected and in sight. */
  function showFrame(frame: number): void {
    select(frame);
    if (window.value === null) {
      const start = frameOfPhys(Number(documents.summary?.kernelAddress ?? 0));
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

  // Another load has its frames elsewhere.
  watch(
    () => documents.revision,
    () => {
      wish.value = null;
      taken.value = null;
      revealed.value = null;
      resetFilter();
    },
    { flush: 'sync' },
  );

  return {
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
