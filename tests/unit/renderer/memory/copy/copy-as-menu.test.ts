// @vitest-environment happy-dom
import { nextTick } from 'vue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import CopyAsMenu from '../../../../../renderer/panels/memory/copy/CopyAsMenu.vue';
import { COPY_FORMATS, FORMAT_GROUPS, formatOf } from '../../../../../renderer/panels/memory/copy/formats';
import { useCopyAsStore } from '../../../../../renderer/stores/copy-as';
import { useSelectionStore } from '../../../../../renderer/stores/selection';
import { useTimeStore } from '../../../../../renderer/stores/time';
import type { SpaceBytes } from '../../../../../shared/memory-types';
import type { MemorySpace } from '../../../../../shared/view-types';
import { mount, type Mounted } from '../../mount';
import { fakeWhere, fakeWindow, type FakeWindow } from '../fake-bridge';

let window: FakeWindow;
let menu: Mounted;
let grid: HTMLElement;
let read: () => SpaceBytes | Promise<SpaceBytes>;

beforeEach(async () => {
  read = () => ({ bytes: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46), missing: [] });
  window = fakeWindow((name, params) => {
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    if (name === 'sources.list') return [];
    if (name === 'memory.bytes') return read();
    return undefined;
  });
  window.load(1, 100);
  useTimeStore();
  await window.settle();
  grid = document.body.appendChild(document.createElement('button'));
  grid.focus();
  menu = mount(CopyAsMenu);
});
afterEach(() => {
  menu.unmount();
  grid.remove();
});

async function open(length = 4, space: MemorySpace = 'physical'): Promise<void> {
  useSelectionStore().selectByte({ space, page: 1, offset: 0 }, length);
  useCopyAsStore().asked = true;
  await window.settle();
}

function active(): string | undefined {
  const id = menu.find('[role=listbox]').getAttribute('aria-activedescendant') ?? '';
  const option = document.getElementById(id);
  expect(option?.getAttribute('aria-selected')).toBe('true');
  return option?.querySelector('span')?.textContent ?? undefined;
}

function option(id: string): HTMLElement {
  return menu.find(`#copy-as-${COPY_FORMATS.indexOf(formatOf(id))}`);
}

async function press(key: string): Promise<void> {
  await menu.press(key);
  await window.settle();
}

/** What was put on the clipboard. */
function copied(): unknown[] {
  return window.asked.filter(({ name }) => name === 'clipboard.write').map(({ params }) => params);
}

describe('the formats to copy bytes in', () => {
  it('are listed under their headings, with what is selected and what comes out', async () => {
    await open();
    expect(menu.texts('[role=option] > .trunc')).toEqual(COPY_FORMATS.map(({ label }) => label));
    const groups = Array.from(document.querySelectorAll('[role=group]'));
    expect(groups.map((group) => group.getAttribute('aria-label'))).toEqual([...FORMAT_GROUPS]);
    expect(menu.find('[role=listbox]').getAttribute('aria-label')).toBe('Copy 4 bytes at 0x1000 as');
    expect(menu.find('pre').textContent).toBe('7f 45 4c 46');
    expect(menu.find('.foot').textContent).toContain('11 characters');
    expect(document.activeElement).toBe(menu.find('[role=listbox]'));
  });

  it('are gone through by key; the preview follows', async () => {
    await open();
    await press('ArrowDown');
    expect(active()).toBe('Hex without spaces');
    expect(menu.find('pre').textContent).toBe('7f454c46');
    await press('End');
    expect(active()).toBe(COPY_FORMATS.at(-1)?.label);
    // The beginning of a label, or of one of its words.
    await press('r');
    expect(active()).toBe('Range of addresses');
    expect(menu.find('pre').textContent).toBe('0x1000..0x1003');
  });

  it('are chosen by Enter or by a click: the bytes are copied, and Ctrl+C does the same from then on', async () => {
    await open();
    await press('ArrowDown');
    await press('Enter');
    expect(copied()).toEqual([{ text: '7f454c46' }]);
    expect(document.querySelector('[role=dialog]')).toBeNull();
    expect(document.activeElement).toBe(grid);
    await open();
    expect(active()).toBe('Hex without spaces');
    expect(option('hex-plain').querySelector('kbd')?.textContent).toBe('Ctrl+C');
    option('base64').click();
    await window.settle();
    expect(copied().at(-1)).toEqual({ text: 'f0VMRg==' });
    expect(useCopyAsStore().format.id).toBe('base64');
  });

  it('close on Escape without a copy, and the focus goes back', async () => {
    await open();
    await press('Escape');
    expect(document.querySelector('[role=dialog]')).toBeNull();
    expect(document.activeElement).toBe(grid);
    expect(copied()).toEqual([]);
  });

  it('close where the focus goes elsewhere, and leave it there', async () => {
    await open();
    grid.focus();
    await nextTick();
    expect(useCopyAsStore().asked).toBe(false);
    expect(document.activeElement).toBe(grid);
  });
});

describe('formats that the bytes cannot be copied in', () => {
  it('say why when they are chosen, and stay open', async () => {
    await open(4, 'file');
    expect(option('gdb-x').getAttribute('aria-disabled')).toBe('true');
    expect(option('hex').getAttribute('aria-disabled')).toBe('false');
    option('gdb-x').click();
    await window.settle();
    expect(menu.find('.problem').textContent).toContain('have no address in memory');
    await press('Enter');
    expect(copied()).toEqual([]);
    expect(useCopyAsStore().asked).toBe(true);
  });

  it('say which bytes are missing, and what the engine fails with', async () => {
    read = () => ({
      bytes: new Uint8Array(4),
      missing: [{ first: 0x1001, length: 1, reason: 'unreadable' }],
    });
    await open();
    expect(menu.find('pre').textContent).toBe('00 ?? 00 00');
    option('rust').dispatchEvent(new PointerEvent('pointermove', { bubbles: true }));
    await window.settle();
    expect(menu.find('.problem').textContent).toContain('1 of 4 bytes are missing, first at 0x1001');
    read = () => {
      throw new Error('the disk is gone');
    };
    await press('Home');
    expect(menu.find('.problem').textContent).toContain('the disk is gone');
  });

  it('show the answer to the last question only', async () => {
    const answers: ((bytes: SpaceBytes) => void)[] = [];
    await open();
    read = () => new Promise((resolve) => answers.push(resolve));
    await press('ArrowDown');
    read = () => ({ bytes: Uint8Array.of(1, 2, 3, 4), missing: [] });
    await press('Home');
    expect(menu.find('pre').textContent).toBe('01 02 03 04');
    answers[0]?.({ bytes: Uint8Array.of(9, 9, 9, 9), missing: [] });
    await window.settle();
    expect(menu.find('pre').textContent).toBe('01 02 03 04');
  });
});
