import { computed, type ComputedRef } from 'vue';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import type { Level4Slot, RangesFound, SpaceStrip } from '../../../shared/table-types';
import { hex, virtOfPage } from '../../../shared/address';
import { useQuery, type Query } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import { useSourcesStore } from '../../stores/sources';
import { useSpaceViewStore } from '../../stores/space-view';
import { treeAt } from '../page-table/useTreeOf';
import { SLOT_PAGES, slotName, slotRuns, type SlotRun } from './slot-runs';

/** The query of everything: its counts are those of the legend. */
const ALL = { filter: '', merge: 'rights', sort: 'address', descending: false } as const;
const SLOTS = 512;
const SLOT_EDGES = Float64Array.from({ length: SLOTS + 1 }, (_, slot) => slot * SLOT_PAGES);

/** All of the space at the current moment, by level 4 entries. */
export interface Slots {
  readonly query: Pick<Query<unknown>, 'failure' | 'loading' | 'retry'>;
  readonly runs: ComputedRef<readonly SlotRun[]>;
  readonly strip: ComputedRef<SpaceStrip | null>;
  /** How many pages are mapped in all, and with which rights. */
  readonly all: ComputedRef<RangesFound['all'] | null>;
  /** All of it to be read aloud. */
  readonly text: ComputedRef<string>;
}

/** Whether memory is a dump: who takes its level 4 entries, and why, is not known. */
export function useIsDump(): ComputedRef<boolean> {
  const sources = useSourcesStore();
  const view = useSpaceViewStore();
  return computed(() => {
    const { source } = view.tree;
    return (
      source !== DOCUMENT_SOURCE && sources.list.some(({ id, kind }) => id === source && kind === 'dump')
    );
  });
}

/** Entries of which is known only what they map. */
function mappedSlots({ pages }: SpaceStrip): Level4Slot[] {
  return Array.from(pages, (count, index) => ({
    index,
    virt: hex(virtOfPage(index * SLOT_PAGES)),
    state: count > 0 ? 'taken' : 'free',
    reason: '',
    present: count > 0,
    pages: count,
    since: 0,
  }));
}

/** Asks what the level 4 entries are. @param wanted whether anybody looks at them */
export function useSlots(wanted: () => boolean): Slots {
  const engine = useEngineStore();
  const view = useSpaceViewStore();
  const isDump = useIsDump();
  const query = useQuery(
    () => (wanted() ? { tree: view.tree, dump: isDump.value } : null),
    async ({ tree, dump }, moment) => {
      const of = treeAt(tree, moment);
      const [budget, strip, found] = await Promise.all([
        dump ? null : engine.level4(of),
        engine.spaceStrip({ ...of, edges: SLOT_EDGES }),
        engine.findRanges({ ...of, query: ALL }),
      ]);
      return { runs: slotRuns(budget?.slots ?? mappedSlots(strip)), strip, all: found.all };
    },
  );
  const runs = computed(() => query.data.value?.runs ?? []);
  return {
    query,
    runs,
    strip: computed(() => query.data.value?.strip ?? null),
    all: computed(() => query.data.value?.all ?? null),
    text: computed(() =>
      runs.value
        .map((run) => `${slotName(run)} ${run.state}${run.reason === '' ? '' : `: ${run.reason}`}`)
        .join('; '),
    ),
  };
}
