/** The data inspector and the card of structures, for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';
import { settled } from './panels';
import { plain } from './panels-views';

/** One reading of the bytes at the cursor. */
export interface ShownReading {
  readonly value: string;
  readonly meaning: string;
}

/** Readings by their labels, by the titles of their groups. */
export type ShownReadings = Readonly<Record<string, Readonly<Record<string, ShownReading>>>>;

/** Brings the readings of the bytes at the cursor to the front. */
export async function openData(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+Shift+d');
  const panel = page.getByRole('region', { name: 'Data' });
  await expect(panel).toBeVisible();
  await settled(page);
  return panel;
}

/** All readings that the panel shows. */
export async function readReadings(panel: Locator): Promise<ShownReadings> {
  await settled(panel.page());
  const groups = await panel.getByRole('group').evaluateAll((elements) =>
    elements.map((group) => ({
      title: group.getAttribute('aria-label') ?? '',
      lines: Array.from(group.querySelectorAll('[role=treeitem]'), (line) => ({
        label: line.querySelector('.label')?.textContent ?? '',
        value: line.querySelector('.words > .mono, .words > .addr')?.textContent ?? '',
        meaning: line.querySelector('.meaning')?.textContent ?? '',
      })),
    })),
  );
  return Object.fromEntries(
    groups.map(({ title, lines }) => [
      title,
      Object.fromEntries(
        lines.map(({ label, value, meaning }) => [label, { value: plain(value), meaning: plain(meaning) }]),
      ),
    ]),
  );
}

/** A reading by its group and label. */
export function reading(panel: Locator, group: string | RegExp, label: string): Locator {
  return panel
    .getByRole('group', { name: group })
    .getByRole('treeitem')
    .filter({ has: panel.page().locator('.label', { hasText: new RegExp(`^${label}$`) }) });
}
