import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';
import { PAGE_SIZE } from '../../../shared/address';
import { DIFF_KINDS, type DiffKind, type DiffRequest } from '../../../shared/memory-types';
import { latestOnly } from '../../composables/latest';
import { useDifferencesStore } from '../../stores/differences';
import type { ByteRun } from '../memory/decorations';
import type { MemoryViewHandle } from '../memory/view-handle';
import { useLinkedScroll } from './useLinkedScroll';

/** Differences that are drawn at once: more than there are bytes in sight. */
const MOST_RUNS = 5000;
/** Numbers that stand for one difference. */
const COLUMNS = 3;

const LOOKS: Readonly<Record<DiffKind, string>> = {
  changed: 'differs',
  onlyLeft: 'differs-only',
  onlyRight: 'differs-only',
  unreadable: 'differs-unknown',
};

interface Ask {
  readonly job: number;
  /** What is asked for: neighbouring pages of the view, each group by its first position and length. */
  readonly parts: readonly (readonly [first: number, length: number])[];
  /** What is taken from a position of the view for one of the left side. */
  readonly shift: number;
}

/** What differs in a view that shows a side of the comparison; it also scrolls along with the view of the other side. */
export function useDifferenceRuns(view: MemoryViewHandle): ComputedRef<readonly ByteRun[]> {
  const differences = useDifferencesStore();
  const found = shallowRef<{ readonly ask: Ask; readonly runs: readonly Float64Array[] } | null>(null);

  /** How far the view's positions lie behind those of the left side; `null` where it shows neither side. */
  const shift = computed(() => {
    const request = differences.run?.request;
    return request === undefined ? null : shiftIn(request, view);
  });
  /** The pages to be asked about: scrolling by a row mostly asks nothing. */
  const ask = computed((): Ask | null => {
    const { run } = differences;
    if (run === null || shift.value === null || run.state.runs === 0) return null;
    return { job: run.state.job, parts: partsOf(view.pagesInSight.value), shift: shift.value };
  });

  const latest = latestOnly<Ask, Float64Array[]>({
    fetch: ({ job, parts, shift: by }) =>
      Promise.all(parts.map(([first, length]) => differences.within(job, first - by, length, MOST_RUNS))),
    done: (runs, asked) => (found.value = { ask: asked, runs }),
    // The panel says what is wrong with the comparison.
    failed: () => (found.value = null),
  });
  watch(
    () =>
      JSON.stringify([ask.value, differences.run?.state.finished === true || differences.run?.state.runs]),
    () => {
      if (ask.value === null) {
        latest.cancel();
        found.value = null;
      } else latest.request(ask.value);
    },
    { immediate: true },
  );
  onScopeDispose(latest.cancel);
  useLinkedScroll(view);

  return computed(() => {
    const answer = found.value;
    if (answer === null || answer.ask.job !== ask.value?.job || answer.ask.shift !== ask.value.shift)
      return [];
    const { shift: by } = answer.ask;
    const runs: ByteRun[] = [];
    for (const part of answer.runs) {
      for (let at = 0; at < part.length; at += COLUMNS) {
        const [first = 0, length = 0, number = 0] = part.subarray(at, at + COLUMNS);
        runs.push(byteRun(first + by, length, DIFF_KINDS[number] ?? 'changed'));
      }
    }
    return runs;
  });
}

/** Pages, ascending, as groups of neighbours. */
function partsOf(pages: readonly number[]): (readonly [number, number])[] {
  const parts: [number, number][] = [];
  for (const page of pages) {
    const last = parts[parts.length - 1];
    if (last !== undefined && last[0] + last[1] === page * PAGE_SIZE) last[1] += PAGE_SIZE;
    else parts.push([page * PAGE_SIZE, PAGE_SIZE]);
  }
  return parts;
}

function byteRun(first: number, length: number, kind: DiffKind): ByteRun {
  const name =
    kind === 'changed'
      ? 'differs from the other side'
      : kind === 'unreadable'
        ? 'cannot be compared'
        : 'not on the other side';
  return { first, end: first + length, look: LOOKS[kind], name, tip: name };
}

/** What the positions of a view are ahead of the left side's; `null` where it shows no side of the comparison. */
function shiftIn({ left, right, space, shift }: DiffRequest, view: MemoryViewHandle): number | null {
  if (view.space !== space) return null;
  const source = view.source.value;
  const moment = view.moment.value;
  if (left.source === source && left.moment === moment) return 0;
  return right.source === source && right.moment === moment ? shift : null;
}
