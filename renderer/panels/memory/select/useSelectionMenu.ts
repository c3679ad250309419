import { COMMANDS } from '../../../../shared/commands';
import type { MenuCommand } from '../../../../shared/contract';
import { failureOf } from '../../../composables/failure';
import { useAnnouncementsStore } from '../../../stores/announcements';
import { useCommandsStore } from '../../../stores/commands';
import { useCopyAsStore } from '../../../stores/copy-as';
import { useFollowPointer } from '../../../stores/follow-pointer';
import { useSearchStore } from '../../../stores/search';
import { useSelectingStore } from '../../../stores/selecting';
import { formatOf } from '../copy/formats';
import { MENU_IDS } from './selection-menu';

const NAMES: ReadonlySet<string> = new Set(COMMANDS.map(({ command }) => command));

function isCommand(id: string): id is MenuCommand {
  return NAMES.has(id);
}

/** Does what an entry of the menu of selected bytes says; `false` where it is none of them. */
export function useSelectionMenu(): (id: string) => boolean {
  const announcements = useAnnouncementsStore();
  const commands = useCommandsStore();
  const copyAs = useCopyAsStore();
  const follow = useFollowPointer();
  const search = useSearchStore();
  const selecting = useSelectingStore();

  /** Looks for what is selected, as far as it is there. */
  async function searchSelected(): Promise<void> {
    const range = selecting.selected;
    if (range === null) return;
    try {
      const copy = await copyAs.textOf(formatOf('hex-plain'), range);
      if ('problem' in copy) announcements.remarkOn(copy.problem);
      else await search.findBytes(copy.text);
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
  }

  return (id) => {
    if (isCommand(id)) commands.run(id);
    else if (id === MENU_IDS.copy) void copyAs.copy();
    else if (id === MENU_IDS.search) void searchSelected();
    else if (id === MENU_IDS.followVirtual) void follow('virtual');
    else if (id === MENU_IDS.followPhysical) void follow('physical');
    else if (id === MENU_IDS.followFile) void follow('file');
    else return false;
    return true;
  };
}
