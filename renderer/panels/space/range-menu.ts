import { virtOfPage, hex, PAGE_SIZE } from '../../../shared/address';
import type { BreakpointTarget } from '../../../shared/breakpoint';
import type { RangeRow } from '../../../shared/table-types';
import type { MenuItem } from '../../components/menu-item';
import { formatCount } from '../../composables/format';

/** What a menu is about: a page, and the row that holds it where it is mapped. */
export interface RangeSubject {
  readonly page: number;
  readonly row: RangeRow | null;
}

/** Whose page it is. */
export interface RangeOwner {
  /** The document's: its steps are the window's. */
  readonly own: boolean;
  /** Whether its virtual memory can be looked at: a dump has pages only through its tables. */
  readonly virtual: boolean;
}

/** What can be done with a page or the row that it is in. */
export function rangeMenu({ row }: RangeSubject, { own, virtual }: RangeOwner): MenuItem[] {
  const absent = row === null;
  const written = row?.writtenAt ?? 0;
  const isRun = row !== null && row.pages > 1;
  return [
    { id: 'bytes', label: 'Go to its bytes', keys: 'Enter', disabled: !virtual && absent },
    { id: 'frame', label: 'Show its frame in the physical map', disabled: absent || !virtual },
    { id: 'table', label: 'Show its page table' },
    { id: 'address', label: 'Look up its address' },
    {
      id: 'step',
      label:
        written > 0 ? `Go to op ${formatCount(written)}, which wrote it last` : 'Go to the op that wrote it',
      disabled: !own || written === 0,
    },
    { id: 'strips', label: 'Show in the strips', separated: true },
    { id: 'copyAddress', label: 'Copy the address' },
    { id: 'copyRow', label: 'Copy the row', keys: 'Ctrl+C', disabled: absent },
    {
      id: 'break',
      label: isRun ? 'Breakpoint on the range…' : 'Breakpoint on the page…',
      separated: true,
      disabled: !own,
    },
  ];
}

/** The range that a breakpoint from the menu waits for. */
export function rangeTarget({ page, row }: RangeSubject): BreakpointTarget {
  const first = row?.first ?? hex(virtOfPage(page));
  const last = row?.last ?? hex(virtOfPage(page, PAGE_SIZE - 1));
  return { type: 'range', space: 'virtual', first, last, events: ['written'] };
}
