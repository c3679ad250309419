import { watch } from 'vue';
import { useQuery } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import { useKernelViewStore } from '../../stores/kernel-view';
import { sameByte, useSelectionStore, type SelectedByte } from '../../stores/selection';
import type { ListModel } from './list-model';
import { useSelectedPlace } from './useSelectedPlace';

/** Keeps a list's selected row and what is selected in the rest of the window together. */
export function useListSelection<T>(model: () => ListModel<T>) {
  const engine = useEngineStore();
  const selection = useSelectionStore();
  const view = useKernelViewStore();
  const place = useSelectedPlace();
  /** What this list has told the window last: it does not follow itself, unless it is sorted anew. */
  let told: { readonly byte: SelectedByte | null; readonly list: string } | null = null;

  const orderNow = (): string => JSON.stringify([model().list(), model().stamp?.() ?? '']);

  const wished = useQuery(
    () => {
      const { wish } = view;
      return wish?.tab === model().tab ? { wish, list: model().list(), ...view.asked } : null;
    },
    async ({ wish, ...rest }) => ({
      wish,
      row: await engine.kernelRowOf({ ...rest, at: { by: 'index', index: wish.index } }),
    }),
    { timeless: true },
  );
  const linked = useQuery(
    () => {
      const list = model().list();
      const at = place.value;
      const isOwn = told !== null && told.list === orderNow() && sameByte(told.byte, selection.byte);
      return at === null || isOwn || view.wish !== null
        ? null
        : { list, at, stamp: model().stamp?.() ?? '', ...view.asked };
    },
    async ({ stamp: _, ...params }) => ({ row: await engine.kernelRowOf(params) }),
    { timeless: true },
  );

  watch(wished.data, (answer) => {
    if (answer === null) return;
    view.selectRow(model().tab, answer.row ?? -1);
    told = { byte: selection.byte, list: orderNow() };
    view.fulfil(answer.wish);
  });
  watch(linked.data, (answer) => {
    if (answer !== null) view.selectRow(model().tab, answer.row ?? -1);
  });

  /** Selects what a row is about everywhere. */
  function publish(row: T): void {
    model().select(row);
    told = { byte: selection.byte, list: orderNow() };
  }

  return { publish };
}
