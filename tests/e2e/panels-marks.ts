/** Bookmarks, the log, and the timeline's marks, for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';
import { settled } from './panels';

/** Brings the log to the front. */
export async function showLog(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Log' }).click();
  await settled(page);
}

/** Lines of the log that are in sight. */
export function logLines(page: Page): Locator {
  return page.getByRole('listbox', { name: 'Log' }).getByRole('option');
}

/** The bookmarks panel, brought to the front. */
export async function showBookmarks(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+6');
  const panel = page.getByRole('region', { name: 'Bookmarks' });
  await expect(panel).toBeVisible();
  return panel;
}

/** Bookmarks the current moment under a name, by the keyboard alone. */
export async function bookmark(page: Page, name: string): Promise<void> {
  const panel = await showBookmarks(page);
  const rows = panel.getByRole('treeitem');
  const before = await rows.count();
  await page.keyboard.press('Control+Alt+k');
  await expect(rows).toHaveCount(before + 1);
  await settled(page);
  await panel.locator('[aria-current=step]').focus();
  await page.keyboard.press('F2');
  const field = panel.getByLabel('Name of the bookmark');
  await expect(field).toBeFocused();
  await field.fill(name);
  await field.press('Enter');
  await expect(panel.getByRole('treeitem', { name })).toBeFocused();
}

/** The timeline. */
export function timeline(page: Page): Locator {
  return page.getByRole('region', { name: 'Timeline' });
}

/** A mark on the timeline, by a part of its name. */
export function timelineMark(page: Page, name: string | RegExp): Locator {
  return timeline(page).getByRole('group', { name: 'Marks' }).getByRole('button', { name });
}
