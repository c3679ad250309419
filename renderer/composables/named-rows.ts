/** What lists of things with names and notes, which can be removed, have in common: marks, bookmarks. */
import { computed, nextTick, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { belowButton, menuPlace, type MenuPlace } from '../components/menu-item';
import { isTextField } from './keyboard';
import { asksForUndo } from './row-keys';

interface Named {
  readonly id: number;
}

/** The store that has them. */
interface NamedStore<T extends Named> {
  readonly list: readonly T[];
  update(id: number, changes: { name?: string; note?: string }): void;
  remove(id: number): void;
  undoRemove(): void;
}

/** The panel that shows them. */
interface NamedPanel {
  readonly panel: Ref<HTMLElement | null>;
  readonly menu: Ref<{ show(at: MenuPlace): Promise<void> } | null>;
  /** Brings the row at a place in the list into sight and gives it the focus. */
  focusAt(index: number): Promise<void>;
}

/** State and actions of a panel. Rows go by the id of what they show; `null`: none. */
export interface NamedRows<T> {
  /** The row that Tab comes to. */
  readonly current: Ref<number | null>;
  readonly currentId: ComputedRef<number | null>;
  /** The row whose name, or whose note, is being changed. */
  readonly renaming: Ref<number | null>;
  readonly noting: Ref<number | null>;
  /** What the open menu is about; `null`: all of them. */
  readonly menuOf: ShallowRef<T | null>;
  indexOf(id: number | null): number;
  focusRow(id: number | null): Promise<void>;
  /** Removes one; the focus goes to the one behind it. */
  remove(id: number): Promise<void>;
  /** Ends the change of a name; `null` leaves it as it was. */
  rename(id: number, name: string | null): void;
  /** Ends the change of a note; `null` leaves it as it was. */
  keepNote(id: number, note: string | null): void;
  openMenu(event: MouseEvent | KeyboardEvent, of: T): void;
  openAllMenu(event: MouseEvent): void;
  /** For keys anywhere in the panel. */
  onPanelKey(event: KeyboardEvent): void;
}

/** Creates {@link NamedRows}. */
export function useNamedRows<T extends Named>(store: NamedStore<T>, shown: NamedPanel): NamedRows<T> {
  const { panel, menu } = shown;
  const current = ref<number | null>(null);
  const renaming = ref<number | null>(null);
  const noting = ref<number | null>(null);
  const menuOf: ShallowRef<T | null> = shallowRef(null);
  const currentId = computed(() =>
    store.list.some(({ id }) => id === current.value) ? current.value : (store.list[0]?.id ?? null),
  );

  function indexOf(id: number | null): number {
    return store.list.findIndex((one) => one.id === id);
  }

  async function focusRow(id: number | null): Promise<void> {
    if (id === null) return;
    current.value = id;
    await shown.focusAt(indexOf(id));
  }

  async function remove(id: number): Promise<void> {
    const index = indexOf(id);
    if (noting.value === id) noting.value = null;
    store.remove(id);
    await nextTick();
    const next = store.list[Math.min(index, store.list.length - 1)];
    if (next !== undefined) await focusRow(next.id);
    else panel.value?.querySelector<HTMLElement>('.tools-add')?.focus();
  }

  function rename(id: number, name: string | null): void {
    renaming.value = null;
    if (name !== null) store.update(id, { name });
    void focusRow(id);
  }

  function keepNote(id: number, note: string | null): void {
    // Where the focus has gone elsewhere it stays there.
    const isInside = panel.value?.contains(document.activeElement) === true;
    noting.value = null;
    if (note !== null) store.update(id, { note });
    if (isInside) void focusRow(id);
  }

  function openMenu(event: MouseEvent | KeyboardEvent, of: T): void {
    menuOf.value = of;
    current.value = of.id;
    void menu.value?.show(menuPlace(event));
  }

  function openAllMenu(event: MouseEvent): void {
    menuOf.value = null;
    void menu.value?.show(belowButton(event));
  }

  function onPanelKey(event: KeyboardEvent): void {
    if (isTextField(event.target) || !asksForUndo(event)) return;
    event.preventDefault();
    store.undoRemove();
  }

  return {
    current,
    currentId,
    renaming,
    noting,
    menuOf,
    indexOf,
    focusRow,
    remove,
    rename,
    keepNote,
    openMenu,
    openAllMenu,
    onPanelKey,
  };
}
