import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import { useDocumentStore } from '../../stores/document';
import { useTimeStore } from '../../stores/time';
import type { StageSlot } from './stage-scale';
import {
  following,
  isZoomed,
  panned,
  placeOf,
  WHOLE,
  windowOf,
  zoomed,
  type AxisWindow,
  type TimeAxis,
} from './time-axis';

/** What one press of a zoom button or key does. */
const ZOOM_STEP = 2;

/** The time axis and what moves it. */
export interface AxisControl {
  readonly axis: ComputedRef<TimeAxis>;
  readonly zoomed: ComputedRef<boolean>;
  /** Zooms by a factor, below 1 nearer; what is at `place` stays there. */
  zoom(place: number, factor: number): void;
  /** Moves the window by a fraction of its width. */
  pan(by: number): void;
  /** Shows the ops behind moment `from` up to `to`. */
  show(from: number, to: number): void;
  /** Shows a part of the whole width. */
  set(window: AxisWindow): void;
  fit(): void;
  /** Zooms in or out round the current moment, where it is in sight. */
  step(direction: 'in' | 'out'): void;
}

/** The shown window of the stages; it follows the current moment when that leaves it. */
export function useTimeAxis(slots: () => readonly StageSlot[]): AxisControl {
  const documents = useDocumentStore();
  const time = useTimeStore();
  const window = shallowRef<AxisWindow>(WHOLE);
  const axis = computed<TimeAxis>(() => ({ slots: slots(), ...window.value }));

  function set(next: AxisWindow): void {
    const { start, end } = window.value;
    if (next.start !== start || next.end !== end) window.value = next;
  }

  function zoom(place: number, factor: number): void {
    set(zoomed(axis.value, place, factor));
  }

  function step(direction: 'in' | 'out'): void {
    set(following(axis.value, time.moment));
    zoom(placeOf(axis.value, time.moment), direction === 'in' ? 1 / ZOOM_STEP : ZOOM_STEP);
  }

  watch(
    () => time.shownMoment,
    (moment) => {
      if (isZoomed(window.value)) set(following(axis.value, moment));
    },
    { flush: 'sync' },
  );
  watch(
    () => documents.revision,
    () => set(WHOLE),
  );

  return {
    axis,
    zoomed: computed(() => isZoomed(window.value)),
    zoom,
    pan: (by) => set(panned(window.value, by)),
    show: (from, to) => set(windowOf(slots(), from, to)),
    set,
    fit: () => set(WHOLE),
    step,
  };
}
