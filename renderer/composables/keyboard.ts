import type { MenuCommand } from '../../shared/contract';

/** Commands that only the window knows, beside those of the application menu. */
export type WindowCommand = MenuCommand | 'history.back' | 'history.forward';

/** What of a key press decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** One binding: the key as people read it, and what it does. */
export interface Binding {
  readonly keys: string;
  readonly command: WindowCommand;
  readonly label: string;
}

/** Every key of the window; the tooltips, the list of keys and the handler read this table. */
export const BINDINGS: readonly Binding[] = [
  { keys: 'F5', command: 'move.continue.forward', label: 'Continue' },
  { keys: 'Ctrl+F5', command: 'move.continue.back', label: 'Continue back' },
  { keys: 'F10', command: 'move.over.forward', label: 'Step over' },
  { keys: 'Ctrl+F10', command: 'move.over.back', label: 'Step over back' },
  { keys: 'F11', command: 'move.into.forward', label: 'Step into' },
  { keys: 'Ctrl+F11', command: 'move.into.back', label: 'Step into back' },
  { keys: 'Shift+F11', command: 'move.out.forward', label: 'Step out' },
  { keys: 'Ctrl+Shift+F11', command: 'move.out.back', label: 'Step out back' },
  { keys: 'Ctrl+Home', command: 'move.first.back', label: 'First moment' },
  { keys: 'Ctrl+End', command: 'move.last.forward', label: 'Last moment' },
  { keys: 'F9', command: 'breakpoint.toggle', label: 'Toggle breakpoint' },
  { keys: 'Ctrl+G', command: 'goto', label: 'Go to address, symbol or step' },
  { keys: 'Ctrl+F', command: 'find', label: 'Find in the source or go to in the memory view' },
  { keys: 'Alt+Left', command: 'history.back', label: 'Go back' },
  { keys: 'Alt+Right', command: 'history.forward', label: 'Go forward' },
  { keys: 'Ctrl+1', command: 'view.memory', label: 'Memory' },
  { keys: 'Ctrl+2', command: 'view.source', label: 'Loader source' },
  { keys: 'F6', command: 'panel.next', label: 'Next panel' },
  { keys: 'Shift+F6', command: 'panel.previous', label: 'Previous panel' },
  { keys: 'Ctrl+B', command: 'view.toggleLeft', label: 'Left column' },
  { keys: 'Ctrl+Alt+B', command: 'view.toggleRight', label: 'Right column' },
  { keys: 'Ctrl+E', command: 'export.raw', label: 'Export a memory image' },
  { keys: 'Ctrl+Shift+E', command: 'export.elf-core', label: 'Export an ELF core file' },
  { keys: 'F1', command: 'keys.show', label: 'Keys' },
];

const NAMES: Readonly<Record<string, string>> = { ArrowLeft: 'Left', ArrowRight: 'Right' };

function spelled(press: KeyPress): string {
  const name = NAMES[press.key] ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key);
  const control = press.ctrlKey || press.metaKey;
  return `${control ? 'Ctrl+' : ''}${press.altKey ? 'Alt+' : ''}${press.shiftKey ? 'Shift+' : ''}${name}`;
}

const BY_KEYS: ReadonlyMap<string, WindowCommand> = new Map(
  BINDINGS.map((binding) => [binding.keys, binding.command]),
);

/** The command of a key press, or `null`. On macOS the command key stands for Ctrl. */
export function commandOf(press: KeyPress): WindowCommand | null {
  return BY_KEYS.get(spelled(press)) ?? null;
}

/** The key of a command as people read it, or nothing. */
export function keysOf(command: WindowCommand): string {
  return BINDINGS.find((binding) => binding.command === command)?.keys ?? '';
}
