import type { BoundBreakpoint, BreakpointTarget, HitsAround } from '../../../shared/breakpoint';
import type { MenuItem } from '../../components/menu-item';

/** What can be done with one breakpoint. */
export function breakpointMenu(
  breakpoint: BoundBreakpoint,
  around: HitsAround | undefined,
  groups: readonly string[],
): MenuItem[] {
  const others = groups.filter((group) => group !== breakpoint.group);
  return [
    { id: 'next', label: 'Run to next hit', keys: 'Enter', disabled: (around?.next ?? null) === null },
    {
      id: 'previous',
      label: 'Run back to last hit',
      keys: 'Shift+Enter',
      disabled: (around?.previous ?? null) === null,
    },
    { id: 'edit', label: 'Edit…', keys: 'F2', separated: true },
    {
      id: 'condition',
      label: breakpoint.condition === '' ? 'Add condition…' : 'Edit condition…',
    },
    { id: 'hitCount', label: breakpoint.hitCount === null ? 'Add hit count…' : 'Edit hit count…' },
    { id: 'log', label: breakpoint.log === '' ? 'Log instead of stopping…' : 'Edit text to log…' },
    { id: 'enabled', label: 'Enabled', keys: 'Space', checked: breakpoint.enabled, separated: true },
    { id: 'newGroup', label: 'Move to group…' },
    ...others.map((group) => ({ id: `group:${group}`, label: `Move to ${group}` })),
    ...(breakpoint.group === '' ? [] : [{ id: 'group:', label: `Take out of ${breakpoint.group}` }]),
    { id: 'remove', label: 'Remove', keys: 'Delete', separated: true },
  ];
}

/** What can be done with a group. */
export function groupMenu(open: boolean): MenuItem[] {
  return [
    { id: 'open', label: open ? 'Collapse' : 'Expand', keys: open ? 'Left' : 'Right' },
    { id: 'rename', label: 'Rename…', keys: 'F2' },
    { id: 'dissolve', label: 'Dissolve the group' },
    { id: 'enable', label: 'Enable all in it', separated: true },
    { id: 'disable', label: 'Disable all in it' },
    { id: 'remove', label: 'Remove all in it', keys: 'Delete', separated: true },
  ];
}

/** The kinds of breakpoints in words, in the order in which the menu and the form list them. */
export const TARGET_TYPES: readonly { readonly type: BreakpointTarget['type']; readonly label: string }[] = [
  { type: 'line', label: 'Source line' },
  { type: 'function', label: 'Function' },
  { type: 'stepKind', label: 'Kind of step' },
  { type: 'segment', label: 'Segment' },
  { type: 'relocations', label: 'Relocations' },
  { type: 'range', label: 'Address range' },
  { type: 'entry', label: 'Page-table entry' },
  { type: 'frame', label: 'Frame' },
];

/** What can be added. */
export const ADD_MENU: readonly MenuItem[] = [
  ...TARGET_TYPES.map(({ type, label }) => ({ id: type, label: `${label}…` })),
  { id: 'logpoint', label: 'Logpoint…', separated: true },
];

/** What can be done with all breakpoints. */
export function allMenu(list: readonly BoundBreakpoint[], canUndo: boolean): MenuItem[] {
  return [
    { id: 'enable', label: 'Enable all', disabled: list.every(({ enabled }) => enabled) },
    { id: 'disable', label: 'Disable all', disabled: list.every(({ enabled }) => !enabled) },
    { id: 'undo', label: 'Undo removal', keys: 'Ctrl+Z', disabled: !canUndo, separated: true },
    { id: 'remove', label: 'Remove all', disabled: list.length === 0, separated: true },
  ];
}
