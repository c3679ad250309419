import { PAGE_SIZE } from '../../../shared/address';
import type { CodeRow } from '../../../shared/kernel-types';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import type { LinkTarget } from '../../../shared/view-types';
import type { MenuItem } from '../../components/menu-item';
import { failureOf } from '../../composables/failure';
import { useAddressViewStore } from '../../stores/address-view';
import { useAnnouncementsStore } from '../../stores/announcements';
import { useBreakpointsStore } from '../../stores/breakpoints';
import type { LineBytes } from '../../stores/code-place';
import { useCodeViewStore } from '../../stores/code-view';
import { useEngineStore } from '../../stores/engine';
import { useKernelViewStore } from '../../stores/kernel-view';
import { useLayoutStore } from '../../stores/layout';
import { useMemoryViewsStore } from '../../stores/memory-views';
import type { SelectedByte } from '../../stores/selection';
import { useTimeStore } from '../../stores/time';
import { breakpointOf, CODE_ACTIONS, codeMenu, linkOfRow, linkTo, type CodeAction } from './code-menu';
import type { CodeRanges } from './code-ranges';
import { relocationWords } from './code-text';
import { useCodeCopy } from './useCodeCopy';

/** What can be done with lines of code. */
export interface CodeActions {
  menu(row: CodeRow): MenuItem[];
  /** Carries out an item of the menu. */
  run(id: string, row: CodeRow): void;
  /** Goes where a link leads: code in this view, other bytes in memory, or in a memory view to the side. */
  open(link: LinkTarget, aside: boolean): void;
  /** Goes to the step of a relocation. */
  openRelocation(index: number): Promise<void>;
  /** What the relocation of a row changed, in words; empty where that is not known. */
  relocationTip(row: CodeRow): Promise<string>;
  copy(): void;
}

/**
 * @param range the selected bytes
 * @param ranges what can be executed: links to it stay in the view
 */
export function useCodeActions(range: () => LineBytes | null, ranges: () => CodeRanges): CodeActions {
  const announcements = useAnnouncementsStore();
  const breakpoints = useBreakpointsStore();
  const engine = useEngineStore();
  const layout = useLayoutStore();
  const time = useTimeStore();
  const view = useCodeViewStore();
  const views = useMemoryViewsStore();
  const copying = useCodeCopy(range);

  function isOwn(): boolean {
    return view.source === DOCUMENT_SOURCE;
  }

  function position(link: LinkTarget): number {
    return link.type === 'memory' ? link.page * PAGE_SIZE + link.offset : -1;
  }

  /** A memory view beside the others, the same one each time. */
  function showAside(at: number): void {
    const isKnown = views.views.find(({ id }) => id === view.sideView);
    const fits = isKnown !== undefined && isKnown.source === view.source;
    const shown = fits
      ? isKnown
      : views.open('virtual', { source: view.source, moment: null, linked: false }, 'side');
    view.sideView = shown.id;
    // This view stays where it is: the window is not told.
    views.send(shown, { first: at, length: 1, quiet: true });
    views.show(shown);
  }

  function showBytes(at: number): void {
    const link = linkTo(at);
    if (link.type !== 'memory') return;
    const { space, page, offset } = link;
    const from: SelectedByte | null = isOwn()
      ? null
      : { space, page, offset, source: view.source, moment: view.moment };
    time.follow(link, false, from);
  }

  function open(link: LinkTarget, aside: boolean): void {
    const at = position(link);
    if (at < 0) time.follow(link);
    else if (view.kind === 'tables' || (!aside && ranges().has(at))) view.go(at);
    else if (aside) showAside(at);
    else showBytes(at);
  }

  async function openRelocation(index: number): Promise<void> {
    if (!isOwn()) {
      announcements.remarkOn('Steps are those of this window’s own kernel');
      return;
    }
    try {
      const [target] = await engine.resolve(`#${index}`, time.moment);
      if (target !== undefined) time.follow(target.target);
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
  }

  async function relocationTip({ relocation }: CodeRow): Promise<string> {
    if (relocation === null) return '';
    const { source, moment } = view;
    const query = { text: `#${relocation.index}`, sort: 'index', descending: false } as const;
    try {
      const rows = await engine.relocations({ source, query, moment, first: 0, count: 1 });
      const applied = rows.find(({ state }) => state === 'applied');
      return applied === undefined ? '' : relocationWords(applied);
    } catch {
      // The number of the relocation is said in any case.
      return '';
    }
  }

  function selectedOr({ position: first, length }: CodeRow): LineBytes {
    return range() ?? { first, end: first + length };
  }

  const actions: Readonly<Record<CodeAction, (row: CodeRow) => void>> = {
    follow(row) {
      const link = linkOfRow(row);
      if (link !== null) open(link, false);
    },
    side: (row) => open(linkOfRow(row) ?? linkTo(row.position), true),
    memory: (row) => showBytes(row.position),
    relocation: ({ relocation }) => void (relocation && openRelocation(relocation.index)),
    relocationRow: ({ relocation }) =>
      relocation && useKernelViewStore().show('relocations', relocation.index),
    break: (row) => void breakpoints.toggle(breakpointOf(selectedOr(row))),
    address: ({ address }) =>
      useAddressViewStore().show(address, { source: view.source, root: view.of.root }),
    history: () => void layout.showView('history'),
    copy: () => void copying.text(),
    copyBytes: () => void copying.bytes(),
    copyAddress: ({ address }) => void copying.address(address),
  };

  return {
    menu(row) {
      const target = JSON.stringify(breakpointOf(selectedOr(row)));
      const breaks = breakpoints.list.some((one) => JSON.stringify(one.target) === target);
      return codeMenu(row, { own: isOwn(), inMemory: view.kind !== 'tables', breaks });
    },
    run(id, row) {
      const known = CODE_ACTIONS.find((each) => each === id);
      if (known !== undefined) actions[known](row);
    },
    open,
    openRelocation,
    relocationTip,
    copy: () => void copying.text(),
  };
}
