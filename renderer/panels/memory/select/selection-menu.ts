/** What a menu offers for selected bytes, beside breakpoints. */
import { commandInfo } from '../../../../shared/commands';
import type { MenuCommand } from '../../../../shared/contract';
import { EXTENT_KINDS } from '../../../../shared/memory-types';
import type { MenuItem } from '../../../components/menu-item';
import { keysOf } from '../../../composables/keyboard';
import type { CopyFormat } from '../copy/formats';

/** Bytes that one can search for: more of them are found nowhere else. */
export const MAX_SEARCHED = 4096;

/** What the menu is about. */
export interface SelectionMenu {
  /** Selected bytes; 0 for none. */
  readonly length: number;
  /** The format of Ctrl+C. */
  readonly format: CopyFormat;
}

/** The ids of items that are no commands. */
export const MENU_IDS = {
  copy: 'copy',
  search: 'search',
  followVirtual: 'follow.virtual',
  followPhysical: 'follow.physical',
  followFile: 'follow.file',
} as const;

/** An item that carries out a command. */
function command(id: MenuCommand, disabled: boolean, label = commandInfo(id).label): MenuItem {
  return { id, label, keys: keysOf(id), disabled };
}

/** The entries, in the order of what is done most. */
export function selectionItems({ length, format }: SelectionMenu): MenuItem[] {
  const none = length === 0;
  const follow: MenuItem[] = [
    command('memory.followPointer', none, 'As what it is'),
    { id: MENU_IDS.followVirtual, label: 'As a virtual address', separated: true },
    { id: MENU_IDS.followPhysical, label: 'As a physical address' },
    { id: MENU_IDS.followFile, label: 'As an offset in the file' },
  ];
  const select: MenuItem[] = [
    ...EXTENT_KINDS.map((kind) =>
      command(
        `memory.select.${kind}`,
        none,
        commandInfo(`memory.select.${kind}`).label.replace('Select ', ''),
      ),
    ),
    { ...command('memory.select.all', false, 'all of the space'), keys: 'Ctrl+A', separated: true },
    command('memory.select.range', false, 'range…'),
  ].map((item) => ({ ...item, label: item.label.charAt(0).toUpperCase() + item.label.slice(1) }));
  return [
    { id: MENU_IDS.copy, label: `Copy as ${format.label}`, keys: 'Ctrl+C', separated: true, disabled: none },
    command('memory.copyAs', none),
    command('memory.save', none),
    { id: 'select', label: 'Select', items: select, separated: true },
    { id: 'follow', label: 'Follow pointer', items: follow, disabled: none },
    { id: MENU_IDS.search, label: 'Search for these bytes', disabled: none || length > MAX_SEARCHED },
    command('view.statistics', none, 'Statistics'),
    { ...command('mark.add', none), separated: true },
    command('edit.start', none),
  ];
}
