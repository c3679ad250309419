import { defineStore } from 'pinia';
import { ref } from 'vue';

/** What is said more often than this, in milliseconds, is said once, when it rests: a held key would never stop. */
const REST = 400;

/** What the window tells who cannot see it: one live region reads it out, the status bar shows the last remark. */
export const useAnnouncementsStore = defineStore('announcements', () => {
  /** The last thing said. */
  const spoken = ref('');
  /** The last result of a command that changes nothing one could see. */
  const remark = ref('');
  let saidAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Reads a text out, soon; of several in quick succession the last. */
  function say(text: string): void {
    clearTimeout(timer);
    const now = performance.now();
    const wait = now - saidAt < REST ? REST : 0;
    saidAt = now;
    // The same text twice is not read twice: the region is emptied first.
    spoken.value = '';
    timer = setTimeout(() => (spoken.value = text), wait);
  }

  /** Says what came of a command, and shows it until the next one. */
  function remarkOn(text: string): void {
    remark.value = text;
    say(text);
  }

  function clearRemark(): void {
    remark.value = '';
  }

  return { spoken, remark, say, remarkOn, clearRemark };
});
