/** The cells of a row: looks, names, tips and digits. */
import { PAGE_SIZE } from '../../../shared/address';
import { PROVENANCE_NAMES, type ProvenanceName } from '../../../shared/provenance';
import type { PageView } from '../../../shared/view-types';
import type { HexCell, HexTint, ToneTexts } from '../../components/hex/hex-lines';
import { provenanceClass } from '../../components/provenance';
import { byteDigits } from './address-text';
import type { ByteRun } from './decorations';
import { addressesIn } from './row-address';
import type { RowMarks, RowStyle } from './row-cells';
import { ToneWriter } from './row-text';
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
  handedOver: 'handed over between kernel and bootloader',
};

/** Old bytes shown together in one tooltip. */
const MAX_WAS = 16;
/** Bytes of an entry of a page table. */
const ENTRY_BYTES = 8;
/** Look of bytes of the file that are edited: their digits have a colour of their own. */
const EDITED = 'edited';
/** Bytes between wider gaps. */
const OCTET = 8;

/** One row while its cells are made. */
interface RowInput {
  readonly view: PageView;
  /** Offset of the row in its page, and its position in the space. */
  readonly offset: number;
  readonly base: number;
  readonly marks: RowMarks;
  readonly style: RowStyle;
  readonly addressAt: (offset: number) => string;
  /** e.g. `P1`, where the page is a table. */
  readonly level: string | null;
}

/** Looks of cells of so many bytes that have none: one list for all, so that it is seen at once that none came or went. */
const NO_LOOKS: Readonly<Record<number, readonly string[]>> = Object.fromEntries(
  [1, 2, 4, 8].map((bytes) => [bytes, Array.from({ length: bytes }, () => '')]),
);
/** Looks that only the ends of a run have. */
const ENDS_ONLY: ReadonlySet<string> = new Set(['structure']);

/** A cell, of which name and tip are made when they are asked for. */
class RowCell implements HexCell {
  readonly selected: boolean;

  constructor(
    private readonly input: RowInput,
    private readonly column: number,
    readonly looks: readonly string[],
  ) {
    this.selected = isSelected(input.marks, column);
  }

  get name(): string {
    const { input, column } = this;
    const { there } = bytesOfCell(input, column);
    return cellName(input, column, cellText(input, column, there), there);
  }

  get tip(): string {
    return tipOf(this.input, this.column);
  }
}

/** The cells of the row at `offset`, their colours and digits. */
export function byteCells(
  view: PageView,
  offset: number,
  marks: RowMarks,
  style: RowStyle,
): {
  readonly cells: readonly HexCell[];
  readonly tints: readonly HexTint[];
  readonly digits: ToneTexts;
} {
  const level = /\bP[1-4]\b/.exec(view.owner.title)?.[0] ?? null;
  const base = view.page * PAGE_SIZE + offset;
  const input: RowInput = { view, offset, base, marks, style, addressAt: addressesIn(view), level };
  const writer = new ToneWriter();
  const { cellBytes } = style.columns;
  const isPlain = view.change === null && view.next === null && marks.runs.length === 0 && !marks.selected;
  const noLooks = NO_LOOKS[cellBytes] ?? Array.from({ length: cellBytes }, () => '');
  const cells = style.columns.cells.map((column): HexCell => {
    const bytes = bytesOfCell(input, column.column);
    const text = cellText(input, column.column, bytes.there);
    const tone = toneOf(input, column.column, bytes);
    if (text !== '') writer.put(tone, column.textStart + column.digits - text.length, text);
    const looks = isPlain ? noLooks : looksOf(input, column.column, cellBytes, noLooks);
    return new RowCell(input, column.column, looks);
  });
  return { cells, tints: tintsOf(input), digits: writer.tones };
}

/** Runs of bytes of one colour, in drawn order; octets are apart. */
function tintsOf({ view, offset, style }: RowInput): HexTint[] {
  const { columns, settings } = style;
  const { cellBytes } = columns;
  const tints: { start: number; width: number; look: string }[] = [];
  for (const cell of columns.cells) {
    const width = cell.width / cellBytes;
    for (let i = 0; i < cellBytes; i++) {
      const look = provenanceLook(view, offset + cell.column + (settings.bigEndian ? i : cellBytes - 1 - i));
      const start = cell.start + i * width;
      const last = tints.at(-1);
      const joins = last?.look === look && Math.abs(last.start + last.width - start) < 0.01;
      if (joins) last.width = start + width - last.start;
      else tints.push({ start, width, look });
    }
  }
  return tints;
}

/** What is to be known of all bytes of a cell. */
interface CellBytes {
  readonly there: number;
  readonly zero: boolean;
  readonly changed: boolean;
}

function toneOf(input: RowInput, column: number, { there, zero, changed }: CellBytes): keyof ToneTexts {
  if (changed) return 'changed';
  const { view, offset, marks, style } = input;
  if (marks.runs.length > 0 && runsOf(input, column).some((run) => run.look === EDITED)) return 'edited';
  if (zero || there < style.columns.cellBytes) return 'off';
  if (style.colours.length === 0) return 'plain';
  const provenance = PROVENANCE_NAMES[view.provenance?.[offset + column] ?? 0] ?? 'free';
  return style.colours.includes(provenance) ? 'plain' : 'off';
}

function bytesOfCell({ view, offset, style }: RowInput, column: number): CellBytes {
  let there = 0;
  let zero = true;
  let changed = false;
  for (let at = offset + column; at < offset + column + style.columns.cellBytes; at++) {
    if (!view.bytes || at >= view.length) break;
    there++;
    if (view.bytes[at] !== 0) zero = false;
    if (oldByte(view, at) !== null) changed = true;
  }
  return { there, zero, changed };
}

/** Digits; `??` where bytes cannot be read; nothing beyond the end; a cut group has its bytes one by one. */
function cellText({ view, offset, style }: RowInput, column: number, there: number): string {
  if (!view.bytes) return '??';
  if (there === style.columns.cellBytes) return style.format(view.bytes, offset + column);
  const rest = hexOfBytes(view.bytes.subarray(offset + column, offset + column + there));
  return rest.length <= (style.columns.cells[0]?.digits ?? 0) ? rest : '…';
}

/** Classes of the bytes of a cell in drawn order. */
function looksOf(
  input: RowInput,
  column: number,
  count: number,
  noLooks: readonly string[],
): readonly string[] {
  const bigEndian = input.style.settings.bigEndian;
  let looks: string[] | null = null;
  for (let i = 0; i < count; i++) {
    const look = lookOf(input, column + (bigEndian ? i : count - 1 - i));
    if (look === '') continue;
    looks ??= [...noLooks];
    looks[i] = look;
  }
  return looks ?? noLooks;
}

function lookOf(input: RowInput, column: number): string {
  const { view, offset, marks } = input;
  const at = offset + column;
  let look = '';
  if (oldByte(view, at) !== null) look += ' chg';
  if (view.next !== null && at >= view.next.offset && at < view.next.offset + view.next.length) {
    look += nextLook(input, column, view.next);
  }
  for (const run of marks.runs) {
    const position = input.base + column;
    if (position < run.first || position >= run.end) continue;
    look += `${ENDS_ONLY.has(run.look) ? '' : ` ${run.look}`}${runEdges(input, column, run)}`;
  }
  if (isSelected(marks, column)) {
    const { start, end } = marks.selected ?? { start: 0, end: 0 };
    look += ' sel' + edges(input, column, start, end, 'sel-first', 'sel-last');
  }
  return look.trimStart();
}

function provenanceLook(view: PageView, at: number): string {
  if (!view.bytes) return view.unreadable === null ? 'unreadable' : 'unreadable missing';
  if (at >= view.length) return 'none';
  return provenanceClass(PROVENANCE_NAMES[view.provenance?.[at] ?? 0] ?? 'free');
}

function nextLook(input: RowInput, column: number, next: NonNullable<PageView['next']>): string {
  const { offset, style } = input;
  const at = offset + column;
  const first = next.offset - offset;
  // One outline round all the rows: no lines between them.
  const above = at - style.rowBytes >= next.offset ? ' above' : '';
  const below = at + style.rowBytes < next.offset + next.length ? ' below' : '';
  return ' next' + edges(input, column, first, first + next.length, 'first', 'last') + above + below;
}

function runEdges(input: RowInput, column: number, run: ByteRun): string {
  const { base } = input;
  return edges(input, column, run.first - base, run.end - base, `${run.look}-first`, `${run.look}-last`);
}

/**
 * Which sides of a byte in a run have no byte of the run beside them: octets and groups are apart, so outlines close on
 * both sides of a gap, and numbers with the lowest byte first are drawn from their last byte.
 */
function edges(
  { style }: RowInput,
  column: number,
  start: number,
  end: number,
  left: string,
  right: string,
): string {
  const { group, bigEndian } = style.settings;
  const inGroup = column % group;
  const place = column - inGroup + (bigEndian ? inGroup : group - 1 - inGroup);
  const isIn = (drawn: number): boolean => {
    const within = drawn % group;
    const byte = drawn - within + (bigEndian ? within : group - 1 - within);
    return byte >= start && byte < end;
  };
  const opens = place % OCTET === 0 || !isIn(place - 1);
  const closes = place % OCTET === OCTET - 1 || !isIn(place + 1);
  return (opens ? ` ${left}` : '') + (closes ? ` ${right}` : '');
}

function isSelected({ selected }: RowMarks, column: number): boolean {
  return selected !== null && column >= selected.start && column < selected.end;
}

/** e.g. `0x102f0c8, 03, page table, P1 entry 25, changed, was 00`. */
function cellName(input: RowInput, column: number, text: string, there: number): string {
  const { view, offset, marks, style } = input;
  const at = offset + column;
  const place = input.addressAt(at);
  if (!view.bytes) return `${place}, unreadable: ${whyUnreadable(view)}${runNames(input, column)}`;
  if (there === 0) return `${place}, beyond the end`;
  const provenance = PROVENANCE_NAMES[view.provenance?.[at] ?? 0] ?? 'free';
  let name = `${place}, ${text}`;
  if (style.columns.cellBytes > 1) name += `, bytes ${hexOfBytes(view.bytes.subarray(at, at + there))}`;
  name += `, ${PROVENANCE_WORDS[provenance]}`;
  if (provenance === 'pageTable' && input.level !== null) {
    name += `, ${input.level} entry ${Math.floor(at / ENTRY_BYTES)}`;
  }
  name += changeName(input, column, there);
  return marks.runs.length === 0 ? name : name + runNames(input, column);
}

function changeName({ view, offset }: RowInput, column: number, there: number): string {
  if (view.change === null && view.next === null) return '';
  const first = offset + column;
  const old: string[] = [];
  let next = false;
  for (let at = first; at < first + there; at++) {
    const before = oldByte(view, at);
    if (before !== null) old.push(byteDigits(before));
    if (view.next !== null && at >= view.next.offset && at < view.next.offset + view.next.length) next = true;
  }
  return (old.length > 0 ? `, changed, was ${old.join(' ')}` : '') + (next ? ', written by the next op' : '');
}

function runNames(input: RowInput, column: number): string {
  return runsOf(input, column)
    .filter((run) => run.name !== '')
    .map((run) => `, ${run.name}`)
    .join('');
}

function runsOf({ marks, base, style }: RowInput, column: number): ByteRun[] {
  const first = base + column;
  return marks.runs.filter((run) => run.first < first + style.columns.cellBytes && run.end > first);
}

function tipOf(input: RowInput, column: number): string {
  const { view, offset, marks, style } = input;
  if (view.change === null && marks.runs.length === 0) return '';
  const tips = marks.runs.length === 0 ? [] : runsOf(input, column).map((run) => run.tip);
  for (let at = offset + column; at < offset + column + style.columns.cellBytes; at++) {
    const was = wasText(view, at);
    if (was === null) continue;
    tips.unshift(`was ${was}`);
    break;
  }
  return tips.filter((tip) => tip !== '').join(' · ');
}

/** Why a page has no bytes, in words. */
export function whyUnreadable(view: Pick<PageView, 'space' | 'unreadable'>): string {
  if (view.unreadable !== null) return view.unreadable;
  switch (view.space) {
    case 'virtual':
      return 'the page is not mapped at this moment';
    case 'physical':
      return 'the address is beyond the memory of this machine';
    case 'file':
      return 'the offset is beyond the end of the file';
  }
}

function oldByte({ change }: PageView, offset: number): number | null {
  return change === null ? null : (change.old[offset - change.offset] ?? null);
}

function wasText(view: PageView, offset: number): string | null {
  const { change } = view;
  const old = oldByte(view, offset);
  if (!change || old === null) return null;
  return change.old.length <= MAX_WAS ? hexOfBytes(change.old) : byteDigits(old);
}
