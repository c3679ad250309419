import { computed, type ComputedRef } from 'vue';
import { frameOfPhys, hex, offsetInPage, pageOfVirt, virtOfPage } from '../../../shared/address';
import type { MemorySpace } from '../../../shared/view-types';
import { useQuery, type Query } from '../../composables/useQuery';
import { useDocumentStore } from '../../stores/document';
import { useEngineStore } from '../../stores/engine';
import { useTimeStore } from '../../stores/time';
import type { RowRun } from './row-layout';
import { startingRows, touchedPhysicalRows, touchedVirtualRows, type StepScope } from './step-scope';

/** What the step at the cursor is about, in the rows of one memory space. */
export interface StepRows {
  /** `null` until it is known. */
  readonly touched: ComputedRef<readonly RowRun[] | null>;
  /** First row that the op at the moment changes; `null` where it changes none, or none is known yet. */
  readonly changedRow: ComputedRef<number | null>;
  /** The page of this space that the last step of a failed load wanted, at that moment. */
  readonly disputed: ComputedRef<number | null>;
  /** Pages of this space that the step at the moment is about, also while the answers about the moment are awaited. */
  readonly pages: ComputedRef<readonly number[]>;
  readonly query: Query<StepScope>;
}

/** The step's changes come with the moment; only the frame behind its page is asked for, once a step. */
export function useStepScope(space: MemorySpace): StepRows {
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const time = useTimeStore();

  /** Where in `page` the kernel is entered, if the cursor is where that is told: at the end of a load. */
  function entryOffset(page: number | null): number | null {
    const { summary } = documents;
    if (!time.atLast || summary?.status !== 'ok' || summary.entryPoint === null) return null;
    const entry = BigInt(summary.entryPoint);
    return pageOfVirt(entry) === page ? offsetInPage(entry) : null;
  }

  const query = useQuery(
    () => {
      const { where } = time;
      if (where === null || space === 'file') return null;
      const { page, stepChanges } = where;
      return {
        page,
        end: stepChanges.at(-1)?.moment ?? where.moment,
        changes: stepChanges.map(({ frame, offset, length }) => ({ frame, offset, length })),
        offset: stepChanges.length === 0 ? entryOffset(page) : null,
        isStart: where.moment === 0,
      };
    },
    async ({ page, end, ...rest }): Promise<StepScope> => {
      const asked = page !== null && (space === 'virtual' || rest.changes.length === 0);
      const phys = asked ? (await engine.walk(hex(virtOfPage(page)), end)).phys : null;
      return { page, ...rest, frame: phys === null ? null : frameOfPhys(Number(phys)) };
    },
    { timeless: true },
  );

  function rowsOf(scope: StepScope): RowRun[] {
    return space === 'virtual' ? touchedVirtualRows(scope) : touchedPhysicalRows(scope);
  }

  const touched = computed(() => {
    const { summary } = documents;
    const scope = query.data.value;
    if (scope === null || summary === null) return null;
    if (!scope.isStart || space === 'virtual') return rowsOf(scope);
    return startingRows(frameOfPhys(Number(summary.kernelAddress)), frameOfPhys(Number(summary.rootTable)));
  });
  const changedRow = computed(() => {
    const { shown } = time;
    const scope = query.data.value;
    if (shown?.moment !== time.shownMoment || shown.change === null) return null;
    if (space === 'physical') return startOf(touchedPhysicalRows({ ...NOWHERE, changes: [shown.change] }));
    if (scope === null || scope.page !== shown.page) return null;
    return startOf(touchedVirtualRows({ ...scope, changes: [shown.change] }));
  });
  const pages = computed(() => {
    const { where } = time;
    if (where?.moment !== time.moment) return [];
    if (space === 'physical') return where.stepChanges.slice(0, MOST_EXPECTED).map(({ frame }) => frame);
    return space === 'virtual' && where.page !== null ? [where.page] : [];
  });

  const disputed = computed(() => {
    const scope = query.data.value;
    const failed = time.atLast && documents.summary?.status !== 'ok';
    if (!failed || scope === null || scope.page === null || scope.frame === null) return null;
    return space === 'virtual' ? scope.page : scope.frame;
  });

  return { touched, changedRow, disputed, pages, query };
}

/** Changes of a step whose frames are fetched ahead; few steps have more, and a view has room for no more. */
const MOST_EXPECTED = 8;

const NOWHERE: StepScope = { changes: [], page: null, frame: null, offset: null, isStart: false };

/** The first of the rows, or `null`. */
export function startOf(runs: readonly RowRun[]): number | null {
  return runs.length === 0 ? null : Math.min(...runs.map((run) => run.start));
}
