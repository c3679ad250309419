/** What each menu offers of the commands; `null` is a line between groups. */
import type { MenuCommand } from '../../shared/contract';

/** Commands and lines of one menu. */
export type MenuList = readonly (MenuCommand | null)[];

export const FILE_COMMANDS: MenuList = [
  'export.raw',
  'export.elf-core',
  'export.steps.csv',
  'export.steps.jsonl',
  'notes.export.json',
  'notes.export.csv',
  'notes.export.markdown',
];
export const EDIT_COMMANDS: MenuList = [
  'find',
  'search.next',
  'search.previous',
  null,
  'memory.select.range',
  'memory.select.all',
  'memory.select.page',
  'memory.select.segment',
  'memory.select.section',
  'memory.select.symbol',
  'memory.select.object',
  null,
  'memory.copyAs',
  'memory.save',
  null,
  'edit.start',
  'edit.undo',
  'edit.redo',
  'edit.discard',
  'edit.load',
  'edit.save',
];
/** What a kernel is loaded into. */
export const MACHINE_COMMANDS: MenuList = ['machine.choose', 'machine.default'];
export const THEME_COMMANDS: MenuList = ['theme.system', 'theme.dark', 'theme.light', 'theme.contrast'];
export const HELP_COMMANDS: MenuList = ['keys.show'];
export const VIEW_COMMANDS: MenuList = [
  'view.memory',
  'view.source',
  'view.disassembly',
  'view.space',
  'view.frames',
  'view.kernel',
  'view.timeline',
  null,
  'view.callStack',
  'view.steps',
  'view.breakpoints',
  'view.bookmarks',
  'view.marks',
  null,
  'view.inspector',
  'view.data',
  'view.address',
  'view.pageTable',
  'view.history',
  null,
  'view.problems',
  'view.log',
  'view.watch',
  'view.stepTable',
  'view.compare',
  'view.writers',
  'view.search',
  'view.statistics',
  null,
  'memory.newView',
  'memory.splitView',
  'memory.closeView',
  'memory.linkView',
  'memory.pinView',
  null,
  'view.toggleLeft',
  'view.toggleRight',
  'view.maximiseBottom',
  'panel.next',
  'panel.previous',
];
export const GO_COMMANDS: MenuList = [
  'palette.show',
  'goto',
  'address.look',
  'code.entry',
  'problem.next',
  'problem.previous',
  null,
  'history.back',
  'history.forward',
  'memory.back',
  'memory.forward',
  'memory.followPointer',
  null,
  'bookmark.toggle',
  'bookmark.next',
  'bookmark.previous',
  null,
  'mark.add',
  'mark.next',
  'mark.previous',
  null,
  'watch.add',
  null,
  'compare.pin',
  'compare.kernel',
  'compare.dump',
  'difference.next',
  'difference.previous',
];
export const RUN_COMMANDS: MenuList = [
  'move.continue.forward',
  'move.over.forward',
  'move.into.forward',
  'move.out.forward',
  'run.toCursor.forward',
  'run.toWrite.forward',
  null,
  'move.continue.back',
  'move.over.back',
  'move.into.back',
  'move.out.back',
  'run.toCursor.back',
  'run.toWrite.back',
  null,
  'move.first.back',
  'move.last.forward',
  'run.stepCount',
  'run.stopAtStages',
  null,
  'breakpoint.toggle',
  'breakpoint.add',
  'breakpoint.addLogpoint',
  'breakpoint.enableAll',
  'breakpoint.disableAll',
  'breakpoint.removeAll',
];

/** Every command that a menu holds. */
export const MENU_COMMANDS: readonly MenuCommand[] = [
  ...FILE_COMMANDS,
  ...EDIT_COMMANDS,
  ...MACHINE_COMMANDS,
  ...THEME_COMMANDS,
  ...VIEW_COMMANDS,
  ...GO_COMMANDS,
  ...RUN_COMMANDS,
  ...HELP_COMMANDS,
].filter((command): command is MenuCommand => command !== null);

/** Words that a title keeps small. */
const SMALL_WORDS: ReadonlySet<string> = new Set(['as', 'at', 'in', 'of', 'or', 'the', 'to', 'with']);

/** A command's label as menus write it: `Step over back` is `Step Over Back`. */
export function menuTitle(label: string): string {
  return label.replace(/(^|\s)(\S+)/g, (_all, space: string, word: string) =>
    space !== '' && SMALL_WORDS.has(word)
      ? space + word
      : space + word.charAt(0).toUpperCase() + word.slice(1),
  );
}
