import { frameOfPhys, hex, virtOfPage, PAGE_SIZE } from '../../../shared/address';
import type { RangeRow } from '../../../shared/table-types';
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
import { rangeTarget, type RangeSubject } from './range-menu';
import { rowText } from './range-text';

/** What can be done with a page of the address space, wherever it is shown. */
export interface RangeActions {
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

  function select(page: number): void {
    selection.selectByte({ space: 'virtual', page, offset: 0 });
  }

  function follow(page: number): void {
    time.follow({ type: 'memory', space: 'virtual', page, offset: 0 }, true);
  }

  function followFrame(row: RangeRow): void {
    const page = frameOfPhys(Number(row.phys));
    time.follow({ type: 'memory', space: 'physical', page, offset: 0 }, true);
  }

  /** The last table on the way to a page, with its entry chosen. */
  async function showTable(page: number): Promise<void> {
    try {
      const { entries } = await engine.walk(hex(virtOfPage(page)), time.moment);
      const entry = entries.at(-1);
      if (entry === undefined) return;
      const { level, table, index } = entry;
      // The table begins where its first entry would.
      const virt = hex(virtOfPage(Math.floor(page / 512 ** level) * 512 ** level));
      tables.showTable({ level, virt, table, index });
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
  }

  async function subjectOf(page: number): Promise<RangeSubject> {
    try {
      const { moment } = time;
      const first = await engine.rangeIndexOf({ moment, query: PAGES, page });
      if (first < 0) return { page, row: null };
      const [row = null] = await engine.rangeRows({ moment, query: PAGES, first, count: 1 });
      return { page, row };
    } catch {
      // Where it cannot be found out, the menu offers what needs no row.
      return { page, row: null };
    }
  }

  function showFrame({ page, row }: RangeSubject): void {
    if (row === null) return;
    // Frames of a row need not follow on each other.
    if (row.contiguous) frames.showFrame(frameOfPhys(Number(row.phys)) + page - row.page);
    else {
      void engine
        .walk(hex(virtOfPage(page)), time.moment)
        .then(({ phys }) => phys !== null && frames.showFrame(Math.floor(Number(phys) / PAGE_SIZE)))
        .catch((error: unknown) => announcements.remarkOn(failureOf(error).message));
    }
  }

  function choose(id: string, subject: RangeSubject): void {
    const { page, row } = subject;
    const address = hex(virtOfPage(page));
    const actions: Readonly<Record<string, () => void>> = {
      bytes: () => follow(page),
      frame: () => showFrame(subject),
      table: () => void showTable(page),
      address: () => addresses.show(address),
      step: () => row !== null && time.jump(row.writtenAt),
      strips: () => (view.wanted = page),
      copyAddress: () => void clipboard.copy(address),
      copyRow: () => row !== null && void clipboard.copy(rowText(row), 'the row'),
      break: () => breakpoints.edit({ target: rangeTarget(subject) }),
    };
    actions[id]?.();
  }

  return { select, follow, followFrame, subjectOf, choose };
}
