import { computed, type ComputedRef } from 'vue';
import { PAGE_SIZE } from '../../../shared/address';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { useQuery } from '../../composables/useQuery';
import { useCodeViewStore } from '../../stores/code-view';
import { useEngineStore } from '../../stores/engine';
import { useTimeStore } from '../../stores/time';
import { endOfRow, type CodeLine } from './code-list';
import type { Changed } from './code-text';

/** Pages that are looked at: more are never in sight, but where a hole lies between lines. */
const MOST_PAGES = 8;

/** What the op at the moment wrote into the lines in sight; every page that shows its frame counts. */
export function useCodeChange(lines: () => readonly CodeLine[]): ComputedRef<readonly Changed[]> {
  const engine = useEngineStore();
  const time = useTimeStore();
  const view = useCodeViewStore();

  /** The first page with bytes in sight, and how many there are up to the last. */
  const pages = computed(() => {
    const rows = lines().filter(({ row }) => row.kind !== 'gap');
    const [first, last] = [rows[0]?.row, rows[rows.length - 1]?.row];
    if (first === undefined || last === undefined) return null;
    const page = Math.floor(first.position / PAGE_SIZE);
    const behind = Math.ceil(endOfRow(last) / PAGE_SIZE);
    return { page, count: Math.min(behind - page, MOST_PAGES) };
  });
  const query = useQuery(
    () => (view.source === DOCUMENT_SOURCE && (time.where?.change ?? null) !== null ? pages.value : null),
    async ({ page, count }, moment) => engine.pages('virtual', page, count, moment),
  );
  return computed(() =>
    (query.data.value ?? []).flatMap(({ page, change }) =>
      change === null ? [] : [{ position: page * PAGE_SIZE + change.offset, old: change.old }],
    ),
  );
}
