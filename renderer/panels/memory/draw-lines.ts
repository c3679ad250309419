/** From the lines of the layout to the lines of the grid. */
import type { MemorySpace, PageRange, PageView } from '../../../shared/view-types';
import type { HexFoldLine, HexHeaderLine, HexLine, HexRowLine } from '../../components/hex/hex-lines';
import { provenanceClass } from '../../components/provenance';
import { addressText, foldText, rangeText } from './address-text';
import { pendingRow, rowLine, whyUnreadable } from './row-cells';
import { PAGE_ROWS, pageOfRow, type Line } from './row-layout';
import { selectedCells } from './selection-range';

/** What the lines are drawn from. */
export interface DrawInput {
  readonly space: MemorySpace;
  readonly view: (page: number) => PageView | null;
  readonly ranges: readonly PageRange[];
  /** The selected bytes of a page, from the start of the space; `null` for none. */
  readonly selected: (page: number) => { readonly first: number; readonly length: number } | null;
  /** The page that the failed step wanted, while the cursor is on the failure. */
  readonly disputed: number | null;
  /** Absolute row of the cursor. */
  readonly cursorRow: number | null;
}

const DISPUTED = 'the page that this step was refused';

interface Drawn {
  readonly view: PageView;
  readonly marks: string;
  readonly line: HexRowLine;
}

/** Draws lines and keeps the row lines that did not change, so that the grid redraws only what did. */
export class LineDrawer {
  private drawn = new Map<number, Drawn>();

  /** The lines of the grid, one for each of `lines`. */
  draw(lines: readonly Line[], input: DrawInput): HexLine[] {
    const kept = new Map<number, Drawn>();
    const result = lines.map((line): HexLine => {
      switch (line.kind) {
        case 'header':
          return headerLine(line.unit, line.page, input);
        case 'fold':
          return foldLine(line, input);
        case 'row':
          return this.row(line, input, kept);
      }
    });
    this.drawn = kept;
    return result;
  }

  private row(line: Extract<Line, { kind: 'row' }>, input: DrawInput, kept: Map<number, Drawn>): HexRowLine {
    const page = pageOfRow(line.row);
    const inPage = line.row - page * PAGE_ROWS;
    const view = input.view(page);
    if (!view) return pendingRow({ space: input.space, page }, inPage, line.unit);
    const range = input.selected(page);
    const selected = range ? selectedCells(range, line.row) : null;
    const marks = `${line.unit}:${selected?.start ?? ''}-${selected?.end ?? ''}`;
    const before = this.drawn.get(line.row);
    if (before?.view === view && before.marks === marks) {
      kept.set(line.row, before);
      return before.line;
    }
    const drawn = rowLine(view, inPage, { key: line.unit, selected });
    // Each moment brings its page anew, but changes few rows of it.
    const shown = before !== undefined && isSameRow(before.line, drawn) ? before.line : drawn;
    kept.set(line.row, { view, marks, line: shown });
    return shown;
  }
}

function isSameRow(a: HexRowLine, b: HexRowLine): boolean {
  if (a.key !== b.key || !haveSameRuns(a.text, b.text) || !haveSameRuns(a.meaning, b.meaning)) return false;
  const [cells, others] = [a.cells ?? [], b.cells ?? []];
  return (
    cells.length === others.length &&
    cells.every((cell, at) => {
      const other = others[at];
      // The name says all of the byte but what it was in a long change.
      return cell.name === other?.name && cell.classes === other.classes && cell.was === other.was;
    })
  );
}

function haveSameRuns(a: HexRowLine['text' | 'meaning'], b: HexRowLine['text' | 'meaning']): boolean {
  return a.length === b.length && a.every((run, at) => run.text === b[at]?.text && run.tone === b[at]?.tone);
}

function headerLine(unit: number, page: number, input: DrawInput): HexHeaderLine {
  const view = input.view(page);
  const head = { kind: 'header', key: unit, page, address: addressText(input.space, page, 0) } as const;
  if (!view) return { ...head, provenance: 'p-none', title: '', detail: '', note: '', tone: 'plain' };
  const { owner } = view;
  const disputed = page === input.disputed;
  const detail = view.bytes || owner.detail !== '' ? owner.detail : whyUnreadable(view);
  return {
    ...head,
    provenance: provenanceClass(owner.provenance),
    title: owner.title,
    detail,
    note: disputed ? [DISPUTED, owner.note].filter((part) => part !== '').join(' · ') : owner.note,
    tone: disputed ? 'failed' : view.change !== null ? 'now' : 'plain',
  };
}

function foldLine(line: Extract<Line, { kind: 'fold' }>, input: DrawInput): HexFoldLine {
  const { start, end } = line;
  const empty = end <= start;
  return {
    kind: 'fold',
    key: line.unit,
    start,
    end,
    range: empty ? '0x800000000000–0xffff7fffffffffff' : rangeText(input.space, start, end),
    text: foldText(input.space, line, input.ranges),
    open: line.open,
    action: empty ? null : line.open ? 'Hide' : 'Show',
    current: !line.open && input.cursorRow !== null && input.cursorRow >= start && input.cursorRow < end,
  };
}
