import { computed, type ComputedRef } from 'vue';
import { useQuery } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import { useSelectionStore } from '../../stores/selection';
import { useSourceStore } from '../../stores/source';
import { useTimeStore } from '../../stores/time';
import { linesOf, type ShownValues } from './hover-text';
import { inlineValues, type InlineValue } from './inline-values';

/**
 * What the names in the source of the selected stack frame stand for at the moment that the panel shows. Nothing while
 * the answer is one about another moment: a wrong value is worse than none.
 */
export function useSourceValues(): {
  readonly shown: ComputedRef<ShownValues | null>;
  readonly inline: ComputedRef<readonly InlineValue[]>;
} {
  const engine = useEngineStore();
  const selection = useSelectionStore();
  const source = useSourceStore();
  const time = useTimeStore();

  const query = useQuery(
    () => ({ stackFrame: selection.stackFrame }),
    async ({ stackFrame }, moment) => ({
      stackFrame,
      values: await engine.sourceValues(moment, stackFrame),
    }),
  );

  const shown = computed<ShownValues | null>(() => {
    const answer = query.data.value;
    const { frame } = source;
    if (answer === null || frame === null || frame.file !== source.shown) return null;
    if (query.moment.value !== time.shown?.moment || answer.stackFrame !== selection.stackFrame) return null;
    return { line: frame.line, values: answer.values };
  });
  const inline = computed(() => {
    if (shown.value === null || source.file === null) return [];
    return inlineValues(linesOf(source.file), shown.value.values, shown.value.line);
  });
  return { shown, inline };
}
