// @vitest-environment happy-dom
import { nextTick } from 'vue';
import { afterEach, expect, it } from 'vitest';
import MenuButton from '../../../../renderer/components/MenuButton.vue';
import { mount, type Mounted } from '../mount';

const ITEMS = [
  { id: 'text', label: 'Text' },
  { id: 'csv', label: 'CSV' },
];

let menu: Mounted;
const other = document.createElement('input');

/** Opens the menu by its button; what is chosen goes to `onChoose`. */
async function open(onChoose: (id: string) => void): Promise<HTMLElement> {
  menu = mount(MenuButton, { label: 'Copy these ranges', items: ITEMS, onChoose });
  const button = document.querySelector<HTMLElement>('[aria-haspopup=menu]')!;
  button.focus();
  button.click();
  await nextTick();
  await nextTick();
  return button;
}

afterEach(() => {
  menu.unmount();
  other.remove();
});

it('gives the keyboard back to its button once something was chosen', async () => {
  const chosen: string[] = [];
  const button = await open((id) => chosen.push(id));
  const [first, second] = document.querySelectorAll<HTMLElement>('[role=menuitem]');
  expect(document.activeElement).toBe(first);
  second!.focus();
  second!.click();
  await nextTick();
  expect(chosen).toEqual(['csv']);
  expect(document.querySelector('[role=menu]')).toBeNull();
  expect(document.activeElement).toBe(button);
});

it('leaves the keyboard where the choice has taken it', async () => {
  document.body.append(other);
  await open(() => other.focus());
  document.querySelector<HTMLElement>('[role=menuitem]')!.click();
  await nextTick();
  expect(document.querySelector('[role=menu]')).toBeNull();
  expect(document.activeElement).toBe(other);
});
