import { useEventListener, useResizeObserver } from '@vueuse/core';
import { onMounted, watch, type Ref } from 'vue';

/** Where a tab lies in its bar, in pixels from the bar's start. */
interface TabPlace {
  readonly left: number;
  readonly right: number;
}

/**
 * Keeps the chosen tab of a bar that scrolls in sight. The places of the tabs are measured when they or the bar
 * change, not at each choice: while a step key is held the file changes many times a second, and a question for
 * the layout then would cost more than the rest of the panel.
 *
 * @param bar the element that scrolls; its chosen tab has `aria-selected`.
 * @param chosen what changes when another tab is chosen or the tabs are others.
 */
export function useTabInSight(bar: Ref<HTMLElement | null>, chosen: () => unknown): void {
  let places: readonly TabPlace[] = [];
  let width = 0;
  let scrolled = 0;

  function measure(): void {
    const element = bar.value;
    if (element === null) return;
    width = element.clientWidth;
    places = tabsOf(element).map(({ offsetLeft, offsetWidth }) => {
      const left = offsetLeft - element.offsetLeft;
      return { left, right: left + offsetWidth };
    });
  }

  function scrollTo(element: HTMLElement, left: number): void {
    element.scrollLeft = left;
    scrolled = left;
  }

  function show(): void {
    const element = bar.value;
    if (element === null) return;
    const tabs = tabsOf(element);
    if (tabs.length !== places.length) measure();
    const place = places[tabs.findIndex((tab) => tab.getAttribute('aria-selected') === 'true')];
    if (place === undefined) return;
    if (place.left < scrolled) scrollTo(element, place.left);
    else if (place.right > scrolled + width) scrollTo(element, place.right - width);
  }

  function measureAndShow(): void {
    measure();
    show();
  }

  useEventListener(bar, 'scroll', () => (scrolled = bar.value?.scrollLeft ?? 0), { passive: true });
  useResizeObserver(bar, measureAndShow);
  watch(chosen, show, { flush: 'post' });
  // The tabs get their widths with the fonts.
  onMounted(() => void document.fonts.ready.then(measureAndShow));
}

function tabsOf(bar: HTMLElement): HTMLElement[] {
  return Array.from(bar.querySelectorAll<HTMLElement>('[role=tab]'));
}
