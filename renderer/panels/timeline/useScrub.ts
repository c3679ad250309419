import { onScopeDispose } from 'vue';
import { answered } from '../../composables/pending';
import { useTimeStore } from '../../stores/time';

/** How long a drag waits for views that are slow to follow, in milliseconds. */
const PATIENCE = 100;

/** A drag through time. */
export interface Scrub {
  /**
   * Goes to a moment as soon as every view shows the one before; moments in between that came too fast are left out.
   *
   * @param begins the drag begins with it
   */
  to(moment: number, begins?: boolean): void;
}

/** Creates a {@link Scrub}: all views follow a drag at once, none falls behind the others. */
export function useScrub(): Scrub {
  const time = useTimeStore();
  let wanted: number | null = null;
  let runs = false;
  /** A drag has begun whose first moment was not gone to yet. */
  let fresh = false;
  let ended = false;
  /** The paint that is waited for. */
  let frame: number | null = null;

  /** Resolves behind the next paint: what the views show now has been on the screen together. */
  function painted(): Promise<void> {
    return new Promise((resolve) => {
      frame = requestAnimationFrame(() => {
        frame = null;
        setTimeout(resolve);
      });
    });
  }

  async function follow(): Promise<void> {
    runs = true;
    while (wanted !== null) {
      const next = wanted;
      wanted = null;
      time.scrub(next, fresh);
      fresh = false;
      await answered(PATIENCE);
      if (ended) return;
      await painted();
    }
    runs = false;
  }

  onScopeDispose(() => {
    ended = true;
    wanted = null;
    if (frame !== null) cancelAnimationFrame(frame);
  });
  return {
    to(moment, begins = false) {
      wanted = moment;
      fresh ||= begins;
      if (!runs) void follow();
    },
  };
}
