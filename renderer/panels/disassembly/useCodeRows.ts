import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { PAGE_COUNT, PAGE_SIZE } from '../../../shared/address';
import type { CodeRow } from '../../../shared/kernel-types';
import type { TreeOf } from '../../../shared/table-types';
import { useQuery, type Query } from '../../composables/useQuery';
import type { CodeAnchor } from '../../stores/code-place';
import { useCodeViewStore, type CodeWish } from '../../stores/code-view';
import { useEngineStore } from '../../stores/engine';
import { useSourceChangesStore } from '../../stores/source-changes';
import { CodeList, endOfRow, joinedRows, trimmedList, type CodeLine } from './code-list';

const SPACE_END = PAGE_COUNT * PAGE_SIZE;
/** Lines that are asked for beyond those in sight when the view is scrolled: several notches of the wheel, or pages. */
const BLOCK = 48;
/** Lines beyond those in sight when the moment changes: it may change again at once. */
const MARGIN = 32;

/** One question: lines round a position. */
interface Ask extends TreeOf {
  readonly position: number;
  readonly whole: boolean;
  readonly before: number;
  readonly after: number;
  /** Tells two questions for the same lines apart. */
  readonly serial: number;
}

interface Answer extends Ask {
  readonly rows: readonly CodeRow[];
}

/** The lines in sight and how the view moves along them. Places are lines of {@link list}. */
export interface CodeRows {
  readonly list: ShallowRef<CodeList>;
  /** Place of the line at the top. */
  readonly top: ComputedRef<number>;
  /** Lines in sight, one more than fit whole. */
  readonly lines: ComputedRef<readonly CodeLine[]>;
  /** Whole lines that fit. */
  readonly height: Ref<number>;
  readonly query: Pick<Query<unknown>, 'loading' | 'failure' | 'retry'>;
  scrollBy(lines: number): void;
  /** Makes the line that holds a position the first in sight. */
  scrollToPosition(position: number): void;
  /** Scrolls as little as needed to bring the row of a position in sight. */
  bringInSight(position: number): void;
}

/**
 * The lines of the code view. The space has no lines by itself: they follow from where decoding began. So those that were
 * seen are kept, and answers are joined to them by position.
 *
 * @param arrived a place that was wished for is in sight
 */
export function useCodeRows(arrived: (wish: CodeWish, row: CodeRow) => void): CodeRows {
  const engine = useEngineStore();
  const view = useCodeViewStore();
  const changes = useSourceChangesStore();
  const list = shallowRef(new CodeList([]));
  const height = ref(0);
  /** What {@link list} shows. */
  const listOf = shallowRef<TreeOf | null>(null);
  const request = shallowRef<Ask | null>(null);
  /** The line at the top while the one that is to be there is not known yet: what is in sight stays so long. */
  const standIn = shallowRef<CodeAnchor | null>(null);
  let serial = 0;
  /** A question for more lines is under way. */
  let extending = false;

  const query = useQuery<Ask, Answer>(
    () => request.value,
    async (ask) => {
      const { source, moment, root, position, before, after, whole } = ask;
      const of = { source, moment, root };
      return { ...ask, rows: await engine.codeRows({ ...of, position, before, after, whole }) };
    },
    { timeless: true },
  );

  const top = computed(() => {
    for (const anchor of [view.top, standIn.value]) {
      const found = anchor === null ? -1 : list.value.lineAt(anchor);
      if (found >= 0) return found;
    }
    return 0;
  });
  const lines = computed(() => list.value.lines.slice(top.value, top.value + height.value + 1));

  function isCurrent(): boolean {
    return isSame(listOf.value, view.of);
  }

  function ask(position: number, whole: boolean, before: number, after: number): void {
    serial += 1;
    request.value = { ...view.of, position, whole, before, after, serial };
  }

  /** Asks for what is in sight as it is now, and what is near. */
  function askAgain(): void {
    const wish = view.wish;
    const anchor = view.top;
    extending = false;
    if (wish !== null) ask(wish.position, !wish.exact, height.value + MARGIN, height.value + MARGIN);
    else if (anchor !== null) ask(anchor.position, true, MARGIN, height.value + MARGIN);
  }

  function lastTop(): number {
    return Math.max(0, list.value.lines.length - height.value);
  }

  function setTop(line: number): void {
    const anchor = list.value.anchorAt(Math.min(Math.max(line, 0), lastTop()));
    if (anchor !== null) view.top = anchor;
  }

  /** Shows a wished place, if its lines are known. */
  function fulfil(wish: CodeWish): boolean {
    const row = list.value.rows[list.value.rowAt(wish.position)];
    if (row === undefined || !isCurrent() || height.value === 0) return false;
    if (wish.exact && row.position !== wish.position && row.kind !== 'gap') return false;
    const line = list.value.lineAt({ position: wish.position, part: 'label' });
    const isInSight = view.top !== null && line >= top.value && line < top.value + height.value - 1;
    const kept = wish.top === null ? -1 : list.value.lineAt(wish.top);
    if (kept >= 0) view.top = wish.top;
    else if (!isInSight) setTop(line - Math.floor(height.value / 3));
    // A hole is gone at another moment: the view then stays where it was asked to be.
    if (row.kind === 'gap' && top.value === line) view.top = { position: wish.position, part: 'code' };
    view.fulfil(wish);
    arrived(wish, row);
    return true;
  }

  /** Takes an answer: joined to what is known, unless it is of another moment or begins a line inside of a known one. */
  function take(answer: Answer): void {
    const { rows, position, whole } = answer;
    const known = list.value.rows;
    const held = known[list.value.rowAt(position)];
    const fits = whole || held === undefined || held.position === position || held.kind === 'gap';
    const joined = new CodeList(isSame(listOf.value, answer) && fits ? joinedRows(known, rows) : rows);
    listOf.value = answer;
    list.value = trimmedList(joined, view.top?.position ?? joined.first);
    standIn.value = { position, part: 'code' };
    extending = false;
    if (view.wish !== null && !fulfil(view.wish) && isCurrent() && view.wish.position === position) {
      // What cannot be shown must not hold up the rest; without a size it waits.
      if (height.value > 0) view.fulfil(view.wish);
    }
  }

  /** Asks for more where the view comes near an end of what is known. */
  function extend(): void {
    const { rows, first, end, lines: all } = list.value;
    const last = rows[rows.length - 1];
    if (extending || last === undefined || !isCurrent() || view.wish !== null || height.value === 0) return;
    const room = 2 * height.value;
    const isShortAbove = first > 0 && top.value < room;
    const isShortBelow = end < SPACE_END && all.length - top.value - height.value < room;
    if (!isShortAbove && !isShortBelow) return;
    extending = true;
    if (isShortAbove) ask(first, true, BLOCK, 1);
    else ask(last.position, true, 0, BLOCK);
  }

  watch(
    () => query.data.value,
    (answer) => {
      if (answer === null) {
        list.value = new CodeList([]);
        listOf.value = null;
      } else take(answer);
    },
    { flush: 'sync' },
  );
  watch(query.failure, () => (extending = false), { flush: 'sync' });
  // Another load: nothing may be asked of it at a moment of the one before.
  watch(
    () => view.top === null && view.wish === null,
    (isNowhere) => {
      if (isNowhere) request.value = null;
    },
    { flush: 'sync' },
  );
  // `useQuery` looks at its parameters after this.
  watch(
    () => [view.of, view.wish, height.value > 0] as const,
    ([, wish, hasSize]) => {
      if (!hasSize) return;
      if (wish === null ? !isCurrent() : !fulfil(wish)) askAgain();
    },
    { immediate: true },
  );
  // The file of a dump changed: what was read of it is not to be joined to what is read now.
  watch(
    () => changes.countOf(view.source),
    () => {
      listOf.value = null;
      askAgain();
    },
    { flush: 'sync' },
  );
  watch([list, top, height], extend, { flush: 'post' });
  watch(
    lines,
    (inSight) => {
      const [first, last] = [inSight[0]?.row, inSight[inSight.length - 1]?.row];
      view.sight = first && last ? { first: first.position, end: endOfRow(last) } : null;
    },
    { flush: 'post' },
  );

  return {
    list,
    top,
    lines,
    height,
    query,
    scrollBy: (count) => setTop(top.value + count),
    scrollToPosition(position) {
      const line = isCurrent() ? list.value.lineAt({ position, part: 'code' }) : -1;
      standIn.value = list.value.anchorAt(top.value);
      view.top = { position, part: 'code' };
      if (line < 0 || line > lastTop()) askAgain();
      else setTop(line);
    },
    bringInSight(position) {
      const anchor = (part: CodeAnchor['part']): number => list.value.lineAt({ position, part });
      if (anchor('label') < 0) return;
      if (anchor('label') < top.value) setTop(anchor('label'));
      else if (anchor('code') >= top.value + height.value) setTop(anchor('code') - height.value + 1);
    },
  };
}

/** Whether two questions are about one address space at one moment. */
function isSame(a: TreeOf | null, b: TreeOf): boolean {
  return a !== null && a.source === b.source && a.moment === b.moment && a.root === b.root;
}
