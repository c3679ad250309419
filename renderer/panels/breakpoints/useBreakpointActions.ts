import { computed } from 'vue';
import type { BoundBreakpoint, BreakpointTarget, HitsAround } from '../../../shared/breakpoint';
import type { Direction } from '../../../shared/view-types';
import { useQuery } from '../../composables/useQuery';
import { useAnnouncementsStore } from '../../stores/announcements';
import { useBreakpointsStore } from '../../stores/breakpoints';
import { useEngineStore } from '../../stores/engine';
import { useTimeStore } from '../../stores/time';
import { breakpointLabel } from './breakpoint-text';

/** What the menus and keys of the panel do, by the ids of the menus' items. */
export interface BreakpointActions {
  /** The hits of a breakpoint round the current moment; not known before the engine has answered. */
  around(id: number): HitsAround | undefined;
  /** Goes to the next hit of a breakpoint, or to the last one before. */
  run(breakpoint: BoundBreakpoint, direction: Direction): void;
  add(id: string): void;
  all(id: string): void;
  choose(breakpoint: BoundBreakpoint, id: string): void;
  chooseForGroup(group: string, id: string): void;
}

/** The actions of the breakpoints panel. */
export function useBreakpointActions(): BreakpointActions {
  const announcements = useAnnouncementsStore();
  const breakpoints = useBreakpointsStore();
  const engine = useEngineStore();
  const time = useTimeStore();

  // An answer tells the hits of the list that the engine had then.
  const hits = useQuery(
    () => (breakpoints.list.length > 0 ? breakpoints.bound : null),
    (_bound, moment) => engine.breakpointHits(moment),
  );
  const byId = computed(() => new Map(hits.data.value?.map((one) => [one.id, one])));

  function run(breakpoint: BoundBreakpoint, direction: Direction): void {
    const around = byId.value.get(breakpoint.id);
    const target = direction === 'forward' ? around?.next : around?.previous;
    if (target === undefined) return;
    if (target !== null) time.jump(target);
    else {
      const which = direction === 'forward' ? 'later' : 'earlier';
      announcements.remarkOn(`${breakpointLabel(breakpoint.target)} has no ${which} hit`);
    }
  }

  function choose(breakpoint: BoundBreakpoint, id: string): void {
    if (id === 'next' || id === 'previous') run(breakpoint, id === 'next' ? 'forward' : 'back');
    else if (id === 'edit') breakpoints.edit(breakpoint.id);
    else if (id === 'condition' || id === 'hitCount' || id === 'log') breakpoints.edit(breakpoint.id, id);
    else if (id === 'newGroup') breakpoints.edit(breakpoint.id, 'group');
    else if (id === 'enabled') void breakpoints.setEnabled(breakpoint.id, !breakpoint.enabled);
    else if (id.startsWith('group:'))
      void breakpoints.update(breakpoint.id, { group: id.slice('group:'.length) });
  }

  function chooseForGroup(group: string, id: string): void {
    if (id === 'dissolve') void breakpoints.renameGroup(group, '');
    else if (id === 'remove') void breakpoints.removeGroup(group);
    else void breakpoints.setGroupEnabled(group, id === 'enable');
  }

  function all(id: string): void {
    if (id === 'remove') void breakpoints.removeAll();
    else if (id === 'undo') void breakpoints.undoRemove();
    else void breakpoints.setAllEnabled(id === 'enable');
  }

  return {
    around: (id) => byId.value.get(id),
    run,
    add: (id) => breakpoints.edit(id === 'logpoint' ? 'logpoint' : { on: id as BreakpointTarget['type'] }),
    all,
    choose,
    chooseForGroup,
  };
}
