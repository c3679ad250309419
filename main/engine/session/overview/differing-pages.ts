import { PAGE_SIZE } from '../../../../shared/address';
import { partitionPoint } from '../../../../shared/partition-point';
import { FailureError } from '../../../../shared/result';
import type { MemorySpace } from '../../../../shared/view-types';
import type { SpaceReader } from '../sides/side';
import type { OverviewSide } from './overview-plan';

/** Pages between two breaths. */
const AT_ONCE = 64;

/**
 * Notes the intervals in which a page of one side differs from the other's, a few pages at a time.
 *
 * @param changed one cell for each interval between neighbouring edges; gets 1 where something differs
 */
export function* differingPages(
  space: MemorySpace,
  edges: Float64Array,
  one: OverviewSide,
  other: OverviewSide,
  changed: Uint8Array,
): Generator<number, void, undefined> {
  const bytes = new Uint8Array(PAGE_SIZE);
  const others = new Uint8Array(PAGE_SIZE);
  let looked = 0;
  for (const page of candidates(space, edges, one, other, changed)) {
    const row = rowOf(edges, page);
    if (row < 0 || changed[row] === 1) continue;
    if (++looked % AT_ONCE === 0) yield looked;
    const [a, b] = [readPage(one.reader, page, bytes), readPage(other.reader, page, others)];
    if (a === null && b === null) continue;
    if (a === null || b === null || !areEqual(a, b)) changed[row] = 1;
  }
}

/** Pages that may differ. */
function* candidates(
  space: MemorySpace,
  edges: Float64Array,
  one: OverviewSide,
  other: OverviewSide,
  changed: Uint8Array,
): Generator<number, void, undefined> {
  if (one.at.source === other.at.source && (other.at.shiftPages ?? 0) === 0) {
    const [low, high] = [Math.min(one.at.moment, other.at.moment), Math.max(one.at.moment, other.at.moment)];
    yield* one.side.changedBetween?.(space, low, high) ?? [];
    return;
  }
  for (let row = 0; row < changed.length; row++) {
    for (const { reader } of [one, other]) {
      for (const { first, count } of reader.runs(edges[row] as number, edges[row + 1] as number)) {
        for (let page = first; page < first + count && changed[row] === 0; page++) yield page;
      }
    }
  }
}

/** The interval that a page lies in; -1 where it lies in none. */
function rowOf(edges: Float64Array, page: number): number {
  const row = partitionPoint(edges.length, (i) => (edges[i] as number) <= page) - 1;
  return row < edges.length - 1 ? row : -1;
}

/** A page as far as there is one; `null` where there is none, or it cannot be read. */
function readPage(reader: SpaceReader, page: number, out: Uint8Array): Uint8Array | null {
  for (const run of reader.runs(page, page + 1)) {
    try {
      reader.readPages(run.first, out);
      return out.subarray(0, reader.lengthOf(page));
    } catch (error) {
      if (error instanceof FailureError) return null;
      throw error;
    }
  }
  return reader.hasUntouched && page * PAGE_SIZE < reader.size ? out.fill(0) : null;
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
