/** Which sections and symbols lie on which pages: for many rows at once, and row by row. */
import { expect, it } from 'vitest';
import { KernelPlaces } from '../../main/engine/session/ranges/kernel-places';
import { MergedRows } from '../../main/engine/session/ranges/merged-rows';
import type { LoadView } from '../../main/engine/trace/load-view';
import { RANGE_MERGES } from '../../shared/table-types';
import { kernels, loadKernelFile } from '../fixtures/loaded';
import { treeOfLoad } from '../fixtures/tables';

function samePlaces(view: LoadView, rows: MergedRows): void {
  const places = KernelPlaces.of(view);
  const all = Array.from({ length: rows.count }, (_, row) => row);
  const symbols = places.symbolsOf(rows);
  expect(all.map((row) => ({ first: symbols.first[row], end: symbols.end[row] }))).toEqual(
    all.map((row) => places.symbolsIn(rows.firstPage(row), rows.endPage(row))),
  );
  expect([...places.withSections(rows)]).toEqual(
    all.map((row) => Math.min(1, places.sectionsIn(rows.firstPage(row), rows.endPage(row)).length)),
  );
}

it('of every kernel are the same', () => {
  let symbols = 0;
  for (const kernel of kernels()) {
    const { view } = loadKernelFile(kernel);
    const mapped = treeOfLoad(view, view.trace.opCount);
    for (const merge of RANGE_MERGES) samePlaces(view, new MergedRows(mapped, merge));
    symbols += view.symbols.count;
  }
  expect(symbols).toBeGreaterThan(100);
});
