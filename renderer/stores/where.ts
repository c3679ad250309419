import { nextTick, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { Failure } from '../../shared/result';
import type { Where } from '../../shared/view-types';
import { call } from '../api/client';
import { asked, showTogether } from '../composables/answers';
import { failureOf } from '../composables/failure';
import { latestOnly } from '../composables/latest';
import { beginPending } from '../composables/pending';
import { useDocumentStore } from './document';

/** What happens at the moment. */
export interface WhereQuery {
  /** As soon as it is known, for further questions: of the moment before until then; `null` without a load. */
  readonly where: ShallowRef<Where | null>;
  /** The same once the views show it, together with all other answers about the moment. */
  readonly shown: ShallowRef<Where | null>;
  /** The moment that the views show. */
  readonly shownMoment: Ref<number>;
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
  const shown = shallowRef<Where | null>(null);
  const shownMoment = ref(moment.value);
  const failure = shallowRef<Failure | null>(null);
  let endPending: (() => void) | null = null;

  const latest = latestOnly<Ask, Where>({
    fetch: ({ at }) => asked(call('time.where', { moment: at })),
    done: (answer, ask) => learn(answer, ask),
    failed(error) {
      failure.value = failureOf(error);
      shownMoment.value = moment.value;
      void announce(null);
    },
  });

  /** Further questions may depend on the answer: it is shown together with the answers to them. */
  function learn(answer: Where, ask: Ask): void {
    where.value = answer;
    void asked(nextTick()).then(() =>
      showTogether(() => {
        if (ask.at === moment.value && ask.revision === documents.revision) show(answer);
      }),
    );
  }

  function show(answer: Where): void {
    shown.value = answer;
    shownMoment.value = answer.moment;
    failure.value = null;
    void announce(answer.moment);
  }

  /** Once the views know, the page says which moment they show. */
  async function announce(at: number | null): Promise<void> {
    await nextTick();
    if (at !== null && at === moment.value) document.documentElement.dataset['moment'] = String(at);
    endPending?.();
    endPending = null;
  }

  return {
    where,
    shown,
    shownMoment,
    failure,
    ask(known = null) {
      delete document.documentElement.dataset['moment'];
      endPending ??= beginPending();
      latest.cancel();
      const ask = { at: moment.value, revision: documents.revision };
      if (known !== null) {
        learn(known, ask);
        return;
      }
      // A jump shows where it leads at once: the pointer that drags the playhead sees it follow.
      shownMoment.value = moment.value;
      latest.request(ask);
    },
    clear() {
      latest.cancel();
      where.value = null;
      shown.value = null;
      shownMoment.value = moment.value;
      delete document.documentElement.dataset['moment'];
      void announce(null);
    },
  };
}
