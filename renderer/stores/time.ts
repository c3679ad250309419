import { defineStore } from 'pinia';
import { computed, nextTick, ref, shallowRef, watch } from 'vue';
import type { Arrival, Direction, LinkTarget, MoveCommand, Where } from '../../shared/view-types';
import type { Failure } from '../../shared/result';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
import { latestOnly } from '../composables/latest';
import { beginPending } from '../composables/pending';
import { useDocumentStore } from './document';
import { NavigationHistory } from './navigation-history';
import { sameByte, useSelectionStore, type SelectedByte } from './selection';

/** Movements that may wait for the one under way; a held key produces no more. */
const MAX_QUEUED = 64;
/** While movements wait, the views follow at most this often, in milliseconds: no press is lost, none is late. */
const PUBLISH_EVERY = 100;

/** A place that "back" returns to. */
interface Place {
  readonly moment: number;
  readonly byte: SelectedByte | null;
}

/** The cursor in time: the moment that every view shows, and how it moves. */
export const useTimeStore = defineStore('time', () => {
  const documents = useDocumentStore();
  const selection = useSelectionStore();
  const moment = ref(0);
  /** What happens at {@link moment}; of the moment before until the answer arrives. */
  const where = shallowRef<Where | null>(null);
  /** The breakpoint that stopped the last movement. */
  const stoppedBy = ref<number | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const history = new NavigationHistory<Place>((a, b) => a.moment === b.moment && sameByte(a.byte, b.byte));
  const canGoBack = ref(false);
  const canGoForward = ref(false);
  /** Where the next movement starts: at {@link moment}, or ahead of it while movements wait. */
  let cursor = 0;
  let publishedAt = 0;
  let queued = 0;
  let queue: Promise<void> = Promise.resolve();
  let endPending: (() => void) | null = null;

  const atFirst = computed(() => moment.value === 0);
  const atLast = computed(() => moment.value === documents.opCount);

  const latestWhere = latestOnly<number, Where>({
    fetch: (at) => call('time.where', { moment: at }),
    done(answer) {
      where.value = answer;
      failure.value = null;
      void announce(answer.moment);
    },
    failed(error) {
      failure.value = failureOf(error);
      void announce(null);
    },
  });

  /** Once the views know, the page says which moment they show. */
  async function announce(shown: number | null): Promise<void> {
    await nextTick();
    if (shown !== null && shown === moment.value) {
      document.documentElement.dataset['moment'] = String(shown);
    }
    endPending?.();
    endPending = null;
  }

  function askWhere(): void {
    delete document.documentElement.dataset['moment'];
    endPending ??= beginPending();
    latestWhere.request(moment.value);
  }

  function setMoment(next: number, breakpoint: number | null): void {
    stoppedBy.value = breakpoint;
    cursor = next;
    publishedAt = performance.now();
    if (next === moment.value) return;
    moment.value = next;
    selection.selectStackFrame(0);
    askWhere();
  }

  function here(): Place {
    return { moment: moment.value, byte: selection.byte };
  }

  function publishHistory(): void {
    canGoBack.value = history.canGoBack;
    canGoForward.value = history.canGoForward;
  }

  /** Goes to a moment directly; the way back is remembered. */
  function jump(to: number): void {
    if (documents.revision === null) return;
    history.leave(here());
    publishHistory();
    scrub(to);
  }

  /** Goes to a moment without a mark in the history: a drag along the timeline. */
  function scrub(to: number): void {
    setMoment(Math.min(Math.max(Math.round(to), 0), documents.opCount), null);
  }

  /** Steps, runs to a breakpoint or goes to an end. Movements are done one after the other. */
  function move(command: MoveCommand, direction: Direction): Promise<void> {
    const revision = documents.revision;
    if (revision === null || queued >= MAX_QUEUED) return queue;
    if (command === 'first' || command === 'last') {
      jump(command === 'first' ? 0 : documents.opCount);
      return queue;
    }
    queued += 1;
    queue = queue.then(async () => {
      try {
        const arrival = await call('time.move', { moment: cursor, command, direction });
        if (revision === documents.revision) arrive(arrival, command === 'continue');
      } catch (error) {
        // The movements before it that were not shown yet count.
        setMoment(cursor, null);
        failure.value = failureOf(error);
      } finally {
        queued -= 1;
      }
    });
    return queue;
  }

  /** Shows where a movement ended, unless the next one already waits and the views were told just now. */
  function arrive(arrival: Arrival, isJump: boolean): void {
    if (isJump) {
      history.leave(here());
      publishHistory();
    }
    cursor = arrival.moment;
    const waits = queued > 1 && performance.now() - publishedAt < PUBLISH_EVERY;
    if (!waits) setMoment(arrival.moment, arrival.breakpoint);
  }

  /** Goes where a link leads; with `takesFocus` the keyboard goes on in the memory that it leads to. */
  function follow(link: LinkTarget, takesFocus = false): void {
    if (link.type === 'moment') {
      jump(link.moment);
      return;
    }
    history.leave(here());
    publishHistory();
    selection.reveal({ space: link.space, page: link.page, offset: link.offset }, takesFocus);
  }

  function restore(place: Place | null): void {
    publishHistory();
    if (place === null) return;
    setMoment(place.moment, null);
    if (place.byte !== null) selection.reveal(place.byte);
  }

  function back(): void {
    restore(history.back(here()));
  }

  function forward(): void {
    restore(history.forward(here()));
  }

  /** Asks again what happens at this moment. */
  function retry(): void {
    failure.value = null;
    askWhere();
  }

  /** A load has ended or another document is shown: the cursor goes to the last moment, nothing else is kept. */
  function reset(): void {
    history.clear();
    publishHistory();
    selection.clear();
    where.value = null;
    failure.value = null;
    stoppedBy.value = null;
    moment.value = documents.opCount;
    cursor = moment.value;
    if (documents.revision !== null) {
      askWhere();
      return;
    }
    latestWhere.cancel();
    delete document.documentElement.dataset['moment'];
    void announce(null);
  }

  // Synchronously: no panel may ask about a moment of the load before.
  watch(() => documents.revision, reset, { immediate: true, flush: 'sync' });

  return {
    moment,
    where,
    stoppedBy,
    failure,
    atFirst,
    atLast,
    canGoBack,
    canGoForward,
    move,
    jump,
    scrub,
    follow,
    back,
    forward,
    retry,
  };
});
