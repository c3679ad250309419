import type { MenuCommand } from '../../../shared/contract';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { useAnnouncementsStore } from '../announcements';
import { useDocumentStore } from '../document';
import { useEditsStore } from '../edits';
import { useLayoutStore } from '../layout';
import { useMemoryViewsStore } from '../memory-views';

type Actions = Readonly<Record<Extract<MenuCommand, `edit.${string}` | `machine.${string}`>, () => void>>;

/** What commands do with edits of the kernel and with the machine. */
export function editActions(): Actions {
  const announcements = useAnnouncementsStore();
  const documents = useDocumentStore();
  const edits = useEditsStore();
  const layout = useLayoutStore();
  const views = useMemoryViewsStore();

  function toggle(): void {
    edits.editing = !edits.editing;
    announcements.remarkOn(edits.editing ? 'Editing: type over the selected byte' : 'Editing ended');
    void layout.showView('memory');
  }

  function travel(direction: 'undo' | 'redo'): void {
    const at = edits[direction]();
    if (at === null) return;
    announcements.remarkOn(direction === 'undo' ? 'Edit undone' : 'Edit done again');
    const { space, source } = views.active;
    if (space === 'file' && source === DOCUMENT_SOURCE) views.focusPosition('file', at);
  }

  return {
    'edit.start': toggle,
    'edit.undo': () => travel('undo'),
    'edit.redo': () => travel('redo'),
    'edit.discard': () => void edits.discard(),
    'edit.load': () => void edits.load(),
    'edit.save': () => void edits.save(),
    'machine.choose': () => void documents.chooseMachine(),
    'machine.default': () => void documents.defaultMachine(),
  };
}

/** What speaks against commands of edits and machines, by the beginning of their names. */
export function editReasons(): readonly (readonly [RegExp, () => string | null])[] {
  const documents = useDocumentStore();
  const edits = useEditsStore();
  const views = useMemoryViewsStore();
  const needs = (fulfilled: boolean, reason: string): string | null => (fulfilled ? null : reason);
  return [
    [
      /^edit\.start$/,
      () =>
        needs(views.active.source === DOCUMENT_SOURCE, 'this view does not show the kernel of the window'),
    ],
    [/^edit\.undo$/, () => needs(edits.canUndo, 'no edit to undo')],
    [/^edit\.redo$/, () => needs(edits.canRedo, 'no edit to redo')],
    [/^edit\.discard$/, () => needs(edits.count > 0 || edits.loaded.length > 0, 'nothing is edited')],
    [
      /^edit\.load$/,
      () => needs(!edits.isLoaded, edits.count === 0 ? 'nothing is edited' : 'the edits are loaded'),
    ],
    [
      /^edit\.save$/,
      () =>
        needs(
          edits.count > 0 && !edits.isSaving,
          edits.count === 0 ? 'nothing is edited' : 'a save is under way',
        ),
    ],
    [
      /^machine\.default$/,
      () => needs(documents.ready?.machineFile !== undefined, 'this is the default machine'),
    ],
  ];
}
