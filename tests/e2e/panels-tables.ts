/** The panels about page tables and one address; for the end-to-end tests. */
import type { Locator, Page } from '@playwright/test';
import type { AddressView, WalkLevel } from '../../shared/table-types';
import { expect, SAMPLE, type Application } from './application';
import { momentOf, settled } from './panels';

/** The panel of the page tables. */
export function tablePanel(page: Page): Locator {
  return page.getByRole('region', { name: 'Page table', exact: true });
}

/** Shows the page tables in another way. */
export async function showTables(page: Page, mode: 'Path' | 'Tree' | 'Table'): Promise<void> {
  const button = page.getByRole('group', { name: 'Page table as' }).getByRole('button', { name: mode });
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await settled(page);
}

/** Opens the sample with its page tables in front. */
export async function openTablePanel(
  launch: (options: { file: string }) => Promise<Application>,
  mode: 'Path' | 'Tree' | 'Table',
): Promise<Application> {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await app.page.keyboard.press('Control+8');
  await showTables(app.page, mode);
  return app;
}

/** The tree of all tables. */
export function tableTree(page: Page): Locator {
  return tablePanel(page).getByRole('tree', { name: 'Page tables at this moment' });
}

/** The row of the tree that is selected. */
export function chosenRow(page: Page): Locator {
  return tableTree(page).getByRole('treeitem', { selected: true });
}

/** The names of all rows of the tree: the keyboard walks down from the root, and opens every table on its way. */
export async function walkTree(page: Page): Promise<string[]> {
  await tableTree(page).focus();
  await page.keyboard.press('Home');
  await expect(chosenRow(page)).toHaveAttribute('aria-label', /^P4, root table/);
  const names: string[] = [];
  for (;;) {
    await settled(page);
    const name = (await chosenRow(page).getAttribute('aria-label')) ?? '';
    if (name === names.at(-1)) return names;
    names.push(name);
    const isClosed = (await chosenRow(page).getAttribute('aria-expanded')) === 'false';
    if (isClosed && / table 0x/.test(name)) {
      await page.keyboard.press('ArrowRight');
      await expect(chosenRow(page)).toHaveAttribute('aria-expanded', 'true');
      await settled(page);
    }
    await page.keyboard.press('ArrowDown');
  }
}

/** The picture of one table. */
export function tablePicture(page: Page): Locator {
  return tablePanel(page).getByRole('listbox', { name: /^P\d table from 0x/ });
}

/** The entry of the picture that is selected. */
export function chosenEntry(page: Page): Locator {
  return tablePicture(page).getByRole('option', { selected: true });
}

/** The details of the entry that is selected in the picture. */
export function entryFacts(page: Page, index: number): Locator {
  return tablePanel(page).getByRole('region', { name: `Entry ${index}`, exact: true });
}

/** What the engine says of an address at the current moment. */
export async function lookUp(page: Page, virt: string): Promise<AddressView> {
  const moment = await momentOf(page);
  const answer = await page.evaluate((params) => window.loadscope.call('address.look', params), {
    moment,
    virt,
  });
  return (answer as { readonly value: AddressView }).value;
}

/** What the engine says of the entry that maps an address. */
export async function leafOf(page: Page, virt: string): Promise<WalkLevel> {
  return (await lookUp(page, virt)).levels.at(-1)!;
}

/** The panel about one address. */
export function addressPanel(page: Page): Locator {
  return page.getByRole('region', { name: 'Address', exact: true });
}

/** The field for the address that is looked at. */
export function addressField(page: Page): Locator {
  return addressPanel(page).getByLabel('Address or symbol to look at');
}

/** Looks at what is typed. */
export async function lookAt(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+Alt+g');
  await expect(addressField(page)).toBeFocused();
  await addressField(page).fill(text);
  await addressField(page).press('Enter');
  await settled(page);
}

/** A fact about the address, by its name. */
export function addressFact(page: Page, name: string): Locator {
  const term = page.locator('dt').filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) });
  return addressPanel(page).locator('dt').and(term).locator('xpath=following-sibling::dd[1]');
}
