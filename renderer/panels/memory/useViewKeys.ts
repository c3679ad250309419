import { asksForMenu } from '../../components/menu-item';
import { asksForAll, asksForCopy, isPlain } from '../../composables/row-keys';
import { useCopyAsStore } from '../../stores/copy-as';
import { useEngineStore } from '../../stores/engine';
import { useLayoutStore } from '../../stores/layout';
import type { MemoryView } from '../../stores/memory-view-state';
import { useMemoryViewsStore } from '../../stores/memory-views';
import { useSelectingStore } from '../../stores/selecting';
import { useTimeStore } from '../../stores/time';
import { useWriteSearch } from '../../stores/write-search';
import { PAGE_SIZE } from '../../../shared/address';
import type { LinkTarget } from '../../../shared/view-types';
import type { EditMode } from './edit/useEditMode';
import type { Cursor } from './useCursor';
import type { Rows } from './useRows';
import type { ViewClock } from './useViewClock';

/** What keys in a memory view act on. */
export interface ViewKeysInput {
  readonly view: MemoryView;
  readonly clock: ViewClock;
  readonly rows: Rows;
  readonly cursor: Cursor;
  readonly edit: EditMode;
  readonly menu: (event: KeyboardEvent) => void;
  /** Opens or closes the card of the structure at the cursor. */
  readonly structure: () => boolean;
  /** Opens the field for an address of the view. */
  readonly askAddress: () => void;
}

/** What the keys of a memory view do, and a double click. */
export interface ViewKeys {
  onKey(event: KeyboardEvent): void;
  /** Goes where a byte leads: from a page or the file to its frame, from a table's entry to its target. */
  go(position: number): Promise<void>;
}

/** Keys that open and close folds at the cursor. */
const UNFOLD = new Set(['+', '=']);
const FOLD = '-';

export function useViewKeys(input: ViewKeysInput): ViewKeys {
  const { view, clock, rows, cursor } = input;
  const copyAs = useCopyAsStore();
  const engine = useEngineStore();
  const layout = useLayoutStore();
  const selecting = useSelectingStore();
  const time = useTimeStore();
  const views = useMemoryViewsStore();
  const writes = useWriteSearch();

  async function go(position: number): Promise<void> {
    const page = Math.floor(position / PAGE_SIZE);
    const offset = position - page * PAGE_SIZE;
    const shown = rows.pages.exact(page);
    if (shown === null || shown.frame === null) return;
    if (view.space !== 'physical') {
      follow({ type: 'memory', space: 'physical', page: shown.frame, offset }, position);
      return;
    }
    const { moment, source } = clock;
    const { facts } = await engine.inspectByte(view.space, page, offset, moment.value, source.value);
    const link = facts.find((fact) => fact.link?.type === 'memory')?.link;
    if (link) follow(link, position);
  }

  /** A link of the document's present is followed by the window, one of another side stays on that side. */
  function follow(link: LinkTarget, position: number): void {
    time.follow(link, !clock.isCurrent.value, views.byteOf(view, position));
  }

  /** Opens the fold that the cursor is on; `false` where it is on none. */
  function unfold(): boolean {
    const at = cursor.place.value;
    const line = at === null ? null : rows.lineOf(at);
    if (at === null || line?.kind !== 'fold' || line.open) return false;
    rows.unfold(at);
    rows.bringInSight(at);
    return true;
  }

  /** Folds again what the cursor is in; `false` where nothing of that was opened. */
  function fold(): boolean {
    const at = cursor.place.value;
    if (at === null) return false;
    const { place } = view;
    const page = Math.floor(at / PAGE_SIZE);
    const zeros = place.shownZeros.get(page) ?? [];
    const offset = at - page * PAGE_SIZE;
    const otherZeros = zeros.filter(({ first, end }) => offset < first || offset >= end);
    const others = place.opened.filter(({ first, end }) => at < first || at >= end);
    if (zeros.length > 0 && otherZeros.length === 0) place.shownZeros.delete(page);
    else if (otherZeros.length < zeros.length) place.shownZeros.set(page, otherZeros);
    else if (others.length < place.opened.length) place.opened = others;
    else return false;
    rows.bringInSight(at);
    return true;
  }

  /** Does what a key asks for; `false` where it means nothing here. */
  function act(event: KeyboardEvent): boolean {
    const { range, place } = cursor;
    if (asksForMenu(event)) input.menu(event);
    else if (asksForCopy(event) && range.value) void copyAs.copy();
    else if (asksForAll(event)) selecting.selectAll();
    else if (!isPlain(event)) return false;
    else if (event.key === 'Backspace') void writes.run('back');
    else if (event.key === 'w') void layout.showView('writers');
    else if (event.key === 'g') input.askAddress();
    else if (event.key === 'o') return input.structure();
    else if (UNFOLD.has(event.key)) return unfold();
    else if (event.key === FOLD) return fold();
    else if (event.key === 'Enter' && place.value !== null && !(event.target instanceof HTMLButtonElement)) {
      if (!unfold()) void go(place.value);
    } else return false;
    return true;
  }

  return {
    onKey(event) {
      if (input.edit.key(event) || cursor.key(event) || act(event)) event.preventDefault();
    },
    go,
  };
}
