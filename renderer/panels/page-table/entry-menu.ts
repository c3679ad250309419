import { hex, PAGE_SIZE } from '../../../shared/address';
import type { BreakpointTarget } from '../../../shared/breakpoint';
import type { EntryRow } from '../../../shared/view-types';
import type { MenuItem } from '../../components/menu-item';

/** What a breakpoint that has to do with an entry can wait for. */
export interface BreakpointChoices {
  /** A write to the entry itself; of a merged row to its first entry. */
  readonly entry: BreakpointTarget;
  /** A write to the memory that the row maps. */
  readonly page: BreakpointTarget;
  /** A write to the frame that the (first) entry points to. */
  readonly frame: BreakpointTarget;
}

/** The breakpoints that an entry offers. */
export function breakpointChoices(row: EntryRow): BreakpointChoices {
  const { level, virt, target, count } = row;
  const bytes = BigInt(count) * BigInt(PAGE_SIZE) * 512n ** BigInt(level - 1);
  const last = hex(BigInt(virt) + bytes - 1n);
  return {
    entry: { type: 'entry', level, virt },
    page: { type: 'range', space: 'virtual', first: virt, last, events: ['written'] },
    frame: { type: 'frame', address: target, events: ['written'] },
  };
}

/** What can be done with an entry; `breaks`: a breakpoint waits for writes to it. */
export function entryMenu({ level, index, leaf, count, flags }: EntryRow, breaks: boolean): MenuItem[] {
  const absent = !flags.includes('PRESENT');
  return [
    { id: 'follow', label: 'Go to its frame', keys: 'Enter', disabled: absent },
    {
      id: 'entry',
      label: `Break when P${level}[${index}] is written`,
      checked: breaks,
      separated: true,
    },
    {
      id: 'page',
      label: count > 1 ? 'Breakpoint on its pages…' : 'Breakpoint on its page…',
      disabled: absent || !leaf,
    },
    { id: 'frame', label: 'Breakpoint on its frame…', disabled: absent },
  ];
}
