import { computed, nextTick, ref, watch, type ComputedRef, type Ref } from 'vue';
import { useElementSize } from '@vueuse/core';
import { scrollToShow, virtualWindow, type VirtualWindow } from './virtual-window';

/** Browsers cap the height of an element, Chromium at 2^25 pixels; a longer list is scrolled in proportion. */
export const MAX_HEIGHT = 2 ** 24;

/**
 * Where a list is scrolled to after its element was: small movements (wheel, keys) count pixel by pixel, large ones (the
 * thumb) in proportion.
 *
 * @param top where the list was, in pixels of its full height
 * @param scrolled where the element is scrolled to now, and where it was before
 * @param full height of the whole list, `shown` that of the element's content, `view` that of the element
 */
export function scrolledTop(
  top: number,
  scrolled: { readonly now: number; readonly before: number },
  heights: { readonly full: number; readonly shown: number; readonly view: number },
): number {
  const { full, shown, view } = heights;
  const last = Math.max(full - view, 0);
  if (full <= shown) return Math.min(Math.max(scrolled.now, 0), last);
  const lastShown = shown - view;
  if (scrolled.now <= 0) return 0;
  if (scrolled.now >= lastShown - 1) return last;
  const moved = scrolled.now - scrolled.before;
  const next = Math.abs(moved) <= 2 * view ? top + moved : (scrolled.now / lastShown) * last;
  return Math.min(Math.max(next, 0), last);
}

/** Rows that are asked for together: scrolling by a row mostly asks nothing. */
const ROWS_ASKED = 64;

/** The rows to ask for so that those in sight can be shown: whole blocks. */
export function pagesAround({ first, end }: { readonly first: number; readonly end: number }): {
  readonly first: number;
  readonly count: number;
} {
  const start = Math.floor(Math.max(first, 0) / ROWS_ASKED) * ROWS_ASKED;
  const behind = Math.max(Math.ceil(end / ROWS_ASKED) * ROWS_ASKED, start + ROWS_ASKED);
  return { first: start, count: behind - start };
}

/** The rows in sight with their places; `at` has a row, as far as it is there. */
export function rowsInSight<T>(
  { first, end }: { readonly first: number; readonly end: number },
  at: (index: number) => T,
): { readonly index: number; readonly row: T }[] {
  return Array.from({ length: Math.max(end - first, 0) }, (_, i) => ({
    index: first + i,
    row: at(first + i),
  }));
}

/** A list of equal rows in a scrolling element, as long as it may be. */
export interface LongScroll {
  /** The rows in sight; `top` is where the first is drawn, from the top of the element's content. */
  readonly range: ComputedRef<VirtualWindow>;
  /** For the element's `scroll` event. */
  onScroll(): void;
  /** Brings a row in sight where it is not; in an element without a size, as soon as it has one. */
  show(index: number): void;
  /** Whole rows in sight. */
  readonly pageRows: ComputedRef<number>;
}

/**
 * Scrolls `count` rows of `rowHeight` pixels in `element`, whose one child is as high as `range.total`.
 */
export function useLongScroll(
  element: Ref<HTMLElement | null>,
  rowHeight: number,
  count: () => number,
): LongScroll {
  const { height } = useElementSize(element);
  const top = ref(0);
  const scrollTop = ref(0);
  let before = 0;
  /** The row that was asked for last, and whether it still waits for the element's size. */
  let asked = -1;
  let waits = false;

  const full = computed(() => count() * rowHeight);
  const shown = computed(() => Math.min(full.value, MAX_HEIGHT));
  const range = computed<VirtualWindow>(() => {
    const rows = virtualWindow(top.value, height.value, rowHeight, count());
    // The element shows its content from `scrollTop` on, and the list from `top` on.
    return { ...rows, top: scrollTop.value + rows.top - top.value, total: shown.value };
  });
  const pageRows = computed(() => Math.max(Math.floor(height.value / rowHeight) - 1, 1));

  function onScroll(): void {
    const now = element.value?.scrollTop ?? 0;
    if (now !== before) {
      const heights = { full: full.value, shown: shown.value, view: height.value };
      top.value = scrolledTop(top.value, { now, before }, heights);
    }
    scrollTop.value = now;
    before = now;
  }

  function moveTo(next: number): void {
    const last = Math.max(full.value - height.value, 0);
    top.value = Math.min(Math.max(next, 0), last);
    if (element.value === null) return;
    const lastShown = Math.max(shown.value - height.value, 0);
    element.value.scrollTop =
      full.value <= shown.value || last === 0 ? top.value : (top.value / last) * lastShown;
    // The browser rounds; what it took is where the next movement starts.
    before = element.value.scrollTop;
    scrollTop.value = before;
  }

  function show(index: number): void {
    if (index < 0) return;
    asked = index;
    void nextTick(() => {
      waits = height.value === 0;
      if (waits || index >= count()) return;
      const to = scrollToShow(index, top.value, height.value, rowHeight);
      if (to !== top.value) moveTo(to);
    });
  }

  // An element that comes anew is at its top and has no size yet.
  watch(element, () => {
    onScroll();
    waits = true;
  });
  // A row that was asked for stays in sight when the element gets lower.
  watch(height, (_, earlier) => {
    const at = asked * rowHeight - top.value;
    if (waits || (at >= 0 && at + rowHeight <= earlier)) show(asked);
  });

  return { range, onScroll, show, pageRows };
}
