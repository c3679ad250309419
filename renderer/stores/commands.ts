import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { Direction, MoveCommand } from '../../shared/view-types';
import { on } from '../api/client';
import { commandOf, type WindowCommand } from '../composables/keyboard';
import { cyclePanels, focusedPanel, focusPanel } from '../composables/panel-focus';
import { useBreakpointsStore } from './breakpoints';
import { useDocumentStore } from './document';
import { useExportStore } from './export';
import { useFindStore } from './find';
import { useLayoutStore } from './layout';
import { useSelectionStore } from './selection';
import { useSourceStore } from './source';
import { useTimeStore } from './time';

const MOVE = /^move\.(into|over|out|continue|first|last)\.(forward|back)$/;

/** Commands that a text field keeps for itself. */
const TEXT_COMMANDS: ReadonlySet<WindowCommand> = new Set([
  'move.first.back',
  'move.last.forward',
  'history.back',
  'history.forward',
]);

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** The one place where commands are carried out, whether a key, the menu or a button gave them. */
export const useCommandsStore = defineStore('commands', () => {
  const breakpoints = useBreakpointsStore();
  const documents = useDocumentStore();
  const exports = useExportStore();
  const search = useFindStore();
  const layout = useLayoutStore();
  const selection = useSelectionStore();
  const source = useSourceStore();
  const time = useTimeStore();
  /** Whether the list of keys is shown. */
  const keysShown = ref(false);

  /** In the steps tree on the kind of the selected step, elsewhere on the source line of the text cursor. */
  function toggleBreakpoint(): void {
    if (focusedPanel() === 'steps' && selection.spanKind !== null) {
      void breakpoints.toggle({ type: 'stepKind', kind: selection.spanKind });
      return;
    }
    const line = source.stopFrom(source.cursorLine);
    if (line !== null) void breakpoints.toggle({ type: 'line', file: source.shown, line });
  }

  function runMove(command: MoveCommand, direction: Direction): void {
    void time.move(command, direction);
  }

  const actions: Readonly<Record<Exclude<WindowCommand, `move.${string}`>, () => void>> = {
    'breakpoint.toggle': toggleBreakpoint,
    goto: () => document.getElementById('goto-field')?.focus(),
    find: () => search.open(focusedPanel() === 'source' ? 'source' : 'memory'),
    'export.raw': () => void exports.run('raw'),
    'export.elf-core': () => void exports.run('elf-core'),
    'panel.next': () => cyclePanels(1),
    'panel.previous': () => cyclePanels(-1),
    'view.memory': () => focusPanel('memory'),
    'view.source': () => focusPanel('source'),
    'view.toggleLeft': () => layout.toggleColumn('left'),
    'view.toggleRight': () => layout.toggleColumn('right'),
    'keys.show': () => (keysShown.value = !keysShown.value),
    'history.back': () => time.back(),
    'history.forward': () => time.forward(),
  };

  /** Carries out a command; without a loaded document only the list of keys can be shown. */
  function run(command: WindowCommand): void {
    if (documents.ready === null && command !== 'keys.show') return;
    const [, move, direction] = MOVE.exec(command) ?? [];
    if (move !== undefined) runMove(move as MoveCommand, direction as Direction);
    else actions[command as keyof typeof actions]();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const command = commandOf(event);
    if (command === null || event.defaultPrevented) return;
    if (isTextField(event.target) && TEXT_COMMANDS.has(command)) return;
    // Handled here, the key does not reach the application menu, which has the same accelerators.
    event.preventDefault();
    run(command);
  }

  /** Starts to listen to keys and to the menu; call when the window starts. */
  function start(): void {
    window.addEventListener('keydown', onKeyDown);
    on('command', run);
  }

  function hideKeys(): void {
    keysShown.value = false;
  }

  return { keysShown, start, run, hideKeys };
});
