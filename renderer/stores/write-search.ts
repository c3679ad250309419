import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { Direction } from '../../shared/view-types';
import { useAnnouncementsStore } from './announcements';
import { useDocumentStore } from './document';
import { subjectName, useHistorySubject } from './history-subject';
import { useTimeStore } from './time';

/** "Run back to last write" and "run on to next write" of what the history is about. */
export const useWriteSearch = defineStore('writeSearch', () => {
  const announcements = useAnnouncementsStore();
  const documents = useDocumentStore();
  const subjects = useHistorySubject();
  const time = useTimeStore();

  const subject = computed(() => subjects.subject);

  /** Runs to the write, or to a breakpoint on the way; says so where there is none. */
  async function run(direction: Direction): Promise<void> {
    const about = subject.value;
    if (documents.revision === null || about === null) return;
    await time.run({ type: 'write', subject: about }, direction);
    if (time.stopReason !== 'nowhere') return;
    const which = direction === 'back' ? 'earlier' : 'later';
    announcements.remarkOn(`No ${which} write to ${subjectName(about)}`);
  }

  return { subject, run };
});
