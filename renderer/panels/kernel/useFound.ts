import { computed, ref, watch, type ComputedRef } from 'vue';
import { useQuery, type Query } from '../../composables/useQuery';

/** How much a query finds so far. */
interface Found {
  readonly total: number;
  /** Names that are still to be looked through, or sorted. */
  readonly pending: number;
}

/** Asks how much a query finds again and again until all names have been looked through. */
export function useFound<P extends object, F extends Found>(
  params: () => P | null,
  fetch: (params: P) => Promise<F>,
): { readonly found: Query<F>; readonly last: ComputedRef<F | null> } {
  const round = ref(0);
  const found = useQuery<P & { round: number }, F>(
    () => {
      const asked = params();
      return asked === null ? null : { ...asked, round: round.value };
    },
    ({ round: _, ...asked }) => fetch(asked as unknown as P),
    { timeless: true },
  );
  watch(found.data, (answer) => {
    if (answer !== null && answer.pending > 0) round.value += 1;
  });
  return { found, last: computed(() => found.data.value) };
}
