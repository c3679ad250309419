// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia';
import { nextTick, type Component } from 'vue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Column } from '../../../../renderer/panels/kernel/list-model';
import RowGrid from '../../../../renderer/panels/kernel/RowGrid.vue';
import { mount, type Mounted } from '../mount';

interface Row {
  readonly name: string;
}

const ROW = 20;
const columns: readonly Column<Row>[] = [
  { id: 'name', title: 'Name', track: '1fr', text: ({ name }) => name },
];
const rows = new Map<number, Row>();

function rowAt(index: number): Row {
  const row = rows.get(index) ?? { name: `symbol ${index}` };
  rows.set(index, row);
  return row;
}

let list: Mounted;
beforeEach(() => {
  setActivePinia(createPinia());
  list = mount(RowGrid as Component, {
    id: 'list',
    label: 'Symbols',
    columns,
    total: 1000,
    row: rowAt,
    nameOf: ({ name }: Row) => name,
    wrongOf: () => '',
    selected: -1,
    order: null,
  });
});
afterEach(() => list.unmount());

const elements = (): HTMLElement[] => Array.from(document.querySelectorAll<HTMLElement>('[data-row]'));
const indexOf = (element: HTMLElement): number => Number(element.dataset['row']);

async function scrollTo(row: number): Promise<void> {
  const grid = list.find('[role=grid]');
  grid.scrollTop = row * ROW;
  grid.dispatchEvent(new Event('scroll'));
  await nextTick();
}

describe('the rows of a list', () => {
  it('keep their elements and these their places in the document, wherever one scrolls', async () => {
    await scrollTo(100);
    const before = elements();
    const names = new Map(before.map((element) => [indexOf(element), element]));
    await scrollTo(103);
    expect(elements()).toEqual(before);
    const staying = elements().filter((element) => names.get(indexOf(element)) === element);
    expect(staying).toHaveLength(before.length - 3);
    await scrollTo(700);
    expect(elements()).toEqual(before);
  });

  it('stand where their numbers say, and are read in that order', async () => {
    await scrollTo(103);
    const shown = elements().map(indexOf);
    const ordered = [...shown].sort((a, b) => a - b);
    expect(ordered).toEqual(Array.from({ length: ordered.length }, (_, i) => (ordered[0] ?? 0) + i));
    expect(ordered).toContain(103);
    for (const element of elements()) {
      expect(element.style.transform).toBe(`translateY(${indexOf(element) * ROW}px)`);
      expect(element.textContent?.trim()).toBe(`symbol ${indexOf(element)}`);
    }
    const owned = list.find('[role=rowgroup]').getAttribute('aria-owns');
    expect(owned ?? shown.map((index) => `list-${index}`).join(' ')).toBe(
      ordered.map((index) => `list-${index}`).join(' '),
    );
    await scrollTo(0);
    expect(elements().map(indexOf)).toEqual(elements().map((_, i) => i));
    expect(list.find('[role=rowgroup]').hasAttribute('aria-owns')).toBe(false);
  });
});
