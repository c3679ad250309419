/** What is wrong with a kernel, as the window says it; for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { ElfSpec } from '../fixtures/elf-builder';
import type { Application } from './application';
import { settled } from './panels';

/** The page that both segments of {@link SHARING} claim. */
export const SHARED = 0x401000;
/** The second segment begins in the middle of the first one's last page. */
export const SHARING: ElfSpec = {
  entry: 0x400000,
  segments: [
    { vaddr: 0x400000, flags: 'rx', filesz: 0x1800 },
    { vaddr: SHARED + 0x800, flags: 'rw', filesz: 0x1000, memsz: 0x2000 },
  ],
};

/** The list of findings. */
export function problemTree(page: Page): Locator {
  return page.getByRole('tree', { name: 'Problems' });
}

/** The findings of the list, without its groups and what has passed. */
export function findings(page: Page): Locator {
  return problemTree(page).locator('[role=treeitem][aria-selected]');
}

/** The finding that is explained. */
export function explanation(page: Page): Locator {
  return page.getByRole('article', { name: 'Problem' });
}

/** The title of the finding that is explained. */
export function explained(page: Page): Locator {
  return explanation(page).getByRole('heading', { level: 3 });
}

/** A fact about the finding, by its name: a cell for each claimant. */
export function problemFact(page: Page, name: string): Locator {
  const head = page.getByRole('rowheader', { name, exact: true });
  return explanation(page).getByRole('row').filter({ has: head }).getByRole('cell');
}

/** What the window says while a load has failed. */
export function verdict(page: Page): Locator {
  return page.getByRole('alert', { name: 'Verdict' });
}

/** What is in the clipboard. */
export function clipboardText({ electron }: Application): Promise<string> {
  return electron.evaluate(({ clipboard }) => clipboard.readText());
}

/** Gives the window's page a size. */
export async function resize(app: Application, width: number, height: number): Promise<void> {
  const window = await app.electron.browserWindow(app.page);
  await window.evaluate((one, size) => one.setContentSize(size.width, size.height), { width, height });
  await expect.poll(() => app.page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
  await settled(app.page);
}
