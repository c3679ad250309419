/** What each command does, and why it cannot be done now where it cannot. */
import { hex, physOfFrame, virtOfPage } from '../../shared/address';
import type { BreakpointTarget } from '../../shared/breakpoint';
import type { MenuCommand, ViewName } from '../../shared/contract';
import type { Direction, MoveCommand } from '../../shared/view-types';
import { cyclePanels, focusedPanel } from '../composables/panel-focus';
import { useAnnouncementsStore } from './announcements';
import { compareActions } from './actions/compare-actions';
import { editActions, editReasons } from './actions/edit-actions';
import { markActions, markReasons } from './actions/mark-actions';
import { memoryActions } from './actions/memory-actions';
import { searchActions } from './actions/search-actions';
import { spaceActions } from './actions/space-actions';
import { themeActions } from './actions/theme-actions';
import { useBookmarksStore } from './bookmarks';
import { useBreakpointsStore } from './breakpoints';
import { useCompareStore } from './compare';
import { useCompareModeStore } from './compare-mode';
import { useDifferencesStore } from './differences';
import { useExportStore } from './export';
import { useFindStore, type SearchablePanel } from './find';
import { useLayoutStore } from './layout';
import { useNotesStore } from './notes';
import { usePaletteStore } from './palette';
import { useProblemsStore } from './problems';
import { isForeign, useSelectionStore, type SelectedByte } from './selection';
import { useSourceStore } from './source';
import { useTimeStore } from './time';
import { useWatchesStore } from './watches';
import { useWriteSearch } from './write-search';

type Actions = Readonly<Record<MenuCommand, () => void>>;
type Part<P extends string> = Pick<Actions, Extract<MenuCommand, P>>;

/** All actions, and what speaks against one. */
export interface CommandActions {
  readonly actions: Actions;
  /** Why a command cannot be carried out now; `null`: it can. There is a loaded document. */
  reasonAgainst(command: MenuCommand): string | null;
}

function runActions(): Part<`move.${string}` | `run.${string}`> {
  const announcements = useAnnouncementsStore();
  const notes = useNotesStore();
  const palette = usePaletteStore();
  const source = useSourceStore();
  const time = useTimeStore();
  const writes = useWriteSearch();

  const moves = (command: MoveCommand, direction: Direction) => () => void time.move(command, direction);

  /** To the next (or last) time that the line of the text cursor is done. */
  const toCursor = (direction: Direction) => () => {
    const line = source.stopFrom(source.cursorLine);
    if (line !== null) void time.run({ type: 'line', file: source.shown, line }, direction);
  };

  function toggleStages(): void {
    notes.stopAtStages = !notes.stopAtStages;
    announcements.remarkOn(
      notes.stopAtStages ? 'Continue stops at stages' : 'Continue does not stop at stages',
    );
  }

  return {
    'move.into.forward': moves('into', 'forward'),
    'move.into.back': moves('into', 'back'),
    'move.over.forward': moves('over', 'forward'),
    'move.over.back': moves('over', 'back'),
    'move.out.forward': moves('out', 'forward'),
    'move.out.back': moves('out', 'back'),
    'move.continue.forward': moves('continue', 'forward'),
    'move.continue.back': moves('continue', 'back'),
    'move.first.back': moves('first', 'back'),
    'move.last.forward': moves('last', 'forward'),
    'run.toCursor.forward': toCursor('forward'),
    'run.toCursor.back': toCursor('back'),
    'run.toWrite.forward': () => void writes.run('forward'),
    'run.toWrite.back': () => void writes.run('back'),
    'run.stepCount': () => palette.open('stepCount'),
    'run.stopAtStages': toggleStages,
  };
}

/** What a new logpoint says. */
const LOG_TEMPLATE = '{kind} {label}';

/** Writes to the selected bytes, as a target. */
function selectedRange(byte: SelectedByte | null, length: number): BreakpointTarget | null {
  if (byte === null || byte.space === 'file' || isForeign(byte)) return null;
  const first =
    byte.space === 'virtual'
      ? virtOfPage(byte.page, byte.offset)
      : BigInt(physOfFrame(byte.page, byte.offset));
  const last = first + BigInt(length - 1);
  return { type: 'range', space: byte.space, first: hex(first), last: hex(last), events: ['written'] };
}

function breakpointActions(): Part<`breakpoint.${string}`> {
  const announcements = useAnnouncementsStore();
  const breakpoints = useBreakpointsStore();
  const selection = useSelectionStore();
  const source = useSourceStore();

  async function toggleAt(target: BreakpointTarget): Promise<void> {
    const before = breakpoints.list.length;
    await breakpoints.toggle(target);
    announcements.say(breakpoints.list.length > before ? 'Breakpoint added' : 'Breakpoint removed');
  }

  /** In the steps tree on the kind of the selected step, elsewhere on the source line of the text cursor. */
  function toggle(): void {
    if (focusedPanel() === 'steps' && selection.spanKind !== null) {
      void toggleAt({ type: 'stepKind', kind: selection.spanKind });
      return;
    }
    const line = source.stopFrom(source.cursorLine);
    if (line !== null) void toggleAt({ type: 'line', file: source.shown, line });
  }

  /** What a new breakpoint starts with: a line of the source, a kind of step, the selected bytes, or nothing. */
  function target(): BreakpointTarget | null {
    const panel = focusedPanel();
    const line = source.stopFrom(source.cursorLine);
    if (panel === 'source' && line !== null) return { type: 'line', file: source.shown, line };
    if (panel === 'steps' && selection.spanKind !== null)
      return { type: 'stepKind', kind: selection.spanKind };
    return panel === 'memory' ? selectedRange(selection.byte, selection.length) : null;
  }

  function add(log: string): void {
    const found = target();
    breakpoints.edit(found === null ? { log } : { target: found, log });
  }

  return {
    'breakpoint.toggle': toggle,
    'breakpoint.add': () => add(''),
    'breakpoint.addLogpoint': () => add(LOG_TEMPLATE),
    'breakpoint.enableAll': () => void breakpoints.setAllEnabled(true),
    'breakpoint.disableAll': () => void breakpoints.setAllEnabled(false),
    'breakpoint.removeAll': () => void breakpoints.removeAll(),
  };
}

function momentActions(): Part<`bookmark.${string}` | 'watch.add' | 'compare.pin'> {
  const bookmarks = useBookmarksStore();
  const compare = useCompareStore();
  const compareMode = useCompareModeStore();
  const layout = useLayoutStore();
  const time = useTimeStore();
  const watches = useWatchesStore();
  const announcements = useAnnouncementsStore();

  async function toggle(): Promise<void> {
    const { moment } = time;
    await bookmarks.toggle(moment);
    const isThere = bookmarks.list.some((one) => one.moment === moment);
    announcements.remarkOn(isThere ? 'Bookmark added' : 'Bookmark removed');
  }

  return {
    'bookmark.toggle': () => void toggle(),
    'bookmark.next': () => bookmarks.next(),
    'bookmark.previous': () => bookmarks.previous(),
    'watch.add': () => void layout.showView('watch').then(watches.startAdd),
    'compare.pin': () => {
      compare.pin(time.moment);
      compareMode.show('moments');
      void layout.showView('compare');
    },
  };
}

function viewActions(): Part<`view.${string}` | `panel.${string}`> {
  const layout = useLayoutStore();
  const finds = useFindStore();
  const shows = (view: ViewName) => () => void layout.showView(view);
  return {
    'view.memory': shows('memory'),
    'view.source': shows('source'),
    'view.callStack': shows('callStack'),
    'view.steps': shows('steps'),
    'view.breakpoints': shows('breakpoints'),
    'view.bookmarks': shows('bookmarks'),
    'view.inspector': shows('inspector'),
    'view.pageTable': shows('pageTable'),
    'view.history': shows('history'),
    'view.timeline': shows('timeline'),
    'view.problems': shows('problems'),
    'view.stepTable': shows('stepTable'),
    'view.compare': shows('compare'),
    'view.writers': shows('writers'),
    'view.log': shows('log'),
    'view.watch': shows('watch'),
    'view.data': shows('data'),
    'view.disassembly': shows('disassembly'),
    'view.space': shows('space'),
    'view.frames': shows('frames'),
    'view.kernel': shows('kernel'),
    'view.address': shows('address'),
    'view.search': () => void finds.openMemory(),
    'view.statistics': shows('statistics'),
    'view.marks': shows('marks'),
    'view.toggleLeft': () => layout.toggleColumn('left'),
    'view.toggleRight': () => layout.toggleColumn('right'),
    'view.maximiseBottom': () => layout.toggleBottomMaximised(),
    'panel.next': () => cyclePanels(1),
    'panel.previous': () => cyclePanels(-1),
  };
}

/** What stands in the field is taken for what is typed next, also where the keyboard is there already. */
function focusGotoField(): void {
  const field = document.getElementById('goto-field');
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
}

function otherActions(
  toggleKeys: () => void,
): Part<`history.${string}` | `export.${string}` | 'palette.show' | 'goto' | 'find' | 'keys.show'> {
  const exports = useExportStore();
  const palette = usePaletteStore();
  const finds = useFindStore();
  const time = useTimeStore();

  /** In memory the search has a panel of its own. */
  function find(panel: SearchablePanel | null): void {
    if (panel === null) void finds.openMemory();
    else finds.open(panel);
  }

  return {
    'history.back': () => time.back(),
    'history.forward': () => time.forward(),
    'palette.show': () => palette.open('commands'),
    goto: focusGotoField,
    find: () => find(searchableOf(focusedPanel())),
    'export.raw': () => void exports.run('raw'),
    'export.elf-core': () => void exports.run('elf-core'),
    'export.steps.csv': () => void exports.runSteps('csv'),
    'export.steps.jsonl': () => void exports.runSteps('jsonl'),
    'keys.show': toggleKeys,
  };
}

/** Panels that Find stays in, by the names that they have on the screen. */
const SEARCHABLE: ReadonlyMap<string, SearchablePanel> = new Map([
  ['source', 'source'],
  ['disassembly', 'disassembly'],
  ['step-table', 'stepTable'],
  ['kernel', 'kernel'],
  ['space', 'space'],
  ['frames', 'frames'],
  ['address', 'address'],
]);

/** Where Find searches: in the panel with the focus, where it has a field for it; `null`: in memory. */
function searchableOf(panel: string): SearchablePanel | null {
  return SEARCHABLE.get(panel) ?? null;
}

/** What speaks against commands, by the beginning of their names; the first one that fits decides. */
function useReasons(): (command: MenuCommand) => string | null {
  const bookmarks = useBookmarksStore();
  const breakpoints = useBreakpointsStore();
  const differences = useDifferencesStore();
  const exports = useExportStore();
  const problems = useProblemsStore();
  const selection = useSelectionStore();
  const source = useSourceStore();
  const time = useTimeStore();
  const writes = useWriteSearch();

  const needs = (fulfilled: boolean, reason: string): string | null => (fulfilled ? null : reason);
  const reasons: readonly (readonly [RegExp, () => string | null])[] = [
    [/^run\.toCursor/, () => needs(source.stopFrom(source.cursorLine) !== null, 'no line to stop at')],
    [/^run\.toWrite/, () => needs(writes.subject !== null, 'no byte or entry is selected')],
    [/^(?:move|run)\..*\.back$/, () => needs(!time.atFirst, 'this is the first moment')],
    [/^(?:move|run)\..*\.forward$/, () => needs(!time.atLast, 'this is the last moment')],
    [/^history\.back$/, () => needs(time.canGoBack, 'there is no earlier place')],
    [/^history\.forward$/, () => needs(time.canGoForward, 'there is no later place')],
    [/^bookmark\.(?:next|previous)$/, () => needs(bookmarks.list.length > 0, 'there is no bookmark')],
    [/^breakpoint\..*All$/, () => needs(breakpoints.list.length > 0, 'there is no breakpoint')],
    [/^problem\./, () => needs(problems.list.length > 0, 'no problem was found')],
    [/^difference\./, () => needs(differences.run !== null, 'no memory is compared')],
    ...editReasons(),
    ...markReasons(),
    [
      /^memory\.(?:copyAs|save|followPointer|select\.(?:page|segment|section|symbol|object))$/,
      () => needs(selection.byte !== null || selection.entry !== null, 'no byte is selected'),
    ],
    [/^(?:export\.|memory\.save$)/, () => needs(exports.state.kind !== 'running', 'an export is under way')],
  ];
  return (command) => {
    for (const [names, reason] of reasons) {
      const against = names.test(command) ? reason() : null;
      if (against !== null) return against;
    }
    return null;
  };
}

/**
 * The actions of all commands.
 *
 * @param toggleKeys shows or hides the list of keys
 */
export function useCommandActions(toggleKeys: () => void): CommandActions {
  return {
    actions: {
      ...runActions(),
      ...breakpointActions(),
      ...momentActions(),
      ...viewActions(),
      ...memoryActions(),
      ...searchActions(),
      ...editActions(),
      ...markActions(),
      ...compareActions(),
      ...themeActions(),
      ...spaceActions(),
      ...otherActions(toggleKeys),
    },
    reasonAgainst: useReasons(),
  };
}
