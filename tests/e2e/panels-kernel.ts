/** The Kernel file tab and the disassembly, for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';
import { settled } from './panels';
import { showCentre } from './panels-space';
import { plain } from './panels-views';

/** The parts of the kernel file. */
export type KernelPartName =
  | 'Overview'
  | 'ELF header'
  | 'Segments'
  | 'Sections'
  | 'Dynamic'
  | 'Notes'
  | 'Symbols'
  | 'Relocations'
  | 'TLS, RELRO, entry'
  | 'Picture';

/** Brings a part of the kernel file to the front, beside the list of parts or from its menu; what shows it. */
export async function showPart(page: Page, name: KernelPartName): Promise<Locator> {
  await showCentre(page, 'Kernel file');
  const tab = page
    .getByRole('tablist', { name: 'Parts of the kernel file' })
    .getByRole('tab', { name: new RegExp(`^${name}(, [\\d,]|$)`) });
  const menu = page.getByRole('button', { name: 'Part of the kernel file' });
  await expect(tab.or(menu)).toBeVisible();
  if (await menu.isVisible()) {
    await menu.click();
    await page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click();
  } else await tab.click();
  await settled(page);
  return page.locator('#kernel-part');
}

/** A list of the kernel file. */
export function kernelList(page: Page, label: string): Locator {
  return page.getByRole('grid', { name: label, exact: true });
}

/** Rows of a list that are drawn, in words: `Title text, Title text…` of every column, those that have no room too. */
export async function rowNames(page: Page, label: string): Promise<string[]> {
  await settled(page);
  return kernelList(page, label)
    .locator('[data-row]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
}

/** What a row says in a column. */
export function inColumn(name: string, title: string): string {
  return (
    name
      .split(', ')
      .find((part) => part.startsWith(`${title} `))
      ?.slice(title.length + 1) ?? ''
  );
}

/** A row of a list that says something. */
export function rowWith(page: Page, label: string, text: string): Locator {
  return kernelList(page, label).locator('[data-row]').filter({ hasText: text }).first();
}

/** The details of the selected row. */
export function details(page: Page): Locator {
  return page.locator('#kernel-part').getByRole('region', { name: /^Details of / });
}

/** Types a search of symbols or relocations; the list shows what it finds. */
export async function searchList(page: Page, of: 'symbols' | 'relocations', text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: `Search ${of}` });
  await field.fill(text);
  // The search begins once typing rests.
  await field.press('Enter');
  await settled(page);
}

/** Brings the disassembly to the front; its lines. */
export async function openCode(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+Alt+i');
  const list = codeList(page);
  await expect(list).toBeVisible();
  await settled(page);
  return list;
}

/** The lines of the disassembly. */
export function codeList(page: Page): Locator {
  return page.getByRole('listbox', { name: 'Disassembly', exact: true });
}

/** Positions of the lines that are in sight, from the top. */
export async function codePositions(page: Page): Promise<number[]> {
  await settled(page);
  return codeList(page)
    .getByRole('option')
    .evaluateAll((all) => all.map((line) => Number((line as HTMLElement).dataset['position'])));
}

/** A line by its position. */
export function codeLine(page: Page, position: bigint | number): Locator {
  return page.locator(`[id="code-${position}"]`);
}

/** Goes to an address or a symbol in the disassembly. */
export async function goInCode(page: Page, text: string): Promise<void> {
  await codeList(page).focus();
  await page.keyboard.press('g');
  const field = page.getByLabel('Go to in the disassembly');
  await expect(field).toBeFocused();
  await field.fill(text);
  await field.press('Enter');
  await expect(codeList(page)).toBeFocused();
  await settled(page);
}

/** What a line reads like. */
export async function codeText(line: Locator): Promise<string> {
  return plain(await line.innerText());
}
