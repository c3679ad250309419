import { computed, type ComputedRef } from 'vue';
import { frameOfPhys, hex, virtOfPage } from '../../../shared/address';
import type { MemorySpace } from '../../../shared/view-types';
import { useQuery, type Query } from '../../composables/useQuery';
import { useDocumentStore } from '../../stores/document';
import { useEngineStore } from '../../stores/engine';
import { useTimeStore } from '../../stores/time';
import type { ByteExtent } from './byte-extent';
import { startingBytes, touchedPhysical, touchedVirtual, unwrittenBytes, type StepScope } from './step-scope';

/** What the step at the cursor is about, in one memory space. */
export interface StepBytes {
  /** `null` until it is known. */
  readonly touched: ComputedRef<readonly ByteExtent[] | null>;
  /** What the op at the moment changes: the first byte; `null` where there is none, or none is known yet. */
  readonly changedAt: ComputedRef<number | null>;
  /** Some bytes of a page that the step is about without writing them; `null` for most steps. */
  readonly unwritten: ComputedRef<ByteExtent | null>;
  /** The page of this space that the last step of a failed load wanted, at that moment. */
  readonly disputed: ComputedRef<number | null>;
  /** Pages of this space that the step at the moment is about, also while the answers about the moment are awaited. */
  readonly pages: ComputedRef<readonly number[]>;
  readonly query: Query<StepScope>;
}

/**
 * The step's changes come with the moment; only the frame behind its page is asked for, once a step.
 *
 * @param isCurrent whether the view shows the document at the current moment: others have no step
 */
export function useStepScope(space: MemorySpace, isCurrent: () => boolean): StepBytes {
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const time = useTimeStore();

  const query = useQuery(
    () => {
      const { where } = time;
      if (where === null || space === 'file' || !isCurrent()) return null;
      const { page, pageBytes, stepChanges } = where;
      return {
        page,
        end: stepChanges.at(-1)?.moment ?? where.moment,
        changes: stepChanges.map(({ frame, offset, length }) => ({ frame, offset, length })),
        pageBytes,
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

  function bytesOf(scope: StepScope): ByteExtent[] {
    return space === 'virtual' ? touchedVirtual(scope) : touchedPhysical(scope);
  }

  const touched = computed(() => {
    const { summary } = documents;
    const scope = query.data.value;
    if (scope === null || summary === null) return null;
    if (!scope.isStart || space === 'virtual') return bytesOf(scope);
    return startingBytes(frameOfPhys(Number(summary.kernelAddress)), frameOfPhys(Number(summary.rootTable)));
  });
  const changedAt = computed(() => {
    const { shown } = time;
    const scope = query.data.value;
    if (!isCurrent() || shown?.moment !== time.shownMoment || shown.change === null) return null;
    if (space === 'physical') return startOf(touchedPhysical({ ...NOWHERE, changes: [shown.change] }));
    if (scope === null || scope.page !== shown.page) return null;
    return startOf(touchedVirtual({ ...scope, changes: [shown.change] }));
  });
  const unwritten = computed(() => {
    const scope = query.data.value;
    return scope === null ? null : unwrittenBytes(scope, space === 'virtual' ? scope.page : scope.frame);
  });
  const pages = computed(() => {
    const { where } = time;
    if (where?.moment !== time.moment || !isCurrent()) return [];
    if (space === 'physical') return where.stepChanges.slice(0, MOST_EXPECTED).map(({ frame }) => frame);
    return space === 'virtual' && where.page !== null ? [where.page] : [];
  });

  const disputed = computed(() => {
    const scope = query.data.value;
    const failed = time.atLast && documents.summary?.status !== 'ok';
    if (!failed || scope === null || scope.page === null || scope.frame === null) return null;
    return space === 'virtual' ? scope.page : scope.frame;
  });

  return { touched, changedAt, unwritten, disputed, pages, query };
}

/** Changes of a step whose frames are fetched ahead; few steps have more, and a view has room for no more. */
const MOST_EXPECTED = 8;

const NOWHERE: StepScope = { changes: [], page: null, frame: null, pageBytes: null, isStart: false };

/** The first of the bytes, or `null`. */
export function startOf(parts: readonly ByteExtent[]): number | null {
  return parts.length === 0 ? null : Math.min(...parts.map(({ first }) => first));
}
