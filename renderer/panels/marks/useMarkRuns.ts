import { computed, type ComputedRef } from 'vue';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { useMarksStore } from '../../stores/marks';
import type { ByteRun } from '../memory/decorations';
import type { MemoryViewHandle } from '../memory/view-handle';
import { markName, markNote } from './mark-text';

/** The marks in sight of a view of the document. */
export function useMarkRuns(view: MemoryViewHandle): ComputedRef<readonly ByteRun[]> {
  const marks = useMarksStore();
  return computed(() => {
    if (view.source.value !== DOCUMENT_SOURCE) return [];
    const { first, end } = view.sight.value;
    return marks.within(view.space, first, end).map((mark) => {
      const { position, length, note, colour } = mark;
      const name = markName(mark);
      return {
        first: position,
        end: position + length,
        look: `mark-${colour}`,
        name: `mark ${name}`,
        tip: note === '' ? name : `${name}: ${markNote(mark)}`,
      };
    });
  });
}
