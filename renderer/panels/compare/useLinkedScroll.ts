import { onScopeDispose, watch } from 'vue';
import { useDifferenceWalkStore } from '../../stores/difference-walk';
import type { MemoryViewHandle } from '../memory/view-handle';

/** How long a view that was scrolled along moves nobody itself, in milliseconds. */
const REST = 200;

/** The views that are on the screen, and until when each only follows. */
const shown = new Map<string, { readonly view: MemoryViewHandle; followsUntil: number }>();

/** Two views that show a comparison side by side scroll together: the same byte, or the one that it is compared with. */
export function useLinkedScroll(view: MemoryViewHandle): void {
  const walk = useDifferenceWalkStore();
  const mine = { view, followsUntil: 0 };
  shown.set(view.id, mine);
  onScopeDispose(() => {
    if (shown.get(view.id) === mine) shown.delete(view.id);
  });

  watch(
    () => view.sight.value.first,
    (first) => {
      const { pair } = walk;
      if (pair === null || (view.id !== pair.left && view.id !== pair.right)) return;
      const now = performance.now();
      if (now < mine.followsUntil) return;
      const isLeft = view.id === pair.left;
      const other = shown.get(isLeft ? pair.right : pair.left);
      const to = first + (isLeft ? pair.request.shift : 0 - pair.request.shift);
      if (other === undefined || to < 0) return;
      other.followsUntil = now + REST;
      other.view.scrollTo(to);
    },
  );
}
