/** From a page's bytes to the cells, the text and the meaning of one row. */
import { PROVENANCE_NAMES, type ProvenanceName } from '../../../shared/provenance';
import type { PageView } from '../../../shared/view-types';
import { provenanceClass } from '../../components/provenance';
import type { HexCell, HexRowLine, MeaningRun, TextRun } from '../../components/hex/hex-lines';
import { addressText, byteDigits, paddedAddress } from './address-text';
import { PAGE_ROWS, ROW_BYTES } from './row-layout';
import { rowMeaning } from './row-meaning';
import { hexOfBytes } from './selection-range';

/** The provenances in words, for names. */
const PROVENANCE_WORDS: Readonly<Record<ProvenanceName, string>> = {
  free: 'free',
  fileReadOnly: 'file, read-only',
  fileCode: 'file, code',
  fileData: 'file, data',
  bss: 'bss zero',
  copied: 'copy',
  relocated: 'relocated',
  pageTable: 'page table',
  fileUnmapped: 'file, unmapped',
};

/** Old bytes shown together in one tooltip. */
const MAX_WAS = 16;

/** Bytes of an entry of a page table. */
const ENTRY_BYTES = 8;

/** What a row's line depends on beyond the page's own data. */
export interface RowMarks {
  /** The line's unit. */
  readonly key: number;
  /** Cells selected, `end` exclusive. */
  readonly selected: { readonly start: number; readonly end: number } | null;
}

/** The line of row `inPage` (0 to 255) of a page whose bytes are known. */
export function rowLine(view: PageView, inPage: number, marks: RowMarks): HexRowLine {
  const offset = inPage * ROW_BYTES;
  const row = view.page * PAGE_ROWS + inPage;
  const cells: HexCell[] = [];
  for (let column = 0; column < ROW_BYTES; column++) cells.push(cellAt(view, offset + column, column, marks));
  const { zeros, digits } = paddedAddress(view.space, view.page, offset);
  return {
    kind: 'row',
    key: marks.key,
    row,
    zeros,
    address: digits,
    cells,
    text: textRuns(view, offset),
    meaning: meaningOf(view, offset),
  };
}

/** A row whose page is still awaited. */
export function pendingRow(view: Pick<PageView, 'space' | 'page'>, inPage: number, key: number): HexRowLine {
  const row = view.page * PAGE_ROWS + inPage;
  const { zeros, digits } = paddedAddress(view.space, view.page, inPage * ROW_BYTES);
  return { kind: 'row', key, row, zeros, address: digits, cells: null, text: [], meaning: NO_MEANING };
}

/** What the engine knows of a row, after a word on what the next op does with it. */
function meaningOf(view: PageView, offset: number): readonly MeaningRun[] {
  const runs = meaningRuns(rowMeaning(view, offset));
  const { next } = view;
  // A whole page about to be written is outlined; the words would only be repeated on every row.
  if (!next || next.length >= PAGE_ROWS * ROW_BYTES) return runs;
  // Said once, where it begins: the outline shows how far it goes.
  if (next.offset < offset || next.offset >= offset + ROW_BYTES) return runs;
  const separated: MeaningRun[] = runs.length > 0 ? [{ text: ' · ', tone: 'plain' }, ...runs] : [];
  return [{ text: 'next op', tone: 'now' }, ...separated];
}

const NO_MEANING: readonly MeaningRun[] = [];

function cellAt(view: PageView, offset: number, column: number, marks: RowMarks): HexCell {
  const { bytes } = view;
  const place = addressText(view.space, view.page, offset);
  const selected = marks.selected !== null && column >= marks.selected.start && column < marks.selected.end;
  const select = selected ? ` ${selectClasses(marks.selected, column)}` : '';
  if (offset >= view.length && bytes) {
    return { text: '', classes: `none${select}`, name: `${place}, beyond the end`, was: null };
  }
  const value = bytes?.[offset];
  if (value === undefined) {
    return {
      text: '??',
      classes: `unreadable${select}`,
      name: `${place}, unreadable: ${whyUnreadable(view)}`,
      was: null,
    };
  }
  const provenance = PROVENANCE_NAMES[view.provenance?.[offset] ?? 0] ?? 'free';
  const old = oldByte(view, offset);
  const next =
    view.next !== null && offset >= view.next.offset && offset < view.next.offset + view.next.length;
  const classes = [provenanceClass(provenance)];
  if (value === 0) classes.push('z0');
  if (old !== null) classes.push('chg');
  if (next) classes.push(nextClasses(view, offset, column));
  const name = cellName(view, offset, place, value, provenance, old, next);
  return { text: byteDigits(value), classes: classes.join(' ') + select, name, was: wasText(view, offset) };
}

/** e.g. `0x102f0c8, 03, page table, P1 entry 25, changed, was 00`. */
function cellName(
  view: PageView,
  offset: number,
  place: string,
  value: number,
  provenance: ProvenanceName,
  old: number | null,
  next: boolean,
): string {
  const parts = [place, byteDigits(value), PROVENANCE_WORDS[provenance]];
  const level = provenance === 'pageTable' ? /\bP[1-4]\b/.exec(view.owner.title)?.[0] : undefined;
  if (level) parts.push(`${level} entry ${Math.floor(offset / ENTRY_BYTES)}`);
  if (old !== null) parts.push('changed', `was ${byteDigits(old)}`);
  if (next) parts.push('written by the next op');
  return parts.join(', ');
}

/** Why a page has no bytes, in words. */
export function whyUnreadable(view: Pick<PageView, 'space'>): string {
  switch (view.space) {
    case 'virtual':
      return 'the page is not mapped at this moment';
    case 'physical':
      return 'the address is beyond the memory of this machine';
    case 'file':
      return 'the offset is beyond the end of the file';
  }
}

function selectClasses(selected: RowMarks['selected'], column: number): string {
  if (!selected) return '';
  // The octets are apart: the outline closes on both sides of the gap.
  const first = column === selected.start || column === ROW_BYTES / 2;
  const last = column === selected.end - 1 || column === ROW_BYTES / 2 - 1;
  return `sel${first ? ' sel-first' : ''}${last ? ' sel-last' : ''}`;
}

function nextClasses(view: PageView, offset: number, column: number): string {
  if (!view.next) return '';
  const first = offset === view.next.offset || column % (ROW_BYTES / 2) === 0;
  const last =
    offset === view.next.offset + view.next.length - 1 || column % (ROW_BYTES / 2) === ROW_BYTES / 2 - 1;
  // One outline round all the rows: no lines between them.
  const above = offset - ROW_BYTES >= view.next.offset;
  const below = offset + ROW_BYTES < view.next.offset + view.next.length;
  const edges = `${first ? ' first' : ''}${last ? ' last' : ''}`;
  return `next${edges}${above ? ' above' : ''}${below ? ' below' : ''}`;
}

function oldByte(view: PageView, offset: number): number | null {
  if (!view.change) return null;
  return view.change.old[offset - view.change.offset] ?? null;
}

function wasText(view: PageView, offset: number): string | null {
  const { change } = view;
  const old = oldByte(view, offset);
  if (!change || old === null) return null;
  return change.old.length <= MAX_WAS ? hexOfBytes(change.old) : byteDigits(old);
}

/** The bytes of a row as text: printable ASCII as it is, a dot for all else. */
function textRuns(view: PageView, offset: number): TextRun[] {
  const runs: { text: string; tone: TextRun['tone'] }[] = [];
  if (!view.bytes) return runs;
  for (let at = offset; at < Math.min(offset + ROW_BYTES, view.length); at++) {
    const value = view.bytes[at] ?? 0;
    const printable = value >= 0x20 && value < 0x7f;
    const tone = oldByte(view, at) !== null ? 'changed' : printable ? 'plain' : 'off';
    const character = printable ? String.fromCharCode(value) : '.';
    const last = runs.at(-1);
    if (last?.tone === tone) last.text += character;
    else runs.push({ text: character, tone });
  }
  return runs;
}

/** Indices (`[24]`, `#214`) stand out. */
export function meaningRuns(text: string): MeaningRun[] {
  return text
    .split(/(\[\d+(?:–\d+)?\]|(?<![\w-])#\d[\d,]*)/)
    .filter((part) => part !== '')
    .map((part): MeaningRun => ({ text: part, tone: /^(\[\d|#\d)/.test(part) ? 'strong' : 'plain' }));
}
