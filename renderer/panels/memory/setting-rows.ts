/** The settings of a memory view as its menu lists them. */
import type { ViewSettings } from './view-settings';

/** A setting of several values. */
export interface ChoiceRow {
  readonly name: keyof ViewSettings;
  readonly label: string;
  readonly choices: readonly {
    readonly value: string | number | boolean;
    readonly label: string;
    /** What is read out where the label is too short for that. */
    readonly name?: string;
  }[];
}

/** All of them, in the order of the menu. */
export const CHOICE_ROWS: readonly ChoiceRow[] = [
  {
    name: 'columns',
    label: 'Columns',
    choices: [
      { value: 'auto', label: 'Auto', name: '16, or 8 where there is little room' },
      { value: 'fit', label: 'Fit', name: 'as many as fit' },
      ...[8, 16, 32, 64].map((value) => ({ value, label: String(value) })),
    ],
  },
  {
    name: 'group',
    label: 'Value size',
    choices: [1, 2, 4, 8].map((value) => ({
      value,
      label: String(value),
      name: value === 1 ? '1 byte' : `${value} bytes`,
    })),
  },
  {
    name: 'bigEndian',
    label: 'Byte order',
    choices: [
      { value: false, label: 'Little-endian' },
      { value: true, label: 'Big-endian' },
    ],
  },
  {
    name: 'format',
    label: 'Format',
    choices: [
      { value: 'hex', label: 'Hex', name: 'hexadecimal' },
      { value: 'binary', label: 'Bin', name: 'binary' },
      { value: 'octal', label: 'Oct', name: 'octal' },
      { value: 'unsigned', label: 'Dec', name: 'decimal, unsigned' },
      { value: 'signed', label: '±Dec', name: 'decimal, signed' },
      { value: 'float', label: 'Float', name: 'floating point' },
    ],
  },
  {
    name: 'text',
    label: 'Text',
    choices: [
      { value: 'ascii', label: 'ASCII' },
      { value: 'latin-1', label: 'Latin-1' },
      { value: 'utf-8', label: 'UTF-8' },
      { value: 'utf-16le', label: '16 LE', name: 'UTF-16, little-endian' },
      { value: 'utf-16be', label: '16 BE', name: 'UTF-16, big-endian' },
    ],
  },
  {
    name: 'offsets',
    label: 'Addresses',
    choices: [
      { value: 'absolute', label: 'Absolute' },
      { value: 'segment', label: 'In segment', name: 'from the start of the segment' },
      { value: 'symbol', label: 'In symbol', name: 'from the start of the symbol' },
    ],
  },
  {
    name: 'changes',
    label: 'Changes',
    choices: [
      { value: 'op', label: 'Op', name: 'By the op' },
      { value: 'step', label: 'Step', name: 'By the step' },
      { value: 'pinned', label: 'Since pinned', name: 'since the pinned moment' },
      { value: 'original', label: 'Edits', name: 'By the edits: against the kernel without them' },
    ],
  },
];

/** What can be shown or not. */
export const SHOWN_COLUMNS = [
  { name: 'showText', label: 'Text' },
  { name: 'showMeaning', label: 'Meaning' },
  { name: 'showSymbol', label: 'Symbol' },
  { name: 'showStructures', label: 'Structures' },
  { name: 'showMinimap', label: 'Minimap' },
] as const;
