import { frameOfPhys, PAGE_SIZE, pageOfVirt } from '../../../shared/address';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import type { EntryRow } from '../../../shared/view-types';
import type { MenuItem } from '../../components/menu-item';
import { useAddressViewStore } from '../../stores/address-view';
import { useBreakpointsStore } from '../../stores/breakpoints';
import { useClipboardStore } from '../../stores/clipboard';
import { useFramesViewStore } from '../../stores/frames-view';
import { useLayoutStore } from '../../stores/layout';
import { usePageTableViewStore } from '../../stores/page-table-view';
import type { TreeChoice } from '../../stores/tree-choice';
import { useSelectionStore } from '../../stores/selection';
import { useSourcesStore } from '../../stores/sources';
import { useSpaceViewStore } from '../../stores/space-view';
import { useTimeStore } from '../../stores/time';
import { breakpointChoices, ENTRY_ACTIONS, entryMenu, type EntryAction, type MenuFacts } from './entry-menu';
import { ENTRY_BYTES, entryLine, tableVirt } from './entry-text';
import { wayTo } from './tree-rows';
import { useTreeOf } from './useTreeOf';

/** What can be done with the entries of the tree that the panel shows. */
export interface EntryActions {
  menu(entry: EntryRow, within: MenuFacts['within']): MenuItem[];
  /** Carries out an item of the menu. */
  run(id: string, entry: EntryRow): void;
}

/** Whether an entry leads to memory that can be shown. */
function leads({ kind }: EntryRow): boolean {
  return kind === 'page' || kind === 'table' || kind === 'recursive';
}

/** Makes {@link EntryActions}. @param always whose tables they are, whatever the panel shows */
export function useEntryActions(always?: TreeChoice): EntryActions {
  const breakpoints = useBreakpointsStore();
  const selection = useSelectionStore();
  const sources = useSourcesStore();
  const view = usePageTableViewStore();
  const tree = useTreeOf(always);

  function menu(entry: EntryRow, within: MenuFacts['within']): MenuItem[] {
    const target = JSON.stringify(breakpointChoices(entry).entry);
    const { source } = tree.choice.value;
    const spaces = sources.list.find(({ id }) => id === source)?.spaces;
    return entryMenu(entry, {
      breaks: breakpoints.list.some((one) => JSON.stringify(one.target) === target),
      own: tree.isOwn.value,
      virtual: source === DOCUMENT_SOURCE ? tree.isOwn.value : (spaces?.includes('virtual') ?? false),
      within,
    });
  }

  /** Selects the entry as everywhere in the window, where it is the document's. */
  function select({ level, table, index, virt }: EntryRow): void {
    if (tree.isOwn.value) selection.selectEntry({ level, table, index, virt });
  }

  /** The table that an entry leads to as a picture, or the entry in the picture of its own. */
  function showTable(entry: EntryRow): void {
    const at =
      entry.kind === 'table'
        ? { level: entry.level - 1, virt: entry.virt }
        : { level: entry.level, virt: tableVirt(entry.level, entry.virt), index: entry.index };
    view.showTable(at, tree.choice.value);
  }

  function showInTree(entry: EntryRow): void {
    const { level, virt } = entry;
    view.setTree(tree.choice.value);
    view.showInTree(wayTo(level, virt), { level, virt });
    select(entry);
    void useLayoutStore().showView('pageTable');
  }

  const actions: Readonly<Record<EntryAction, (entry: EntryRow) => void>> = {
    follow: (entry) => leads(entry) && tree.follow('physical', frameOfPhys(Number(entry.target)), 0),
    memory: (entry) => tree.follow('virtual', pageOfVirt(BigInt(entry.virt)), 0),
    bytes: (entry) => tree.follow('physical', entry.table, (entry.index * ENTRY_BYTES) % PAGE_SIZE),
    table: showTable,
    tree: showInTree,
    address: ({ virt }) => {
      const { source, root } = tree.choice.value;
      useAddressViewStore().show(virt, { source, root: root ?? undefined });
    },
    ranges: ({ virt }) => useSpaceViewStore().showPage(pageOfVirt(BigInt(virt))),
    frames: ({ target }) => useFramesViewStore().showFrame(frameOfPhys(Number(target))),
    history: (entry) => {
      select(entry);
      void useLayoutStore().showView('history');
    },
    written: ({ writtenAt }) => useTimeStore().jump(writtenAt),
    entry: (entry) => void breakpoints.toggle(breakpointChoices(entry).entry),
    page: (entry) => breakpoints.edit({ target: breakpointChoices(entry).page }),
    frame: (entry) => breakpoints.edit({ target: breakpointChoices(entry).frame }),
    copy: (entry) => void useClipboardStore().copy(entryLine(entry), 'the entry'),
    copyEntry: ({ entry }) => void useClipboardStore().copy(entry),
  };

  return {
    menu,
    run(id, entry) {
      const known = ENTRY_ACTIONS.find((each) => each === id);
      if (known !== undefined) actions[known](entry);
    },
  };
}
