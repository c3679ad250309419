import { computed, watch, type ComputedRef } from 'vue';
import { PAGE_SIZE, frameOfPhys } from '../../../shared/address';
import { DOCUMENT_SOURCE, type Side } from '../../../shared/memory-types';
import type { MemorySpace, PageView } from '../../../shared/view-types';
import { useQuery } from '../../composables/useQuery';
import { useDocumentStore } from '../../stores/document';
import { useEngineStore } from '../../stores/engine';
import type { MemoryView, ViewBytes } from '../../stores/memory-view-state';
import { useMemoryViewsStore, type LinkedSelection } from '../../stores/memory-views';
import type { SelectedByte } from '../../stores/selection';
import type { ViewClock } from './useViewClock';

/** Selected bytes of one frame. */
interface FrameSelection {
  readonly frame: number;
  readonly offset: number;
  readonly length: number;
}

/** What a linked view shows of the selection. */
interface Shown {
  /** The selection that it is about, for telling a new one from the old at another moment. */
  readonly of: LinkedSelection;
  readonly range: ViewBytes | null;
  readonly note: string;
}

/** The selection as one view has it. */
export interface ViewSelection {
  /** The view's own bytes, or those that stand for what is selected elsewhere. */
  readonly range: ComputedRef<ViewBytes | null>;
  /** What {@link range} stands for: another object for each new selection; `null` in a free view. */
  readonly origin: ComputedRef<LinkedSelection | null>;
  /** The selected bytes of a page, from the start of the space. */
  ofPage(view: PageView | null): ViewBytes | null;
}

const ENTRY_BYTES = 8;

/**
 * The selection as a view sees it. A free view has its own. A linked one has what is selected anywhere: a byte of its
 * space as it is, one of another space through the page tables and file frames of its own side and moment.
 */
export function useLinkedSelection(view: MemoryView, clock: ViewClock): ViewSelection {
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const views = useMemoryViewsStore();

  const linked = computed(() => (view.linked ? views.linkedSelection : null));

  /** The side whose tables tell the place: the view's own, unless that lacks one of the spaces. */
  function sideFor(byte: SelectedByte): Side {
    const spaces = views.sourceOf(view.source)?.spaces ?? [byte.space];
    if (view.source === DOCUMENT_SOURCE || spaces.includes(byte.space)) {
      return { source: clock.source.value, moment: clock.moment.value };
    }
    const source = byte.source ?? DOCUMENT_SOURCE;
    return { source, moment: byte.moment ?? views.momentOf({ source, moment: null }) };
  }

  /** A byte's position on a side. Virtual addresses of another source are those of its kernel, wherever that came out. */
  function positionOn(side: Pick<Side, 'source'>, byte: SelectedByte): number {
    const position = byte.page * PAGE_SIZE + byte.offset;
    return byte.space === 'virtual'
      ? views.shifted(position, byte.source ?? DOCUMENT_SOURCE, side.source)
      : position;
  }

  const translated = useQuery(
    () => {
      const byte = linked.value?.byte ?? null;
      if (byte === null || byte.space === view.space) return null;
      const side = sideFor(byte);
      return { side, space: byte.space, position: positionOn(side, byte) };
    },
    async ({ side, space, position }) => ({
      space,
      position,
      found: await engine.counterpart(side, space, position, view.space),
    }),
    { timeless: true },
  );

  const shown = computed<Shown | null>((before) => {
    const of = linked.value;
    if (of === null) return null;
    const { byte, length } = of;
    if (byte === null) return { of, range: null, note: '' };
    if (byte.space === view.space) {
      return { of, range: { first: positionOn(view, byte), length }, note: '' };
    }
    const first = positionOn(sideFor(byte), byte);
    const answer = translated.data.value;
    // Until the answer is there, what stood for the selection before stays.
    if (answer?.position !== first || answer.space !== byte.space) return before ?? null;
    const { position, note } = answer.found;
    if (position === null) return { of, range: null, note };
    return { of, range: { first: position, length: clipped(byte, view.space, first, length) }, note };
  });

  const range = computed(() => (view.linked ? (shown.value?.range ?? null) : view.selected));
  watch(
    () => [range.value, shown.value?.note ?? ''] as const,
    ([bytes, note]) => {
      if (view.linked) view.selected = bytes;
      view.note = note;
    },
    { immediate: true },
  );

  /** A page that is not the selection's own may show its frame too, or the entry of a table that is selected. */
  const inFrame = computed((): FrameSelection | null => {
    const { byte, entry, length } = linked.value ?? NOTHING;
    if (clock.source.value !== DOCUMENT_SOURCE) return null;
    if (entry) return { frame: entry.table, offset: entry.index * ENTRY_BYTES, length: ENTRY_BYTES };
    if (!byte || byte.space === view.space || byte.space === 'virtual') return null;
    const { summary } = documents;
    if (byte.space === 'file' && summary === null) return null;
    const first = byte.space === 'file' ? frameOfPhys(Number(summary?.kernelAddress)) : 0;
    return {
      frame: first + byte.page,
      offset: byte.offset,
      length: Math.min(length, PAGE_SIZE - byte.offset),
    };
  });

  function ofPage(page: PageView | null): ViewBytes | null {
    const own = range.value;
    const chosen = inFrame.value;
    if (page === null || chosen === null) return own;
    const frame = page.space === 'physical' ? page.page : page.frame;
    if (frame !== chosen.frame) return own;
    return { first: page.page * PAGE_SIZE + chosen.offset, length: chosen.length };
  }

  return { range, origin: computed(() => shown.value?.of ?? null), ofPage };
}

const NOTHING: LinkedSelection = { byte: null, length: 1, entry: null };

/** The neighbour of a page need not be its neighbour in memory: what stands for bytes ends with their page. */
function clipped(byte: SelectedByte, to: MemorySpace, first: number, length: number): number {
  const isContiguous = byte.space !== 'virtual' && to !== 'virtual';
  return isContiguous ? length : Math.min(length, PAGE_SIZE - (first % PAGE_SIZE));
}
