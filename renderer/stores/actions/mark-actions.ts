import type { MenuCommand } from '../../../shared/contract';
import type { NotesFormat } from '../../../shared/notes';
import { useAnnouncementsStore } from '../announcements';
import { useBookmarksStore } from '../bookmarks';
import { useLayoutStore } from '../layout';
import { useMarksStore } from '../marks';
import { markName } from '../../panels/marks/mark-text';
import { useSelectingStore } from '../selecting';

type Actions = Readonly<Record<Extract<MenuCommand, `mark.${string}` | `notes.${string}`>, () => void>>;

/** What commands do with marks in memory and the export of notes. */
export function markActions(): Actions {
  const announcements = useAnnouncementsStore();
  const layout = useLayoutStore();
  const marks = useMarksStore();
  const selecting = useSelectingStore();

  /** Shows the marks, where the new one asks for its name. */
  async function add(): Promise<void> {
    // The keys that select may have been pressed just before.
    await selecting.settled();
    const id = await marks.add();
    if (id !== null) {
      await layout.showView('marks');
      marks.toName = id;
    } else announcements.remarkOn(marks.failure?.message ?? 'No byte is selected');
  }

  function step(direction: 1 | -1): void {
    const mark = marks.step(direction);
    if (mark !== null) announcements.remarkOn(`Mark ${markName(mark)}`);
  }

  const exports = (format: NotesFormat) => async () => {
    const written = await marks.exportNotes(format);
    if (written !== null) announcements.remarkOn(`Wrote ${written.path}`);
    else if (marks.failure !== null) announcements.remarkOn(marks.failure.message);
  };

  return {
    'mark.add': () => void add(),
    'mark.next': () => step(1),
    'mark.previous': () => step(-1),
    'notes.export.json': () => void exports('json')(),
    'notes.export.csv': () => void exports('csv')(),
    'notes.export.markdown': () => void exports('markdown')(),
  };
}

/** What speaks against commands of marks and notes, by the beginning of their names. */
export function markReasons(): readonly (readonly [RegExp, () => string | null])[] {
  const bookmarks = useBookmarksStore();
  const marks = useMarksStore();
  const needs = (fulfilled: boolean, reason: string): string | null => (fulfilled ? null : reason);
  return [
    [/^mark\.add$/, () => needs(marks.selected !== null, 'no byte of this kernel is selected')],
    [
      /^mark\.(?:next|previous)$/,
      () =>
        needs(
          marks.list.some(({ position }) => position !== null),
          'there is no mark',
        ),
    ],
    [
      /^notes\.export/,
      () => needs(marks.list.length + bookmarks.list.length > 0, 'there are no bookmarks and no marks'),
    ],
  ];
}
