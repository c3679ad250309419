/**
 * Where every row of a hex view stands.
 *
 * A memory space is a sequence of *rows* of as many bytes as the view has columns, numbered from 0 over the whole space
 * (an absolute row). A page is a whole number of rows.
 * Shown is a sequence of *units*: page headers, rows, and bars of folded ranges. Units are counted by
 * arithmetic alone, so that 2^36 pages need no more than a few segments; every number stays an exact double
 * (2^36 pages of 513 units, with rows of 8 bytes, are below 2^46).
 *
 * Runs of zero rows inside a page are folded only when its bytes are known. They take no part in the count:
 * a folded run is one line that spans several units. So the scroll bar does not move when bytes arrive.
 */
import { PAGE_SIZE } from '../../../shared/address';
import { partitionPoint } from '../../../shared/partition-point';

/** Bytes that a row may have: each divides a page. */
export const ROW_SIZES = [8, 16, 32, 64, 128] as const;
export type RowBytes = (typeof ROW_SIZES)[number];

/** Rows in a page. */
export function pageRowsOf(rowBytes: RowBytes): number {
  return PAGE_SIZE / rowBytes;
}

/** The shortest run of zero rows that is folded. */
export const MIN_ZERO_RUN = 8;

/**
 * Why rows are folded: nothing is there (`hole`), the step does not touch them (`outside`), no canonical
 * address exists (`nonCanonical`), the legend leaves none of their colours (`filtered`), or all their bytes are zero
 * (`zero`).
 */
export type FoldReason = 'hole' | 'outside' | 'nonCanonical' | 'filtered' | 'zero';

/** A range of absolute rows that is shown or folded; `end` is exclusive. */
export type LayoutPart =
  | { readonly kind: 'rows'; readonly start: number; readonly end: number }
  | {
      readonly kind: 'fold';
      readonly start: number;
      readonly end: number;
      readonly reason: Exclude<FoldReason, 'zero'>;
      /** Its bar is followed by its rows. */
      readonly open: boolean;
    };

/** A run of rows, of the space or inside a page; `end` exclusive. */
export interface RowRun {
  readonly start: number;
  readonly end: number;
}

/** The folded zero runs of a page, ascending; empty while its bytes are not known. */
export type ZeroRunsOf = (page: number) => readonly RowRun[];

/** One line of the view. `unit` is its first unit, `next` the first unit of the line after it. */
export type Line =
  | { readonly kind: 'header'; readonly unit: number; readonly next: number; readonly page: number }
  | { readonly kind: 'row'; readonly unit: number; readonly next: number; readonly row: number }
  | {
      readonly kind: 'fold';
      readonly unit: number;
      readonly next: number;
      readonly start: number;
      readonly end: number;
      readonly reason: FoldReason;
      readonly open: boolean;
    };

/** A stretch of units of one kind. */
type Segment =
  | {
      readonly kind: 'bar';
      readonly unit: number;
      readonly units: 1;
      readonly part: Extract<LayoutPart, { kind: 'fold' }>;
    }
  | {
      readonly kind: 'rows';
      readonly unit: number;
      readonly units: number;
      /** Rows of a page. */
      readonly pageRows: number;
      readonly start: number;
      readonly end: number;
      /** Rows before the first page boundary; 0 where the segment starts on one. */
      readonly lead: number;
      /** 1 where the lead has a header of its own: no earlier segment shows this page's. */
      readonly leadHead: 0 | 1;
    };

/** The units, segments and lines of one memory space at one moment. Immutable. */
export class RowLayout {
  /** How many units there are. */
  readonly total: number;
  /** Rows of a page. */
  readonly pageRows: number;
  readonly parts: readonly LayoutPart[];
  private readonly segments: readonly Segment[];

  /** @param parts ascending, without overlap; ranges between them are not shown at all. */
  constructor(
    parts: readonly LayoutPart[],
    readonly rowBytes: RowBytes,
  ) {
    this.parts = parts;
    const pageRows = (this.pageRows = pageRowsOf(rowBytes));
    const segments: Segment[] = [];
    let unit = 0;
    let lastHeader = -1;
    const addRows = (start: number, end: number): void => {
      const segment = rowsSegment(unit, start, end, lastHeader, pageRows);
      segments.push(segment);
      unit += segment.units;
      lastHeader = Math.floor((end - 1) / pageRows);
    };
    for (const part of parts) {
      if (part.end <= part.start && part.kind === 'rows') continue;
      if (part.kind === 'rows') {
        addRows(part.start, part.end);
        continue;
      }
      segments.push({ kind: 'bar', unit, units: 1, part });
      unit += 1;
      if (part.open && part.end > part.start) addRows(part.start, part.end);
    }
    this.segments = segments;
    this.total = unit;
  }

  /**
   * The line that unit `unit` belongs to.
   *
   * @returns `null` outside 0 to {@link total}.
   */
  lineAt(unit: number, zeroRuns: ZeroRunsOf): Line | null {
    const segment = this.segmentAt(unit);
    if (!segment) return null;
    if (segment.kind === 'bar') {
      const { start, end, reason, open } = segment.part;
      return { kind: 'fold', unit: segment.unit, next: segment.unit + 1, start, end, reason, open };
    }
    const place = rowPlace(segment, unit - segment.unit);
    if (place.header) return { kind: 'header', unit, next: unit + 1, page: place.page };
    return zeroFold(segment, place.row, zeroRuns) ?? { kind: 'row', unit, next: unit + 1, row: place.row };
  }

  /** The line before the one that starts at `unit`; `null` at the top. */
  lineBefore(unit: number, zeroRuns: ZeroRunsOf): Line | null {
    return this.lineAt(unit - 1, zeroRuns);
  }

  /** Up to `count` lines from the line at `unit` on. */
  linesFrom(unit: number, count: number, zeroRuns: ZeroRunsOf): Line[] {
    const lines: Line[] = [];
    let line = this.lineAt(unit, zeroRuns);
    while (line && lines.length < count) {
      lines.push(line);
      line = this.lineAt(line.next, zeroRuns);
    }
    return lines;
  }

  /**
   * The unit `delta` lines from the line at `unit` (negative: upwards), stopping at either end.
   */
  advance(unit: number, delta: number, zeroRuns: ZeroRunsOf): number {
    let line = this.lineAt(unit, zeroRuns);
    if (!line) return Math.max(0, Math.min(unit, this.total - 1));
    for (let left = Math.abs(delta); left > 0; left--) {
      const following: Line | null =
        delta > 0 ? this.lineAt(line.next, zeroRuns) : this.lineBefore(line.unit, zeroRuns);
      if (!following) break;
      line = following;
    }
    return line.unit;
  }

  /** The last unit that may stand at the top of a view of `lines` lines, so that the view stays full. */
  lastTop(lines: number, zeroRuns: ZeroRunsOf): number {
    if (this.total === 0) return 0;
    return this.advance(this.total - 1, -(lines - 1), zeroRuns);
  }

  /**
   * The unit of absolute row `row`: the row itself, or the bar of the fold that hides it. A row in no part
   * gives the unit of the next part.
   */
  unitOfRow(row: number): number {
    const { segments } = this;
    const segment =
      segments[partitionPoint(segments.length, (i) => segmentEnd(segments[i] as Segment) <= row)];
    if (!segment) return Math.max(0, this.total - 1);
    if (segment.kind === 'bar') return segment.unit;
    return unitInRows(segment, Math.max(row, segment.start));
  }

  /** The page that an absolute row lies in. */
  pageOf(row: number): number {
    return Math.floor(row / this.pageRows);
  }

  /** The fold that hides absolute row `row`, or `null` where the row is shown. */
  foldOfRow(row: number): Extract<LayoutPart, { kind: 'fold' }> | null {
    const part = this.parts.find((one) => row >= one.start && row < one.end);
    return part?.kind === 'fold' && !part.open ? part : null;
  }

  private segmentAt(unit: number): Segment | null {
    if (unit < 0 || unit >= this.total) return null;
    const { segments } = this;
    return (
      segments[partitionPoint(segments.length, (i) => (segments[i] as Segment).unit <= unit) - 1] ?? null
    );
  }
}

function rowsSegment(
  unit: number,
  start: number,
  end: number,
  lastHeader: number,
  pageRows: number,
): Extract<Segment, { kind: 'rows' }> {
  const inPage = start % pageRows;
  const lead = inPage === 0 ? 0 : Math.min(pageRows - inPage, end - start);
  const leadHead = lead > 0 && Math.floor(start / pageRows) !== lastHeader ? 1 : 0;
  const rest = end - start - lead;
  const units = lead + leadHead + rest + Math.ceil(rest / pageRows);
  return { kind: 'rows', unit, units, pageRows, start, end, lead, leadHead };
}

function segmentEnd(segment: Segment): number {
  if (segment.kind === 'rows') return segment.end;
  // An opened fold's rows are a segment of their own: its bar ends where they begin.
  return segment.part.open ? segment.part.start : segment.part.end;
}

/** What unit `local` of a segment of rows is: the header of a page or an absolute row. */
function rowPlace(
  segment: Extract<Segment, { kind: 'rows' }>,
  local: number,
): { readonly header: true; readonly page: number } | { readonly header: false; readonly row: number } {
  const { pageRows } = segment;
  const leadUnits = segment.lead + segment.leadHead;
  if (local < leadUnits) {
    if (segment.leadHead === 1 && local === 0)
      return { header: true, page: Math.floor(segment.start / pageRows) };
    return { header: false, row: segment.start + local - segment.leadHead };
  }
  const rest = local - leadUnits;
  const pageUnits = pageRows + 1;
  const page = Math.floor((segment.start + segment.lead) / pageRows) + Math.floor(rest / pageUnits);
  const inPage = rest % pageUnits;
  return inPage === 0 ? { header: true, page } : { header: false, row: page * pageRows + inPage - 1 };
}

function unitInRows(segment: Extract<Segment, { kind: 'rows' }>, row: number): number {
  const offset = row - segment.start;
  if (offset < segment.lead) return segment.unit + segment.leadHead + offset;
  const rest = offset - segment.lead;
  const pages = Math.floor(rest / segment.pageRows);
  const units = pages * (segment.pageRows + 1) + 1 + (rest % segment.pageRows);
  return segment.unit + segment.leadHead + segment.lead + units;
}

/** The folded line that hides `row`, clipped to its segment; `null` where the row is shown. */
function zeroFold(
  segment: Extract<Segment, { kind: 'rows' }>,
  row: number,
  zeroRuns: ZeroRunsOf,
): Line | null {
  const { pageRows } = segment;
  const page = Math.floor(row / pageRows);
  const inPage = row - page * pageRows;
  const run = zeroRuns(page).find((one) => inPage >= one.start && inPage < one.end);
  if (!run) return null;
  const start = Math.max(page * pageRows + run.start, segment.start);
  const end = Math.min(page * pageRows + run.end, segment.end);
  if (end - start < MIN_ZERO_RUN) return null;
  const unit = unitInRows(segment, start);
  return { kind: 'fold', unit, next: unit + (end - start), start, end, reason: 'zero', open: false };
}
