import { defineStore } from 'pinia';
import { computed, shallowRef, toRaw, watch } from 'vue';
import { PAGE_SIZE } from '../../shared/address';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import type { LinkTarget, MemorySpace } from '../../shared/view-types';
import { startPlace } from '../panels/memory/place';
import { useDocumentStore } from './document';
import { markEditedLoads } from './edited-load';
import { useLayoutStore } from './layout';
import {
  isOfDocument,
  type MemoryView,
  type ViewBytes,
  type ViewStart,
  type ViewWish,
} from './memory-view-state';
import { byteAt, useSelectionStore, type SelectedByte, type SelectedEntry } from './selection';
import { useSourcesStore } from './sources';
import { useViewFacts } from './view-facts';
import { createViewGroups, type ViewPlacement } from './view-groups';
import { ViewTrails, type TrailPlace } from './view-trails';

/** The selection that linked views show. */
export interface LinkedSelection {
  readonly byte: SelectedByte | null;
  readonly length: number;
  readonly entry: SelectedEntry | null;
}

/** What else is to be said of bytes that are to be shown. */
export interface PositionDetails {
  readonly source?: number;
  readonly moment?: number;
  readonly length?: number;
  readonly takesFocus?: boolean;
}

const NOTHING_SELECTED: LinkedSelection = { byte: null, length: 1, entry: null };

/** The memory views of the window: which there are, what each has selected, where each was. */
export const useMemoryViewsStore = defineStore('memory-views', () => {
  const documents = useDocumentStore();
  const layout = useLayoutStore();
  const selection = useSelectionStore();
  const sources = useSourcesStore();
  const all = createViewGroups();
  const facts = useViewFacts();
  const { sourceOf, momentOf } = facts;
  const { groups, views, active, activeGroup, frontOf } = all;
  const trails = new ViewTrails();
  /** What a free view has told the rest of the window: linked views do not follow it. */
  const ofFreeView = shallowRef<SelectedByte | null>(null);
  /** What a view has told the window last, and which view that was. */
  let told: { readonly byte: SelectedByte; readonly view: string } | null = null;

  /** What was selected before that. */
  let kept = NOTHING_SELECTED;

  const linkedSelection = computed<LinkedSelection>(() => {
    const { byte, length, entry } = selection;
    return byte !== null && toRaw(byte) === ofFreeView.value ? kept : { byte, length, entry };
  });

  /** A link to a byte of a space, for {@link useTimeStore} to follow. */
  function linkTo(space: MemorySpace, position: number): LinkTarget {
    return { type: 'memory', ...byteAt(space, position) };
  }

  /** A view is used: it comes to the front, and what it has selected is what the window has. */
  function use(view: MemoryView): void {
    all.show(view);
    const { byte } = selection;
    const isOfFree = byte !== null && toRaw(byte) === ofFreeView.value;
    if (view.linked) {
      const { byte: before, length, entry } = linkedSelection.value;
      if (isOfFree && entry !== null) selection.selectEntry(entry);
      else if (isOfFree) selection.selectByte(before, length);
    } else if (view.selected !== null && (!isOfFree || told?.view !== view.id)) {
      publish(view, view.selected);
    }
  }

  /** Lets a view follow what is selected elsewhere, or keep what it has selected. */
  function setLinked(view: MemoryView, linked: boolean): void {
    view.linked = linked;
    view.note = '';
    if (linked) {
      // It follows from now on: what it told the window as a free one becomes what all show.
      if (told?.view === view.id) ofFreeView.value = null;
    } else if (view.selected !== null) {
      publish(view, view.selected);
    }
  }

  /** Opens a view. What is attached is at its end by itself: that is no moment that a view is kept at. */
  function open(space: MemorySpace, start: ViewStart = {}, where?: ViewPlacement): MemoryView {
    const { source = DOCUMENT_SOURCE, moment = null } = start;
    const isAtEnd = source !== DOCUMENT_SOURCE && moment === sourceOf(source)?.lastMoment;
    return all.open(space, { ...start, moment: isAtEnd ? null : moment }, where);
  }

  function close(view: MemoryView): void {
    if (all.canClose(view)) trails.forget(view);
    all.close(view);
  }

  /** A byte as it is looked at in a view. */
  function byteOf(view: MemoryView, position: number): SelectedByte {
    const place = byteAt(view.space, position);
    return isOfDocument(view) ? place : { ...place, source: view.source, moment: momentOf(view) };
  }

  /** Tells the window what is selected in a view. */
  function publish(view: MemoryView, bytes: ViewBytes): void {
    view.selected = bytes;
    const byte = byteOf(view, bytes.first);
    if (!view.linked) kept = linkedSelection.value;
    ofFreeView.value = view.linked ? null : byte;
    told = { byte, view: view.id };
    selection.selectByte(byte, bytes.length);
  }

  /** Whether a selection was made in a view, and not elsewhere. */
  function isFrom(view: MemoryView, { byte }: LinkedSelection): boolean {
    return byte !== null && told?.view === view.id && told.byte === toRaw(byte);
  }

  /** Lets a view select and show bytes; the way back is remembered. */
  function send(view: MemoryView, wish: ViewBytes & Partial<ViewWish>): void {
    trails.leave(view);
    view.wish = { top: null, selects: true, quiet: false, takesFocus: false, ...wish };
  }

  /** The view that shows what a byte is asked for: one in front before others, else a new one. */
  function viewFor(byte: SelectedByte): MemoryView {
    const source = byte.source ?? DOCUMENT_SOURCE;
    const moment = byte.moment ?? null;
    const at = momentOf({ source, moment });
    const fits = (view: MemoryView): boolean => {
      if (view.space !== byte.space || view.source !== source) return false;
      // Who names no moment of the document means the current one, whatever that is.
      if (moment === null && source === DOCUMENT_SOURCE) return view.moment === null;
      return momentOf(view) === at;
    };
    const inFront = groups.value.map(frontOf);
    const found = [active.value, ...inFront, ...activeGroup.value.views, ...views.value].find(fits);
    return found ?? open(byte.space, { source, moment });
  }

  /** Shows bytes in the view that is about them. */
  function focusPosition(space: MemorySpace, position: number, details: PositionDetails = {}): void {
    const { source, moment, length = 1, takesFocus = false } = details;
    selection.reveal({ ...byteAt(space, position), source, moment }, takesFocus, length);
  }

  function goTo(view: MemoryView, place: TrailPlace | null): void {
    if (place === null) return;
    const { selected, top } = place;
    if (selected === null) view.place.top = top;
    else view.wish = { ...selected, top, selects: true, quiet: false, takesFocus: false };
  }

  /** Another load: places, moments and ways of the one before mean nothing. */
  function reset(): void {
    trails.clear();
    for (const view of views.value) {
      view.place = startPlace();
      view.selected = null;
      view.wish = null;
      view.note = '';
      if (view.source === DOCUMENT_SOURCE) view.moment = null;
    }
  }

  markEditedLoads(() => views.value);
  watch(() => documents.revision, reset, { flush: 'sync' });
  // Views of what is not attached any more close.
  watch(
    () => sources.list,
    () => {
      const isLost = ({ source }: MemoryView): boolean =>
        source !== DOCUMENT_SOURCE && sourceOf(source) === undefined;
      views.value.filter(isLost).forEach(close);
    },
  );
  watch(
    () => selection.revealRequest,
    (request) => {
      if (request === null) return;
      const view = viewFor(request);
      all.show(view);
      const first = request.page * PAGE_SIZE + request.offset;
      send(view, { first, length: selection.length, selects: false, takesFocus: request.takesFocus });
    },
    { immediate: true, flush: 'sync' },
  );
  watch(
    () => layout.memory,
    (saved) => {
      if (saved !== null && JSON.stringify(saved) !== JSON.stringify(all.remembered())) all.restore(saved);
    },
    { immediate: true, flush: 'sync' },
  );
  watch(all.remembered, layout.setMemory);

  return {
    ...all,
    open,
    close,
    linkedSelection,
    ...facts,
    setLinked,
    linkTo,
    byteOf,
    use,
    publish,
    isFrom,
    send,
    focusPosition,
    canGoBack: (view: MemoryView) => trails.canGoBack(view),
    canGoForward: (view: MemoryView) => trails.canGoForward(view),
    back: (view: MemoryView) => goTo(view, trails.back(view)),
    forward: (view: MemoryView) => goTo(view, trails.forward(view)),
  };
});
