/** How a memory view draws its bytes. */
import { TEXT_ENCODINGS, type TextEncodingName } from '../../../shared/memory-types';

/** Bytes in a row; `auto`: 16, or 8 where 16 have no room; `fit`: as many as there is room for. */
export const COLUMN_CHOICES = ['auto', 'fit', 8, 16, 32, 64] as const;
/** Bytes that are read as one number. */
export const GROUP_CHOICES = [1, 2, 4, 8] as const;
export const FORMAT_CHOICES = ['hex', 'binary', 'octal', 'unsigned', 'signed', 'float'] as const;
/** What the addresses count from: the start of the space, of the segment, or of the symbol that a row lies in. */
export const OFFSET_CHOICES = ['absolute', 'segment', 'symbol'] as const;
/** Which changes are marked: by the last op, by the last step, since the pinned moment, against the kernel without edits. */
export const CHANGE_CHOICES = ['op', 'step', 'pinned', 'original'] as const;
export const TEXT_CHOICES = TEXT_ENCODINGS;

export interface ViewSettings {
  readonly columns: (typeof COLUMN_CHOICES)[number];
  readonly group: (typeof GROUP_CHOICES)[number];
  readonly bigEndian: boolean;
  /** A float needs groups of 4 or 8 bytes; smaller groups are drawn as hex. */
  readonly format: (typeof FORMAT_CHOICES)[number];
  readonly text: TextEncodingName;
  readonly offsets: (typeof OFFSET_CHOICES)[number];
  readonly showText: boolean;
  readonly showMeaning: boolean;
  /** A column with the nearest symbol of each row. */
  readonly showSymbol: boolean;
  /** Whether recognised structures are outlined. */
  readonly showStructures: boolean;
  readonly showMinimap: boolean;
  readonly changes: (typeof CHANGE_CHOICES)[number];
}

export const DEFAULT_SETTINGS: ViewSettings = {
  columns: 'auto',
  group: 1,
  bigEndian: false,
  format: 'hex',
  text: 'ascii',
  offsets: 'absolute',
  showText: true,
  showMeaning: true,
  showSymbol: false,
  showStructures: true,
  showMinimap: true,
  changes: 'op',
};
