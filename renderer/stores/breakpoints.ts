import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import {
  PLAIN_BREAKPOINT,
  type BoundBreakpoint,
  type Breakpoint,
  type BreakpointTarget,
} from '../../shared/breakpoint';
import { NOTES_LIMITS } from '../../shared/notes';
import { bindingKey, createBindings, NOT_BOUND } from './breakpoint-bindings';
import { useDocumentStore } from './document';
import { useLayoutStore } from './layout';
import { useNotesStore } from './notes';
import { createRemovals, freeId } from './removed';

/** What a form starts with; the rest is filled in from what is selected. */
export type BreakpointDraft = Partial<Omit<Breakpoint, 'id'>>;

/**
 * What a form can be opened for: a breakpoint of the list by its id, or a new one of which this much is known; `on`
 * chooses the kind of target where there is no target yet.
 */
export type Editable =
  number | 'breakpoint' | 'logpoint' | (BreakpointDraft & { readonly on?: BreakpointTarget['type'] });

/** The part of the form that has the focus first. */
export type FormPart = 'target' | 'condition' | 'hitCount' | 'log' | 'group';

/** The form that is open: for a breakpoint of the list, or for a new one. */
export interface OpenForm {
  readonly id: number | null;
  readonly draft: BreakpointDraft;
  /** The kind of target to begin with; `null`: by what is selected. */
  readonly on: BreakpointTarget['type'] | null;
  /** It is to write to the log instead of to stop. */
  readonly logs: boolean;
  readonly focus: FormPart;
  /** Tells two forms for the same thing apart. */
  readonly serial: number;
}

function sameTarget(a: BreakpointTarget, b: BreakpointTarget): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The document's breakpoints of all kinds. They are kept with the file; the engine binds them to each new trace. */
export const useBreakpointsStore = defineStore('breakpoints', () => {
  const documents = useDocumentStore();
  const notes = useNotesStore();
  const layout = useLayoutStore();
  const { bindings, moments, bound, failure, bind } = createBindings();
  const form = shallowRef<OpenForm | null>(null);
  const removals = createRemovals<Breakpoint>();
  let forms = 0;
  let binding: Promise<void> = Promise.resolve();

  const list = computed<readonly BoundBreakpoint[]>(() =>
    notes.breakpoints.map((one) => ({ ...one, ...(bindings.value.get(one.id) ?? NOT_BOUND) })),
  );
  const lines = computed(() => list.value.filter((breakpoint) => breakpoint.target.type === 'line'));
  /** Names of the groups, in the order in which they come in the list. */
  const groups = computed(() => [...new Set(notes.breakpoints.map(({ group }) => group))].filter(Boolean));

  /** Replaces the list; done when the engine has answered. */
  function replace(wanted: readonly Breakpoint[]): Promise<void> {
    notes.breakpoints = wanted;
    return binding;
  }

  /** Adds a breakpoint; one that is the same in all but its group is enabled instead. */
  function create(draft: BreakpointDraft & { readonly target: BreakpointTarget }): Promise<void> {
    const whole = { ...PLAIN_BREAKPOINT, enabled: true, ...draft };
    const same = notes.breakpoints.find(
      (one) => bindingKey(one) === bindingKey(whole) && one.log === whole.log,
    );
    if (same !== undefined) return setEnabled(same.id, true);
    if (notes.breakpoints.length >= NOTES_LIMITS.breakpoints) {
      const message = `There are ${NOTES_LIMITS.breakpoints} breakpoints already.`;
      failure.value = { code: 'breakpoints.many', message, advice: 'Remove some that you no longer need.' };
      return binding;
    }
    return replace([...notes.breakpoints, { ...whole, id: freeId(notes.breakpoints) }]);
  }

  /** Adds a breakpoint without a condition; one with the same target is enabled instead. */
  function add(target: BreakpointTarget): Promise<void> {
    const same = notes.breakpoints.find((one) => sameTarget(one.target, target));
    return same === undefined ? create({ target }) : setEnabled(same.id, true);
  }

  function update(id: number, changes: BreakpointDraft): Promise<void> {
    return replace(notes.breakpoints.map((one) => (one.id === id ? { ...one, ...changes } : one)));
  }

  function setEnabled(id: number, enabled: boolean): Promise<void> {
    return update(id, { enabled });
  }

  function updateWhere(which: (one: Breakpoint) => boolean, changes: BreakpointDraft): Promise<void> {
    return replace(notes.breakpoints.map((one) => (which(one) ? { ...one, ...changes } : one)));
  }

  function setGroupEnabled(group: string, enabled: boolean): Promise<void> {
    return updateWhere((one) => one.group === group, { enabled });
  }

  function setAllEnabled(enabled: boolean): Promise<void> {
    return updateWhere(() => true, { enabled });
  }

  /** Gives a group another name; an empty one dissolves it. */
  function renameGroup(group: string, name: string): Promise<void> {
    return updateWhere((one) => one.group === group, { group: name });
  }

  function removeWhere(leaves: (one: Breakpoint) => boolean): Promise<void> {
    const open = form.value?.id ?? null;
    if (open !== null && notes.breakpoints.some((one) => one.id === open && leaves(one))) closeForm();
    return replace(removals.remove(notes.breakpoints, leaves));
  }

  function remove(id: number): Promise<void> {
    return removeWhere((one) => one.id === id);
  }

  function removeAll(): Promise<void> {
    return removeWhere(() => true);
  }

  function removeGroup(group: string): Promise<void> {
    return removeWhere((one) => one.group === group);
  }

  /** Puts the breakpoints that were removed last back. */
  function undoRemove(): Promise<void> {
    return replace(removals.restore(notes.breakpoints));
  }

  /** Removes the breakpoints with this target, or adds one. */
  function toggle(target: BreakpointTarget): Promise<void> {
    const some = notes.breakpoints.some((one) => sameTarget(one.target, target));
    return some ? removeWhere((one) => sameTarget(one.target, target)) : add(target);
  }

  /** Brings the panel to the front and opens the form, which takes the focus. */
  function edit(what: Editable, focus: FormPart = 'target'): void {
    const id = typeof what === 'number' ? what : null;
    const known = id === null ? undefined : notes.breakpoints.find((one) => one.id === id);
    if (id !== null && known === undefined) return;
    const { on = null, ...draft } = typeof what === 'object' ? what : {};
    const from = known ?? draft;
    forms += 1;
    const logs = what === 'logpoint' || focus === 'log' || (from.log ?? '') !== '';
    const opened = { id, draft: from, on: from.target?.type ?? on, logs, focus, serial: forms };
    // In this order: the panel takes the focus, then the form in it.
    void layout.showView('breakpoints').then(() => (form.value = opened));
  }

  function closeForm(): void {
    form.value = null;
  }

  watch(
    [() => notes.breakpoints, () => notes.ready, () => documents.revision],
    ([wanted, ready, revision]) => {
      if (ready && revision !== null) binding = bind(wanted, revision);
    },
    { immediate: true, flush: 'sync' },
  );
  watch(
    () => notes.ready,
    () => {
      removals.clear();
      closeForm();
    },
  );

  return {
    list,
    lines,
    groups,
    moments,
    bound,
    failure,
    form,
    lastRemoval: removals.last,
    freshRemoval: removals.fresh,
    create,
    add,
    update,
    setEnabled,
    setGroupEnabled,
    setAllEnabled,
    renameGroup,
    remove,
    removeGroup,
    removeAll,
    undoRemove,
    toggle,
    edit,
    closeForm,
  };
});
