import { defineStore } from 'pinia';
import { ref } from 'vue';
import { commandInfo } from '../../shared/commands';
import type { MenuCommand } from '../../shared/contract';
import { on } from '../api/client';
import { commandOf, editsText, isTextField, repeats } from '../composables/keyboard';
import { useAnnouncementsStore } from './announcements';
import { useCommandActions } from './command-actions';
import { useDocumentStore } from './document';
import { usePaletteStore } from './palette';

/** Commands that need no document. */
const ALWAYS: ReadonlySet<MenuCommand> = new Set<MenuCommand>([
  'keys.show',
  'palette.show',
  'theme.system',
  'theme.dark',
  'theme.light',
  'theme.contrast',
]);

/** The one place where commands are carried out, whether a key, the menu, the palette or a button gave them. */
export const useCommandsStore = defineStore('commands', () => {
  const announcements = useAnnouncementsStore();
  const documents = useDocumentStore();
  const palette = usePaletteStore();
  /** Whether the list of keys is shown. */
  const keysShown = ref(false);
  const { actions, reasonAgainst } = useCommandActions(() => (keysShown.value = !keysShown.value));

  /** Why a command cannot be carried out now, in a few words; `null`: it can. */
  function unavailable(command: MenuCommand): string | null {
    if (ALWAYS.has(command)) return null;
    return documents.ready === null ? 'no kernel is loaded' : reasonAgainst(command);
  }

  /** Carries out a command; where it cannot be carried out now, says why. */
  function run(command: MenuCommand): void {
    const reason = unavailable(command);
    if (reason !== null) {
      const name = commandInfo(command).label.replace('…', '');
      announcements.remarkOn(`${name}: ${reason}`);
      return;
    }
    announcements.clearRemark();
    palette.used(command);
    actions[command]();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const command = commandOf(event);
    if (command === null || event.defaultPrevented) return;
    if (isTextField(event.target) && editsText(event)) return;
    // Handled here, the key does not reach the application menu, which has the same accelerators.
    event.preventDefault();
    if (!event.repeat || repeats(command)) run(command);
  }

  /** Starts to listen to keys and to the menu; call when the window starts. */
  function start(): void {
    window.addEventListener('keydown', onKeyDown);
    on('command', run);
  }

  function hideKeys(): void {
    keysShown.value = false;
  }

  return { keysShown, start, run, unavailable, hideKeys };
});
