import type { Locator, Page } from '@playwright/test';
import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes } from '../../shared/size-text';
import { expect, SAMPLE, test, type Folders } from './application';
import { symbolOf } from './kernel-symbols';
import { KERNELS } from './kernels';
import { BASE, hex, KERNEL_ADDRESS, shown } from './load-facts';
import { goTo, momentOf, settled } from './panels';
import { byteAt, goInView, hexGrid, selectedAddresses, spoken, viewTabs } from './panels-memory';

const { facts } = KERNELS[0]!;
/** Bytes of the machine that a dump is made of. */
const SMALL = 32 * 2 ** 20;

/** Bytes that the second kernel has otherwise: code, text and data that no relocation writes, each in a page that is mapped once. */
const EDITS = [
  { at: symbolOf(facts, 'hex_digits').start + 2n, length: 1 },
  { at: symbolOf(facts, 'key_characters').start + 1n, length: 5 },
  { at: symbolOf(facts, 'console_put').start, length: 3 },
] as const;

/** Writes the second kernel; every bit of the edited bytes is turned. */
function editedKernel({ work }: Folders): string {
  const bytes = Buffer.from(facts.bytes);
  for (const { at, length } of EDITS) {
    const first = facts.fileOffset(at, length);
    for (let place = first; place < first + length; place += 1) bytes[place]! ^= 0xff;
  }
  const path = join(work, 'edited.elf');
  writeFileSync(path, bytes);
  return path;
}

function comparePanel(page: Page): Locator {
  return page.getByRole('tabpanel', { name: 'Compare' });
}

function rows(page: Page): Locator {
  return page.getByRole('grid', { name: 'Differences of memory' }).getByRole('row');
}

function digits(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** Compares in another space. */
async function compareIn(page: Page, space: 'Virtual' | 'File'): Promise<void> {
  const panel = comparePanel(page);
  await panel.getByRole('button', { name: /^This kernel @/ }).click();
  await panel.getByLabel('Space').selectOption({ label: space });
  await panel.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(panel.getByRole('button', { name: new RegExp(`, ${space.toLowerCase()}$`) })).toBeVisible();
  await expect(panel).toContainText('3 differences · 9 bytes');
  await settled(page);
}

/** Checks what the list says of the differences. @param addressOf of a kernel's address in the compared space */
async function expectListed(page: Page, addressOf: (vaddr: bigint) => bigint | number): Promise<void> {
  await expect(rows(page)).toHaveCount(EDITS.length);
  for (const [index, { at, length }] of EDITS.entries()) {
    const before = facts.bytesAt(at, length);
    const after = before.map((byte) => byte ^ 0xff);
    const size = length === 1 ? '1 byte' : `${length} bytes`;
    const name = `${hex(addressOf(at))}: ${digits(before)} → ${digits(after)}, changed, ${size}, `;
    await expect(rows(page).nth(index)).toHaveAttribute('aria-label', new RegExp(`^${name}`));
  }
}

/** Addresses of a run of bytes. */
function run(first: bigint | number, length: number): string[] {
  return Array.from({ length }, (_, at) => hex(BigInt(first) + BigInt(at)));
}

test('another kernel: differences are listed, walked, and shown side by side', async ({
  launch,
  folders,
}) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  await app.answerDialogs([editedKernel(folders)]);
  await app.menu('compare.kernel');
  await expect(comparePanel(page)).toContainText('3 differences · 9 bytes');
  const physical = (vaddr: bigint): number => KERNEL_ADDRESS + facts.fileOffset(vaddr);
  await expectListed(page, physical);

  // From the selected byte on, to the last and back.
  await goTo(page, 'phys 0x0');
  for (const { at, length } of EDITS) {
    await page.keyboard.press('F7');
    await expect.poll(() => selectedAddresses(hexGrid(page))).toEqual(run(physical(at), length));
  }
  await page.keyboard.press('F7');
  await expect(spoken(page)).toHaveText('This is the last difference');
  await page.keyboard.press('Shift+F7');
  await expect
    .poll(() => selectedAddresses(hexGrid(page)))
    .toEqual(run(physical(EDITS[1].at), EDITS[1].length));

  await compareIn(page, 'Virtual');
  const virtual = (vaddr: bigint): bigint => BASE + vaddr;
  await expectListed(page, virtual);
  await page.getByRole('button', { name: 'Side by side' }).click();
  const last = shown(await momentOf(page));
  const ours = hexGrid(page, `Virtual memory of the kernel 2 @${last}, group 1`);
  const theirs = hexGrid(page, `Virtual memory of the kernel of edited.elf, group 2`);
  await expect(ours).toBeVisible();
  for (const { at, length } of EDITS.slice(1)) {
    await page.keyboard.press('F7');
    for (const grid of [ours, theirs]) {
      await expect.poll(() => selectedAddresses(grid)).toEqual(run(virtual(at), length));
    }
    const [byte] = facts.bytesAt(at, 1) as [number];
    const inspector = page.getByRole('region', { name: 'Inspector' });
    for (const [grid, value] of [
      [theirs, byte ^ 0xff],
      [ours, byte],
    ] as const) {
      const cell = byteAt(grid, virtual(at));
      await expect(cell).toHaveAttribute(
        'aria-label',
        new RegExp(`^${hex(virtual(at))}, ${digits([value])}, .*differs from the other side`),
      );
      await cell.click();
      await expect(inspector.getByRole('heading', { level: 3 })).toHaveText(hex(virtual(at)));
      await expect(inspector).toContainText(`0x${digits([value])} ${value}`);
      if (grid === theirs) await expect(inspector).toContainText(`edited.elf @${last}`);
    }
  }
  // Beside the difference nothing differs.
  await ours.press('ArrowLeft');
  await expect.poll(() => selectedAddresses(ours)).toEqual([hex(virtual(EDITS[2].at) - 1n)]);
  await expect(byteAt(ours, virtual(EDITS[2].at) - 1n)).not.toHaveAttribute('aria-label', /differs/);
});

/** The description of a machine with so little memory that all of it is compared at once. */
function smallMachine({ work }: Folders): string {
  const path = join(work, 'small.json');
  const region = { start: '0x100000', length: hex(SMALL - 0x100000), kind: 'usable' };
  const machine = { memoryMap: [region], kernelAddress: hex(KERNEL_ADDRESS), overflowChecks: true };
  writeFileSync(path, JSON.stringify(machine));
  return path;
}

test('a dump of the exported image: nothing differs, until the file changes, shrinks, and is detached', async ({
  launch,
  folders,
}) => {
  const app = await launch({ file: SAMPLE, args: ['--machine', smallMachine(folders)] });
  await app.waitFor('ready');
  const { page } = app;
  const path = join(folders.work, 'image.raw');
  await app.answerDialogs([path]);
  await app.menu('export.raw');
  await expect(page.getByText(/^Exported 32 MiB/)).toBeVisible();
  await app.menu('compare.dump');
  const form = page.getByRole('form', { name: 'Place of the dump' });
  await form.getByLabel('from address').fill('0x10');
  await form.getByRole('button', { name: 'Choose file…' }).click();
  await expect(form.getByRole('alert')).toContainText('A dump begins at a page');
  await form.getByLabel('from address').fill('0x0');
  await form.getByRole('button', { name: 'Choose file…' }).click();
  const panel = comparePanel(page);
  await expect(panel).toContainText('No byte differs.');
  await page.getByRole('button', { name: 'Side by side' }).click();
  const theirs = hexGrid(page, 'Physical memory of image.raw, group 2');
  const place = KERNEL_ADDRESS + 0x6000;
  await goInView(page, hex(place), 2);
  const byte = facts.bytes[0x6000]!;
  await expect(byteAt(theirs, place)).toHaveAttribute('aria-label', new RegExp(`, ${digits([byte])}, `));

  // A byte is written into the file, and seen.
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.of(byte ^ 0xff), 0, 1, place);
  closeSync(file);
  await expect(page.getByText(/^The dump image.raw has changed on disk/)).toBeVisible();
  await expect(byteAt(theirs, place)).toHaveAttribute(
    'aria-label',
    new RegExp(`, ${digits([byte ^ 0xff])}, .*differs`),
  );
  await expect(panel).toContainText('1 difference · 1 byte');

  // Half of the file goes away: what is missing is never shown as zeros.
  truncateSync(path, place);
  const rest = formatBytes(SMALL - place);
  await expect(rows(page)).toHaveAttribute(
    'aria-label',
    new RegExp(`^${hex(place)}: .* → unreadable, not known, ${rest}, `),
  );
  await expect(byteAt(theirs, place)).toHaveAttribute('aria-label', /unreadable/);
  await byteAt(theirs, place).click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector).toContainText(`The dump ${path} cannot be read here: it has shrunk`);
  await expect(byteAt(theirs, place - 1)).toHaveAttribute('aria-label', /, [0-9a-f]{2}, /);

  await panel.getByRole('button', { name: /^This kernel @/ }).click();
  await panel.getByRole('button', { name: 'Attach or detach' }).click();
  await page.getByRole('menuitem', { name: /^Detach image\.raw/ }).click();
  await expect(theirs).toHaveCount(0);
  expect((await viewTabs(page)).flat()).not.toContainEqual(expect.stringContaining('image.raw'));
  await expect(panel).toContainText('Choose two sides');
});
