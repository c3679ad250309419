import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { CallResult } from '../../shared/contract';
import type { RunTarget } from '../../shared/debugger-types';
import type { Arrival, Direction, LinkTarget, MoveCommand, Where } from '../../shared/view-types';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
import { answered } from '../composables/pending';
import { useDocumentStore } from './document';
import { MovementQueue, type Movement } from './movement-queue';
import { useNotesStore } from './notes';
import { createPlaces, type Place } from './places';
import { isForeign, useSelectionStore, type SelectedByte } from './selection';
import { createWhere } from './where';

/** How long the next movement waits for views that are slow to follow the last one, in milliseconds. */
const PATIENCE = 100;

/** How a movement ended. */
interface Stop {
  readonly arrival: Arrival;
  readonly direction: Direction;
}

/** Whether "back" undoes a movement: single steps are undone by stepping back. */
function goesFar(movement: Movement): boolean {
  return movement.type === 'run' || movement.command === 'continue' || movement.command === 'out';
}

/** Asks the engine where a movement ends. */
function ask(movement: Movement, moment: number, stopAtStages: boolean): Promise<CallResult<'time.move'>> {
  const from = { moment, direction: movement.direction, stopAtStages, withWhere: true };
  if (movement.type === 'run') return call('time.run', { ...from, to: movement.to });
  return call('time.move', { ...from, command: movement.command, count: movement.count });
}

function clamped(moment: number, last: number): number {
  return Math.min(Math.max(Math.round(moment), 0), last);
}

/** The cursor in time: the moment that every view shows, and how it moves. */
export const useTimeStore = defineStore('time', () => {
  const documents = useDocumentStore();
  const notes = useNotesStore();
  const selection = useSelectionStore();
  const moment = ref(0);
  const query = createWhere(moment);
  const { where, shown, shownMoment, failure } = query;
  /** How the last movement ended; `null` after a jump. */
  const stop = shallowRef<Stop | null>(null);
  /** What stopped the last movement. */
  const stopReason = computed(() => stop.value?.arrival.reason ?? null);
  /** The breakpoint that stopped the last movement. */
  const stoppedBy = computed(() => stop.value?.arrival.breakpoint ?? null);
  /** How many movements have ended: tells two that ended at one moment apart. */
  const arrivals = ref(0);
  const places = createPlaces(moment);
  const movements = new MovementQueue(find, () => answered(PATIENCE));
  /** Jumps so far. */
  let jumps = 0;

  const atFirst = computed(() => moment.value === 0);
  const atLast = computed(() => moment.value === documents.opCount);

  /** Shows a moment, together with what is there where that is known already. */
  function setMoment(next: number, by: Stop | null, there: Where | null = null): void {
    stop.value = by;
    if (by === null) {
      jumps += 1;
      movements.clear();
    }
    if (next === moment.value) return;
    moment.value = next;
    selection.selectStackFrame(0);
    query.ask(there);
  }

  /** Goes to a moment directly; the way back is remembered. */
  function jump(to: number): void {
    if (documents.revision === null) return;
    places.leave();
    setMoment(clamped(to, documents.opCount), null);
  }

  /** Goes to a moment in a drag along the timeline: "back" leads to where the drag began, however long it was. */
  function scrub(to: number, begins = false): void {
    if (documents.revision === null) return;
    if (begins) places.leave();
    setMoment(clamped(to, documents.opCount), null);
  }

  /**
   * Steps, runs to a breakpoint or goes to an end, `count` times. Movements are done one after the other, each when
   * the views show the one before; presses of a held key that come in meanwhile are done at once.
   */
  function move(command: MoveCommand, direction: Direction, count = 1): Promise<void> {
    if (command === 'first' || command === 'last') {
      jump(command === 'first' ? 0 : documents.opCount);
      return Promise.resolve();
    }
    // Many steps at once are a jump.
    if (count > 1) places.leave();
    return movements.add({ type: 'move', command, direction, count });
  }

  /** Runs to the next (or last) moment that a target fits; breakpoints on the way stop it. Without such a write it stays. */
  function run(to: RunTarget, direction: Direction): Promise<void> {
    return movements.add({ type: 'run', to, direction });
  }

  /** Finds out where a movement leads; what it resolves to shows that. */
  async function find(movement: Movement): Promise<() => void> {
    const { revision } = documents;
    const mine = jumps;
    // A jump, or a load, that came meanwhile is the newer wish.
    const isWanted = (): boolean => revision !== null && revision === documents.revision && mine === jumps;
    if (!isWanted()) return () => undefined;
    try {
      const ended = await ask(movement, moment.value, notes.stopAtStages);
      return () => isWanted() && arrive(ended, movement);
    } catch (error) {
      return () => isWanted() && (failure.value = failureOf(error));
    }
  }

  function arrive({ where: there, ...arrival }: CallResult<'time.move'>, movement: Movement): void {
    failure.value = null;
    if (goesFar(movement) && arrival.moment !== moment.value) places.leave();
    setMoment(arrival.moment, { arrival, direction: movement.direction }, there ?? null);
    if (arrival.reason !== 'nowhere') arrivals.value += 1;
  }

  /**
   * Goes where a link leads; the way back is remembered. A link that stands beside the document, or at a moment that is
   * kept, leads to a place there.
   *
   * @param takesFocus the keyboard goes on in the memory that the link leads to
   * @param from the byte that the link is about; `null`: one of the document at the current moment
   */
  function follow(link: LinkTarget, takesFocus = false, from: SelectedByte | null = null): void {
    if (link.type === 'moment' && !isForeign(from)) {
      jump(link.moment);
      return;
    }
    places.leave();
    const { source, moment: kept } = from ?? {};
    const to =
      link.type === 'memory'
        ? { space: link.space, page: link.page, offset: link.offset, source, moment: kept }
        : { ...(from as SelectedByte), moment: link.moment };
    selection.reveal(to, takesFocus);
  }

  function restore(place: Place | null): void {
    if (place === null) return;
    setMoment(place.moment, null);
    places.select(place);
  }

  function back(): void {
    restore(places.back());
  }

  function forward(): void {
    restore(places.forward());
  }

  /** Asks again what happens at this moment. */
  function retry(): void {
    failure.value = null;
    query.ask();
  }

  /** A load has ended or another document is shown: the cursor goes to the last moment, nothing else is kept. */
  function reset(): void {
    places.clear();
    selection.clear();
    movements.clear();
    jumps += 1;
    stop.value = null;
    moment.value = documents.opCount;
    query.clear();
    failure.value = null;
    if (documents.revision !== null) query.ask();
  }

  // Synchronously: no panel may ask about a moment of the load before.
  watch(() => documents.revision, reset, { immediate: true, flush: 'sync' });

  return {
    moment,
    where,
    shown,
    shownMoment,
    arrivals,
    stop,
    stopReason,
    stoppedBy,
    failure,
    atFirst,
    atLast,
    canGoBack: places.canGoBack,
    canGoForward: places.canGoForward,
    move,
    run,
    jump,
    scrub,
    follow,
    back,
    forward,
    retry,
    leave: places.leave,
    keepCode: places.keepCode,
  };
});
