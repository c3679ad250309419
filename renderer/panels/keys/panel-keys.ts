/** Keys that mean something in one panel only; the keys of commands work everywhere. */

/** One key, or keys that belong together, and what they do. */
export interface PanelKey {
  readonly label: string;
  readonly keys: readonly string[];
}

/** Where the keys work, and which they are. */
export interface PanelKeys {
  readonly panel: string;
  readonly rows: readonly PanelKey[];
}

/** By panel, in the order in which F6 comes to them; arrows, Home, End, Page Up and Page Down move everywhere. */
export const PANEL_KEYS: readonly PanelKeys[] = [
  {
    panel: 'In the timeline',
    rows: [
      { label: 'Step over, back', keys: ['Right', 'Left'] },
      { label: 'Next, previous stage', keys: ['PgUp', 'PgDn'] },
      { label: 'Zoom in, out, show all', keys: ['+', '-', '0'] },
      { label: 'Zoom to the stage', keys: ['Enter'] },
    ],
  },
  {
    panel: 'In steps and lists',
    rows: [
      { label: 'Go to the moment', keys: ['Enter'] },
      { label: 'Open, close a row', keys: ['Right', 'Left'] },
      { label: 'Copy the row', keys: ['Ctrl+C'] },
      { label: 'Menu', keys: ['Shift+F10'] },
    ],
  },
  {
    panel: 'In breakpoints and bookmarks',
    rows: [
      { label: 'Run to the next hit, back to the last', keys: ['Enter', 'Shift+Enter'] },
      { label: 'Switch on or off', keys: ['Space'] },
      { label: 'Edit or rename', keys: ['F2'] },
      { label: 'Note of a bookmark', keys: ['Shift+F2'] },
      { label: 'Remove, undo', keys: ['Delete', 'Ctrl+Z'] },
    ],
  },
  {
    panel: 'In memory',
    rows: [
      { label: 'Extend the selection', keys: ['Shift+arrows'] },
      { label: 'Select up to the start, the end', keys: ['Ctrl+Shift+Home', 'Ctrl+Shift+End'] },
      { label: 'Select all of the space', keys: ['Ctrl+A'] },
      { label: 'Next, previous frame', keys: ['Ctrl+Down', 'Ctrl+Up'] },
      { label: 'Back to the last write', keys: ['Backspace'] },
      { label: 'Go to an address of the view', keys: ['G'] },
      { label: 'Who wrote the selected bytes', keys: ['W'] },
      { label: 'Open, close a fold', keys: ['+', '-'] },
      { label: 'Fields of the structure', keys: ['O'] },
      { label: 'Copy in the last format', keys: ['Ctrl+C'] },
    ],
  },
  {
    panel: 'In the address space',
    rows: [
      { label: 'Zoom a strip in, out, show all', keys: ['+', '-', '0'] },
      { label: 'Pan a strip', keys: ['Left', 'Right', 'PgUp', 'PgDn'] },
      { label: 'Select the next, previous page', keys: ['Shift+Right', 'Shift+Left'] },
      { label: 'Go to the bytes', keys: ['Enter'] },
      { label: 'Copy the range', keys: ['Ctrl+C'] },
    ],
  },
  {
    panel: 'In page tables',
    rows: [
      { label: 'Go to the bytes, open a table', keys: ['Enter'] },
      { label: 'Up to the table above', keys: ['Backspace'] },
      { label: 'Copy the entry', keys: ['Ctrl+C'] },
    ],
  },
  {
    panel: 'In the physical map',
    rows: [
      { label: 'Zoom in, out, show all', keys: ['+', '-', '0'] },
      { label: 'Go to the bytes, open a square', keys: ['Enter'] },
    ],
  },
  {
    panel: 'In the kernel file',
    rows: [
      { label: 'Go to the bytes', keys: ['Enter'] },
      { label: 'Copy the row', keys: ['Ctrl+C'] },
      { label: 'Zoom into a segment, back', keys: ['+', '-'] },
    ],
  },
  {
    panel: 'In the disassembly',
    rows: [
      { label: 'Go to the target or operand', keys: ['Enter'] },
      { label: 'The same in memory to the side', keys: ['Ctrl+Enter'] },
      { label: 'Go to the step of its relocation', keys: ['Shift+Enter'] },
      { label: 'First, last executable byte', keys: ['Home', 'End'] },
      { label: 'Go to an address or symbol', keys: ['G'] },
      { label: 'Back, forward in this view', keys: ['Alt+Shift+Left', 'Alt+Shift+Right'] },
      { label: 'Copy the selected lines', keys: ['Ctrl+C'] },
    ],
  },
  {
    panel: 'On tabs of memory views',
    rows: [
      { label: 'Move the tab to another group', keys: ['Ctrl+Right', 'Ctrl+Left'] },
      { label: 'Close, menu', keys: ['Delete', 'Shift+F10'] },
    ],
  },
  {
    panel: 'In History',
    rows: [
      { label: 'Go to what happened', keys: ['Enter'] },
      { label: 'Copy the value', keys: ['Ctrl+C'] },
    ],
  },
  {
    panel: 'In Watch and Compare',
    rows: [
      { label: 'Show the place', keys: ['Enter'] },
      { label: 'Edit a watch', keys: ['F2'] },
      { label: 'Back to the op that wrote it', keys: ['Backspace'] },
      { label: 'Move a watch up, down', keys: ['Alt+Up', 'Alt+Down'] },
    ],
  },
];
