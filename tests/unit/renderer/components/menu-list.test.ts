// @vitest-environment happy-dom
import { nextTick } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import MenuList from '../../../../renderer/components/MenuList.vue';
import type { MenuItem } from '../../../../renderer/components/menu-item';
import { mount, type Mounted } from '../mount';

const ITEMS: readonly MenuItem[] = [
  { id: 'copy', label: 'Copy', keys: 'Ctrl+C' },
  { id: 'paste', label: 'Paste', disabled: true },
  {
    id: 'select',
    label: 'Select',
    separated: true,
    items: [
      { id: 'page', label: 'Page' },
      { id: 'segment', label: 'Segment', checked: true },
    ],
  },
  { id: 'save', label: 'Save' },
];

let menu: Mounted;
let chosen: string[];
let closed: number;

async function open(props: Record<string, unknown> = {}): Promise<void> {
  menu = mount(MenuList, {
    label: 'Bytes',
    items: ITEMS,
    place: { x: 10, y: 10 },
    takesFocus: true,
    onChoose: (id: string) => chosen.push(id),
    onClose: () => closed++,
    ...props,
  });
  await nextTick();
  await nextTick();
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  chosen = [];
  closed = 0;
});
afterEach(() => {
  menu.unmount();
  vi.useRealTimers();
});

function focused(): string | undefined {
  return (document.activeElement as HTMLElement).dataset['item'];
}

/** Moves the pointer over an item. */
function point(id: string, movementX = 1): void {
  const event = new PointerEvent('pointermove', { bubbles: true });
  Object.assign(event, { movementX, movementY: 0 });
  menu.find(`[data-item=${id}]`).dispatchEvent(event);
}

async function rest(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  await nextTick();
}

describe('a menu', () => {
  it('says what it is, which items open menus and which are on', async () => {
    await open();
    expect(menu.find('[role=menu]').getAttribute('aria-label')).toBe('Bytes');
    expect(menu.texts('[role=menuitem] .text')).toEqual(['Copy', 'Paste', 'Select', 'Save']);
    expect(menu.find('[data-item=copy] .keys').textContent).toBe('Ctrl+C');
    const item = menu.find('[data-item=select]');
    expect(item.getAttribute('aria-haspopup')).toBe('menu');
    expect(item.getAttribute('aria-expanded')).toBe('false');
    expect(item.previousElementSibling?.getAttribute('role')).toBe('separator');
    item.click();
    await nextTick();
    expect(item.getAttribute('aria-expanded')).toBe('true');
    expect(menu.find('[data-item=segment]').getAttribute('role')).toBe('menuitemcheckbox');
    expect(menu.find('[data-item=segment]').getAttribute('aria-checked')).toBe('true');
  });

  it('leaves the focus where it is unless it is told to take it', async () => {
    await open({ takesFocus: false });
    expect(focused()).toBeUndefined();
    menu.unmount();
    await open();
    expect(focused()).toBe('copy');
  });

  it('is gone through with the arrows, round its ends and past what is disabled', async () => {
    await open();
    const ways: [string, string][] = [
      ['ArrowDown', 'select'],
      ['ArrowDown', 'save'],
      ['ArrowDown', 'copy'],
      ['ArrowUp', 'save'],
      ['Home', 'copy'],
      ['End', 'save'],
    ];
    for (const [key, item] of ways) {
      await menu.press(key);
      expect(focused()).toBe(item);
    }
  });

  it('goes to the item that begins with what is typed; a pause begins anew', async () => {
    await open();
    const type = (letter: string, at: number): void => {
      const event = new KeyboardEvent('keydown', { key: letter, bubbles: true });
      Object.defineProperty(event, 'timeStamp', { value: at });
      document.activeElement?.dispatchEvent(event);
    };
    type('s', 1000);
    expect(focused()).toBe('select');
    type('A', 1200);
    expect(focused()).toBe('save');
    type('c', 1300);
    expect(focused()).toBe('save');
    type('c', 2500);
    expect(focused()).toBe('copy');
    // What is disabled is passed over.
    type('p', 4000);
    expect(focused()).toBe('copy');
  });

  it('tells which item was chosen, also of the menu beside it', async () => {
    await open();
    menu.find('[data-item=save]').click();
    expect(chosen).toEqual(['save']);
    menu.find('[data-item=select]').click();
    await nextTick();
    menu.find('[data-item=page]').click();
    // The item that opened it was not chosen.
    expect(chosen).toEqual(['save', 'page']);
  });

  it('closes on Escape, and lets no key through to what lies below', async () => {
    const below = vi.fn();
    document.addEventListener('keydown', below);
    await open();
    await menu.press('Escape');
    await menu.press('F10');
    document.removeEventListener('keydown', below);
    expect(closed).toBe(1);
    expect(below).not.toHaveBeenCalled();
  });
});

describe('the menu of an item', () => {
  it('opens to the right and closes to the left, and the focus goes along', async () => {
    await open();
    await menu.press('End');
    await menu.press('ArrowRight');
    expect(menu.texts('[role=menu]')).toHaveLength(1);
    await menu.press('ArrowUp');
    await menu.press('ArrowRight');
    await nextTick();
    expect(menu.texts('[role=menu]')).toHaveLength(2);
    expect(focused()).toBe('page');
    // Its keys go through its own items only.
    await menu.press('ArrowDown');
    await menu.press('ArrowDown');
    expect(focused()).toBe('page');
    await menu.press('ArrowLeft');
    expect(focused()).toBe('select');
    expect(menu.texts('[role=menu]')).toHaveLength(1);
    expect(closed).toBe(0);
  });

  it('opens where the pointer rests, without the focus, and closes where it goes on', async () => {
    await open();
    point('select');
    await rest(100);
    expect(menu.texts('[role=menu]')).toHaveLength(1);
    await rest(100);
    expect(menu.texts('[role=menu]')).toHaveLength(2);
    expect(focused()).toBe('select');
    point('save');
    await rest(200);
    expect(menu.texts('[role=menu]')).toHaveLength(1);
  });

  it('stays open where the pointer reaches it over other items', async () => {
    await open();
    point('select');
    await rest(200);
    point('save');
    menu.find('[role=menu] [role=menu]').dispatchEvent(new PointerEvent('pointerenter'));
    await rest(500);
    expect(menu.texts('[role=menu]')).toHaveLength(2);
  });

  it('is not opened by a pointer that rests where the menu opened', async () => {
    await open();
    point('select', 0);
    await rest(500);
    expect(menu.texts('[role=menu]')).toHaveLength(1);
    expect(focused()).toBe('copy');
  });
});
