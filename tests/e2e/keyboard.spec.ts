import type { Page } from '@playwright/test';
import { COMMANDS } from '../../shared/commands';
import { expect, test } from './application';
import { KERNELS, openKernel } from './kernels';
import { shown } from './load-facts';
import { momentOf, settled, travel } from './panels';
import { showCentre } from './panels-space';
import { focusShown } from './panels-views';

/** Names of the panels that are on the screen; one inside another is a stop with it. */
function panelsOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-panel]')]
      .filter((one) => one.getClientRects().length > 0 && !one.parentElement?.closest('[data-panel]'))
      .map((one) => one.dataset['panel'] ?? ''),
  );
}

/** A key of the table of commands as Playwright presses it. */
function pressed(keys: string): string {
  return keys
    .split('+')
    .map((key) => (key === 'Ctrl' ? 'Control' : key.length === 1 ? key.toLowerCase() : key))
    .join('+');
}

/** Goes once round the panels; the names in the order of the stops. */
async function round(page: Page, key: string, count: number): Promise<string[]> {
  const stops: string[] = [];
  for (let i = 0; i < count; i += 1) {
    await page.keyboard.press(key);
    const { panel, visible } = await focusShown(page);
    expect(visible, `the focus is seen in ${panel}`).toBe(true);
    stops.push(panel);
  }
  return stops;
}

for (const kernel of KERNELS) {
  test(`F6 goes round all panels and back, the focus always in sight (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await travel(page, 'Control+F10');
    const panels = await panelsOf(page);
    const stops = await round(page, 'F6', panels.length);
    expect([...stops].sort()).toEqual([...panels].sort());
    // Once more forwards, then the same way back.
    await page.keyboard.press('F6');
    expect((await focusShown(page)).panel).toBe(stops[0]);
    expect(await round(page, 'Shift+F6', panels.length)).toEqual([...stops.slice(1).reverse(), stops[0]]);
  });
}

test('F6 goes round all panels, whatever the centre shows', async ({ launch, folders }) => {
  const { page } = await openKernel(KERNELS[0]!, launch, folders);
  for (const tab of ['Address space', 'Physical map', 'Kernel file'] as const) {
    await showCentre(page, tab);
    const panels = await panelsOf(page);
    expect(panels).not.toContain('memory');
    const stops = await round(page, 'F6', panels.length);
    expect([...stops].sort()).toEqual([...panels].sort());
  }
});

/** The panel with the focus, once every panel shows the current moment. */
async function focusedPanel(page: Page): Promise<string> {
  await settled(page);
  return (await focusShown(page)).panel;
}

test('Enter goes from a picture of the whole to the bytes, Alt+Left comes back to it', async ({
  launch,
  folders,
}) => {
  const { page } = await openKernel(KERNELS[0]!, launch, folders);
  for (const [view, keys] of [
    ['space', ['Control+Alt+v', 'ArrowDown']],
    ['frames', ['Control+Alt+f', 'ArrowRight']],
    ['kernel', ['Control+Alt+h', 'Control+f', 'ArrowDown', 'ArrowDown']],
  ] as const) {
    for (const key of keys) {
      await page.keyboard.press(key);
      await expect.poll(() => focusedPanel(page)).toBe(view);
    }
    await page.keyboard.press('Enter');
    await expect.poll(() => focusedPanel(page)).toBe('memory');
    await page.keyboard.press('Alt+ArrowLeft');
    await expect.poll(() => focusedPanel(page)).toBe(view);
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(() => focusedPanel(page)).toBe('memory');
  }
});

test('Ctrl+F leads to the field of the panel, Escape out of it', async ({ launch, folders }) => {
  const { page } = await openKernel(KERNELS[0]!, launch, folders);
  for (const [panel, key, field] of [
    ['space', 'Control+Alt+v', 'Filter of the ranges'],
    ['frames', 'Control+Alt+f', 'Go to a frame'],
    ['kernel', 'Control+Alt+h', 'Search symbols'],
    ['disassembly', 'Control+Alt+i', 'Go to in the disassembly'],
    ['address', 'Control+Alt+a', 'Address or symbol to look at'],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(() => focusedPanel(page)).toBe(panel);
    await page.keyboard.press('Control+f');
    await expect(page.getByLabel(field, { exact: true })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByLabel(field, { exact: true })).not.toBeFocused();
    expect((await focusShown(page)).panel).toBe(panel);
  }
});

test('from the search in memory Escape leads back to where one came from', async ({ launch, folders }) => {
  const { page } = await openKernel(KERNELS[0]!, launch, folders);
  for (const [panel, key] of [
    ['page-table', 'Control+8'],
    // Its tab gives way to that of the search.
    ['problems', 'Control+Shift+m'],
    ['steps', 'Control+4'],
    ['memory', 'Control+1'],
  ] as const) {
    for (const find of ['Control+f', 'Control+Shift+f']) {
      await page.keyboard.press(key);
      await expect.poll(() => focusedPanel(page)).toBe(panel);
      await page.keyboard.press(find);
      await expect.poll(() => focusedPanel(page)).toBe('search');
      // Asked for once more, it is still where it was first asked for that one comes back to.
      await page.keyboard.press('Control+Shift+f');
      await page.keyboard.press('Escape');
      await expect.poll(() => focusedPanel(page)).toBe(panel);
      expect((await focusShown(page)).visible).toBe(true);
    }
  }
});

test('the key of every view brings it to the front and moves the focus there', async ({
  launch,
  folders,
}) => {
  const { page } = await openKernel(KERNELS[0]!, launch, folders);
  const views = COMMANDS.filter(({ command }) => /^view\.(?!toggle|maximise)/.test(command));
  expect(views.length).toBeGreaterThan(15);
  for (const { command, keys } of views) {
    const panel = command.slice('view.'.length).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    await page.keyboard.press(pressed(keys[0]!));
    await expect.poll(async () => (await focusShown(page)).panel).toBe(panel);
    expect((await focusShown(page)).visible, `the focus is seen in ${panel}`).toBe(true);
  }
});

test('an arrival is announced, and what stopped a run', async ({ launch, folders }) => {
  const { page } = await openKernel(KERNELS[0]!, launch, folders);
  const spoken = page.getByRole('status', { name: 'Announcements' });
  await travel(page, 'Control+Home');
  await expect(spoken).toHaveText(/Before the load$/);
  await travel(page, 'F10');
  const moment = shown(await momentOf(page));
  await expect(spoken).toHaveText(new RegExp(`Step 1, op ${moment}: \\S`));
  // While a key is held only where it ends is said.
  for (let i = 0; i < 5; i += 1) await page.keyboard.press('F10');
  await settled(page);
  await expect(spoken).toHaveText(/Step 6, op [\d,]+: \S/);
  await travel(page, 'F5');
  await expect(spoken).toHaveText(/^\S.*Step [\d,]+, op [\d,]+: \S/);
});
