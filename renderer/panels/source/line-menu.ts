import type { BoundBreakpoint } from '../../../shared/breakpoint';
import type { MenuItem } from '../../components/menu-item';
import { keysOf } from '../../composables/keyboard';

/** What can be done at a line of the source. */
export function lineMenu(
  line: number,
  /** The line at which the load stops from there on; `null`: nowhere. */
  stop: number | null,
  breakpoint: BoundBreakpoint | null,
  notesShown: boolean,
): MenuItem[] {
  const at = stop === null || stop === line ? '' : ` (line ${stop})`;
  return [
    ...(breakpoint === null ? addItems(at, stop === null) : breakpointItems(breakpoint)),
    {
      id: 'run',
      label: `Run to this line${at}`,
      keys: keysOf('run.toCursor.forward'),
      disabled: stop === null,
      separated: true,
    },
    {
      id: 'runBack',
      label: `Run back to this line${at}`,
      keys: keysOf('run.toCursor.back'),
      disabled: stop === null,
    },
    { id: 'notes', label: 'Explain what upstream does', checked: notesShown, separated: true },
  ];
}

function addItems(at: string, disabled: boolean): MenuItem[] {
  return [
    { id: 'add', label: `Add breakpoint${at}`, keys: keysOf('breakpoint.toggle'), disabled },
    { id: 'addCondition', label: `Add conditional breakpoint…`, disabled },
    { id: 'addLog', label: `Add logpoint…`, disabled },
  ];
}

function breakpointItems({ enabled, condition, log }: BoundBreakpoint): MenuItem[] {
  return [
    { id: 'remove', label: 'Remove breakpoint', keys: keysOf('breakpoint.toggle') },
    { id: 'enabled', label: 'Enabled', checked: enabled },
    { id: 'condition', label: condition === '' ? 'Add condition…' : 'Edit condition…' },
    { id: 'log', label: log === '' ? 'Log instead of stopping…' : 'Edit text to log…' },
  ];
}
