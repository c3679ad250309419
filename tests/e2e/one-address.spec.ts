import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, SAMPLE, test, type Application } from './application';
import { KernelFile } from './kernel-file';
import { symbolOf } from './kernel-symbols';
import { BASE, fileFrame, hex, PAGE, shown, timesMapped } from './load-facts';
import { goTo, settled } from './panels';
import { hexGrid, selectedAddresses } from './panels-memory';
import { arriveAt } from './panels-views';
import { chosenCentre, chosenFrame } from './panels-space';
import { addressFact, addressField, addressPanel, chosenEntry, leafOf, lookAt } from './panels-tables';

const facts = new KernelFile(SAMPLE);
const code = facts.loads[1]!;
const IN_CODE = code.vaddr + 0x10n;

async function openAddress(
  launch: (options: { file: string }) => Promise<Application>,
): Promise<Application> {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await app.page.keyboard.press('Control+Alt+a');
  await expect(addressPanel(app.page)).toBeVisible();
  await settled(app.page);
  return app;
}

/** What accesses end in. */
async function expectFaults(page: Page, read: string, write: string, execute: string): Promise<void> {
  await expect(addressFact(page, 'Read')).toHaveText(read);
  await expect(addressFact(page, 'Write')).toHaveText(write);
  await expect(addressFact(page, 'Execute')).toHaveText(execute);
}

test('a typed address: its parts, the entries on the way, the byte, and what an access does', async ({
  launch,
}) => {
  const { page } = await openAddress(launch);
  const at = BASE + IN_CODE;
  await lookAt(page, hex(at));
  const parts = page.getByRole('list', { name: `Parts of ${hex(at)}` }).getByRole('listitem');
  const index = (level: bigint): bigint => (at >> (12n + 9n * (level - 1n))) & 511n;
  const fields = [4n, 3n, 2n, 1n].map((level) => {
    const low = 12n + 9n * (level - 1n);
    return `Bits ${low + 8n} to ${low}: index ${index(level)} in the P${level} table`;
  });
  await expect
    .poll(() => parts.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label'))))
    .toEqual([
      'Bits 63 to 48: 0000, which must repeat bit 47',
      ...fields,
      `Bits 11 to 0: 0x${(at & 0xfffn).toString(16).padStart(3, '0')}, the offset in the page`,
    ]);
  const levels = page.getByRole('list', { name: `Entries on the way to ${hex(at)}` }).getByRole('listitem');
  await expect(levels).toHaveCount(4);
  for (const [i, level] of [4n, 3n, 2n, 1n].entries()) {
    await expect(levels.nth(i)).toContainText(`P${level}[${index(level)}]`);
  }
  const phys = fileFrame(facts, code.vaddr) + Number(IN_CODE % BigInt(PAGE));
  await expect(addressFact(page, 'Physical')).toHaveText(hex(phys));
  await expect(addressFact(page, 'Effective')).toHaveText('read, execute');
  const bytes = facts.bytesAt(IN_CODE, 8).map((byte) => byte.toString(16).padStart(2, '0'));
  await expect(addressFact(page, '8 bytes')).toHaveText(bytes.join(' '));
  await expectFaults(
    page,
    'allowed',
    `page fault (#PF, error code 0x3): P1[${index(1n)}] has no WRITABLE, and CR0.WP holds ring 0 to it`,
    'allowed',
  );
  // Constants cannot be run.
  const constant = BASE + facts.loads[0]!.vaddr;
  await lookAt(page, hex(constant));
  await expect(addressFact(page, 'Execute')).toHaveText(
    /^page fault \(#PF, error code 0x11\): P1\[\d+\] has NO_EXECUTE, and EFER\.NXE is set$/,
  );
});

test('where nothing is mapped: why, what an access ends in, and what is mapped nearest', async ({
  launch,
}) => {
  const { page } = await openAddress(launch);
  await lookAt(page, '0x1234');
  await expect(addressPanel(page)).toContainText('Not mapped: P4[0] is empty, so any access faults.');
  const why = 'P4[0] is not present';
  await expectFaults(
    page,
    `page fault (#PF, error code 0x0): ${why}`,
    `page fault (#PF, error code 0x2): ${why}`,
    `page fault (#PF, error code 0x10): ${why}`,
  );
  await expect(addressFact(page, 'Below')).toHaveCount(0);
  const first = hex(BASE + facts.loads[0]!.vaddr);
  await addressFact(page, 'Above').getByRole('button', { name: first }).click();
  await expect(addressField(page)).toHaveValue(first);
  await expect(addressFact(page, 'Read')).toHaveText('allowed');

  await lookAt(page, '0x800000000000');
  await expect(addressPanel(page)).toContainText('Not a canonical address: bits 47 to 63 differ');
  const general = 'general protection fault (#GP): the address is not canonical, no page table is asked';
  await expectFaults(page, general, general, general);

  // Before the load nothing is.
  await lookAt(page, first);
  await page.getByRole('button', { name: 'First moment' }).click();
  await arriveAt(page, 0);
  await expect(addressPanel(page)).toContainText('Not mapped: P4[1] is empty, so any access faults.');
});

test('a symbol is an address; what is neither is said to be none', async ({ launch }) => {
  const { page } = await openAddress(launch);
  const { start } = symbolOf(facts, 'hex_digits');
  await lookAt(page, 'hex_digits');
  await expect(addressField(page)).toHaveValue(hex(BASE + start));
  await expect(addressFact(page, 'Symbol')).toHaveText('hex_digits');
  await lookAt(page, 'no_such_symbol');
  await expect(addressPanel(page).getByRole('alert')).toHaveText('“no_such_symbol” is no address or symbol.');
  await expect(addressField(page)).toHaveAttribute('aria-invalid', 'true');
  await addressField(page).press('Escape');
  await expect(addressField(page)).toHaveValue(hex(BASE + start));
});

test('of another kernel a symbol is an address of that kernel', async ({ launch, folders }) => {
  const app = await openAddress(launch);
  const { page } = app;
  const path = join(folders.work, 'other.elf');
  // The same kernel, with a name changed that the document has not.
  const bytes = readFileSync(SAMPLE);
  bytes.write('zq8jx9vk7w', bytes.indexOf('\0hex_digits\0') + 1, 'latin1');
  writeFileSync(path, bytes);
  await app.answerDialogs([path]);
  await app.menu('compare.kernel');
  await expect(page.getByRole('tabpanel', { name: 'Compare' })).toContainText('other.elf');
  await lookAt(page, 'zq8jx9vk7w');
  await expect(addressPanel(page).getByRole('alert')).toHaveText('“zq8jx9vk7w” is no address or symbol.');
  await addressField(page).press('Escape');
  await addressPanel(page)
    .getByRole('combobox', { name: 'Page tables of' })
    .selectOption({ label: 'other.elf' });
  await settled(page);
  await addressField(page).fill('zq8jx9');
  await expect(page.getByRole('option', { name: 'zq8jx9vk7w' })).toBeVisible();
  await lookAt(page, 'zq8jx9vk7w+0x4');
  await expect(addressField(page)).toHaveValue(hex(BASE + symbolOf(facts, 'hex_digits').start + 4n));
});

test('the panel follows what is selected, until it is told to stay', async ({ launch }) => {
  const { page } = await openAddress(launch);
  const [one, other] = [hex(BASE + IN_CODE), hex(BASE + facts.relocation(0).offset)];
  await goTo(page, `virt ${one}`);
  await expect(addressField(page)).toHaveValue(one);
  await page.getByRole('button', { name: 'Follow the selection' }).click();
  await goTo(page, `virt ${other}`);
  await expect(addressField(page)).toHaveValue(one);
  await page.getByRole('button', { name: 'Follow the selection' }).click();
  await expect(addressField(page)).toHaveValue(other);
});

test('a frame that two segments share: all pages that show it', async ({ launch }) => {
  const { page } = await openAddress(launch);
  const frame = fileFrame(facts, code.vaddr);
  expect(timesMapped(facts, frame)).toBe(2);
  const [first] = facts.loads;
  const inFirst = BASE + first!.vaddr + BigInt(frame - fileFrame(facts, first!.vaddr));
  const inCode = BASE + code.vaddr - (code.vaddr % BigInt(PAGE));
  await lookAt(page, `phys ${hex(frame + 0x20)}`);
  await expect(addressField(page)).toHaveValue(hex(inFirst + 0x20n));
  await expect(addressPanel(page)).toContainText(
    `Physical ${hex(frame + 0x20)}: the first of 2 pages that show it.`,
  );
  await addressFact(page, 'Aliases').getByRole('button', { name: 'one other page shows the frame' }).click();
  const aliases = page.getByRole('listbox', { name: 'Pages that show the frame' }).getByRole('option');
  await expect(aliases).toHaveCount(2);
  await expect(aliases.first()).toContainText(new RegExp(`^${hex(inFirst)}\\s*R\\s*LOAD 1 file, this one`));
  await expect(aliases.last()).toContainText(new RegExp(`^${hex(inCode)}\\s*R X\\s*LOAD 2 file`));
  await aliases.last().click();
  await expect(addressField(page)).toHaveValue(hex(inCode + 0x20n));
  await expect(addressFact(page, 'Effective')).toHaveText('read, execute');
});

test('an address leads to its entry, its frame, its bytes and the step that wrote it', async ({ launch }) => {
  const { page } = await openAddress(launch);
  const at = hex(BASE + IN_CODE);
  await lookAt(page, at);
  const leaf = await leafOf(page, at);
  const buttons = addressPanel(page);
  await buttons.getByRole('button', { name: 'Physical map', exact: true }).click();
  await expect(chosenCentre(page)).toHaveText('Physical map');
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', new RegExp(`^${leaf.row.target} `));
  await lookAt(page, at);
  await buttons.getByRole('button', { name: 'Bytes', exact: true }).click();
  await expect.poll(() => selectedAddresses(hexGrid(page))).toEqual([at]);
  await lookAt(page, at);
  await buttons.getByRole('button', { name: `P1[${leaf.row.index}]`, exact: true }).click();
  await expect(chosenEntry(page)).toHaveAttribute('aria-label', new RegExp(`^P1\\[${leaf.row.index}\\], `));
  await lookAt(page, at);
  const levels = page.getByRole('list', { name: `Entries on the way to ${at}` }).getByRole('listitem');
  const moment = leaf.row.writtenAt;
  await levels
    .last()
    .getByRole('button', { name: `Go to op ${shown(moment)}, which wrote it` })
    .click();
  await arriveAt(page, moment);
  await expect(levels.last()).toHaveAttribute('aria-current', 'step');
});
