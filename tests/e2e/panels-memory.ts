/** Memory views: groups and tabs, bytes and folds, what is selected; for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';
import { settled } from './panels';

/** What a view is about, as its grid's name begins. */
export const SPACE_LABELS = {
  physical: 'Physical memory',
  virtual: 'Virtual memory of the kernel',
  file: 'Kernel file',
} as const;

/** A group of views, by its place from the left, from 1. */
export function group(page: Page, number = 1): Locator {
  return page.locator('.memory-group').nth(number - 1);
}

/** The bytes of a view, by its name; without one those of the first group. */
export function hexGrid(page: Page, name?: string | RegExp): Locator {
  return name === undefined
    ? group(page).getByRole('grid')
    : page.getByRole('grid', { name, exact: typeof name === 'string' });
}

/** A byte of a view that is in sight, by its address; rows that are kept for later are hidden. */
export function byteAt(grid: Locator, address: bigint | number): Locator {
  return grid.locator(`[role=gridcell][aria-label^="0x${address.toString(16)}, "]`).filter({ visible: true });
}

/** Titles of the tabs of all groups, from the left. */
export async function viewTabs(page: Page): Promise<string[][]> {
  return page
    .getByRole('tablist', { name: /^Memory(, group \d+)?$/ })
    .evaluateAll((lists) =>
      lists.map((list) =>
        [...list.querySelectorAll<HTMLElement>('[role=tab]')].map((tab) => tab.innerText.trim()),
      ),
    );
}

/** A tab of a group. */
export function viewTab(page: Page, title: string, number = 1): Locator {
  return group(page, number).getByRole('tab', { name: title, exact: true });
}

/** Gives the memory views the room of the columns at both sides. */
export async function widen(page: Page): Promise<void> {
  await page.keyboard.press('Control+b');
  await page.keyboard.press('Control+Alt+b');
  await expect(page.getByRole('region', { name: 'Inspector' })).toHaveCount(0);
  await settled(page);
}

/** Chooses what has no room in the head of a group. */
export async function chooseMore(page: Page, item: string, number = 1): Promise<void> {
  await group(page, number).getByRole('button', { name: 'More of this memory view' }).click();
  await page.getByRole('menu', { name: 'Memory view' }).getByText(item, { exact: true }).click();
  await settled(page);
}

/** Shows all of the space, not only what the step touches. */
export async function showEverything(page: Page, number = 1): Promise<void> {
  const choice = group(page, number).getByLabel('Rows shown');
  if ((await choice.count()) > 0) await choice.selectOption({ label: 'Everything' });
  else await chooseMore(page, 'Only what the step touches', number);
  await settled(page);
}

/** Goes to an address of the view in front of a group. */
export async function goInView(page: Page, text: string, number = 1): Promise<void> {
  const button = group(page, number).getByRole('button', { name: 'Go to in this view' });
  if ((await button.count()) > 0) await button.click();
  else await chooseMore(page, 'Go to in this view…', number);
  const field = group(page, number).getByRole('textbox', { name: /^Go to in / });
  await field.fill(text);
  await field.press('Enter');
  // The field is left once the place is known.
  await expect(field).toHaveCount(0);
  await settled(page);
}

/** Sets a choice of the settings of the view in front of a group. */
export async function setView(page: Page, setting: string, choice: string, number = 1): Promise<void> {
  await group(page, number).getByRole('button', { name: 'Settings of this memory view' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings of this memory view' });
  await dialog
    .getByRole('radiogroup', { name: setting })
    .getByRole('radio', { name: choice, exact: true })
    .check({ force: true });
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await settled(page);
}

/** Carries a command out by its name in the palette. */
export async function runCommand(page: Page, label: string): Promise<void> {
  await page.keyboard.press('Control+Shift+p');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await palette.getByRole('combobox').fill(label);
  await expect(
    palette.getByRole('option', { selected: true }).getByText(label, { exact: true }),
  ).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(palette).toHaveCount(0);
  await settled(page);
}

/** Addresses of the selected bytes of a view that are in sight. */
export async function selectedAddresses(grid: Locator): Promise<string[]> {
  const names = await grid
    .locator('[role=gridcell][aria-selected=true]')
    .filter({ visible: true })
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label') ?? ''));
  return names.map((name) => name.split(', ')[0] ?? '');
}

/** Addresses that the rows in sight begin with, from the top. */
export async function rowAddresses(grid: Locator): Promise<bigint[]> {
  const names = await grid
    .getByRole('rowheader')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  return names.map((name) => BigInt(name));
}

/** What was said last, as a screen reader hears it. */
export function spoken(page: Page): Locator {
  return page.getByRole('status', { name: 'Announcements' });
}

/** Types a range into the field for it; what it means is checked before it is taken. */
export async function selectRange(page: Page, text: string, meaning?: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+Shift+g');
  const box = page.getByRole('dialog', { name: 'Select range' });
  await box.getByRole('textbox', { name: 'Bytes to select' }).fill(text);
  await expect(box.getByRole('status')).toContainText(meaning ?? /bytes?, 0x/);
  await page.keyboard.press('Enter');
  await expect(box).toHaveCount(0);
  await settled(page);
}

/** What the statistics are about: the selected range. */
export function statisticsSubject(page: Page): Locator {
  const panel = page.locator('[data-panel=statistics]').first();
  return panel.getByText(/^0x[0-9a-f]+–0x[0-9a-f]+ of (physical|virtual|the) /);
}

/** A number of the statistics, by its name. */
export function statistic(page: Page, name: string): Locator {
  const numbers = page.getByRole('region', { name: 'Numbers' });
  const term = page.getByText(name, { exact: true });
  return numbers.locator('.fact').filter({ has: term }).locator('dd > .mono');
}
