// @vitest-environment happy-dom
import { nextTick, reactive, ref } from 'vue';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MenuPlace } from '../../../../renderer/components/menu-item';
import { useNamedRows } from '../../../../renderer/composables/named-rows';

interface Thing {
  readonly id: number;
  readonly name: string;
  readonly note: string;
}

function setUp() {
  const focused: number[] = [];
  const menus: MenuPlace[] = [];
  let undone = 0;
  const store = reactive({
    list: [4, 2, 9].map((id): Thing => ({ id, name: `thing ${id}`, note: '' })),
    update(id: number, changes: Partial<Thing>): void {
      store.list = store.list.map((one) => (one.id === id ? { ...one, ...changes } : one));
    },
    remove(id: number): void {
      store.list = store.list.filter((one) => one.id !== id);
    },
    undoRemove: () => void undone++,
  });
  const panel = document.createElement('section');
  panel.innerHTML = '<button class="tools-add"></button><textarea></textarea>';
  document.body.replaceChildren(panel, document.createElement('button'));
  const rows = useNamedRows<Thing>(store, {
    panel: ref(panel),
    menu: ref({ show: async (at: MenuPlace) => void menus.push(at) }),
    focusAt: async (index) => void focused.push(index),
  });
  return { store, rows, panel, focused, menus, undone: () => undone };
}

let test: ReturnType<typeof setUp>;
beforeEach(() => (test = setUp()));

describe('rows of things with names', () => {
  it('have one that Tab comes to: the current one, else the first', () => {
    const { rows, store } = test;
    expect(rows.currentId.value).toBe(4);
    rows.current.value = 9;
    expect(rows.currentId.value).toBe(9);
    store.remove(9);
    expect(rows.currentId.value).toBe(4);
    store.list = [];
    expect(rows.currentId.value).toBeNull();
  });

  it('give the focus to the row behind one that is removed, in the end to what adds one', async () => {
    const { rows, panel, focused } = test;
    rows.noting.value = 2;
    await rows.remove(2);
    expect(rows.noting.value).toBeNull();
    expect([focused, rows.currentId.value]).toEqual([[1], 9]);
    await rows.remove(9);
    expect([focused, rows.currentId.value]).toEqual([[1, 0], 4]);
    await rows.remove(4);
    expect(focused).toHaveLength(2);
    expect(document.activeElement).toBe(panel.querySelector('.tools-add'));
  });

  it('take a new name, or keep the old one, and the focus again', async () => {
    const { rows, store, focused } = test;
    rows.renaming.value = 2;
    rows.rename(2, 'other');
    expect(rows.renaming.value).toBeNull();
    rows.rename(9, null);
    await nextTick();
    expect(store.list.map(({ name }) => name)).toEqual(['thing 4', 'other', 'thing 9']);
    expect(focused).toEqual([1, 2]);
  });

  it('take the focus back from a note only where it has not gone elsewhere', async () => {
    const { rows, store, panel, focused } = test;
    panel.querySelector('textarea')?.focus();
    rows.keepNote(2, 'kept');
    await nextTick();
    expect(focused).toEqual([1]);
    (document.body.lastElementChild as HTMLElement).focus();
    rows.keepNote(4, 'kept too');
    await nextTick();
    expect(focused).toEqual([1]);
    expect(store.list.map(({ note }) => note)).toEqual(['kept too', 'kept', '']);
  });

  it('open a menu of their own, and the panel one of all', () => {
    const { rows, panel, menus, store } = test;
    panel.addEventListener('contextmenu', (event) => rows.openMenu(event, store.list[1] as Thing));
    panel.dispatchEvent(new MouseEvent('contextmenu', { button: 2, clientX: 30, clientY: 40 }));
    expect(rows.menuOf.value?.id).toBe(2);
    expect(rows.currentId.value).toBe(2);
    expect(menus).toEqual([{ x: 30, y: 40 }]);
    panel.addEventListener('click', rows.openAllMenu);
    panel.click();
    expect(rows.menuOf.value).toBeNull();
    expect(menus).toHaveLength(2);
  });

  it('take a removal back with Ctrl+Z, but not from within a text', () => {
    const { rows, panel, undone } = test;
    panel.addEventListener('keydown', rows.onPanelKey);
    const press = (on: Element): boolean =>
      on.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true, cancelable: true }),
      );
    expect(press(panel)).toBe(false);
    expect(undone()).toBe(1);
    expect(press(panel.querySelector('textarea') as Element)).toBe(true);
    expect(undone()).toBe(1);
  });
});
