import { computed, type ComputedRef, type Ref } from 'vue';
import type { MemorySpace, PageView } from '../../../shared/view-types';
import type { HexFoldLine } from '../../components/hex/hex-lines';
import type { ViewPlace } from './place';
import { PAGE_ROWS, RowLayout, pageOfRow, type Line, type LayoutPart, type RowRun } from './row-layout';
import { usePages, type PageList, type Pages } from './usePages';
import { zeroRunsOf } from './zero-runs';

/** The lines in sight of one memory space and how the view moves along them. */
export interface Rows {
  readonly layout: ComputedRef<RowLayout>;
  readonly pages: Pages;
  /** The lines in sight, one more than fit whole. */
  readonly lines: ComputedRef<Line[]>;
  readonly top: ComputedRef<number>;
  readonly lastTop: ComputedRef<number>;
  /** Whole lines that fit. */
  readonly height: Ref<number>;
  zeroRuns(page: number): readonly RowRun[];
  scrollBy(lines: number): void;
  scrollTo(unit: number): void;
  /** The line that shows or hides absolute row `row`. */
  lineOfRow(row: number): Line | null;
  /** Whether a line is in sight as a whole. */
  isVisible(line: Line): boolean;
  /** Scrolls as little as needed to bring a row in sight. */
  bringInSight(row: number): void;
  /** Scrolls a row that is out of sight to a third of the view. */
  show(row: number): void;
  /** Opens what hides a row. */
  unfold(row: number): void;
  toggle(fold: Pick<HexFoldLine, 'start' | 'end' | 'open'>): void;
}

/**
 * @param place what the view remembers: its top line and what is unfolded.
 * @param parts which rows are shown and which are folded.
 * @param height whole lines that fit.
 * @param expected pages that the answers about the moment bring into sight.
 */
export function useRows(
  space: MemorySpace,
  place: ViewPlace,
  parts: () => readonly LayoutPart[],
  height: Ref<number>,
  expected: PageList = () => [],
): Rows {
  const layout = computed(() => new RowLayout(parts()));
  const pages = usePages(space);
  const known = new WeakMap<PageView, { shown: readonly RowRun[]; runs: readonly RowRun[] }>();

  function zeroRuns(page: number): readonly RowRun[] {
    // The version makes what is computed from here depend on the pages.
    const view = pages.version.value >= 0 ? pages.view(page) : null;
    if (!view) return [];
    const shown = place.shownZeros.get(page) ?? NONE;
    const before = known.get(view);
    if (before?.shown === shown) return before.runs;
    const runs = zeroRunsOf(view, shown);
    known.set(view, { shown, runs });
    return runs;
  }

  const lastTop = computed(() => layout.value.lastTop(height.value, zeroRuns));
  const top = computed(() => Math.min(unitOfPlace(), lastTop.value));
  const lines = computed(() => layout.value.linesFrom(top.value, height.value + 1, zeroRuns));

  function unitOfPlace(): number {
    const { row, above } = place.top;
    const unit = layout.value.unitOfRow(row);
    for (let lifted = above; lifted > 0; lifted--) {
      const line = layout.value.lineAt(unit - lifted, zeroRuns);
      if (line?.kind === 'header' || (line?.kind === 'fold' && line.start === row)) return line.unit;
    }
    return layout.value.lineAt(unit, zeroRuns)?.unit ?? 0;
  }

  function scrollTo(unit: number): void {
    const first = layout.value.lineAt(Math.max(0, Math.min(unit, lastTop.value)), zeroRuns);
    let line: Line | null = first;
    while (line && (line.kind === 'header' || (line.kind === 'fold' && line.open))) {
      line = layout.value.lineAt(line.next, zeroRuns);
    }
    if (!first || !line) return;
    const row = line.kind === 'row' ? line.row : line.kind === 'fold' ? line.start : 0;
    place.top = { row, above: layout.value.unitOfRow(row) - first.unit };
  }

  function nearby(): number[] {
    const end = lines.value.at(-1);
    const after = end ? layout.value.linesFrom(end.next, height.value, zeroRuns) : [];
    const before = layout.value.linesFrom(
      layout.value.advance(top.value, -height.value, zeroRuns),
      height.value,
      zeroRuns,
    );
    return pagesOf([...after, ...before]);
  }

  function lineOfRow(row: number): Line | null {
    return layout.value.lineAt(layout.value.unitOfRow(row), zeroRuns);
  }

  function isVisible(line: Line): boolean {
    const last = lines.value[Math.min(height.value, lines.value.length) - 1];
    return last !== undefined && line.unit >= top.value && line.unit <= last.unit;
  }

  function bringInSight(row: number): void {
    const line = lineOfRow(row);
    if (!line || isVisible(line)) return;
    if (line.unit > top.value) {
      scrollTo(layout.value.advance(line.unit, 1 - height.value, zeroRuns));
      return;
    }
    const before = layout.value.lineBefore(line.unit, zeroRuns);
    scrollTo(before?.kind === 'header' ? before.unit : line.unit);
  }

  function show(row: number): void {
    const line = lineOfRow(row);
    if (!line || isVisible(line)) return;
    scrollTo(layout.value.advance(line.unit, -Math.floor(height.value / 3), zeroRuns));
  }

  function unfold(row: number): void {
    const part = layout.value.foldOfRow(row);
    if (part) place.opened = [...place.opened, { start: part.start, end: part.end }];
    const page = pageOfRow(row);
    const inPage = row - page * PAGE_ROWS;
    const run = zeroRuns(page).find((one) => inPage >= one.start && inPage < one.end);
    if (run) showZeros(page, run);
  }

  function showZeros(page: number, run: RowRun): void {
    place.shownZeros.set(page, [...(place.shownZeros.get(page) ?? []), run]);
  }

  function toggle(fold: Pick<HexFoldLine, 'start' | 'end' | 'open'>): void {
    if (!fold.open) {
      unfold(fold.start);
      return;
    }
    place.opened = place.opened.filter((run) => run.start >= fold.end || run.end <= fold.start);
  }

  pages.keep(() => pagesOf(lines.value), nearby, expected);

  return {
    layout,
    pages,
    lines,
    top,
    lastTop,
    height,
    zeroRuns,
    scrollBy: (count) => scrollTo(layout.value.advance(top.value, count, zeroRuns)),
    scrollTo,
    lineOfRow,
    isVisible,
    bringInSight,
    show,
    unfold,
    toggle,
  };
}

const NONE: readonly RowRun[] = [];

/** The pages that lines show something of, in the order of the lines. */
function pagesOf(lines: readonly Line[]): number[] {
  const pages = new Set<number>();
  for (const line of lines) {
    if (line.kind === 'header') pages.add(line.page);
    else if (line.kind === 'row') pages.add(pageOfRow(line.row));
    else if (line.reason === 'zero') pages.add(pageOfRow(line.start));
  }
  return [...pages];
}
