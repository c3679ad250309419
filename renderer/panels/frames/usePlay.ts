import { useMediaQuery } from '@vueuse/core';
import { onScopeDispose, ref, watch, type Ref } from 'vue';
import { answered } from '../../composables/pending';
import { useDocumentStore } from '../../stores/document';
import { useTimeStore } from '../../stores/time';

/** How long all of a load plays, and how long one op is to be seen where there are few; in milliseconds. */
const LONGEST = 8000;
const OP_TIME = 40;
/** How long a picture waits for views that are slow to follow, in milliseconds. */
const PATIENCE = 100;

/** The load as a film. */
export interface Play {
  readonly playing: Readonly<Ref<boolean>>;
  /** The system asks for less motion: the load is moved through by hand only. */
  readonly still: Readonly<Ref<boolean>>;
  /** Plays on from the current moment, from the start where that is the end; or pauses. */
  toggle(): void;
  pause(): void;
}

/** How long a load plays, in milliseconds. */
export function playTime(ops: number): number {
  return Math.min(LONGEST, ops * OP_TIME);
}

/** The moment that a film of `ops` ops is at, which began at a moment some milliseconds ago. */
export function playedTo(from: number, elapsed: number, ops: number): number {
  return Math.min(ops, from + Math.floor((elapsed / playTime(ops)) * ops));
}

function nextPicture(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

/**
 * Plays the load through the window's own time, so that every view follows. A moment is gone to when the views show the one
 * before; those in between are left out. Whoever moves the time meanwhile stops the film.
 */
export function usePlay(): Play {
  const documents = useDocumentStore();
  const time = useTimeStore();
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  const playing = ref(false);
  /** Tells two films apart: the one before ends where it waits. */
  let film = 0;

  function pause(): void {
    film += 1;
    playing.value = false;
  }

  async function play(): Promise<void> {
    film += 1;
    const mine = film;
    const ops = documents.opCount;
    const from = time.atLast ? 0 : time.moment;
    const startedAt = performance.now();
    playing.value = true;
    time.scrub(from, true);
    let shown = from;
    while (shown < ops) {
      await answered(PATIENCE);
      await nextPicture();
      if (mine !== film) return;
      if (time.moment !== shown) break;
      shown = playedTo(from, performance.now() - startedAt, ops);
      if (shown !== time.moment) time.scrub(shown);
    }
    pause();
  }

  function toggle(): void {
    if (playing.value) pause();
    else if (!still.value && documents.opCount > 0) void play();
  }

  watch([() => documents.revision, still], pause);
  onScopeDispose(pause);
  return { playing, still, toggle, pause };
}
