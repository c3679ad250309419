/** Marks in words. */
import { hex, virtOfPage, PAGE_SIZE } from '../../../shared/address';
import { shownText } from '../../../shared/shown-text';
import { MARK_COLOURS, type MarkColour } from '../../../shared/notes';
import type { MemorySpace } from '../../../shared/view-types';
import type { BoundMark } from '../../stores/marks';

const SPACES: Readonly<Record<MemorySpace, string>> = {
  physical: 'physical',
  virtual: 'virtual',
  file: 'file',
};

/** The sign of a colour where it is drawn as a swatch: it does not depend on the colour alone. */
export function signOf(colour: MarkColour): string {
  return String(MARK_COLOURS.indexOf(colour) + 1);
}

/** The colour of a mark in words. */
export function colourName(colour: MarkColour): string {
  return colour.charAt(0).toUpperCase() + colour.slice(1);
}

/** Where a mark lies in this load, e.g. `0x8000005000`. */
export function markAddress({ space, position, first }: BoundMark): string {
  if (position === null) return first;
  if (space !== 'virtual') return hex(position);
  const page = Math.floor(position / PAGE_SIZE);
  return hex(virtOfPage(page, position - page * PAGE_SIZE));
}

/** Space and length of a mark, e.g. `virtual · 16 bytes`. */
export function markExtent({ space, length, position }: BoundMark): string {
  const bytes = length === 1 ? '1 byte' : `${length.toLocaleString('en-US')} bytes`;
  return `${SPACES[space]} · ${bytes}${position === null ? ' · not in this load' : ''}`;
}

/** Characters of a name and of a note that are said where they are not edited. */
const MOST_NAME = 120;
const MOST_NOTE = 500;

/** The name of a mark as it is shown, wherever it was pasted from: on one line, read in its order, of some length. */
export function markName({ name }: Pick<BoundMark, 'name'>): string {
  return clipped(shownText(name), MOST_NAME);
}

/** The note of a mark in its lines, as it is shown where it is not edited. */
export function markNote({ note }: Pick<BoundMark, 'note'>): string {
  const lines = clipped(note, MOST_NOTE).split(/\r\n|\r|\n/);
  return lines.map((line) => shownText(line.replaceAll('\t', ' '))).join('\n');
}

/** A mark in one line, for who hears it. */
export function markLabel(mark: BoundMark): string {
  return [markName(mark), markAddress(mark), markExtent(mark), mark.colour, markNote(mark)]
    .filter((part) => part !== '')
    .join(', ');
}

function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  // Not between the halves of a character.
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}
