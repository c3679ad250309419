/** A memory view without a screen. */
import { computed, ref, shallowRef } from 'vue';
import type { MemorySpace, PageView } from '../../../../../shared/view-types';
import { DEFAULT_SETTINGS } from '../../../../../renderer/panels/memory/view-settings';
import type { MemoryViewHandle, ViewRange } from '../../../../../renderer/panels/memory/view-handle';

/** A view of some pages; `selected` is its selection. */
export function fakeView(space: MemorySpace, pages: readonly PageView[], size = 0x10000) {
  const selected = shallowRef<ViewRange | null>({ first: 0, length: 1 });
  const source = ref(0);
  const settings = shallowRef(DEFAULT_SETTINGS);
  const numbers = pages.map(({ page }) => page);
  const handle: MemoryViewHandle = {
    id: 'view',
    space,
    source,
    moment: ref(0),
    shownMoment: ref(0),
    isCurrent: computed(() => true),
    against: computed(() => null),
    settings,
    sight: computed(() => ({
      first: Math.min(...numbers) * 4096,
      end: (Math.max(...numbers) + 1) * 4096,
    })),
    size: computed(() => size),
    selection: computed(() => selected.value),
    page: (number) => pages.find(({ page }) => page === number) ?? null,
    pagesInSight: computed(() => numbers),
    goTo: () => undefined,
    select: (first, length) => (selected.value = { first, length }),
    scrollTo: () => undefined,
    focus: () => undefined,
  };
  return {
    handle,
    selected,
    source,
    settings,
    moveTo: (first: number) => (selected.value = { first, length: 1 }),
  };
}

/** A key press. */
export function press(key: string, keys: Partial<KeyboardEvent> = {}): KeyboardEvent {
  return { key, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...keys } as KeyboardEvent;
}
