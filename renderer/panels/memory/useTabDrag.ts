import { ref, shallowRef, type Ref } from 'vue';
import type { MemoryView, ViewGroup } from '../../stores/memory-view-state';
import { useMemoryViewsStore } from '../../stores/memory-views';

/** The view whose tab is being dragged, whichever group it comes from. */
const dragged = shallowRef<MemoryView | null>(null);

/** Dragging tabs inside a group and from one to another. */
export interface TabDrag {
  /** A tab is over the group. */
  readonly isTarget: Ref<boolean>;
  /** Id of the view before which it would come; empty: behind the last. */
  readonly before: Ref<string>;
  start(view: MemoryView, event: DragEvent): void;
  over(event: DragEvent): void;
  leave(event: DragEvent): void;
  drop(event: DragEvent): void;
  end(): void;
}

/** @param group the group that tabs are dropped on */
export function useTabDrag(group: () => ViewGroup): TabDrag {
  const views = useMemoryViewsStore();
  const isTarget = ref(false);
  const before = ref('');

  function end(): void {
    dragged.value = null;
    isTarget.value = false;
    before.value = '';
  }

  /** The tab whose left half is under the pointer, or that behind the one whose right half is. */
  function placeAt(event: DragEvent): string {
    const over =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tab-place]') : null;
    if (over === null) return '';
    const box = over.getBoundingClientRect();
    const { views: own } = group();
    const at = own.findIndex(({ id }) => id === over.dataset['tabPlace']);
    return own[event.clientX < box.left + box.width / 2 ? at : at + 1]?.id ?? '';
  }

  return {
    isTarget,
    before,
    start(view, event) {
      dragged.value = view;
      event.dataTransfer?.setData('text/plain', views.titleOf(view));
      if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
    },
    over(event) {
      if (dragged.value === null) return;
      event.preventDefault();
      isTarget.value = true;
      before.value = placeAt(event);
    },
    leave(event) {
      if (event.relatedTarget instanceof Node && (event.currentTarget as Node).contains(event.relatedTarget))
        return;
      isTarget.value = false;
      before.value = '';
    },
    drop(event) {
      const view = dragged.value;
      if (view === null) return;
      event.preventDefault();
      const to = group();
      const at = to.views.findIndex(({ id }) => id === before.value);
      end();
      views.move(view, to, at < 0 ? to.views.length : at);
    },
    end,
  };
}
