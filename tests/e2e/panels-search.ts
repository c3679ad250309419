/** The search in memory, for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';
import { settled } from './panels';

/** What to look for; what is not given stays as it was. */
export interface Wanted {
  readonly kind: 'Bytes' | 'Text' | 'Number' | 'Regex';
  readonly text: string;
  /** Labels of the lists among the options, and what is chosen there. */
  readonly choose?: Readonly<Record<string, string>>;
  readonly check?: Readonly<Record<string, boolean>>;
  /** The colours that are chosen, by their names; none: any. */
  readonly colours?: readonly string[];
  readonly tolerance?: string;
}

/** The search panel. */
export function searchPanel(page: Page): Locator {
  return page.locator('[data-panel="search"]').first();
}

/** Brings the search to the front, as large as it can be, with its options. */
export async function openSearch(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+Shift+f');
  const panel = searchPanel(page);
  await expect(panel.getByRole('textbox', { name: / to look for$/ })).toBeFocused();
  const options = panel.getByRole('button', { name: 'Options of the search' });
  if ((await options.getAttribute('aria-pressed')) !== 'true') await options.click();
  return panel;
}

/** Fills in what to look for, without searching. */
export async function askFor(panel: Locator, wanted: Wanted): Promise<Locator> {
  const { kind, text, choose = {}, check = {}, colours, tolerance } = wanted;
  await panel.getByRole('group', { name: 'Look for' }).getByRole('button', { name: kind }).click();
  for (const [label, option] of Object.entries(choose)) {
    await panel.getByLabel(label, { exact: true }).selectOption({ label: option });
  }
  for (const [label, checked] of Object.entries(check)) await panel.getByLabel(label).setChecked(checked);
  if (colours !== undefined) await chooseColours(panel, colours);
  if (tolerance !== undefined) await panel.getByLabel('Tolerance').fill(tolerance);
  const field = panel.getByRole('textbox', { name: `${kind} to look for` });
  await field.fill(text);
  return field;
}

/** Chooses the colours that matches may have, and no others. */
async function chooseColours(panel: Locator, colours: readonly string[]): Promise<void> {
  const button = panel.getByRole('button', { name: /^Only in these colours/ });
  await button.click();
  const choice = panel.page().getByRole('dialog', { name: 'Only in these colours' });
  const any = choice.getByRole('button', { name: 'Any colour' });
  if (await any.isEnabled()) await any.click();
  for (const colour of colours) await choice.getByLabel(colour, { exact: true }).check();
  await choice.press('Escape');
  await expect(button).toBeFocused();
}

/** Searches and waits for the end of it. */
export async function searchFor(panel: Locator, wanted: Wanted): Promise<void> {
  await (await askFor(panel, wanted)).press('Enter');
  await settled(panel.page());
}

/** What the panel says of the search. */
export function searchSummary(panel: Locator): Locator {
  return panel.getByRole('search').getByRole('status');
}

/** A match as the list has it. */
export interface ListedMatch {
  readonly address: number;
  readonly length: number;
}

/** All matches that the list has, read while it is scrolled from its start to its end. */
export async function listedMatches(panel: Locator): Promise<ListedMatch[]> {
  const list = panel.getByRole('listbox', { name: 'Matches' });
  if ((await list.count()) === 0) return [];
  const found = new Map<number, string>();
  let count = 1;
  for (let top = 0; found.size < count;) {
    await list.evaluate((element, to) => (element.scrollTop = to), top);
    await expect(list.getByRole('option', { name: 'Loading' })).toHaveCount(0);
    const rows = await list.getByRole('option').evaluateAll((options) =>
      options.map((one) => ({
        place: Number(one.getAttribute('aria-posinset')),
        count: Number(one.getAttribute('aria-setsize')),
        name: one.getAttribute('aria-label') ?? '',
      })),
    );
    const before = found.size;
    for (const row of rows) found.set(row.place, row.name);
    count = rows[0]?.count ?? 0;
    // Rows come in a frame after the scrolling: the same place is then read again.
    if (found.size > before) top += (await list.evaluate(({ clientHeight }) => clientHeight)) - 20;
  }
  return Array.from({ length: count }, (_, i) => {
    const [address = '', size = ''] = (found.get(i + 1) ?? '').split(', ');
    return { address: Number(address), length: parseInt(size, 10) };
  });
}
