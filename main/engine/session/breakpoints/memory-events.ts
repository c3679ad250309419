import { FRAME_EVENTS, type FrameEvent } from '../../../../shared/breakpoint';
import { NO_MOMENTS, union } from './moment-list';

/** Which events are asked for, by name: loops over ops read one boolean for each. */
export type WantedEvents = Readonly<Record<FrameEvent, boolean>>;

/**
 * The moments of some events. Reads of relocation tables are looked up; all others take one look at every op.
 *
 * @param reads finds the moments at which the range is read as relocations
 * @param changes finds the moments of the other events
 */
export function eventMoments(
  events: readonly FrameEvent[],
  reads: () => Uint32Array,
  changes: (wanted: WantedEvents) => Uint32Array,
): Uint32Array {
  const read = events.includes('readAsRelocation') ? reads() : NO_MOMENTS;
  if (!events.some((event) => event !== 'readAsRelocation')) return read;
  const changed = changes(wantedEvents(events));
  return union(changed, read);
}

function wantedEvents(events: readonly FrameEvent[]): WantedEvents {
  return Object.fromEntries(FRAME_EVENTS.map((event) => [event, events.includes(event)])) as WantedEvents;
}
