import { useDebounceFn } from '@vueuse/core';
import { computed, ref, shallowRef } from 'vue';
import type { GotoTarget } from '../../../shared/view-types';
import type { Failure } from '../../../shared/result';
import { failureOf } from '../../composables/failure';
import { latestOnly } from '../../composables/latest';
import { useEngineStore } from '../../stores/engine';
import { useGotoStore } from '../../stores/goto';
import { useTimeStore } from '../../stores/time';
import { gotoGroups, type GotoGroup } from './goto-groups';

/** How long typing rests before the engine is asked, in milliseconds. */
const TYPING_RESTS = 60;

/** A typed text, what it can mean, and which of that is marked. */
export function useGoto() {
  const engine = useEngineStore();
  const goto = useGotoStore();
  const time = useTimeStore();
  const text = ref('');
  /** Counts through the rows of all groups. */
  const active = ref(0);
  const answer = shallowRef<readonly GotoTarget[]>([]);
  const failure = shallowRef<Failure | null>(null);
  /** The text that {@link answer} answers. */
  const answered = ref('');

  const isEmpty = computed(() => text.value.trim() === '');
  const groups = computed<readonly GotoGroup[]>(() => {
    if (!isEmpty.value) return gotoGroups(answer.value);
    const rows = goto.recent.map((target, index) => ({ index, target }));
    return rows.length === 0 ? [] : [{ title: 'Last places', rows }];
  });
  const rows = computed(() => groups.value.flatMap((group) => group.rows));
  /** The engine knows nothing by this text. */
  const isUnknown = computed(
    () =>
      failure.value === null && !isEmpty.value && rows.value.length === 0 && answered.value === text.value,
  );

  const latest = latestOnly<string, GotoTarget[]>({
    fetch: (typed) => engine.resolve(typed, time.moment),
    done(found, typed) {
      answer.value = found;
      failure.value = null;
      answered.value = typed;
      active.value = 0;
    },
    failed(error, typed) {
      answer.value = [];
      failure.value = failureOf(error);
      answered.value = typed;
    },
  });

  const ask = useDebounceFn((typed: string) => {
    if (typed === text.value) latest.request(typed);
  }, TYPING_RESTS);

  /** Asks what the text means, after the user has typed. */
  function changed(): void {
    active.value = 0;
    if (isEmpty.value) clear();
    else void ask(text.value);
  }

  function clear(): void {
    latest.cancel();
    text.value = '';
    answer.value = [];
    answered.value = '';
    failure.value = null;
    active.value = 0;
  }

  /** The marked target; where the answer is still awaited, the first one when it is there. */
  async function chosen(): Promise<GotoTarget | null> {
    const typed = text.value;
    if (isEmpty.value || answered.value === typed) return rows.value[active.value]?.target ?? null;
    try {
      const found = gotoGroups(await engine.resolve(typed, time.moment));
      return typed === text.value ? (found[0]?.rows[0]?.target ?? null) : null;
    } catch (error) {
      failure.value = failureOf(error);
      return null;
    }
  }

  return { text, active, groups, rows, failure, isUnknown, changed, clear, chosen };
}
