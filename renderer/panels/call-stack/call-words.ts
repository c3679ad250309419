import type { CallFrame } from '../../../shared/view-types';
import type { MenuItem } from '../../components/menu-item';

/** The name of a frame: ours, or that of the function that it mirrors. */
export function nameOf({ name, upstream }: CallFrame, upstreamNames: boolean): string {
  return upstreamNames ? upstream : name;
}

/** A frame in one line, as it is copied: `makeMut 8000019000 (copy-on-write.ts:38)`. */
export function callWords(frame: CallFrame, upstreamNames: boolean): string {
  const { args, file, line } = frame;
  return `${nameOf(frame, upstreamNames)}${args === '' ? '' : ` ${args}`} (${file}:${line})`;
}

/** What can be done with a frame. */
export function frameMenu(breaks: boolean, upstreamNames: boolean): MenuItem[] {
  return [
    { id: 'line', label: 'Go to the line', keys: 'Enter' },
    { id: 'break', label: 'Break on this function', checked: breaks },
    { id: 'copy', label: 'Copy call stack', keys: 'Ctrl+C', separated: true },
    { id: 'names', label: 'Show upstream’s names', checked: upstreamNames },
  ];
}
