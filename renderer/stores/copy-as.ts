import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { failureOf } from '../composables/failure';
import { formatBytes, formatCount } from '../composables/format';
import type { CopiedBytes } from '../panels/memory/copy/copied-bytes';
import { copyAs, formatOf, problemOfRange, type Copy, type CopyFormat } from '../panels/memory/copy/formats';
import { useAnnouncementsStore } from './announcements';
import { useClipboardStore } from './clipboard';
import { useEngineStore } from './engine';
import type { SideRange } from './memory-questions';
import { useLayoutStore } from './layout';
import { useMemoryViewsStore } from './memory-views';
import { useSelectingStore } from './selecting';

/** Under which name the last format is remembered among what panels show. */
const REMEMBERED = 'copyAs';

const NO_BYTES = new Uint8Array(0);

/** Selected bytes as texts for the clipboard. */
export const useCopyAsStore = defineStore('copy-as', () => {
  const announcements = useAnnouncementsStore();
  const clipboard = useClipboardStore();
  const engine = useEngineStore();
  const layout = useLayoutStore();
  const selecting = useSelectingStore();
  const views = useMemoryViewsStore();
  /** Whether the menu of formats is open. */
  const asked = ref(false);
  /** What Ctrl+C copies: the format that was chosen last. */
  const format = computed(() => formatOf(layout.tabs[REMEMBERED]));

  /**
   * Bytes as a text. Bytes are only read where the format needs them.
   *
   * @throws whatever the engine fails with
   */
  async function textOf(how: CopyFormat, range: SideRange): Promise<Copy> {
    const problem = problemOfRange(how, range);
    if (problem !== null) return { problem };
    const encoding = views.active.settings.text;
    const read = how.needs === 'range' ? { bytes: NO_BYTES, missing: [] } : await engine.bytes(range);
    const copied: CopiedBytes = { ...range, ...read, encoding };
    return copyAs(how, copied);
  }

  /** Copies the selection, in the last format where none is given; that format is then the last one. */
  async function copy(how: CopyFormat = format.value): Promise<void> {
    const range = selecting.selected;
    if (range === null) return;
    layout.setTab(REMEMBERED, how.id);
    try {
      const made = await textOf(how, range);
      if ('problem' in made) {
        announcements.remarkOn(made.problem);
        return;
      }
      const count = range.length < 10_000 ? `${formatCount(range.length)} bytes` : formatBytes(range.length);
      await clipboard.copy(made.text, `${range.length === 1 ? '1 byte' : count}: ${how.label}`);
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
  }

  return { asked, format, textOf, copy };
});
