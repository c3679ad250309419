/** The panels that answer questions about a load: history, tables, watches, comparison; for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';
import { settled } from './panels';

/** The panels of the strip at the bottom, by their tabs. */
export type BottomTab =
  'Problems' | 'Steps' | 'Compare' | 'Who wrote' | 'Search' | 'Log' | 'Watch' | 'Statistics';
export const BOTTOM_TABS: readonly BottomTab[] = [
  'Problems',
  'Steps',
  'Compare',
  'Who wrote',
  'Search',
  'Log',
  'Watch',
  'Statistics',
];

/** Brings a panel of the strip to the front. */
export async function openBottom(page: Page, tab: BottomTab): Promise<Locator> {
  const button = page
    .getByRole('tablist', { name: /^Bottom panels/ })
    .getByRole('tab', { name: new RegExp(`^${tab}`) });
  await button.click();
  await expect(button).toHaveAttribute('aria-selected', 'true');
  await settled(page);
  return page.getByRole('tabpanel', { name: tab });
}

/** A panel of the strip with the head that it shares with its tabs, where its tools are. */
export function bottomPanel(page: Page, name: 'step-table' | 'writers'): Locator {
  return page.locator(`[data-panel="${name}"]`).first();
}

/** A text as it reads on the screen, whatever it is broken into. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Rows of a list as they read. */
export async function readRows(rows: Locator): Promise<string[]> {
  return (await rows.allInnerTexts()).map(plain);
}

/** Waits for a moment that is known in advance, and for every view to show it. */
export async function arriveAt(page: Page, moment: number): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-moment', String(moment));
  await settled(page);
}

/** A moment as a row writes it. */
export function momentIn(text: string): number {
  return Number(text.replaceAll(',', ''));
}

/** The events of the history panel. */
export function historyRows(page: Page): Locator {
  return page.getByRole('listbox', { name: 'Events' }).getByRole('option');
}

/** Opens the table of steps as large as it can be. */
export async function openStepTable(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+Shift+l');
  await page.keyboard.press('Control+j');
  const table = page.getByRole('listbox', { name: 'Steps as a table' });
  await expect(table).toBeVisible();
  await settled(page);
  return table;
}

/** Types a filter of the table of steps and leaves its field. */
export async function filterSteps(page: Page, text: string): Promise<void> {
  const field = page.getByLabel('Filter of the steps');
  await field.fill(text);
  await field.blur();
}

/** Adds watches by typing them; the panel is shown. */
export async function addWatches(page: Page, texts: readonly string[]): Promise<void> {
  const field = page.getByLabel('Add a watch expression');
  for (const text of texts) {
    await field.fill(text);
    await page.getByRole('button', { name: 'Add the expression' }).click();
    await expect(watchRow(page, text)).toBeVisible();
  }
  await settled(page);
}

/** The row of a watch by its expression. */
export function watchRow(page: Page, text: string): Locator {
  const cell = page.getByRole('gridcell', { name: text, exact: true });
  return page.getByRole('grid', { name: 'Watches' }).getByRole('row').filter({ has: cell });
}

/** The rows of the comparison. */
export function differences(page: Page): Locator {
  return page.getByRole('grid', { name: 'Differences' }).getByRole('row');
}

/** What has the focus, and whether it can be seen there. */
export async function focusShown(page: Page): Promise<{ panel: string; visible: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const panel = element?.closest<HTMLElement>('[data-panel]')?.dataset['panel'] ?? '';
    const hasRing = (one: Element | null | undefined): boolean => {
      if (!one) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    };
    // A list shows it on its current row, a text field on its frame, the source by the caret.
    const row = document.getElementById(element?.getAttribute('aria-activedescendant') ?? '');
    const caret = element?.closest('.monaco-editor')?.querySelector('.cursors-layer .cursor');
    const visible =
      [element, element?.closest('.field'), row].some(hasRing) || (caret?.clientHeight ?? 0) > 0;
    return { panel, visible };
  });
}
