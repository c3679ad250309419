import { expect, test } from './application';
import type { KernelFile } from './kernel-file';
import { KERNELS, openKernel } from './kernels';
import { BASE, hex, shown } from './load-facts';
import { momentOf, settled, toStart, travel } from './panels';
import { addBreakpoint, breakpointRow, fillIn, keep, openForm } from './panels-breakpoints';
import { logLines, showLog } from './panels-marks';

/** How many relocations have at least this addend. */
function withAddend(kernel: KernelFile, least: bigint): number {
  return kernel.relocations().filter(({ addend }) => addend >= least).length;
}

for (const kernel of KERNELS) {
  test(`a condition is completed, says where it is wrong, and narrows the hits (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await toStart(page);
    const form = await openForm(page, 'Kind of step');
    await fillIn(form, { Kind: 'relocation' });
    const condition = form.getByRole('combobox', { name: 'Condition' });
    await condition.fill('addent >= 5');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(condition).toHaveAttribute('aria-invalid', 'true');
    await expect(condition).toHaveAccessibleDescription(/addent/);
    await expect(form.locator('u')).toHaveText('addent');
    await expect(form).toBeVisible();

    await condition.fill('');
    await condition.pressSequentially('adde');
    await expect(page.getByRole('listbox').getByRole('option', { selected: true })).toContainText('addend');
    await page.keyboard.press('Enter');
    await expect(condition).toHaveValue('addend');
    const { addend } = kernel.facts.relocation(Math.floor(kernel.facts.relocationCount / 2));
    await condition.pressSequentially(` >= ${hex(addend)}`);
    await keep(form);
    const hits = shown(withAddend(kernel.facts, addend));
    const row = breakpointRow(page, 'Relocation');
    await expect(row).toHaveAttribute(
      'aria-label',
      new RegExp(`^Relocation, when addend >= .*, 0 of ${hits}$`),
    );
    await travel(page, 'Control+End');
    await expect(row).toHaveAttribute('aria-label', new RegExp(`, (hit )?${hits} of ${hits}$`));
  });

  test(`a hit count stops at every hundredth hit (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await toStart(page);
    const fields = { Kind: 'relocation', Hits: 'every', 'Number of hits': '100' };
    await addBreakpoint(page, { on: 'Kind of step', fields });
    const inspector = page.getByRole('region', { name: 'Inspector' }).getByRole('heading', { level: 3 });
    const hits = shown(Math.floor(kernel.facts.relocationCount / 100));
    for (const [key, index, passed] of [
      ['F5', 99, 1],
      ['F5', 199, 2],
      ['Control+F5', 99, 1],
    ] as const) {
      await travel(page, key);
      await expect(inspector).toHaveText(`Relocation #${index}`);
      await expect(breakpointRow(page, 'Relocation')).toHaveAttribute(
        'aria-label',
        `stopped here, Relocation, every 100th hit, hit ${passed} of ${hits}`,
      );
    }
  });

  test(`a logpoint speaks in the log and does not stop (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const last = await momentOf(page);
    const { loads, relocationCount } = kernel.facts;
    const loader = 2 + loads.length + loads.filter(({ memSize, fileSize }) => memSize > fileSize).length;
    await showLog(page);
    await expect(logLines(page).first()).toHaveAttribute('aria-setsize', String(loader));
    await addBreakpoint(page, {
      on: 'Relocations',
      fields: { 'First relocation': '0', 'Last relocation': String(relocationCount - 1) },
      condition: 'relocation % 100 == 50',
      log: 'word {relocation} is {value}',
    });
    const said = Math.floor((relocationCount + 49) / 100);
    await expect(logLines(page).first()).toHaveAttribute('aria-setsize', String(loader + said));
    await toStart(page);
    await travel(page, 'F5');
    expect(await momentOf(page)).toBe(last);

    await page.getByRole('button', { name: 'Logpoints', exact: true }).click();
    await expect(logLines(page).first()).toHaveAttribute('aria-setsize', String(said));
    await page.getByRole('listbox', { name: 'Log' }).press('Home');
    const value = hex(BASE + kernel.facts.relocation(250).addend);
    const line = logLines(page).filter({ hasText: `word 250 is ${value}` });
    await line.click();
    await settled(page);
    await expect(line).toHaveAttribute('aria-current', 'step');
    await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Relocation #250');
    await expect(breakpointRow(page, 'Relocations #0')).toHaveAttribute('aria-label', /hit 3 of/);
  });
}
