import { hex, PAGE_SIZE } from '../../../shared/address';
import type { BreakpointTarget } from '../../../shared/breakpoint';
import type { EntryRow } from '../../../shared/view-types';
import type { MenuItem } from '../../components/menu-item';
import { pagesPerEntry } from './entry-text';

/** What a breakpoint that has to do with an entry can wait for. */
export interface BreakpointChoices {
  /** A write to the entry itself; of a merged row to its first entry. */
  readonly entry: BreakpointTarget;
  /** A write to the memory that the row maps. */
  readonly page: BreakpointTarget;
  /** A write to the frame that the (first) entry points to. */
  readonly frame: BreakpointTarget;
}

/** What can be done with an entry. */
export const ENTRY_ACTIONS = [
  'follow',
  'memory',
  'bytes',
  'table',
  'tree',
  'address',
  'ranges',
  'frames',
  'history',
  'written',
  'entry',
  'page',
  'frame',
  'copy',
  'copyEntry',
] as const;
export type EntryAction = (typeof ENTRY_ACTIONS)[number];

/** Where a menu is about an entry. */
export interface MenuFacts {
  /** A breakpoint waits for writes to the entry. */
  readonly breaks: boolean;
  /** The tables are the document's own: they have a history, breakpoints, and a place in its pictures. */
  readonly own: boolean;
  /** Memory of that side can be shown by virtual address. */
  readonly virtual: boolean;
  /** The view that the menu belongs to: it does not lead to itself. */
  readonly within: 'path' | 'tree' | 'table';
}

/** The breakpoints that an entry offers. */
export function breakpointChoices(row: EntryRow): BreakpointChoices {
  const { level, virt, target, count } = row;
  const bytes = BigInt(count) * BigInt(PAGE_SIZE) * BigInt(pagesPerEntry(level));
  const last = hex(BigInt(virt) + bytes - 1n);
  return {
    entry: { type: 'entry', level, virt },
    page: { type: 'range', space: 'virtual', first: virt, last, events: ['written'] },
    frame: { type: 'frame', address: target, events: ['written'] },
  };
}

/** The menu of an entry; what cannot be done with this one is not enabled. */
export function entryMenu(entry: EntryRow, facts: MenuFacts): MenuItem[] {
  const { level, index, kind, count, writtenAt } = entry;
  const { breaks, own, virtual, within } = facts;
  const isPage = kind === 'page';
  const leads = isPage || kind === 'table' || kind === 'recursive';
  const name = `P${level}[${index}]`;
  const item = (id: EntryAction, label: string, more: Partial<MenuItem> = {}): MenuItem => ({
    id,
    label,
    ...more,
  });
  return [
    item('follow', isPage ? 'Go to its frame' : 'Go to the bytes of its table', {
      disabled: !leads,
      ...(within === 'tree' || (within === 'table' && isPage) ? { keys: 'Enter' } : {}),
    }),
    item('memory', count > 1 ? 'Show its pages in virtual memory' : 'Show its page in virtual memory', {
      disabled: !isPage || !virtual,
    }),
    item('bytes', `Show the bytes of ${name} itself`),
    item(
      'table',
      kind === 'table'
        ? `Show the P${level - 1} table as a picture`
        : `Show ${name} in the picture of its table`,
      {
        disabled: within === 'table' && kind !== 'table',
        ...(within === 'table' && kind === 'table' ? { keys: 'Enter' } : {}),
      },
    ),
    item('tree', 'Show in the tree', { disabled: within === 'tree' }),
    item('address', 'Look up its first address', { separated: true }),
    item('ranges', 'Show in the address space', { disabled: !isPage || !own }),
    item('frames', 'Show its frame in the physical map', { disabled: !leads || !own }),
    item('history', `History of ${name}`, { disabled: !own, separated: true }),
    item('written', `Go to the step that wrote ${count > 1 ? 'them last' : 'it last'}`, {
      disabled: !own || writtenAt === 0,
    }),
    item('entry', `Break when ${name} is written`, { checked: breaks, separated: true, disabled: !own }),
    item('page', count > 1 ? 'Breakpoint on its pages…' : 'Breakpoint on its page…', {
      disabled: !isPage || !own,
    }),
    item('frame', 'Breakpoint on its frame…', { disabled: !leads || !own }),
    item('copy', 'Copy as text', { separated: true, keys: 'Ctrl+C' }),
    item('copyEntry', `Copy the value of ${name}`),
  ];
}
