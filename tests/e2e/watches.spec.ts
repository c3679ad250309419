import type { Page } from '@playwright/test';
import { expect, test } from './application';
import { KERNELS, openKernel } from './kernels';
import { BASE, fileFrame, hex, PAGE } from './load-facts';
import { goTo, settled, travel } from './panels';
import { addWatches, openBottom, watchRow } from './panels-views';
import { copyingRelocation } from './relocated-words';

/** What the entry of a page of data has. */
const DATA_FLAGS = 'PRESENT WRITABLE NO_EXECUTE';

/** The value cell of a watch. */
function valueOf(page: Page, text: string) {
  return watchRow(page, text).getByRole('gridcell').nth(1);
}

/** Expressions of the list, in its order. */
async function expressions(page: Page): Promise<string[]> {
  const rows = page.getByRole('grid', { name: 'Watches' }).getByRole('row');
  return Promise.all((await rows.all()).map((row) => row.getByRole('gridcell').first().innerText()));
}

for (const kernel of KERNELS) {
  test(`watches are what the file says, before and after a relocation (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const index = copyingRelocation(kernel.facts);
    const { offset, addend } = kernel.facts.relocation(index);
    const address = hex(BASE + offset);
    const frame = fileFrame(kernel.facts, offset);
    const [word, entry, phys, magic] = [
      `u64(${address})`,
      `entry(${address}, 1)`,
      `translate(${address})`,
      `string(${hex(BASE + 1n)})`,
    ] as const;
    await goTo(page, `#${index}`);
    await expect(page.getByRole('region', { name: 'Call stack' })).toContainText(
      `applyRelocation #${index} `,
    );
    await openBottom(page, 'Watch');
    await addWatches(page, [word, entry, phys, magic]);
    const after = hex(BASE + addend);
    const before = hex(Buffer.from(kernel.facts.bytesAt(offset, 8)).readBigUInt64LE());
    await expect(valueOf(page, word)).toHaveText(new RegExp(`^\\s*${after}\\b`));
    await expect(valueOf(page, magic)).toContainText('"ELF');

    await travel(page, 'Control+F10');
    await expect(valueOf(page, word).locator('.nowc')).toHaveText(before);
    await expect(valueOf(page, word).locator('s')).toHaveText(after);
    await expect(valueOf(page, phys).locator('.nowc')).toHaveText(hex(frame + (Number(offset) % PAGE)));
    await expect(valueOf(page, entry).locator('.nowc')).toHaveText(`${hex(frame)} ${DATA_FLAGS}`);
    await expect(valueOf(page, entry).locator('s')).toContainText('COPIED');
    await expect(valueOf(page, magic).locator('s')).toHaveCount(0);
    await travel(page, 'F10');
    await expect(valueOf(page, word).locator('.nowc')).toHaveText(after);
    await expect(valueOf(page, word).locator('s')).toHaveText(before);

    await travel(page, 'Control+Home');
    await expect(valueOf(page, word)).toContainText('not mapped');
    await expect(valueOf(page, phys)).toContainText('not mapped');
  });
}

test('symbols, wrong expressions, editing, removing, and the way back', async ({ launch, folders }) => {
  const kernel = KERNELS[0]!;
  const { page } = await openKernel(kernel, launch, folders);
  const entryPoint = BASE + kernel.facts.bytes.readBigUInt64LE(24);
  await openBottom(page, 'Watch');
  const symbols = [`symbolAt(${hex(entryPoint)})`, 'symbol("_start")', 'u8(_start)'];
  await addWatches(page, symbols);
  await expect(valueOf(page, symbols[0]!)).toContainText('_start');
  await expect(valueOf(page, symbols[1]!)).toContainText(hex(entryPoint));
  const [first] = kernel.facts.bytesAt(entryPoint - BASE, 1);
  await expect(valueOf(page, symbols[2]!)).toHaveText(new RegExp(`^\\s*(${hex(first!)}|${first!})\\s*$`));

  const field = page.getByLabel('Add a watch expression');
  await field.fill('u64(_start + ');
  await field.blur();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(/./);
  await expect(page.getByRole('button', { name: 'Add the expression' })).toBeDisabled();
  // Right as a sentence of the language, but this kernel has no such symbol.
  await addWatches(page, ['u64(no_such_symbol)']);
  await expect(valueOf(page, 'u64(no_such_symbol)')).toContainText('no_such_symbol');

  const grid = page.getByRole('grid', { name: 'Watches' });
  await grid.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('F2');
  await expect(page.getByLabel('Watch expression', { exact: true })).toBeFocused();
  await page.keyboard.type('u16(_start)');
  await page.keyboard.press('Enter');
  await expect(watchRow(page, 'u16(_start)')).toBeVisible();
  expect(await expressions(page)).toEqual([...symbols, 'u16(_start)']);

  await grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Delete');
  await expect(watchRow(page, symbols[0]!)).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(watchRow(page, symbols[0]!)).toBeVisible();
  expect(await expressions(page)).toEqual([...symbols, 'u16(_start)']);
  await settled(page);
});

test('watches are there again after a restart', async ({ launch, folders }) => {
  const kernel = KERNELS[0]!;
  const first = await openKernel(kernel, launch, folders);
  const texts = ['u64(_start)', 'kind', `translate(${hex(BASE)})`];
  await openBottom(first.page, 'Watch');
  await addWatches(first.page, texts);
  await first.electron.close();
  const second = await openKernel(kernel, launch, folders);
  await openBottom(second.page, 'Watch');
  await expect.poll(() => expressions(second.page)).toEqual(texts);
  await expect(valueOf(second.page, texts[2]!)).toContainText(hex(fileFrame(kernel.facts, 0n)));
});
