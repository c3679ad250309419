/** From a page's bytes to the line of one row. */
import { PAGE_SIZE } from '../../../shared/address';
import type { ProvenanceName } from '../../../shared/provenance';
import type { PageView } from '../../../shared/view-types';
import type { HexColumns, HexRowLine, MeaningRun, TextMark } from '../../components/hex/hex-lines';
import { byteCells } from './byte-cells';
import { addressOf, symbolOf } from './row-address';
import type { FormatCell } from './cell-format';
import type { ByteRun } from './decorations';
import type { RowBytes } from './row-layout';
import { rowMeaning } from './row-meaning';
import { NO_TEXT, NO_TONES, rowText, type Neighbours } from './row-text';
import type { ViewSettings } from './view-settings';

/** How the rows of a view are drawn. */
export interface RowStyle {
  readonly settings: ViewSettings;
  readonly columns: HexColumns;
  readonly rowBytes: RowBytes;
  readonly format: FormatCell;
  /** Colours that are shown, while others step back; empty: all. */
  readonly colours: readonly ProvenanceName[];
}

/** What a row's line depends on beyond the page's own data. */
export interface RowMarks {
  /** The line's unit. */
  readonly key: number;
  /** Bytes of the row that are selected, `end` exclusive. */
  readonly selected: { readonly start: number; readonly end: number } | null;
  /** Decorations that reach into the row. */
  readonly runs: readonly ByteRun[];
  readonly neighbours: Neighbours;
}

/** The line of row `inPage`, from 0, of a page that is known. */
export function rowLine(view: PageView, inPage: number, marks: RowMarks, style: RowStyle): HexRowLine {
  const { columns, rowBytes, settings } = style;
  const offset = inPage * rowBytes;
  const { cells, tints, digits } = byteCells(view, offset, marks, style);
  return {
    kind: 'row',
    key: marks.key,
    row: (view.page * PAGE_SIZE) / rowBytes + inPage,
    position: view.page * PAGE_SIZE + offset,
    address: addressOf(view, offset, settings.offsets),
    symbol: columns.symbolWidth > 0 ? symbolOf(view, offset) : '',
    cells,
    tints,
    digits,
    text: columns.showText
      ? rowText({
          view,
          offset,
          rowBytes,
          encoding: settings.text,
          neighbours: marks.neighbours,
          isChanged: (at) => isChanged(view, at),
          marks: textMarks(view, offset, marks, rowBytes),
        })
      : NO_TEXT,
    meaning: columns.showMeaning ? meaningOf(view, offset, rowBytes) : NO_MEANING,
  };
}

/** A row whose page is still awaited. */
export function pendingRow(
  view: Pick<PageView, 'space' | 'page'>,
  inPage: number,
  key: number,
  rowBytes: RowBytes,
): HexRowLine {
  const offset = inPage * rowBytes;
  return {
    kind: 'row',
    key,
    row: (view.page * PAGE_SIZE) / rowBytes + inPage,
    position: view.page * PAGE_SIZE + offset,
    address: addressOf({ ...view, bases: null }, offset, 'absolute'),
    symbol: '',
    cells: null,
    tints: [],
    digits: NO_TONES,
    text: NO_TEXT,
    meaning: NO_MEANING,
  };
}

/** Whether the op at the moment changed a byte. */
export function isChanged({ change }: PageView, offset: number): boolean {
  return change !== null && offset >= change.offset && offset < change.offset + change.old.length;
}

/** What is drawn behind the text: the selection, decorations, and what was changed. */
function textMarks(view: PageView, offset: number, marks: RowMarks, rowBytes: RowBytes): TextMark[] {
  const found: TextMark[] = [];
  const add = (first: number, end: number, look: string): void => {
    const at = Math.max(0, first);
    const length = Math.min(rowBytes, end) - at;
    if (length > 0) found.push({ at, length, look });
  };
  if (view.change) {
    const first = view.change.offset - offset;
    add(first, first + view.change.old.length, 'chg');
  }
  const base = view.page * PAGE_SIZE + offset;
  for (const run of marks.runs) {
    const edges = [
      run.first >= base ? `${run.look}-first` : '',
      run.end <= base + rowBytes ? `${run.look}-last` : '',
    ];
    add(run.first - base, run.end - base, [run.look, ...edges].filter((one) => one !== '').join(' '));
  }
  if (marks.selected) add(marks.selected.start, marks.selected.end, 'sel sel-first sel-last');
  return found;
}

/** What the engine knows of a row, after a word on what the next op does with it. */
function meaningOf(view: PageView, offset: number, rowBytes: RowBytes): readonly MeaningRun[] {
  const text = rowMeaning(view, offset, rowBytes);
  const runs = text === '' ? NO_MEANING : meaningRuns(text);
  const { next } = view;
  // A whole page about to be written is outlined; the words would only be repeated on every row.
  if (!next || next.length >= PAGE_SIZE) return runs;
  // Said once, where it begins: the outline shows how far it goes.
  if (next.offset < offset || next.offset >= offset + rowBytes) return runs;
  const separated: MeaningRun[] = runs.length > 0 ? [{ text: ' · ', tone: 'plain' }, ...runs] : [];
  return [{ text: 'next op', tone: 'now' }, ...separated];
}

const NO_MEANING: readonly MeaningRun[] = [];

/** Indices (`[24]`, `#214`) stand out. */
export function meaningRuns(text: string): MeaningRun[] {
  return text
    .split(/(\[\d+(?:–\d+)?\]|(?<![\w-])#\d[\d,]*)/)
    .filter((part) => part !== '')
    .map((part): MeaningRun => ({ text: part, tone: /^(\[\d|#\d)/.test(part) ? 'strong' : 'plain' }));
}
