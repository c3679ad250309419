import { computed, type ComputedRef } from 'vue';
import { hex, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import { DOCUMENT_SOURCE, type Against } from '../../../shared/memory-types';
import type { PageView } from '../../../shared/view-types';
import { formatCount } from '../../composables/format';
import type { ByteRun } from './decorations';
import { hexOfBytes } from './selection-range';
import type { MemoryViewHandle } from './view-handle';

/** Old bytes that are shown together: a longer change is told in parts of so many, each at a multiple of it. */
const MOST_OLD = 16;

const LOOK = 'changed-since';

/** The bytes in sight that differ from what they were where changes are counted from, with what they were. */
export function useChangeRuns(view: MemoryViewHandle): ComputedRef<readonly ByteRun[]> {
  const known = new WeakMap<PageView, { readonly side: Against; readonly runs: readonly ByteRun[] }>();

  function runsOf(page: PageView, side: Against): readonly ByteRun[] {
    const before = known.get(page);
    if (before !== undefined && isSame(before.side, side)) return before.runs;
    const runs = changedRuns(page, side);
    known.set(page, { side, runs });
    return runs;
  }

  return computed(() => {
    const against = view.against.value;
    if (against === null) return [];
    return view.pagesInSight.value.flatMap((number) => {
      const page = view.page(number);
      return page === null ? [] : runsOf(page, against);
    });
  });
}

function isSame(a: Against, b: Against): boolean {
  return a.source === b.source && a.moment === b.moment && a.shiftPages === b.shiftPages;
}

/** Where the byte is that stands beside one of a page. */
function placeThere({ page }: PageView, offset: number, { shiftPages = 0 }: Against): string {
  return shiftPages === 0 ? 'at this address' : `at ${hex(virtOfPage(page + shiftPages, offset))}`;
}

/**
 * The bytes of a page that were others, in runs that lie in one group of 16 bytes each.
 *
 * @param side what they are compared with
 */
export function changedRuns(page: PageView, side: Against): ByteRun[] {
  const { bytes } = page;
  const old = page.against?.bytes;
  if (bytes === null || old === null || old === undefined) return [];
  const runs: ByteRun[] = [];
  const isEarlier = side.source === DOCUMENT_SOURCE;
  const what = isEarlier ? 'changed' : 'differs';
  const length = Math.min(bytes.length, old.length);
  for (let at = 0; at < length; at++) {
    if (bytes[at] === old[at]) continue;
    const first = at;
    const limit = Math.min(length, first - (first % MOST_OLD) + MOST_OLD);
    while (at < limit && bytes[at] !== old[at]) at++;
    const was = hexOfBytes(old.subarray(first, at));
    const start = page.page * PAGE_SIZE;
    const when = isEarlier
      ? `at moment ${formatCount(side.moment)}`
      : `${placeThere(page, first, side)} without the edits`;
    runs.push({
      first: start + first,
      end: start + at,
      look: LOOK,
      name: `${what}, was ${was} ${when}`,
      tip: `was ${was} ${when}`,
    });
    at--;
  }
  return runs;
}
