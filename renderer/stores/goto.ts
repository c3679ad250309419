import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { GotoTarget } from '../../shared/view-types';
import { useDocumentStore } from './document';
import { useTimeStore } from './time';

/** Places that are offered again before anything is typed. */
const MAX_RECENT = 8;

/** Where "go to" led. */
export const useGotoStore = defineStore('goto', () => {
  const documents = useDocumentStore();
  const time = useTimeStore();
  /** The last places, the last first. */
  const recent = shallowRef<readonly GotoTarget[]>([]);

  /** Goes to a place; with `takesFocus` the keyboard goes on there. */
  function follow(target: GotoTarget, takesFocus: boolean): void {
    const others = recent.value.filter(({ kind, label }) => kind !== target.kind || label !== target.label);
    recent.value = [target, ...others].slice(0, MAX_RECENT);
    time.follow(target.target, takesFocus);
  }

  // Another load has its symbols and moments elsewhere.
  watch(
    () => documents.revision,
    () => (recent.value = []),
  );

  return { recent, follow };
});
