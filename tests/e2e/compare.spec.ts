import type { Page } from '@playwright/test';
import { expect, test } from './application';
import type { KernelFile } from './kernel-file';
import { KERNELS, openKernel } from './kernels';
import { BASE, bssPages, filePages, fileFrame, hex, PAGE, shown } from './load-facts';
import { goTo, littleEndian, momentOf, settled, travel } from './panels';
import { arriveAt, differences, plain } from './panels-views';
import { copyingRelocation } from './relocated-words';

/** So many relocations lie between the compared moments. */
const APPLIED = 6;

/** Bytes that some relocations change, as the file has them before and after. */
function changedBytes(kernel: KernelFile, first: number, count: number): number {
  let changed = 0;
  for (let index = first; index < first + count; index += 1) {
    const { offset, addend } = kernel.relocation(index);
    const before = kernel.bytesAt(offset, 8);
    changed += littleEndian(BASE + addend).filter((byte, at) => byte !== before[at]).length;
  }
  return changed;
}

/** Goes to the op of a relocation that writes its word. */
async function toRelocation(page: Page, index: number): Promise<number> {
  await goTo(page, `#${index}`);
  await expect(page.getByRole('region', { name: 'Call stack' })).toContainText(`applyRelocation #${index} `);
  await settled(page);
  return momentOf(page);
}

/** Pins the moment that is shown. */
async function pin(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Compare moments' }).click();
  await expect(page.getByRole('tabpanel', { name: 'Compare' })).toContainText(
    'Both sides are the same moment',
  );
}

async function chooseKind(page: Page, kind: 'Pages' | 'Entries' | 'Bytes', text: RegExp): Promise<void> {
  const tab = page.getByRole('tablist', { name: 'Differences of' }).getByRole('tab', { name: kind });
  await expect(tab).toHaveText(text);
  await tab.click();
  await settled(page);
}

for (const kernel of KERNELS) {
  test(`what some relocations change (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const index = copyingRelocation(kernel.facts);
    const from = await toRelocation(page, index);
    await pin(page);
    const to = await toRelocation(page, index + APPLIED);
    const bytes = changedBytes(kernel.facts, index + 1, APPLIED);
    await chooseKind(page, 'Pages', /^\s*Pages 0\s*$/);
    await chooseKind(page, 'Entries', /^\s*Entries 0\s*$/);
    await chooseKind(page, 'Bytes', new RegExp(`^\\s*Bytes ${bytes} in \\d+ runs?\\s*$`));
    const row = differences(page).first();
    const next = kernel.facts.relocation(index + 1);
    const spaced = (values: readonly number[]) =>
      values.map((value) => value.toString(16).padStart(2, '0')).join(' ');
    const before = row.locator('.before');
    const after = row.locator('.after');
    await expect(before).toContainText(spaced(kernel.facts.bytesAt(next.offset, 8)));
    await expect(after).toContainText(spaced(littleEndian(BASE + next.addend)));

    const [was, is] = [plain(await before.innerText()), plain(await after.innerText())];
    await page.getByRole('button', { name: 'Swap the two moments' }).click();
    await expect(before).toHaveText(is);
    await expect(after).toHaveText(was);
    await arriveAt(page, from);
    await page
      .getByRole('group', { name: 'Compared moments' })
      .getByText(`Moment ${shown(to)}`)
      .click();
    await arriveAt(page, to);
  });

  test(`what the first relocation of a page changes (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const index = copyingRelocation(kernel.facts);
    const { offset } = kernel.facts.relocation(index);
    const written = await toRelocation(page, index);
    await travel(page, 'Control+F10');
    await pin(page);
    await page.keyboard.press('F10');
    await arriveAt(page, written);
    await chooseKind(page, 'Entries', /^\s*Entries 1\s*$/);
    await expect(differences(page)).toContainText(/\+COPIED/);
    await expect(differences(page).locator('.before')).toContainText(
      hex(BigInt(fileFrame(kernel.facts, offset)) | 3n | (1n << 63n)),
    );
    await chooseKind(page, 'Pages', /^\s*Pages 1\s*$/);
    const row = differences(page).first();
    await expect(row).toContainText(hex(BASE + offset - (offset % BigInt(PAGE))));
    await expect(row).toContainText('copied');
    await expect(row.locator('.before')).toContainText(hex(fileFrame(kernel.facts, offset)));
    // The place leads to the memory, the number to the op that mapped the copy.
    await row.locator('.place button').click();
    await expect(page.getByRole('tab', { name: 'Virtual', exact: true })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await row.getByRole('button', { name: `Moment ${shown(written - 1)}` }).click();
    await arriveAt(page, written - 1);
  });

  test(`the whole load: every page that the file asks for (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const last = await momentOf(page);
    await travel(page, 'Control+Home');
    await pin(page);
    await travel(page, 'Control+End');
    const pages = kernel.facts.loads.reduce((sum, load) => sum + filePages(load) + bssPages(load), 0);
    await chooseKind(page, 'Pages', new RegExp(`^\\s*Pages ${shown(pages)}\\s*$`));
    await expect(differences(page).first()).toContainText(`${hex(BASE)}`);
    const grid = page.getByRole('grid', { name: 'Differences' });
    await expect(grid).toHaveAttribute('aria-rowcount', String(pages));
    await grid.focus();
    await page.keyboard.press('End');
    await expect(page.locator(`#difference-${pages - 1}`)).toContainText('not mapped');
    expect(await momentOf(page)).toBe(last);
    await page.getByRole('button', { name: 'End the comparison' }).click();
    await expect(page.getByRole('button', { name: 'Pin the current moment' })).toBeVisible();
  });
}
