import { defineStore } from 'pinia';
import type { SearchRequest } from '../../shared/memory-types';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
import { beginPending } from '../composables/pending';
import { useAnnouncementsStore } from './announcements';
import { useMemoryViewsStore } from './memory-views';
import { useSearchStore } from './search';
import { stepFrom, stepText } from './search-words';

/** From match to match, from the cursor of the memory view at hand on. */
export const useSearchWalkStore = defineStore('searchWalk', () => {
  const announcements = useAnnouncementsStore();
  const search = useSearchStore();
  const views = useMemoryViewsStore();

  /** Goes to the next match behind the cursor, or the last one before it; round the ends. Searches first where nothing was. */
  async function step(direction: 1 | -1): Promise<void> {
    if (search.run === null && !(search.query.text !== '' && (await search.start()))) {
      await search.open();
      return;
    }
    const { run } = search;
    if (run === null) return;
    const { matches, job, finished } = run.state;
    if (matches === 0) {
      announcements.remarkOn(finished ? 'No match' : 'No match yet');
      return;
    }
    const end = beginPending();
    try {
      const from = cursorIn(run.request);
      const behind =
        from === null ? 0 : await call('search.indexAt', { job, position: direction > 0 ? from + 1 : from });
      const { index, wraps } = stepFrom(behind, direction, matches);
      await search.go(index);
      announcements.remarkOn(stepText(index, matches, wraps && from !== null, direction));
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    } finally {
      end();
    }
  }

  /** Position of the cursor where it is in what was searched, else of the match at hand. */
  function cursorIn({ space, side }: SearchRequest): number | null {
    const view = views.active;
    const isThere = view.space === space && view.source === side.source;
    return (isThere ? view.selected?.first : undefined) ?? search.match?.position ?? null;
  }

  return { step };
});
