/** From the lines of the layout to the lines of the grid. */
import type { ProvenanceName } from '../../../shared/provenance';
import type { MemorySpace, PageRange, PageView } from '../../../shared/view-types';
import type {
  HexColumns,
  HexFoldLine,
  HexHeaderLine,
  HexLine,
  HexRowLine,
} from '../../components/hex/hex-lines';
import { provenanceClass } from '../../components/provenance';
import { PAGE_SIZE } from '../../../shared/address';
import { addressText, foldText, rangeText } from './address-text';
import { whyUnreadable } from './byte-cells';
import { cellFormat } from './cell-format';
import type { ByteRun } from './decorations';
import { pendingRow, rowLine, type RowMarks, type RowStyle } from './row-cells';
import type { Line, RowBytes } from './row-layout';
import { selectedCells } from './selection-range';
import type { Neighbours } from './row-text';
import type { ViewSettings } from './view-settings';

/** What the lines are drawn from. */
export interface DrawInput {
  readonly space: MemorySpace;
  readonly settings: ViewSettings;
  readonly columns: HexColumns;
  readonly rowBytes: RowBytes;
  readonly view: (page: number) => PageView | null;
  readonly ranges: readonly PageRange[];
  /** The selected bytes of a page, from the start of the space; `null` for none. */
  readonly selected: (page: number) => { readonly first: number; readonly length: number } | null;
  /** Decorations; later ones lie over earlier ones. */
  readonly decorations: readonly ByteRun[];
  /** Colours that are shown, while others step back; empty: all. */
  readonly colours: readonly ProvenanceName[];
  /** The page that the failed step wanted, while the cursor is on the failure. */
  readonly disputed: number | null;
  /** Position of the cursor. */
  readonly cursor: number | null;
}

const DISPUTED = 'the page at which this step failed';

interface Drawn {
  readonly view: PageView;
  readonly marks: RowMarks;
  readonly line: HexRowLine;
}

const NO_RUNS: readonly ByteRun[] = [];
const NO_NEIGHBOURS: Neighbours = { before: null, after: null };

/** Draws lines and keeps the row lines that did not change, so that the grid redraws only what did. */
export class LineDrawer {
  private drawn = new Map<number, Drawn>();
  private style: RowStyle | null = null;
  private settings: ViewSettings | null = null;

  /** The lines of the grid, one for each of `lines`. */
  draw(lines: readonly Line[], input: DrawInput): HexLine[] {
    const style = this.styleFor(input);
    const kept = new Map<number, Drawn>();
    const result = lines.map((line): HexLine => {
      switch (line.kind) {
        case 'header':
          return headerLine(line.unit, line.page, input);
        case 'fold':
          return foldLine(line, input);
        case 'row':
          return this.row(line, input, style, kept);
      }
    });
    this.drawn = kept;
    return result;
  }

  /** Rows that were drawn in another way are of no use. */
  private styleFor({ settings, columns, rowBytes, colours }: DrawInput): RowStyle {
    const { style } = this;
    if (
      style !== null &&
      this.settings === settings &&
      style.columns === columns &&
      style.colours === colours
    )
      return style;
    this.drawn.clear();
    this.settings = settings;
    // A copy: it is read for every byte, which is slow through a reactive object.
    this.style = { settings: { ...settings }, columns, rowBytes, format: cellFormat(settings), colours };
    return this.style;
  }

  private row(
    line: Extract<Line, { kind: 'row' }>,
    input: DrawInput,
    style: RowStyle,
    kept: Map<number, Drawn>,
  ): HexRowLine {
    const { rowBytes } = input;
    const first = line.row * rowBytes;
    const page = Math.floor(first / PAGE_SIZE);
    const inPage = (first - page * PAGE_SIZE) / rowBytes;
    const view = input.view(page);
    if (!view) return pendingRow({ space: input.space, page }, inPage, line.unit, rowBytes);
    const range = input.selected(page);
    const marks: RowMarks = {
      key: line.unit,
      selected: range ? selectedCells(range, line.row, rowBytes) : null,
      runs: runsIn(input.decorations, first, first + rowBytes),
      neighbours: neighboursOf(input, page, inPage),
    };
    const before = this.drawn.get(line.row);
    const isSame = before?.view === view && sameMarks(before.marks, marks);
    const drawn = isSame ? before : { view, marks, line: rowLine(view, inPage, marks, style) };
    kept.set(line.row, drawn);
    return drawn.line;
  }
}

function runsIn(runs: readonly ByteRun[], first: number, end: number): readonly ByteRun[] {
  const found = runs.filter((run) => run.first < end && run.end > first);
  return found.length === 0 ? NO_RUNS : found;
}

/** Only text of several bytes a character, in the first and last row of a page, looks into the neighbours. */
function neighboursOf({ settings, rowBytes, view }: DrawInput, page: number, inPage: number): Neighbours {
  if (settings.text === 'ascii' || settings.text === 'latin-1') return NO_NEIGHBOURS;
  const isFirst = inPage === 0;
  const isLast = (inPage + 1) * rowBytes === PAGE_SIZE;
  if (!isFirst && !isLast) return NO_NEIGHBOURS;
  return { before: isFirst && page > 0 ? view(page - 1) : null, after: isLast ? view(page + 1) : null };
}

function sameMarks(a: RowMarks, b: RowMarks): boolean {
  return (
    a.key === b.key &&
    a.selected?.start === b.selected?.start &&
    a.selected?.end === b.selected?.end &&
    a.neighbours.before === b.neighbours.before &&
    a.neighbours.after === b.neighbours.after &&
    a.runs.length === b.runs.length &&
    a.runs.every((run, at) => isSameRun(run, b.runs[at]))
  );
}

function isSameRun(a: ByteRun, b: ByteRun | undefined): boolean {
  if (a === b) return true;
  return a.first === b?.first && a.end === b.end && a.look === b.look && a.name === b.name && a.tip === b.tip;
}

function headerLine(unit: number, page: number, input: DrawInput): HexHeaderLine {
  const view = input.view(page);
  const head = { kind: 'header', key: unit, page, address: addressText(input.space, page, 0) } as const;
  if (!view) return { ...head, provenance: 'p-none', title: '', detail: '', note: '', tone: 'plain' };
  const { owner } = view;
  const disputed = page === input.disputed;
  const isSaid = view.unreadable === null && (view.bytes !== null || owner.detail !== '');
  return {
    ...head,
    provenance: provenanceClass(owner.provenance),
    title: owner.title,
    detail: isSaid ? owner.detail : whyUnreadable(view),
    note: [disputed ? DISPUTED : '', beforeText(view, input.settings), owner.note]
      .filter((part) => part !== '')
      .join(' · '),
    tone: disputed || view.unreadable !== null ? 'failed' : view.change !== null ? 'now' : 'plain',
  };
}

/** Whether there was a page at all where changes are counted from, if that is another answer than now. */
function beforeText({ against, bytes }: PageView, { changes }: ViewSettings): string {
  if (against === null || (against.bytes === null) === (bytes === null)) return '';
  const when = changes === 'original' ? 'without the edits' : 'before';
  return against.bytes === null ? `was not there ${when}` : `was there ${when}`;
}

function foldLine(line: Extract<Line, { kind: 'fold' }>, input: DrawInput): HexFoldLine {
  const first = line.start * input.rowBytes;
  const end = line.end * input.rowBytes;
  const empty = end <= first;
  return {
    kind: 'fold',
    key: line.unit,
    first,
    end,
    range: empty ? '0x800000000000–0xffff7fffffffffff' : rangeText(input.space, first, end),
    text: foldText(input.space, { first, end, reason: line.reason }, input.ranges),
    open: line.open,
    action: empty ? null : line.open ? 'Hide' : 'Show',
    current: !line.open && input.cursor !== null && input.cursor >= first && input.cursor < end,
  };
}
