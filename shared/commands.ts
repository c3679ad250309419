/**
 * Every command of the window: its name, its group, and its keys. The application menu, the handler of keys, the
 * tooltips, the list of keys and the command palette all read this one table.
 */
import type { MenuCommand } from './contract';

/** The headings under which commands are listed, in this order. */
export const COMMAND_GROUPS = [
  'Run',
  'Breakpoints',
  'Go',
  'Memory',
  'Edit',
  'Marks',
  'Compare',
  'View',
  'Export',
  'Help',
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

/** What people see of a command. */
export interface CommandInfo {
  readonly command: MenuCommand;
  readonly group: CommandGroup;
  /** As the palette and tooltips say it; ends with `…` where the command asks for something first. */
  readonly label: string;
  /** Keys as people read them, the one that is shown first; none where the palette and the menu are enough. */
  readonly keys: readonly string[];
}

/**
 * Group, label and keys of every command. Keys are those of VS Code where it has them; Ctrl turns a movement's key
 * backwards. F4 and F8 are free while debugging: F4 has been "go to cursor" since the Turbo Debugger.
 */
const TABLE: Readonly<Record<MenuCommand, readonly [CommandGroup, string, ...string[]]>> = {
  'move.continue.forward': ['Run', 'Continue', 'F5'],
  'move.continue.back': ['Run', 'Continue back', 'Ctrl+F5'],
  'move.over.forward': ['Run', 'Step over', 'F10'],
  'move.over.back': ['Run', 'Step over back', 'Ctrl+F10'],
  'move.into.forward': ['Run', 'Step into', 'F11'],
  'move.into.back': ['Run', 'Step into back', 'Ctrl+F11'],
  'move.out.forward': ['Run', 'Step out', 'Shift+F11'],
  'move.out.back': ['Run', 'Step out back', 'Ctrl+Shift+F11'],
  'run.toCursor.forward': ['Run', 'Run to cursor', 'F4'],
  'run.toCursor.back': ['Run', 'Run back to cursor', 'Ctrl+F4'],
  'run.toWrite.forward': ['Run', 'Run on to next write', 'F8'],
  'run.toWrite.back': ['Run', 'Run back to last write', 'Ctrl+F8'],
  'move.first.back': ['Run', 'Restart: first moment', 'Ctrl+Shift+F5', 'Ctrl+Home'],
  'move.last.forward': ['Run', 'Go to end: last moment', 'Shift+F5', 'Ctrl+End'],
  'run.stepCount': ['Run', 'Step N…', 'Ctrl+Alt+N'],
  'run.stopAtStages': ['Run', 'Stop at stages'],

  'breakpoint.toggle': ['Breakpoints', 'Toggle breakpoint', 'F9'],
  'breakpoint.add': ['Breakpoints', 'Add breakpoint…', 'Shift+F9'],
  'breakpoint.addLogpoint': ['Breakpoints', 'Add logpoint…', 'Ctrl+Shift+F9'],
  'breakpoint.enableAll': ['Breakpoints', 'Enable all breakpoints'],
  'breakpoint.disableAll': ['Breakpoints', 'Disable all breakpoints'],
  'breakpoint.removeAll': ['Breakpoints', 'Remove all breakpoints'],

  'palette.show': ['Go', 'Command palette…', 'Ctrl+Shift+P'],
  goto: ['Go', 'Go to anything…', 'Ctrl+G', 'Ctrl+P'],
  'history.back': ['Go', 'Go back', 'Alt+Left'],
  'history.forward': ['Go', 'Go forward', 'Alt+Right'],
  find: ['Go', 'Find in the panel, or in memory…', 'Ctrl+F'],
  'panel.next': ['Go', 'Next panel', 'F6'],
  'panel.previous': ['Go', 'Previous panel', 'Shift+F6'],

  'search.next': ['Go', 'Next match', 'F3'],
  'search.previous': ['Go', 'Previous match', 'Shift+F3'],

  'address.look': ['Go', 'Look up an address…', 'Ctrl+Alt+G'],
  'code.entry': ['Go', 'Disassemble at the entry point'],
  'problem.next': ['Go', 'Next problem'],
  'problem.previous': ['Go', 'Previous problem'],

  'memory.newView': ['Memory', 'New memory view', 'Ctrl+Alt+M'],
  'memory.splitView': ['Memory', 'Memory view to the side', 'Ctrl+\\'],
  'memory.closeView': ['Memory', 'Close memory view', 'Ctrl+Alt+X'],
  'memory.linkView': ['Memory', 'Link or free this memory view'],
  'memory.pinView': ['Memory', 'Keep this memory view at the moment, or let it follow'],
  'memory.back': ['Memory', 'Back in this memory view', 'Alt+Shift+Left'],
  'memory.forward': ['Memory', 'Forward in this memory view', 'Alt+Shift+Right'],
  'memory.followPointer': ['Memory', 'Follow pointer', 'Ctrl+Enter'],
  'memory.select.range': ['Memory', 'Select range…', 'Ctrl+Shift+G'],
  'memory.select.all': ['Memory', 'Select all of the space'],
  'memory.select.page': ['Memory', 'Select page', 'Ctrl+Alt+P'],
  'memory.select.segment': ['Memory', 'Select segment', 'Ctrl+Alt+S'],
  'memory.select.section': ['Memory', 'Select section'],
  'memory.select.symbol': ['Memory', 'Select symbol', 'Ctrl+Alt+Y'],
  'memory.select.object': ['Memory', 'Select structure', 'Ctrl+Alt+O'],
  'memory.copyAs': ['Memory', 'Copy as…', 'Ctrl+Shift+K'],
  'memory.save': ['Memory', 'Save selected bytes…', 'Ctrl+Shift+S'],

  'edit.start': ['Edit', 'Edit bytes of the kernel (what if)', 'Ctrl+Alt+E'],
  'edit.undo': ['Edit', 'Undo edit of bytes'],
  'edit.redo': ['Edit', 'Redo edit of bytes'],
  'edit.discard': ['Edit', 'Discard all edits'],
  'edit.load': ['Edit', 'Load with the edits', 'Ctrl+Shift+R'],
  'edit.save': ['Edit', 'Save the edited kernel as…'],
  'machine.choose': ['Edit', 'Load into another machine…'],
  'machine.default': ['Edit', 'Load into the default machine'],

  'bookmark.toggle': ['Marks', 'Toggle bookmark', 'Ctrl+Alt+K'],
  'bookmark.next': ['Marks', 'Next bookmark', 'Ctrl+Alt+L'],
  'bookmark.previous': ['Marks', 'Previous bookmark', 'Ctrl+Alt+J'],
  'mark.add': ['Marks', 'Mark the selected bytes', 'Ctrl+M'],
  'mark.next': ['Marks', 'Next mark', 'Alt+F3'],
  'mark.previous': ['Marks', 'Previous mark', 'Alt+Shift+F3'],
  'watch.add': ['Marks', 'Add watch…', 'Ctrl+Alt+W'],

  'compare.pin': ['Compare', 'Compare with this moment', 'Ctrl+Alt+C'],
  'compare.kernel': ['Compare', 'Compare with another kernel…'],
  'compare.dump': ['Compare', 'Compare with a memory dump…'],
  'difference.next': ['Compare', 'Next difference', 'F7'],
  'difference.previous': ['Compare', 'Previous difference', 'Shift+F7'],

  'view.memory': ['View', 'Memory', 'Ctrl+1'],
  'view.source': ['View', 'Loader source', 'Ctrl+2'],
  'view.disassembly': ['View', 'Disassembly', 'Ctrl+Alt+I'],
  'view.space': ['View', 'Address space', 'Ctrl+Alt+V'],
  'view.frames': ['View', 'Physical map', 'Ctrl+Alt+F'],
  'view.kernel': ['View', 'Kernel file', 'Ctrl+Alt+H'],
  'view.callStack': ['View', 'Call stack', 'Ctrl+3'],
  'view.steps': ['View', 'Steps', 'Ctrl+4'],
  'view.breakpoints': ['View', 'Breakpoints', 'Ctrl+5'],
  'view.bookmarks': ['View', 'Bookmarks', 'Ctrl+6'],
  'view.inspector': ['View', 'Inspector', 'Ctrl+7'],
  'view.pageTable': ['View', 'Page table', 'Ctrl+8'],
  'view.address': ['View', 'Address', 'Ctrl+Alt+A'],
  'view.history': ['View', 'History', 'Ctrl+9'],
  'view.timeline': ['View', 'Timeline', 'Ctrl+Shift+T'],
  'view.stepTable': ['View', 'Table of steps', 'Ctrl+Shift+L'],
  'view.compare': ['View', 'Compare', 'Ctrl+Shift+C'],
  'view.writers': ['View', 'Who wrote', 'Ctrl+Shift+O'],
  'view.watch': ['View', 'Watch', 'Ctrl+Shift+W'],
  'view.data': ['View', 'Data', 'Ctrl+Shift+D'],
  'view.search': ['View', 'Search results', 'Ctrl+Shift+F'],
  'view.statistics': ['View', 'Statistics of the selection', 'Ctrl+Shift+A'],
  'view.marks': ['View', 'Marks in memory', 'Ctrl+Shift+B'],
  'view.problems': ['View', 'Problems', 'Ctrl+Shift+M'],
  'view.log': ['View', 'Log', 'Ctrl+Shift+U'],
  'view.toggleLeft': ['View', 'Left column', 'Ctrl+B'],
  'view.toggleRight': ['View', 'Right column', 'Ctrl+Alt+B'],
  'view.maximiseBottom': ['View', 'Maximise the bottom panels', 'Ctrl+J'],
  'theme.system': ['View', 'Theme: as the system'],
  'theme.dark': ['View', 'Theme: dark'],
  'theme.light': ['View', 'Theme: light'],
  'theme.contrast': ['View', 'Theme: high contrast'],

  'export.raw': ['Export', 'Export memory image…', 'Ctrl+E'],
  'export.elf-core': ['Export', 'Export ELF core file…', 'Ctrl+Shift+E'],
  'export.steps.csv': ['Export', 'Export steps as CSV…'],
  'export.steps.jsonl': ['Export', 'Export steps as JSON lines…'],
  'notes.export.json': ['Export', 'Export bookmarks and marks as JSON…'],
  'notes.export.csv': ['Export', 'Export bookmarks and marks as CSV…'],
  'notes.export.markdown': ['Export', 'Export bookmarks and marks as Markdown…'],

  'keys.show': ['Help', 'Keys', 'F1'],
};

/** All commands, by group. */
export const COMMANDS: readonly CommandInfo[] = Object.entries(TABLE).map(
  ([command, [group, label, ...keys]]) => ({ command: command as MenuCommand, group, label, keys }),
);

/** What people see of one command. */
export function commandInfo(command: MenuCommand): CommandInfo {
  const [group, label, ...keys] = TABLE[command];
  return { command, group, label, keys };
}
