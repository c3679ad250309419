import { shallowRef, type ShallowRef } from 'vue';

/** Removals that can be taken back, one after the other. */
const MAX_KEPT = 50;

/** What was removed at once, with the places that it had in its list, ascending. */
export interface Removal<T> {
  readonly items: readonly { readonly index: number; readonly item: T }[];
}

/** The last removals from a list. */
export interface Removals<T> {
  /** The removal that would be taken back next. */
  readonly last: ShallowRef<Removal<T> | null>;
  /** The removal that was just made; `null` once it is taken back. */
  readonly fresh: ShallowRef<Removal<T> | null>;
  /** `list` without what `leaves` names; remembers what it was. */
  remove(list: readonly T[], leaves: (item: T) => boolean): readonly T[];
  /** `list` with the last removal put back where it was; an id that is taken by now gives way to a new one. */
  restore(list: readonly T[]): readonly T[];
  /** Forgets all: another file is shown. */
  clear(): void;
}

/** The first id that no member of a list has. */
export function freeId(list: readonly { readonly id: number }[]): number {
  return list.reduce((most, { id }) => Math.max(most, id), 0) + 1;
}

/** Creates the memory of removals of one list. */
export function createRemovals<T extends { readonly id: number }>(): Removals<T> {
  const last = shallowRef<Removal<T> | null>(null);
  const fresh = shallowRef<Removal<T> | null>(null);
  let kept: Removal<T>[] = [];

  function publish(removal: Removal<T> | null): void {
    last.value = kept.at(-1) ?? null;
    fresh.value = removal;
  }

  return {
    last,
    fresh,
    remove(list, leaves) {
      const items = list.map((item, index) => ({ index, item })).filter(({ item }) => leaves(item));
      if (items.length === 0) return list;
      const removal = { items };
      kept = [...kept, removal].slice(-MAX_KEPT);
      publish(removal);
      return list.filter((item) => !leaves(item));
    },
    restore(list) {
      const removal = kept.pop();
      publish(null);
      const result = [...list];
      for (const { index, item } of removal?.items ?? []) {
        const id = result.some((other) => other.id === item.id) ? freeId(result) : item.id;
        result.splice(Math.min(index, result.length), 0, { ...item, id });
      }
      return result;
    },
    clear() {
      kept = [];
      publish(null);
    },
  };
}
