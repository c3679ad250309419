import { shallowRef, watch } from 'vue';
import { pagesAround } from '../../composables/long-scroll';
import { useQuery, type Query } from '../../composables/useQuery';
import { useSourceChangesStore } from '../../stores/source-changes';

/** Rows that are asked for beyond those in sight on either side: they are there when they come into sight. */
const AHEAD = 64;
/** Rows that are kept on either side of those that were asked for last: some screens. */
const KEPT = 1024;

/** The rows of a long list that are in sight. */
export interface RowBlocks<T> {
  /** A row, `null` until it is known. */
  row(index: number): T | null;
  readonly query: Query<unknown>;
}

interface Wanted {
  readonly first: number;
  readonly count: number;
  readonly key: string;
}

/** Rows that came, of a list as it was at a moment. */
interface Came<T> extends Wanted {
  readonly of: string;
  /** The first of {@link rows}; those before and behind were known. */
  readonly from: number;
  readonly rows: readonly T[];
}

/**
 * Asks for the rows of a list in blocks, those in sight and some more.
 *
 * @param range the rows in sight, and how many the list has; `null` for none
 * @param key what the rows depend on beside the moment: rows of another key are never shown
 * @param fetch the engine's question
 * @param timeless the rows are the same at every moment
 */
export function useRowBlocks<T>(
  range: () => { readonly first: number; readonly end: number; readonly total: number } | null,
  key: () => string,
  fetch: (first: number, count: number, moment: number) => Promise<readonly T[]>,
  timeless: boolean,
): RowBlocks<T> {
  const changes = useSourceChangesStore();
  const known = shallowRef<ReadonlyMap<number, T>>(new Map());
  /** What {@link known} shows. */
  let knownOf = '';

  /** The rows that are wanted and not known: none where `from` is at `end`. */
  function unknown({ first, count }: Wanted, of: string): { readonly from: number; readonly end: number } {
    let [from, end] = [first, first + count];
    if (of !== knownOf) return { from, end };
    while (from < end && known.value.has(from)) from++;
    while (end > from && known.value.has(end - 1)) end--;
    return { from, end };
  }

  const query = useQuery<Wanted, Came<T>>(
    () => {
      const seen = range();
      if (seen === null || seen.end <= seen.first) return null;
      const wide = { first: seen.first - AHEAD, end: Math.min(seen.end + AHEAD, seen.total) };
      return { ...pagesAround(wide), key: key() };
    },
    async (wanted, moment) => {
      const of = `${wanted.key} ${timeless ? 0 : moment} ${changes.serial}`;
      const { from, end } = unknown(wanted, of);
      return { ...wanted, of, from, rows: from === end ? [] : await fetch(from, end - from, moment) };
    },
    { timeless },
  );

  watch(
    query.data,
    (answer) => {
      if (answer === null) {
        known.value = new Map();
        knownOf = '';
        return;
      }
      if (answer.of === knownOf && answer.rows.length === 0) return;
      // Rows of the moment before stay until those of this one have come: nothing flickers while the time moves.
      const next = new Map<number, T>();
      if (answer.of === knownOf) {
        const [low, high] = [answer.first - KEPT, answer.first + answer.count + KEPT];
        for (const [index, row] of known.value) if (index >= low && index < high) next.set(index, row);
      }
      answer.rows.forEach((row, i) => next.set(answer.from + i, row));
      knownOf = answer.of;
      known.value = next;
    },
    { immediate: true, flush: 'sync' },
  );

  return {
    row: (index) => (query.data.value?.key === key() ? (known.value.get(index) ?? null) : null),
    query,
  };
}
