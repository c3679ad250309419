import { hex, PAGE_SIZE, pageOfVirt, physOfFrame } from '../../../shared/address';
import type { FrameView } from '../../../shared/frame-types';
import type { MemorySpace } from '../../../shared/view-types';
import type { MenuItem } from '../../components/menu-item';
import { useBreakpointsStore } from '../../stores/breakpoints';
import { useClipboardStore } from '../../stores/clipboard';
import { useFramesViewStore } from '../../stores/frames-view';
import { useHistorySubject } from '../../stores/history-subject';
import { useLayoutStore } from '../../stores/layout';
import { usePageTableViewStore } from '../../stores/page-table-view';
import { useTimeStore } from '../../stores/time';

/** Pages that one table of level 1 maps. */
const PAGES_OF_TABLE = 512n;
const PAGE_BITS = 12n;

/** What can be done with a frame. */
export interface FrameActions {
  /** Shows its bytes. */
  bytes(frame: number): void;
  /** Shows bytes of a page. */
  page(page: number): void;
  /** Shows a byte of the kernel file. */
  file(offset: number): void;
  table(look: FrameView): void;
  history(frame: number): void;
  /** Whether a page table has to do with it: it is one, or a page shows it. */
  hasTable(look: FrameView): boolean;
  menu(frame: number, look: FrameView | null): MenuItem[];
  /** Does what an item of the menu says. */
  choose(id: string, frame: number, look: FrameView | null): void;
}

/** Creates the {@link FrameActions}. */
export function useFrameActions(): FrameActions {
  const breakpoints = useBreakpointsStore();
  const clipboard = useClipboardStore();
  const history = useHistorySubject();
  const layout = useLayoutStore();
  const pageTable = usePageTableViewStore();
  const time = useTimeStore();
  const view = useFramesViewStore();

  /** Goes to bytes of the memory that is shown. */
  function goTo(space: MemorySpace, number: number, offset = 0): void {
    const place = { space, page: number, offset };
    const from = view.isOwn ? null : { ...place, ...view.at(0) };
    time.follow({ type: 'memory', ...place }, true, from);
  }

  function bytes(frame: number): void {
    goTo('physical', frame);
  }

  function page(number: number): void {
    goTo('virtual', number);
  }

  function file(offset: number): void {
    goTo('file', Math.floor(offset / PAGE_SIZE), offset % PAGE_SIZE);
  }

  /** The table that it is, else the entry of the first page that shows it. */
  function table({ table: own, firstAliases }: FrameView): void {
    const tree = { source: view.source, root: null };
    if (own !== null) {
      pageTable.showTable({ level: own.level, virt: own.virt }, tree);
      return;
    }
    const [first] = firstAliases;
    if (first === undefined) return;
    const covered = PAGES_OF_TABLE << PAGE_BITS;
    const virt = BigInt(first.virt);
    const at = { level: 1, virt: hex(virt - (virt % covered)) };
    pageTable.showTable({ ...at, index: pageOfVirt(virt) % Number(PAGES_OF_TABLE) }, tree);
  }

  function historyOf(frame: number): void {
    view.select(frame);
    history.choose('frame');
    void layout.showView('history');
  }

  function hasTable({ table: own, aliases }: FrameView): boolean {
    return own !== null || aliases > 0;
  }

  function menu(frame: number, look: FrameView | null): MenuItem[] {
    return [
      { id: 'bytes', label: 'Show bytes', keys: 'Enter' },
      { id: 'table', label: 'Show in page table', disabled: look === null || !hasTable(look) },
      { id: 'history', label: 'History of this frame', disabled: !view.isOwn },
      {
        id: 'written',
        label: 'Go to the step that wrote it last',
        disabled: !view.isOwn || look === null || look.writtenAt === null,
      },
      { id: 'page', label: 'Show the page that shows it', disabled: look === null || look.aliases === 0 },
      {
        id: 'file',
        label: 'Show it in the kernel file',
        disabled: look === null || look.fileOffset === null,
      },
      { id: 'zoom', label: 'Zoom to it', separated: true, disabled: view.window?.per === 1 },
      { id: 'break', label: 'Breakpoint on this frame…', separated: true, disabled: !view.isOwn },
      { id: 'copy', label: `Copy ${hex(physOfFrame(frame))}` },
    ];
  }

  function choose(id: string, frame: number, look: FrameView | null): void {
    const address = hex(physOfFrame(frame));
    if (id === 'bytes') bytes(frame);
    else if (id === 'history') historyOf(frame);
    else if (id === 'zoom') view.showFrames(frame, frame);
    else if (id === 'break') breakpoints.edit({ target: { type: 'frame', address, events: ['written'] } });
    else if (id === 'copy') void clipboard.copy(address);
    else if (look === null) return;
    else if (id === 'table') table(look);
    else if (id === 'written' && look.writtenAt !== null) time.jump(look.writtenAt);
    else if (id === 'page' && look.firstAliases[0] !== undefined) page(look.firstAliases[0].page);
    else if (id === 'file' && look.fileOffset !== null) file(look.fileOffset);
  }

  return { bytes, page, file, table, history: historyOf, hasTable, menu, choose };
}
