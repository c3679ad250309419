/** The elements of one row of the hex grid, built once and then changed where the row to draw differs. */
import type {
  HexCell,
  HexColumns,
  HexRowLine,
  HexText,
  HexTint,
  MeaningRun,
  TextMark,
  ToneTexts,
} from './hex-lines';
import { nameQueue, type NameQueue, type Unnamed } from './cell-names';

/** What a row element is to show. */
export interface RowDrawing {
  readonly line: HexRowLine;
  readonly columns: HexColumns;
  /** 1-based index for `aria-rowindex`. */
  readonly index: number;
  /** Column of the byte whose cell Tab reaches; -1: none of this row. */
  readonly tabColumn: number;
}

/** `aria-rowindex` is a 32-bit number. */
export const MAX_ROW_INDEX = 2 ** 31 - 1;

const TONES = ['plain', 'off', 'changed', 'edited'] as const;

/** `aria-colindex` of the first cell; the columns before it are the address and perhaps the symbol. */
export function firstCellIndex(columns: HexColumns): number {
  return columns.symbolWidth > 0 ? 3 : 2;
}

/** Number of columns for `aria-colcount`. */
export function columnCount(columns: HexColumns): number {
  const others = Number(columns.showText) + Number(columns.showMeaning);
  return firstCellIndex(columns) - 1 + columns.cells.length + others;
}

/** Places an element in its row, in characters. */
function placeCell(element: HTMLElement, start: number, width: number): void {
  element.style.left = `${start}ch`;
  element.style.width = `${width}ch`;
}

/** Draws rows into an element of the grid. */
export class RowElement implements Unnamed {
  private columns: HexColumns | null = null;
  private drawn: RowDrawing | null = null;
  private parts: RowParts | null = null;
  /** What the cells show; a row that is awaited covers them and leaves them as they are. */
  private cells: readonly HexCell[] | null = null;
  private tints: readonly HexTint[] = [];
  private digits: ToneTexts | null = null;
  /** The names that the cells have, which may be those of what was shown before. */
  private names: string[] = [];
  private isNamed = true;
  private isBusy: boolean | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly queue: NameQueue = nameQueue,
  ) {}

  draw(drawing: RowDrawing): void {
    const before = this.drawn;
    const { line, columns } = drawing;
    if (this.columns !== columns || this.parts === null) {
      this.parts = rowParts(columns);
      this.root.replaceChildren(...this.parts.all);
      this.columns = columns;
      this.drawn = null;
      this.cells = null;
      this.tints = [];
      this.digits = null;
      this.names = [];
      this.isBusy = null;
      this.draw(drawing);
      return;
    }
    if (before?.index !== drawing.index) this.root.setAttribute('aria-rowindex', String(drawing.index));
    if (before?.line !== line) this.drawLine(this.parts, line, before?.line ?? null);
    if (before === null || before.tabColumn !== drawing.tabColumn) this.moveTab(before, drawing);
    this.drawn = drawing;
    if (this.isNamed) {
      this.tellBusy();
      return;
    }
    // Before the cell has the focus: its name is read then.
    if (drawing.tabColumn >= 0) this.writeNames();
    else this.queue.add(this);
  }

  writeNames(): void {
    const { names, cells, parts } = this;
    this.queue.remove(this);
    this.isNamed = true;
    for (let place = 0; place < (cells?.length ?? 0); place++) {
      const name = cells?.[place]?.name ?? '';
      if (name === names[place]) continue;
      names[place] = name;
      (parts?.cells[place] as HTMLElement).ariaLabel = name;
    }
    this.tellBusy();
  }

  /** Cells of bytes that are awaited, or with names of other bytes, are not told. */
  tellBusy(): void {
    const isBusy = !this.isNamed || this.drawn?.line.cells === null;
    if (isBusy === this.isBusy) return;
    this.isBusy = isBusy;
    this.root.setAttribute('aria-busy', String(isBusy));
    if (this.parts !== null) this.parts.bytes.ariaHidden = isBusy ? 'true' : null;
  }

  /** The row is out of sight: Tab must not find a cell of it. */
  rest(): void {
    this.queue.remove(this);
    if (this.drawn !== null && this.drawn.tabColumn >= 0) this.draw({ ...this.drawn, tabColumn: -1 });
  }

  /** The cell that a byte of the row is in. */
  cell(column: number): HTMLElement | null {
    return this.parts?.cells[placeOf(this.columns, column)] ?? null;
  }

  private moveTab(before: RowDrawing | null, { tabColumn }: RowDrawing): void {
    const last = before !== null && before.tabColumn >= 0 ? this.cell(before.tabColumn) : null;
    // Of an element with the focus it makes the browser lay out everything at once; the focus moves right after this.
    if (last !== null && last === document.activeElement) queueMicrotask(() => this.leave(last));
    else last?.setAttribute('tabindex', '-1');
    if (tabColumn >= 0) this.cell(tabColumn)?.setAttribute('tabindex', '0');
  }

  private leave(cell: HTMLElement): void {
    const { tabColumn } = this.drawn ?? { tabColumn: -1 };
    if (tabColumn < 0 || this.cell(tabColumn) !== cell) cell.setAttribute('tabindex', '-1');
  }

  private drawLine(parts: RowParts, line: HexRowLine, before: HexRowLine | null): void {
    if (before?.row !== line.row) this.root.dataset['row'] = String(line.row);
    if (before === null || (before.cells === null) !== (line.cells === null)) {
      parts.bytes.classList.toggle('awaited', line.cells === null);
    }
    if (before?.address.name !== line.address.name) {
      parts.lead.data = line.address.lead;
      parts.address.data = line.address.digits;
      parts.header.setAttribute('aria-label', line.address.name);
    }
    if (parts.symbol !== null && before?.symbol !== line.symbol) parts.symbol.data = line.symbol;
    if (line.cells !== null) {
      if (line.cells !== this.cells) this.isNamed = false;
      drawCells(parts.cells, line.cells, this.cells);
      drawTints(parts.tints, line.tints, this.tints);
      drawTones(parts.digits, line.digits, this.digits);
      this.cells = line.cells;
      this.tints = line.tints;
      this.digits = line.digits;
    }
    if (parts.text !== null) drawText(parts.text, line.text, before?.text ?? null);
    if (parts.meaning !== null && before?.meaning !== line.meaning) drawMeaning(parts.meaning, line.meaning);
  }
}

/** The elements of a row that change. */
interface RowParts {
  readonly all: readonly HTMLElement[];
  readonly header: HTMLElement;
  readonly lead: Text;
  readonly address: Text;
  readonly symbol: Text | null;
  readonly bytes: HTMLElement;
  readonly tints: HTMLElement;
  readonly cells: readonly HTMLElement[];
  readonly digits: readonly Text[];
  readonly text: TextParts | null;
  readonly meaning: HTMLElement | null;
}

interface TextParts {
  readonly element: HTMLElement;
  readonly tones: readonly Text[];
  readonly boxes: HTMLElement;
  readonly marks: HTMLElement;
}

function rowParts(columns: HexColumns): RowParts {
  const header = element('ha', 'rowheader', 1);
  const lead = header.appendChild(element('z')).appendChild(new Text());
  const address = header.appendChild(new Text());
  const symbolCell = columns.symbolWidth > 0 ? element('sy', 'gridcell', 2) : null;
  const bytes = element('hb', 'presentation');
  const first = firstCellIndex(columns);
  const tints = bytes.appendChild(element('tints', 'presentation'));
  const row = bytes.appendChild(element('cells', 'presentation'));
  let end = 0;
  const cells = columns.cells.map((column, place) => {
    const isGroup = columns.cellBytes > 1;
    const cell = row.appendChild(element(isGroup ? 'g' : 'b', 'gridcell', first + place));
    cell.dataset['col'] = String(column.column);
    cell.tabIndex = -1;
    // One after the other: boxes with a position of their own would each be a layer to paint.
    cell.style.width = `${column.width}ch`;
    if (column.start > end) cell.style.marginLeft = `${column.start - end}ch`;
    end = column.start + column.width;
    // A group has an element for each of its bytes.
    for (let i = 0; isGroup && i < columns.cellBytes; i++) cell.append(element('b'));
    return cell;
  });
  const digits = toneLayers(bytes);
  const textIndex = first + columns.cells.length;
  const text = columns.showText ? textParts(textIndex) : null;
  const meaning = columns.showMeaning ? element('hn', 'gridcell', textIndex + (text === null ? 0 : 1)) : null;
  const all = [header, symbolCell, bytes, text?.element ?? null, meaning].filter(
    (one): one is HTMLElement => one !== null,
  );
  const symbol = symbolCell?.appendChild(new Text()) ?? null;
  return { all, header, lead, address, symbol, bytes, tints, cells, digits, text, meaning };
}

function textParts(index: number): TextParts {
  const outer = element('as', 'gridcell', index);
  const inner = outer.appendChild(element('chars'));
  inner.setAttribute('aria-hidden', 'true');
  const marks = inner.appendChild(element('marks'));
  const tones = toneLayers(inner);
  return { element: outer, tones, boxes: inner.appendChild(element('boxes')), marks };
}

/** One text for each tone, over each other. */
function toneLayers(host: HTMLElement): Text[] {
  return TONES.map((tone) => {
    const layer = host.appendChild(element(`tone ${tone}`));
    layer.setAttribute('aria-hidden', 'true');
    return layer.appendChild(new Text());
  });
}

function element(className: string, role?: string, index?: number): HTMLElement {
  const made = document.createElement('span');
  made.className = className;
  if (role !== undefined) made.setAttribute('role', role);
  if (index !== undefined) made.setAttribute('aria-colindex', String(index));
  return made;
}

function drawCells(
  elements: readonly HTMLElement[],
  cells: readonly HexCell[],
  before: readonly HexCell[] | null,
): void {
  for (let place = 0; place < elements.length; place++) {
    const cell = cells[place];
    if (cell === undefined) continue;
    const known = before?.[place];
    if (cell === known) continue;
    const target = elements[place] as HTMLElement;
    if (cell.selected !== (known?.selected ?? false)) target.ariaSelected = cell.selected ? 'true' : null;
    // Cells without a look share one list.
    if (cell.looks !== known?.looks) drawLooks(target, cell, known);
  }
}

function drawLooks(target: HTMLElement, cell: HexCell, known: HexCell | undefined): void {
  if (cell.looks.length === 1) {
    const look = cell.looks[0] ?? '';
    if (look !== (known?.looks[0] ?? '')) target.className = look === '' ? 'b' : `b ${look}`;
    return;
  }
  let part: Element | null = target.firstElementChild;
  for (let i = 0; part !== null; i++, part = part.nextElementSibling) {
    const look = cell.looks[i] ?? '';
    if (look !== (known?.looks[i] ?? '')) part.className = look === '' ? 'b' : `b ${look}`;
  }
}

function drawTints(host: HTMLElement, tints: readonly HexTint[], before: readonly HexTint[]): void {
  fitChildren(host, before.length, tints.length, 'tint');
  for (let i = 0; i < tints.length; i++) {
    const tint = tints[i] as HexTint;
    const known = before[i];
    const target = host.children[i] as HTMLElement;
    if (tint.look !== known?.look) target.className = `tint ${tint.look}`;
    if (tint.start !== known?.start || tint.width !== known.width) placeCell(target, tint.start, tint.width);
  }
}

function drawTones(texts: readonly Text[], tones: ToneTexts, before: ToneTexts | null): void {
  for (let i = 0; i < TONES.length; i++) {
    const tone = TONES[i] as (typeof TONES)[number];
    if (tones[tone] !== (before?.[tone] ?? '')) (texts[i] as Text).data = tones[tone];
  }
}

function drawText(parts: TextParts, text: HexText, before: HexText | null): void {
  if (text === before) return;
  if (text.name !== before?.name) parts.element.ariaLabel = text.name;
  drawTones(parts.tones, text.tones, before?.tones ?? null);
  if (text.boxes.length > 0 || (before?.boxes.length ?? 0) > 0) {
    parts.boxes.replaceChildren(...text.boxes.map((box) => placed('box', box.at, box.length, box.text)));
  }
  drawMarks(parts.marks, text.marks, before?.marks ?? []);
}

function drawMarks(host: HTMLElement, marks: readonly TextMark[], before: readonly TextMark[]): void {
  fitChildren(host, before.length, marks.length, 'b');
  for (let i = 0; i < marks.length; i++) {
    const mark = marks[i] as TextMark;
    const known = before[i];
    const target = host.children[i] as HTMLElement;
    if (mark.look !== known?.look) target.className = `b ${mark.look}`;
    if (mark.at !== known?.at || mark.length !== known.length) placeCell(target, mark.at, mark.length);
  }
}

/** As many elements as there is to draw: most stay. */
function fitChildren(host: HTMLElement, before: number, now: number, className: string): void {
  for (let i = before; i < now; i++) host.append(element(className));
  for (let i = now; i < before; i++) host.lastElementChild?.remove();
}

function placed(className: string, at: number, length: number, text = ''): HTMLElement {
  const made = element(className);
  placeCell(made, at, length);
  made.textContent = text;
  return made;
}

function drawMeaning(target: HTMLElement, runs: readonly MeaningRun[]): void {
  target.title = runs.map((run) => run.text).join('');
  target.replaceChildren(
    ...runs.map((run) => {
      if (run.tone === 'plain') return new Text(run.text);
      const made = document.createElement(run.tone === 'strong' ? 'b' : 'span');
      if (run.tone === 'now') made.className = 'nowc';
      made.textContent = run.text;
      return made;
    }),
  );
}

/** The place, from the left, of the cell that a byte of the row is in. */
export function placeOf(columns: HexColumns | null, column: number): number {
  if (columns === null) return -1;
  const first = column - (column % columns.cellBytes);
  return columns.cells.findIndex((cell) => cell.column === first);
}
