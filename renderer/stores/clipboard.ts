import { defineStore } from 'pinia';
import { ref } from 'vue';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';

/** How long the status bar says what was copied. */
const SHOWN_FOR = 2000;

/** The system clipboard, written and read through the main process. */
export const useClipboardStore = defineStore('clipboard', () => {
  /** For the status bar: what was copied, or why it was not; empty after a while. */
  const message = ref('');
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Copies `text`; `what` names it for the status bar. */
  async function copy(text: string, what = text): Promise<void> {
    try {
      await call('clipboard.write', { text });
      message.value = `Copied ${what}`;
    } catch (error) {
      message.value = failureOf(error).message;
    }
    clearTimeout(timer);
    timer = setTimeout(() => (message.value = ''), SHOWN_FOR);
  }

  /** The text on the clipboard; empty where there is none. */
  async function read(): Promise<string> {
    try {
      return await call('clipboard.read');
    } catch (error) {
      message.value = failureOf(error).message;
      return '';
    }
  }

  return { message, copy, read };
});
