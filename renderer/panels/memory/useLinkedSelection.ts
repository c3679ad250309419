import { computed, type ComputedRef } from 'vue';
import { PAGE_SIZE, frameOfPhys, virtOfPage } from '../../../shared/address';
import type { MemorySpace, PageView } from '../../../shared/view-types';
import { useQuery } from '../../composables/useQuery';
import { useDocumentStore } from '../../stores/document';
import { useEngineStore } from '../../stores/engine';
import { useSelectionStore } from '../../stores/selection';

/** Selected bytes of one frame. */
interface FrameSelection {
  readonly frame: number;
  readonly offset: number;
  readonly length: number;
}

const ENTRY_BYTES = 8;

/**
 * The selection as another memory space sees it: a byte chosen in virtual memory is chosen in its frame too, an
 * entry of a page table is chosen as its eight bytes.
 *
 * @returns a function: the selected bytes of a page of `space`, from the start of the space.
 */
export function useLinkedSelection(
  space: MemorySpace,
  own: ComputedRef<{ readonly first: number; readonly length: number } | null>,
): (view: PageView | null) => { readonly first: number; readonly length: number } | null {
  const selection = useSelectionStore();
  const engine = useEngineStore();
  const documents = useDocumentStore();

  /** Only a virtual byte that another space shows needs the page tables. */
  const walk = useQuery(
    () => {
      const { byte } = selection;
      return byte?.space === 'virtual' && space !== 'virtual'
        ? `0x${virtOfPage(byte.page).toString(16)}`
        : null;
    },
    (virt, moment) => engine.walk(virt, moment),
  );

  const inFrame = computed((): FrameSelection | null => {
    const { byte, entry } = selection;
    if (entry) return { frame: entry.table, offset: entry.index * ENTRY_BYTES, length: ENTRY_BYTES };
    if (!byte) return null;
    const frame = frameOf(byte.space, byte.page);
    if (frame === null) return null;
    return { frame, offset: byte.offset, length: Math.min(selection.length, PAGE_SIZE - byte.offset) };
  });

  function frameOf(from: MemorySpace, page: number): number | null {
    if (from === 'physical') return page;
    if (from === 'file') {
      const { summary } = documents;
      return summary ? frameOfPhys(Number(summary.kernelAddress)) + page : null;
    }
    const phys = walk.data.value?.phys ?? null;
    return phys === null ? null : frameOfPhys(Number(phys));
  }

  return (view) => {
    if (own.value) return own.value;
    const chosen = inFrame.value;
    if (!chosen || !view) return null;
    const frame = view.space === 'physical' ? view.page : view.frame;
    if (frame !== chosen.frame) return null;
    return { first: view.page * PAGE_SIZE + chosen.offset, length: chosen.length };
  };
}
