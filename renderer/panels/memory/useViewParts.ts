import { refThrottled } from '@vueuse/core';
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { ProvenanceName } from '../../../shared/provenance';
import type { PageRange } from '../../../shared/view-types';
import { useQuery, type Query } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import type { MemoryView, Scope } from '../../stores/memory-view-state';
import { useMemoryViewsStore } from '../../stores/memory-views';
import { useOverviewStore } from '../../stores/overview';
import { useTimeStore } from '../../stores/time';
import type { LayoutPart, RowBytes } from './row-layout';
import { partsOfSpace, partsOfStep } from './space-parts';
import { startOf, useStepScope, type StepBytes } from './useStepScope';
import type { ViewClock } from './useViewClock';

/** In the scope of a step the ranges only give the folds their words: a long list need not follow a held key. */
const MAX_LIVE_RANGES = 2000;

/** Which rows a view shows, and which it folds. */
export interface ViewParts {
  readonly parts: ComputedRef<readonly LayoutPart[]>;
  readonly ranges: Query<PageRange[]>;
  readonly step: StepBytes;
  /** Bytes in the whole space. */
  readonly size: ComputedRef<number>;
  /** Only what the current step touches is shown. */
  readonly byStep: ComputedRef<boolean>;
  /** First byte that the step touches, in its scope. */
  readonly stepStart: ComputedRef<number | null>;
  /** Why nothing is shown: the step is known, but nothing of this space has to do with it. Else empty. */
  readonly untouchedText: ComputedRef<string>;
}

/**
 * @param scope only the step's rows, or all
 * @param height whole lines that fit
 * @param colours those that the legend shows; none: all
 */
export function useViewParts(
  view: MemoryView,
  clock: ViewClock,
  scope: Ref<Scope>,
  height: Ref<number>,
  rowBytes: () => RowBytes,
  colours: () => readonly ProvenanceName[],
): ViewParts {
  const engine = useEngineStore();
  const overviews = useOverviewStore();
  const time = useTimeStore();
  const views = useMemoryViewsStore();
  const { space } = view;
  /** The list of ranges is too long to ask for it at every moment of a held key. */
  const longRanges = ref(false);

  /** The file does not change, and only the current moment has a step. */
  const byStep = computed(() => scope.value === 'step' && space !== 'file' && clock.isCurrent.value);
  const calmMoment = refThrottled(clock.moment, 200);
  const rangesMoment = computed(() => {
    if (space === 'file') return 0;
    return byStep.value && longRanges.value ? calmMoment.value : clock.moment.value;
  });
  const ranges = useQuery(
    () => ({ at: rangesMoment.value, source: clock.source.value }),
    ({ at, source }) => engine.ranges(space, at, source),
    { timeless: true },
  );
  watch(ranges.data, (known) => (longRanges.value = (known?.length ?? 0) > MAX_LIVE_RANGES));
  /** What of them the legend leaves; in the scope of a step it only dims bytes. */
  const left = useQuery(
    () => {
      const chosen = colours();
      if (chosen.length === 0 || byStep.value) return null;
      const at = longRanges.value ? calmMoment.value : clock.moment.value;
      return { at, source: clock.source.value, chosen };
    },
    ({ at, source, chosen }) => overviews.rangesWith(space, at, source, chosen),
    { timeless: true },
  );
  const step = useStepScope(space, () => clock.isCurrent.value);

  const size = computed(() => views.sizeOf(view));
  const touched = computed(() => step.touched.value ?? []);
  const parts = computed(() => {
    const known = ranges.data.value;
    if (!known) return [];
    const input = {
      space,
      size: size.value,
      rowBytes: rowBytes(),
      ranges: known,
      opened: view.place.opened,
      left: left.data.value,
    };
    return byStep.value ? partsOfStep(input, touched.value, height.value) : partsOfSpace(input);
  });
  const untouchedText = computed(() => {
    const isUntouched = step.touched.value?.length === 0 && view.place.opened.length === 0;
    if (!byStep.value || !isUntouched) return '';
    if (space === 'physical') return 'This step changes no memory.';
    return time.atFirst ? 'Nothing is mapped before the first step.' : 'This step is about no page.';
  });

  // What one step has unfolded says nothing of the next.
  watch(
    () => time.shown?.step,
    () => {
      if (byStep.value && view.place.opened.length > 0) view.place.opened = [];
    },
  );

  return {
    parts,
    ranges,
    step,
    size,
    byStep,
    stepStart: computed(() => (byStep.value ? startOf(touched.value) : null)),
    untouchedText,
  };
}
