import { defineStore } from 'pinia';
import { watch } from 'vue';
import type { Where } from '../../shared/contract';
import { call } from '../api/client';
import { useDocumentStore } from './document';

/** Moments kept; a step rarely has more than ten. */
const MAX_KEPT = 512;
/** Moments asked for at once on either side. */
const BATCH = 4;
/** No step of the loader has more ops; a bound for broken data. */
const MAX_STEP_OPS = 64;

/** All moments of one step, ascending, with what each of them did. */
export interface StepChanges {
  readonly step: number;
  readonly moments: readonly Where[];
}

/**
 * What the whole step round a moment changes. The engine answers for single moments; this store asks for the
 * neighbours until the step's number changes, and keeps the answers: stepping on asks for one more each time.
 */
export const useStepChangesStore = defineStore('stepChanges', () => {
  const documents = useDocumentStore();
  const kept = new Map<number, Where>();

  watch(
    () => documents.revision,
    () => kept.clear(),
    { flush: 'sync' },
  );

  async function whereAt(moment: number): Promise<Where> {
    const known = kept.get(moment);
    if (known) return known;
    const revision = documents.revision;
    const answer = await call('time.where', { moment });
    if (revision !== documents.revision) return answer;
    kept.set(moment, answer);
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT) break;
      kept.delete(oldest);
    }
    return answer;
  }

  /** The moments of the same step beyond `from`, in the direction of `sign`, nearest first. */
  async function neighbours(from: Where, sign: 1 | -1): Promise<Where[]> {
    const found: Where[] = [];
    while (found.length < MAX_STEP_OPS) {
      const asked: Promise<Where>[] = [];
      for (let index = 1; index <= BATCH; index++) {
        const moment = from.moment + sign * (found.length + index);
        if (moment >= 1 && moment <= documents.opCount) asked.push(whereAt(moment));
      }
      const answers = await Promise.all(asked);
      for (const answer of answers) {
        if (answer.step !== from.step) return found;
        found.push(answer);
      }
      if (asked.length < BATCH) return found;
    }
    return found;
  }

  /** The step that the op at `moment` belongs to. Moment 0 is before every step and stands alone. */
  async function stepAt(moment: number): Promise<StepChanges> {
    const here = await whereAt(moment);
    if (moment === 0) return { step: here.step, moments: [here] };
    const [before, after] = await Promise.all([neighbours(here, -1), neighbours(here, 1)]);
    return { step: here.step, moments: [...before.reverse(), here, ...after] };
  }

  return { stepAt };
});
