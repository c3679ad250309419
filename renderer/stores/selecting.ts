import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import { DOCUMENT_SOURCE, type ExtentKind, type Side } from '../../shared/memory-types';
import type { MemorySpace } from '../../shared/view-types';
import { failureOf } from '../composables/failure';
import { formatCount } from '../composables/format';
import { useAnnouncementsStore } from './announcements';
import { useDocumentStore } from './document';
import { useEngineStore } from './engine';
import type { SideRange } from './memory-questions';
import { useMemoryViewsStore } from './memory-views';
import { useSelectionStore } from './selection';
import { useTimeStore } from './time';

/** Bytes in an entry of a page table. */
const ENTRY_BYTES = 8;

/** Where selecting goes on: a space of a side. */
export interface SidePlace {
  readonly side: Side;
  readonly space: MemorySpace;
}

const NAMES: Readonly<Record<ExtentKind, string>> = {
  page: 'page',
  segment: 'segment',
  section: 'section',
  symbol: 'symbol',
  object: 'structure',
};

function bytesText(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'byte' : 'bytes'}`;
}

/** Selecting by other means than pointer and arrow keys: all, a range that is typed, what a byte belongs to. */
export const useSelectingStore = defineStore('selecting', () => {
  const announcements = useAnnouncementsStore();
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const selection = useSelectionStore();
  const time = useTimeStore();
  const views = useMemoryViewsStore();
  /** The extent that was asked for last. */
  let last = Promise.resolve();
  /** Whether the field for a typed range is open. */
  const rangeAsked = ref(false);

  /** The selected bytes, or those of the selected entry of a page table; `null` where nothing is selected. */
  const selected = computed<SideRange | null>(() => {
    const { byte, entry, length } = selection;
    const now = { source: DOCUMENT_SOURCE, moment: time.moment };
    if (entry !== null) {
      const first = entry.table * PAGE_SIZE + entry.index * ENTRY_BYTES;
      return { side: now, space: 'physical', first, length: ENTRY_BYTES };
    }
    if (byte === null) return null;
    const { space, page, offset, source = DOCUMENT_SOURCE } = byte;
    const moment = byte.moment ?? views.momentOf({ source, moment: null });
    return { side: { source, moment }, space, first: page * PAGE_SIZE + offset, length };
  });

  /** Where the view that was used last looks. */
  const place = computed<SidePlace>(() => {
    const { active } = views;
    return { side: { source: active.source, moment: views.momentOf(active) }, space: active.space };
  });

  /** Bytes of a space of a source. */
  function sizeOf(space: MemorySpace, source = DOCUMENT_SOURCE): number {
    if (space === 'virtual') return PAGE_COUNT * PAGE_SIZE;
    const of = source === DOCUMENT_SOURCE ? documents.summary : views.sourceOf(source);
    if (of === undefined || of === null) return 0;
    return space === 'file' ? of.fileSize : Number(of.physicalSize);
  }

  /** Selects bytes where they are looked at, without scrolling; elsewhere they are shown too. */
  function selectBytes({ side, space, first, length }: SideRange): void {
    const { active } = views;
    const isHere = active.source === side.source && views.momentOf(active) === side.moment;
    const isNow = side.source === DOCUMENT_SOURCE && side.moment === time.moment;
    if (active.space === space && isHere) views.publish(active, { first, length });
    else views.focusPosition(space, first, { ...(!isNow && side), length });
    announcements.remarkOn(`${bytesText(length)} selected`);
  }

  /** Selects all of the space of the view that was used last. */
  function selectAll(): void {
    const { side, space } = place.value;
    const length = sizeOf(space, side.source);
    if (length > 0) selectBytes({ side, space, first: 0, length });
  }

  /**
   * Selects the page, segment, section, symbol or structure that the selection begins in. Resolves when it is selected, or
   * it is said why not.
   */
  function selectExtent(kind: ExtentKind): Promise<void> {
    const asked = findExtent(kind);
    last = asked;
    return asked;
  }

  /** Resolves when what was asked for last is selected: who acts on the selection waits for that. */
  function settled(): Promise<void> {
    return last;
  }

  async function findExtent(kind: ExtentKind): Promise<void> {
    const from = selected.value;
    if (from === null) return;
    try {
      const extent = await engine.extent(from.side, from.space, from.first, kind);
      if (selected.value !== from) return;
      if (extent === null) {
        announcements.remarkOn(`The selected byte belongs to no ${NAMES[kind]}`);
        return;
      }
      selectBytes({ ...from, first: extent.first, length: extent.length });
      announcements.remarkOn(`${extent.label}: ${bytesText(extent.length)} selected`);
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
  }

  return { selected, place, rangeAsked, sizeOf, selectAll, selectExtent, settled };
});
