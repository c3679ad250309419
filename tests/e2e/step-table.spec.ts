import type { Page } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './application';
import type { KernelFile } from './kernel-file';
import { KERNELS, openKernel } from './kernels';
import { BASE, filePages, hex, shown } from './load-facts';
import { momentOf, settled } from './panels';
import { bottomPanel, filterSteps, openStepTable } from './panels-views';

/** As many relocations are compared with the file row by row. */
const COMPARED = 400;

/** The relocations at the end of the table, as many as are compared: a filter, and their numbers. */
function lastRelocations({ relocationCount }: KernelFile): { filter: string; indexes: number[] } {
  const first = relocationCount - COMPARED;
  return {
    filter: `kind == relocation && relocation >= ${first}`,
    indexes: Array.from({ length: COMPARED }, (_, at) => first + at),
  };
}

/** What the table says of a relocation. */
function labelOf(kernel: KernelFile, index: number): string {
  const { offset, addend } = kernel.relocation(index);
  return `#${shown(index)} ${offset.toString(16)} ← ${(BASE + addend).toString(16)}`;
}

/** The count beside the filter. */
function counted(page: Page) {
  return bottomPanel(page, 'step-table').getByRole('status');
}

/** Writes the steps that the filter lets through to a file. */
async function exportSteps(page: Page, format: string, path: string): Promise<string> {
  await page.getByRole('button', { name: 'Export these steps' }).click();
  await page.getByRole('menuitem', { name: `Export as ${format}…` }).click();
  await expect.poll(() => existsSync(path)).toBe(true);
  await settled(page);
  return readFileSync(path, 'utf8');
}

for (const kernel of KERNELS) {
  test(`the filter: completion, a wrong expression, the count (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await openStepTable(page);
    const steps = (await page.getByRole('status', { name: 'Position' }).innerText()).split('of')[1]!;
    const all = /[\d,]+/.exec(steps)![0];
    await expect(counted(page)).toHaveText(`${all} steps`);

    const field = page.getByLabel('Filter of the steps');
    await field.fill('');
    await field.pressSequentially('kind == reloc');
    const completions = page.getByRole('listbox', { name: 'Completions' });
    await expect(completions.getByRole('option', { selected: true })).toContainText('relocation');
    await page.keyboard.press('Enter');
    await expect(field).toHaveValue('kind == relocation');
    await expect(counted(page)).toHaveText(`${shown(kernel.facts.relocationCount)} of ${all} steps`);

    await filterSteps(page, 'kind == mapPage');
    const pages = kernel.facts.loads.reduce((sum, load) => sum + filePages(load), 0);
    await expect(counted(page)).toHaveText(`${shown(pages)} of ${all} steps`);

    await filterSteps(page, 'kind == relocaton');
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(/relocaton/);
    await filterSteps(page, 'addend < 0 && kind == bssPage');
    await expect(field).toHaveAttribute('aria-invalid', 'false');
    const panel = page.getByRole('tabpanel', { name: 'Steps' });
    await expect(panel).toContainText('No step fits the filter.');
    await panel.getByRole('button', { name: 'Clear the filter' }).click();
    await expect(counted(page)).toHaveText(`${all} steps`);
  });

  test(`the table has every row to the last, and rows are jumps (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const { relocationCount } = kernel.facts;
    const table = await openStepTable(page);
    await filterSteps(page, 'kind == relocation');
    await expect(counted(page)).toContainText(`${shown(relocationCount)} of`);
    const row = (index: number) => page.locator(`#step-row-${index}`);
    for (const [where, index] of [
      [1, relocationCount - 1],
      [0, 0],
    ] as const) {
      await table.evaluate((element, share) => (element.scrollTop = share * element.scrollHeight), where);
      await expect(row(index)).toContainText(labelOf(kernel.facts, index));
      await expect(row(index)).toHaveAttribute('aria-setsize', String(relocationCount));
      await expect(row(index)).toHaveAttribute('aria-posinset', String(index + 1));
    }
    await table.focus();
    await page.keyboard.press('End');
    await expect(row(relocationCount - 1)).toBeInViewport();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const chosen = relocationCount - 3;
    await expect(table.getByRole('option', { selected: true })).toContainText(labelOf(kernel.facts, chosen));
    const before = await momentOf(page);
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).not.toHaveAttribute('data-moment', String(before));
    const inspector = page.getByRole('region', { name: 'Inspector' });
    await expect(inspector).toContainText(`Relocation #${shown(chosen)}`);
    await row(relocationCount - 1).dblclick();
    await expect(inspector).toContainText(`Relocation #${shown(relocationCount - 1)}`);
  });

  test(`exports CSV and JSON lines of the filtered steps (${kernel.name})`, async ({ launch, folders }) => {
    const app = await openKernel(kernel, launch, folders);
    const { page } = app;
    await openStepTable(page);
    const { filter, indexes } = lastRelocations(kernel.facts);
    await filterSteps(page, filter);
    await expect(counted(page)).toContainText(`${COMPARED} of`);

    const csv = join(folders.work, 'steps.csv');
    await app.answerDialogs([csv]);
    const [names, ...lines] = (await exportSteps(page, 'CSV', csv)).trimEnd().split('\r\n');
    const columns = names!.split(',');
    const column = (line: string, name: string) => line.split(',')[columns.indexOf(name)];
    expect(lines.map((line) => column(line, 'address'))).toEqual(
      indexes.map((index) => hex(BASE + kernel.facts.relocation(index).offset)),
    );
    expect(new Set(lines.map((line) => column(line, 'kind')))).toEqual(new Set(['relocation']));

    const jsonl = join(folders.work, 'steps.jsonl');
    await app.answerDialogs([jsonl]);
    const objects = (await exportSteps(page, 'JSON lines', jsonl))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { label: string; address: string; firstMoment: number });
    expect(objects.map(({ address }) => address)).toEqual(lines.map((line) => column(line, 'address')));
    expect(objects.map(({ label }) => label.split(' ').slice(0, 4).join(' '))).toEqual(
      indexes.map((index) => labelOf(kernel.facts, index)),
    );
    expect(objects.map(({ firstMoment }) => String(firstMoment))).toEqual(
      lines.map((line) => column(line, 'firstMoment')),
    );
  });
}

test('the tree of steps opens to a relocation’s operations, and Enter goes there', async ({
  launch,
  folders,
}) => {
  const kernel = KERNELS[0]!;
  const { page } = await openKernel(kernel, launch, folders);
  const tree = page.getByRole('tree', { name: 'Steps of the load' });
  await page.getByRole('button', { name: 'Collapse all' }).click();
  const stages = tree.getByRole('treeitem');
  await expect(stages.filter({ hasText: /^\s*LOAD \d/ })).toHaveCount(kernel.facts.loads.length);
  const relocations = stages.filter({ hasText: /^\s*Relocations/ });
  await relocations.click();
  await page.keyboard.press('ArrowRight');
  await expect(relocations).toHaveAttribute('aria-expanded', 'true');
  // Many steps of a kind are folded by the hundred; Right opens a row, then goes into it.
  const selected = tree.getByRole('treeitem', { selected: true });
  await page.keyboard.press('ArrowRight');
  await expect(selected).toContainText('#0 … #99');
  await page.keyboard.press('ArrowRight');
  await expect(selected).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowRight');
  await expect(selected).toContainText(labelOf(kernel.facts, 0));
  const before = await momentOf(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).not.toHaveAttribute('data-moment', String(before));
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Relocation #0');
  await page.keyboard.press('Home');
  await expect(selected).toContainText('Plan');
});
