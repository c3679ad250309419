import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { Direction } from '../../shared/view-types';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
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

  /** Goes to the write; says so where there is none. */
  async function run(direction: Direction): Promise<void> {
    const { revision } = documents;
    const about = subject.value;
    if (revision === null || about === null) return;
    try {
      const found = await call('history.step', { subject: about, moment: time.moment, direction });
      if (revision !== documents.revision) return;
      const which = direction === 'back' ? 'earlier' : 'later';
      if (found === null) announcements.remarkOn(`No ${which} write to ${subjectName(about)}`);
      else time.jump(found);
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
  }

  return { subject, run };
});
