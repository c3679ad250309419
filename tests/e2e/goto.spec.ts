import type { Page } from '@playwright/test';
import { expect, test } from './application';
import type { KernelFile } from './kernel-file';
import { KERNELS, openKernel } from './kernels';
import { BASE, hex, KERNEL_ADDRESS, PAGE, shown } from './load-facts';
import { focusedCell, goTo, momentOf, settled, shownBytes } from './panels';
import { arriveAt } from './panels-views';
import { copyingRelocation } from './relocated-words';

/** Types a text, takes the place with a label, and waits until it is there. */
async function goToPlace(page: Page, text: string, label: string): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.keyboard.type(text);
  const places = page.getByRole('listbox', { name: 'Places' });
  const wanted = places.getByRole('option').filter({ hasText: label }).first();
  await expect(wanted).toBeVisible();
  while ((await wanted.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('#goto-field')).toHaveValue('');
  await settled(page);
}

/** The byte that has the keyboard is this one, in this space. */
async function expectAt(page: Page, space: string, address: bigint | number): Promise<void> {
  await expect(page.getByRole('tab', { name: space, exact: true })).toHaveAttribute('aria-selected', 'true');
  await expect(focusedCell(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(address)},`));
}

function entryPoint({ bytes }: KernelFile): bigint {
  return bytes.readBigUInt64LE(24);
}

for (const kernel of KERNELS) {
  test(`goes to addresses in each space, segments, steps, relocations (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const { facts } = kernel;
    const [, second] = facts.loads;
    const address = BASE + second!.vaddr;
    await goToPlace(page, hex(address), `Virtual ${hex(address)}`);
    await expectAt(page, 'Virtual', address);

    // The first program header.
    const physical = KERNEL_ADDRESS + 0x40;
    await goToPlace(page, `phys ${hex(physical)}`, `Physical ${hex(physical)}`);
    await expectAt(page, 'Physical', physical);
    expect(await shownBytes(page, BigInt(physical), 8)).toEqual([...facts.bytes.subarray(0x40, 0x48)]);
    await goToPlace(page, 'file 0x1000', 'File offset 0x1000');
    await expectAt(page, 'File', 0x1000);
    expect(await shownBytes(page, 0x1000n, 8)).toEqual([...facts.bytes.subarray(PAGE, PAGE + 8)]);

    await goToPlace(page, 'load 2', 'Segment LOAD 2');
    await expectAt(page, 'Virtual', address);
    await goToPlace(page, 'step 12', 'Step 12');
    await expect(page.getByRole('status', { name: 'Position' })).toContainText(/Step\s*12\s*of/);
    const index = copyingRelocation(facts);
    await goToPlace(page, `#${index}`, `Relocation #${shown(index)}`);
    await expect(page.getByRole('region', { name: 'Call stack' })).toContainText(
      `applyRelocation #${index} `,
    );
  });

  test(`Alt+Left and Alt+Right undo and redo jumps (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const last = await momentOf(page);
    const index = copyingRelocation(kernel.facts);
    const address = BASE + kernel.facts.relocation(index).offset;
    await goToPlace(page, hex(address), `Virtual ${hex(address)}`);
    await goToPlace(page, `#${index}`, `Relocation #${shown(index)}`);
    await expect(page.getByRole('region', { name: 'Call stack' })).toContainText(
      `applyRelocation #${index} `,
    );
    await settled(page);
    const there = await momentOf(page);
    await goToPlace(page, 'file 0x1000', 'File offset 0x1000');
    await expectAt(page, 'File', 0x1000);
    await goToPlace(page, 'op 3', 'Op 3');
    await arriveAt(page, 3);

    await page.keyboard.press('Alt+ArrowLeft');
    await arriveAt(page, there);
    await expectAt(page, 'File', 0x1000);
    await page.keyboard.press('Alt+ArrowLeft');
    await expectAt(page, 'Virtual', address);
    await page.keyboard.press('Alt+ArrowLeft');
    await arriveAt(page, last);
    await page.keyboard.press('Alt+ArrowRight');
    await arriveAt(page, there);
    await page.keyboard.press('Alt+ArrowRight');
    await expectAt(page, 'File', 0x1000);
    await page.keyboard.press('Alt+ArrowRight');
    await arriveAt(page, 3);
    await expect(page.getByRole('button', { name: 'Go forward' })).toBeDisabled();
  });
}

test('goes to symbols and sections, and says what it does not know', async ({ launch, folders }) => {
  const kernel = KERNELS[0]!;
  const { page } = await openKernel(kernel, launch, folders);
  const start = BASE + entryPoint(kernel.facts);
  await goToPlace(page, '_start', '_start');
  await expectAt(page, 'Virtual', start);
  await goTo(page, `file 0x0`);
  await expectAt(page, 'File', 0);
  await goToPlace(page, '.text', '.text');
  await expectAt(page, 'Virtual', start);
  await goToPlace(page, '_start + 0x10', '0x10');
  await expectAt(page, 'Virtual', start + 0x10n);

  const places = page.getByRole('listbox', { name: 'Places' });
  await page.keyboard.press('Control+g');
  await page.keyboard.type('no_such_thing');
  await expect(places).toContainText('No such address, symbol, section or step.');
  // The key that leads to the field takes what stands there for what is typed next.
  await page.keyboard.press('Control+g');
  await page.keyboard.type('op 3');
  await expect(places.getByRole('option').first()).toContainText('3');
  await page.keyboard.press('Enter');
  await arriveAt(page, 3);
});

test('G goes to an address of the view, and Escape back to its byte', async ({ launch, folders }) => {
  const { page } = await openKernel(KERNELS[0]!, launch, folders);
  await goTo(page, 'file 0x40');
  await expectAt(page, 'File', 0x40);
  await page.keyboard.press('g');
  const field = page.getByRole('textbox', { name: 'Go to in Kernel file' });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('');
  await page.keyboard.press('Escape');
  await expectAt(page, 'File', 0x40);
  await page.keyboard.press('g');
  await field.fill('0x1000');
  await page.keyboard.press('Enter');
  await expectAt(page, 'File', 0x1000);
  await page.keyboard.press('g');
  await field.fill('0xffffffffffff');
  await page.keyboard.press('Enter');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
});
