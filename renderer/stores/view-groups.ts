import { computed, ref, type ComputedRef, type Ref } from 'vue';
import type { RememberedMemory } from '../../shared/layout-state';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import type { MemorySpace } from '../../shared/view-types';
import {
  copyPlace,
  isOfDocument,
  newView,
  rememberedViews,
  settingsFrom,
  type MemoryView,
  type ViewGroup,
  type ViewStart,
} from './memory-view-state';

/** Where a new view goes: among the views of the group in use, or into a group of its own beside it. */
export type ViewPlacement = 'here' | 'side';

/** Spaces of the views that a window starts with. */
const SPACES: readonly MemorySpace[] = ['physical', 'virtual', 'file'];

/** Shares that differ by less are alike: dragging leaves fractions. */
const ALIKE = 1e-6;

/** Memory views in groups side by side: which there are, and which are in front. */
export interface ViewGroups {
  readonly groups: Ref<ViewGroup[]>;
  readonly views: ComputedRef<MemoryView[]>;
  readonly activeGroup: ComputedRef<ViewGroup>;
  /** The view that was used last: the one that commands are about. */
  readonly active: ComputedRef<MemoryView>;
  frontOf(group: ViewGroup): MemoryView;
  groupWith(view: MemoryView): ViewGroup | undefined;
  /** Brings a view to the front; it is the one in use from now on. */
  show(view: MemoryView): void;
  /** Opens a view beside the active one and brings it to the front. */
  open(space: MemorySpace, start?: ViewStart, where?: ViewPlacement): MemoryView;
  /** A second view of the same place, in a group of its own at the side. */
  split(view: MemoryView): MemoryView;
  /** Whether a view can be closed: one of each space of the document stays, so that links lead somewhere. */
  canClose(view: MemoryView): boolean;
  close(view: MemoryView): void;
  /** Puts a view into a group, before the view at a place in it. */
  move(view: MemoryView, to: ViewGroup, at?: number): void;
  /** Moves a view into the group at its side; beyond the last one into a group of its own. */
  moveBeside(view: MemoryView, step: 1 | -1): void;
  /** Keeps a view at a moment, or lets it follow the current one again. */
  setMoment(view: MemoryView, moment: number | null): void;
  /** What the next run is to start with. */
  remembered(): RememberedMemory;
  /** Puts the groups of the last run in place of those that there are. */
  restore(saved: RememberedMemory): void;
}

/** The groups that a window starts with: one, with a view of each space. */
export function createViewGroups(): ViewGroups {
  let lastId = 0;
  const nextId = (): string => `view-${++lastId}`;
  const groups = ref<ViewGroup[]>([]);
  const views = computed(() => groups.value.flatMap((group) => group.views));
  groups.value.push(groupOf(SPACES.map((space) => make(space))));
  const activeId = ref('');
  const activeGroup = computed(
    () => groups.value.find(({ id }) => id === activeId.value) ?? (groups.value[0] as ViewGroup),
  );
  const active = computed(() => frontOf(activeGroup.value));

  function make(space: MemorySpace, start: ViewStart = {}): MemoryView {
    return newView(nextId(), freeNumber(space, start.source ?? DOCUMENT_SOURCE), space, start);
  }

  /** The smallest number that no other view of the space of a source has. */
  function freeNumber(space: MemorySpace, source: number): number {
    const same = views.value.filter((one) => one.space === space && one.source === source);
    const taken = new Set(same.map((one) => one.number));
    let number = 1;
    while (taken.has(number)) number += 1;
    return number;
  }

  function groupOf(of: MemoryView[]): ViewGroup {
    return { id: nextId(), views: of, front: of[0]?.id ?? '', share: 1, scope: 'step', follow: true };
  }

  function frontOf(group: ViewGroup): MemoryView {
    return group.views.find(({ id }) => id === group.front) ?? (group.views[0] as MemoryView);
  }

  function placeIn(group: ViewGroup, view: MemoryView): number {
    return group.views.findIndex(({ id }) => id === view.id);
  }

  function groupWith(view: MemoryView): ViewGroup | undefined {
    return groups.value.find((group) => placeIn(group, view) >= 0);
  }

  function show(view: MemoryView): void {
    const group = groupWith(view);
    if (group === undefined) return;
    group.front = view.id;
    activeId.value = group.id;
  }

  function open(space: MemorySpace, start: ViewStart = {}, where: ViewPlacement = 'here'): MemoryView {
    const view = make(space, start);
    const group = activeGroup.value;
    if (where === 'side') addGroup(group, view);
    else group.views.splice(placeIn(group, active.value) + 1, 0, view);
    show(view);
    return view;
  }

  /** Groups of one width stay of one width; else the group takes half of the room of the one beside it. */
  function addGroup(beside: ViewGroup, view: MemoryView, before = false): void {
    const { scope, follow } = beside;
    const at = groups.value.findIndex(({ id }) => id === beside.id);
    const alike = groups.value.every(({ share }) => Math.abs(share / beside.share - 1) < ALIKE);
    const count = groups.value.length;
    if (alike) for (const one of groups.value) one.share *= count / (count + 1);
    else beside.share /= 2;
    const group: ViewGroup = { ...groupOf([view]), share: beside.share, scope, follow };
    groups.value.splice(before ? at : at + 1, 0, group);
  }

  function split(view: MemoryView): MemoryView {
    const { space, source, moment, linked, settings } = view;
    const copy = make(space, { source, moment, linked, settings });
    copy.place = copyPlace(view.place);
    copy.selected = view.selected;
    addGroup(groupWith(view) ?? activeGroup.value, copy);
    show(copy);
    return copy;
  }

  function canClose(view: MemoryView): boolean {
    if (!isOfDocument(view)) return true;
    return views.value.some((one) => one.id !== view.id && one.space === view.space && isOfDocument(one));
  }

  function close(view: MemoryView): void {
    const group = groupWith(view);
    if (group !== undefined && canClose(view)) remove(group, view);
  }

  function remove(group: ViewGroup, view: MemoryView): void {
    const at = placeIn(group, view);
    group.views.splice(at, 1);
    const next = group.views[Math.min(at, group.views.length - 1)];
    if (next === undefined) removeGroup(group);
    else if (group.front === view.id) group.front = next.id;
  }

  /** What was its room goes to its neighbour. */
  function removeGroup(group: ViewGroup): void {
    const at = groups.value.findIndex(({ id }) => id === group.id);
    groups.value.splice(at, 1);
    const neighbour = groups.value[Math.max(0, at - 1)];
    if (neighbour === undefined) return;
    neighbour.share += group.share;
    if (activeId.value === group.id) activeId.value = neighbour.id;
  }

  function move(view: MemoryView, to: ViewGroup, at = to.views.length): void {
    const from = groupWith(view);
    if (from === undefined) return;
    if (from.id === to.id) {
      const was = placeIn(to, view);
      to.views.splice(was, 1);
      to.views.splice(was < at ? at - 1 : at, 0, view);
    } else {
      remove(from, view);
      to.views.splice(at, 0, view);
    }
    show(view);
  }

  function moveBeside(view: MemoryView, step: 1 | -1): void {
    const from = groupWith(view);
    if (from === undefined) return;
    const to = groups.value[groups.value.indexOf(from) + step];
    if (to !== undefined) {
      move(view, to);
    } else if (from.views.length > 1) {
      remove(from, view);
      addGroup(from, view, step < 0);
      show(view);
    }
  }

  function setMoment(view: MemoryView, moment: number | null): void {
    view.moment = moment;
    if (views.value.some((one) => one.space === view.space && isOfDocument(one))) return;
    // Without a view of the current moment, links would lead nowhere.
    const group = groupWith(view) ?? activeGroup.value;
    group.views.splice(placeIn(group, view) + 1, 0, make(view.space));
  }

  function restore(saved: RememberedMemory): void {
    groups.value = [];
    for (const { views: all, active: front, share } of saved.groups) {
      groups.value.push({ ...groupOf([]), share });
      const group = groups.value.at(-1) as ViewGroup;
      for (const { space, linked, settings } of all) {
        group.views.push(make(space, { linked, settings: settingsFrom(settings) }));
      }
      group.front = (group.views[front] ?? group.views[0])?.id ?? '';
    }
    const first = groups.value[0];
    for (const space of SPACES) {
      if (!views.value.some((view) => view.space === space)) first?.views.push(make(space));
    }
    activeId.value = (groups.value[saved.active] ?? first)?.id ?? '';
  }

  return {
    groups,
    views,
    activeGroup,
    active,
    frontOf,
    groupWith,
    show,
    open,
    split,
    canClose,
    close,
    move,
    moveBeside,
    setMoment,
    remembered: () => rememberedViews(groups.value, activeGroup.value.id),
    restore,
  };
}
