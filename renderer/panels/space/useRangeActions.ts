import { computed, type ComputedRef } from 'vue';
import { frameOfPhys, hex, virtOfPage } from '../../../shared/address';
import type { RangeRow, TreeOf } from '../../../shared/table-types';
import { failureOf } from '../../composables/failure';
import { useAddressViewStore } from '../../stores/address-view';
import { useAnnouncementsStore } from '../../stores/announcements';
import { useBreakpointsStore } from '../../stores/breakpoints';
import { useClipboardStore } from '../../stores/clipboard';
import { useEngineStore } from '../../stores/engine';
import { useFramesViewStore } from '../../stores/frames-view';
import { usePageTableViewStore } from '../../stores/page-table-view';
import { useSelectionStore } from '../../stores/selection';
import { useSpaceViewStore } from '../../stores/space-view';
import { useTimeStore } from '../../stores/time';
import { followIn, treeAt } from '../page-table/useTreeOf';
import { rangeTarget, type RangeOwner, type RangeSubject } from './range-menu';
import { rowText } from './range-text';
import { useIsDump } from './useSlots';

/** What can be done with a page of the address space, wherever it is shown. */
export interface RangeActions {
  readonly owner: ComputedRef<RangeOwner>;
  /** Selects the first byte of a page in the whole window. */
  select(page: number): void;
  /** Goes to the bytes of a page. */
  follow(page: number): void;
  followFrame(row: RangeRow): void;
  /** The page with the row that holds it. */
  subjectOf(page: number): Promise<RangeSubject>;
  /** Does what an item of the menu says. */
  choose(id: string, subject: RangeSubject): void;
}

const PAGES = { filter: '', merge: 'owner', sort: 'address', descending: false } as const;

/** The links of the address space tab. */
export function useRangeActions(): RangeActions {
  const addresses = useAddressViewStore();
  const announcements = useAnnouncementsStore();
  const breakpoints = useBreakpointsStore();
  const clipboard = useClipboardStore();
  const engine = useEngineStore();
  const frames = useFramesViewStore();
  const selection = useSelectionStore();
  const tables = usePageTableViewStore();
  const time = useTimeStore();
  const view = useSpaceViewStore();
  const isDump = useIsDump();
  const owner = computed((): RangeOwner => ({ own: view.isOwn, virtual: !isDump.value }));

  /** Whose pages are asked about, and when. */
  const of = (): TreeOf => treeAt(view.tree, time.moment);

  /** Goes to bytes of the memory whose address space is shown. */
  function goTo(space: 'virtual' | 'physical', page: number): void {
    if (view.isOwn) time.follow({ type: 'memory', space, page, offset: 0 }, true);
    else followIn(view.tree.source, space, page, 0);
  }

  function select(page: number): void {
    const byte = { space: 'virtual', page, offset: 0 } as const;
    if (view.isOwn) {
      selection.selectByte(byte);
      return;
    }
    view.chosen = page;
    const { source } = view.tree;
    if (owner.value.virtual) selection.selectByte({ ...byte, source, moment: of().moment });
  }

  /** The frame that shows a page; `null` where none does. */
  async function frameOf(page: number): Promise<number | null> {
    try {
      const { phys } = await engine.walkIn({ ...of(), virt: hex(virtOfPage(page)) });
      return phys === null ? null : frameOfPhys(Number(phys));
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
      return null;
    }
  }

  /** The bytes of a page; of a dump, which has no pages, those of its frame. */
  function follow(page: number): void {
    if (owner.value.virtual) goTo('virtual', page);
    else void frameOf(page).then((frame) => frame !== null && goTo('physical', frame));
  }

  function followFrame(row: RangeRow): void {
    goTo('physical', frameOfPhys(Number(row.phys)));
  }

  /** The last table on the way to a page, with its entry chosen. */
  async function showTable(page: number): Promise<void> {
    try {
      const { entries } = await engine.walkIn({ ...of(), virt: hex(virtOfPage(page)) });
      const entry = entries.at(-1);
      if (entry === undefined) return;
      const { level, table, index } = entry;
      // The table begins where its first entry would.
      const virt = hex(virtOfPage(Math.floor(page / 512 ** level) * 512 ** level));
      tables.showTable({ level, virt, table, index }, view.tree);
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
  }

  async function subjectOf(page: number): Promise<RangeSubject> {
    try {
      const ask = { ...of(), query: PAGES };
      const first = await engine.rangeIndexOf({ ...ask, page });
      if (first < 0) return { page, row: null };
      const [row = null] = await engine.rangeRows({ ...ask, first, count: 1 });
      return { page, row };
    } catch {
      // Where it cannot be found out, the menu offers what needs no row.
      return { page, row: null };
    }
  }

  function showFrame({ page, row }: RangeSubject): void {
    if (row === null) return;
    const { source } = view.tree;
    // Frames of a row need not follow on each other.
    if (row.contiguous) frames.showFrame(frameOfPhys(Number(row.phys)) + page - row.page, source);
    else void frameOf(page).then((frame) => frame !== null && frames.showFrame(frame, source));
  }

  function choose(id: string, subject: RangeSubject): void {
    const { page, row } = subject;
    const address = hex(virtOfPage(page));
    const actions: Readonly<Record<string, () => void>> = {
      bytes: () => follow(page),
      frame: () => showFrame(subject),
      table: () => void showTable(page),
      address: () => addresses.show(address, { source: view.tree.source, root: view.tree.root ?? undefined }),
      step: () => row !== null && time.jump(row.writtenAt),
      strips: () => (view.wanted = page),
      copyAddress: () => void clipboard.copy(address),
      copyRow: () => row !== null && void clipboard.copy(rowText(row), 'the row'),
      break: () => breakpoints.edit({ target: rangeTarget(subject) }),
    };
    actions[id]?.();
  }

  return { owner, select, follow, followFrame, subjectOf, choose };
}
