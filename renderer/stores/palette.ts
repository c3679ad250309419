import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { MenuCommand } from '../../shared/contract';

/** What the palette asks for: a command, or how far to step. */
export type PaletteMode = 'commands' | 'stepCount';

/** Commands that are remembered as used last. */
const MAX_RECENT = 12;
/** A key or a button of their own is quicker: they would fill the list of what was used last. */
const NOT_REMEMBERED = /^(?:palette\.|goto$|move\.|panel\.|history\.)/;

/** Whether the command palette is open, for what, and what was used last. */
export const usePaletteStore = defineStore('palette', () => {
  const mode = ref<PaletteMode | null>(null);
  /** The text that the palette opens with. */
  const initial = ref('');
  /** Commands by their last use, the last first. */
  const recent = shallowRef<readonly MenuCommand[]>([]);

  function open(next: PaletteMode, text = ''): void {
    initial.value = text;
    mode.value = next;
  }

  function close(): void {
    mode.value = null;
  }

  /** Remembers that a command was carried out. */
  function used(command: MenuCommand): void {
    if (NOT_REMEMBERED.test(command)) return;
    recent.value = [command, ...recent.value.filter((one) => one !== command)].slice(0, MAX_RECENT);
  }

  return { mode, initial, recent, open, close, used };
});
