import { nextTick, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { Failure } from '../../shared/result';
import type { Where } from '../../shared/view-types';
import { call } from '../api/client';
import { asked, showTogether } from '../composables/answers';
import { failureOf } from '../composables/failure';
import { latestOnly } from '../composables/latest';
import { beginPending } from '../composables/pending';
import { useDocumentStore } from './document';

/** What happens at the moment that is shown. */
export interface WhereQuery {
  /** Of the moment before until the answer arrives; `null` without a load. */
  readonly where: ShallowRef<Where | null>;
  readonly failure: ShallowRef<Failure | null>;
  /** Asks about the moment, unless the answer is known already. */
  ask(known?: Where | null): void;
  /** Forgets everything: there is no load. */
  clear(): void;
}

interface Ask {
  readonly at: number;
  readonly revision: number | null;
}

/**
 * Creates the query. `<html data-moment>` names the moment whose answer is on the screen.
 *
 * @param moment the moment that is shown
 */
export function createWhere(moment: Ref<number>): WhereQuery {
  const documents = useDocumentStore();
  const where = shallowRef<Where | null>(null);
  const failure = shallowRef<Failure | null>(null);
  let endPending: (() => void) | null = null;

  const latest = latestOnly<Ask, Where>({
    fetch: ({ at }) => asked(call('time.where', { moment: at })),
    done: (answer, ask) =>
      showTogether(() => {
        if (ask.at === moment.value && ask.revision === documents.revision) show(answer);
      }),
    failed(error) {
      failure.value = failureOf(error);
      void announce(null);
    },
  });

  function show(answer: Where): void {
    where.value = answer;
    failure.value = null;
    void announce(answer.moment);
  }

  /** Once the views know, the page says which moment they show. */
  async function announce(shown: number | null): Promise<void> {
    await nextTick();
    if (shown !== null && shown === moment.value) {
      document.documentElement.dataset['moment'] = String(shown);
    }
    endPending?.();
    endPending = null;
  }

  return {
    where,
    failure,
    ask(known = null) {
      delete document.documentElement.dataset['moment'];
      endPending ??= beginPending();
      latest.cancel();
      if (known === null) latest.request({ at: moment.value, revision: documents.revision });
      else show(known);
    },
    clear() {
      latest.cancel();
      where.value = null;
      delete document.documentElement.dataset['moment'];
      void announce(null);
    },
  };
}
