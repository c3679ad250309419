/** From key presses to commands, and back to what people read of keys. The table itself is `shared/commands.ts`. */
import { COMMANDS, commandInfo } from '../../shared/commands';
import type { MenuCommand } from '../../shared/contract';

/** What of a key press decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  /** Place of the key, e.g. `KeyK`: on macOS Option changes the letter that `key` names. */
  readonly code?: string;
}

/** One binding: the key as people read it, and what it does. */
export interface Binding {
  readonly keys: string;
  readonly command: MenuCommand;
  readonly label: string;
}

/** Every key of the window; a command with several keys is there once for each. */
export const BINDINGS: readonly Binding[] = COMMANDS.flatMap(({ command, label, keys }) =>
  keys.map((one) => ({ keys: one, command, label })),
);

/** Keys that mean something else to who edits text. */
const TEXT_KEYS: ReadonlySet<string> = new Set(['Ctrl+Home', 'Ctrl+End', 'Alt+Left', 'Alt+Right']);

/** Commands that a held key repeats; all others are done once. */
const REPEATED =
  /^(?:move\.(?:into|over|out|continue)|run\.toWrite|history|panel|memory\.(?:back|forward)|bookmark\.(?:next|previous))/;

const NAMES: Readonly<Record<string, string>> = { ArrowLeft: 'Left', ArrowRight: 'Right' };

/** The key as the table writes it: `Ctrl+Alt+Shift+` in the order of the table, then its name. */
function spelled(press: KeyPress): string {
  const letter = press.metaKey && press.altKey ? /^Key([A-Z])$/.exec(press.code ?? '')?.[1] : undefined;
  const name = letter ?? NAMES[press.key] ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key);
  const control = press.ctrlKey || press.metaKey;
  return `${control ? 'Ctrl+' : ''}${press.altKey ? 'Alt+' : ''}${press.shiftKey ? 'Shift+' : ''}${name}`;
}

const BY_KEYS: ReadonlyMap<string, MenuCommand> = new Map(
  BINDINGS.map((binding) => [binding.keys, binding.command]),
);

/** The command of a key press, or `null`. On macOS the command key stands for Ctrl. */
export function commandOf(press: KeyPress): MenuCommand | null {
  return BY_KEYS.get(spelled(press)) ?? null;
}

/** Whether a press edits text rather than being a command, in a field for text. */
export function editsText(press: KeyPress): boolean {
  return TEXT_KEYS.has(spelled(press));
}

/** Whether a held key carries its command out again and again. */
export function repeats(command: MenuCommand): boolean {
  return REPEATED.test(command);
}

/** The key of a command as people read it, or nothing. */
export function keysOf(command: MenuCommand): string {
  return commandInfo(command).keys[0] ?? '';
}

/** What a tooltip says of a command: its name with its key. */
export function tipOf(command: MenuCommand, label = commandInfo(command).label): string {
  const keys = keysOf(command);
  return keys === '' ? label : `${label} ${keys}`;
}

/** Whether what has the focus is a field for text: keys that write or undo there are its own. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return false;
  return !target.readOnly;
}
