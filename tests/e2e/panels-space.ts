/** The pictures of the whole in the centre: address space and physical map; for the end-to-end tests. */
import type { Locator, Page } from '@playwright/test';
import { expect, SAMPLE, type Application } from './application';
import { settled } from './panels';
import { plain } from './panels-views';

/** The tabs of the centre. */
export type CentreTab = 'Memory and source' | 'Address space' | 'Physical map' | 'Kernel file';

/** Chooses a tab of the centre. */
export async function showCentre(page: Page, title: CentreTab): Promise<void> {
  const tab = page.getByRole('tablist', { name: 'Centre', exact: true }).getByRole('tab', { name: title });
  await tab.click();
  await expect(tab).toHaveAttribute('aria-selected', 'true');
  await settled(page);
}

/** The tab of the centre that is in front. */
export function chosenCentre(page: Page): Locator {
  return page.getByRole('tablist', { name: 'Centre', exact: true }).getByRole('tab', { selected: true });
}

/** The table of ranges. */
export function rangeGrid(page: Page): Locator {
  return page.getByRole('grid', { name: 'Merged ranges', exact: true });
}

/** The lines of the table of ranges that are in sight, gaps among them. */
export function rangeLines(page: Page): Locator {
  return rangeGrid(page).locator('.scroller').getByRole('row');
}

/** What a row of the ranges says. */
export interface ShownRange {
  readonly range: string;
  readonly pages: string;
  readonly rights: string;
  readonly owner: string;
}

/** The rows of ranges that are in sight, without gaps. */
export async function shownRanges(page: Page): Promise<ShownRange[]> {
  const lines = await rangeLines(page).evaluateAll((all) =>
    all.map((line) =>
      [...line.querySelectorAll('[role=gridcell]')].map((cell) => (cell.textContent ?? '').trim()),
    ),
  );
  return lines
    .filter((cells) => cells.length > 1)
    .map(([range = '', , pages = '', rights = '', owner = '']) => ({ range, pages, rights, owner }));
}

/** Chooses what must be equal for pages to share a row. */
export async function mergeBy(page: Page, label: string): Promise<void> {
  await page.getByLabel('Merge by', { exact: true }).selectOption({ label });
  await settled(page);
}

/** Types a filter of the ranges. */
export async function filterRanges(page: Page, text: string): Promise<void> {
  await page.getByLabel('Filter of the ranges').fill(text);
}

/** What is said of the ranges at their head. */
export function rangesSubject(page: Page): Locator {
  return page.getByRole('region', { name: 'Merged ranges' }).locator('.phead .small.trunc');
}

/** A strip of the address space. */
export function strip(page: Page, name: 'Level 4 entries' | 'Neighbourhood' | 'Detail'): Locator {
  return page.getByRole('slider', { name, exact: true });
}

/** The picture of the physical map. */
export function framePicture(page: Page): Locator {
  return page.getByRole('region', { name: 'Physical map' }).getByRole('listbox', { name: /^Frames 0x/ });
}

/** The square of the physical map that is selected. */
export function chosenFrame(page: Page): Locator {
  return framePicture(page).getByRole('option', { selected: true });
}

/** The owners of frames with their counts, as the legend has them. */
export async function frameOwners(page: Page): Promise<Map<string, number>> {
  const names = await page
    .getByRole('group', { name: 'Owners: show only some' })
    .getByRole('button')
    .evaluateAll((all) => all.map((button) => button.querySelector('.sr')?.textContent ?? ''));
  return new Map(
    names.map((name) => {
      const [, owner = '', frames = ''] = /^(.+), ([\d,]+) frames?, /.exec(name) ?? [];
      return [owner, Number(frames.replaceAll(',', ''))];
    }),
  );
}

/** What the details of the selected frame say. */
export async function frameDetails(page: Page): Promise<string> {
  return plain(await page.getByRole('region', { name: 'Frame', exact: true }).innerText());
}

/** Opens the sample with the address space in front. */
export async function openSpace(
  launch: (options: { file: string }) => Promise<Application>,
): Promise<Application> {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await app.page.keyboard.press('Control+Alt+v');
  await expect(chosenCentre(app.page)).toHaveText('Address space');
  await expect(rangeGrid(app.page)).toBeFocused();
  await settled(app.page);
  return app;
}

/** The number of the page that the strip begins with. */
export async function firstPage(page: Page, name: 'Neighbourhood' | 'Detail'): Promise<number> {
  await settled(page);
  return Number(await strip(page, name).getAttribute('aria-valuenow'));
}
