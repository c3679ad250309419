import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, SAMPLE, test, type Folders } from './application';
import { readRowsOf } from './hex-view';
import { KernelFile } from './kernel-file';
import { BASE, hex } from './load-facts';
import { focusedCell, goTo, settled, showSpace, shownBytes } from './panels';
import { byteAt, hexGrid, showEverything } from './panels-memory';
import { listedMatches, openSearch, searchFor } from './panels-search';

const facts = new KernelFile(SAMPLE);
/** Where the file has its entry point, the flags of its second LOAD, and a part of that one's address. */
const ENTRY = 0x18;
const FLAGS = 64 + 2 * 56 + 4;
const ADDRESS = FLAGS + 13;

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** A copy of the sample that a test may name, but nothing may change. */
function ownKernel({ work }: Folders): string {
  const path = join(work, 'kernel.elf');
  copyFileSync(SAMPLE, path);
  return path;
}

/** The sample with bytes at offsets replaced. */
function edited(...edits: readonly (readonly [offset: number, byte: number])[]): Buffer {
  const bytes = Buffer.from(facts.bytes);
  for (const [offset, byte] of edits) bytes[offset] = byte;
  return bytes;
}

function editsBar(page: Page): Locator {
  return page.getByRole('region', { name: 'Edits of the kernel' });
}

function verdict(page: Page): Locator {
  return page.locator('button.verdict');
}

/** The cell of a byte that is in sight. */
function cellOf(page: Page, address: bigint | number): Locator {
  return byteAt(hexGrid(page), address);
}

/** Goes to an offset of the file and types digits over its bytes. */
async function typeAt(page: Page, offset: number, digits: string): Promise<void> {
  await goTo(page, `file ${hex(offset)}`);
  await expect(focusedCell(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(offset)}, `));
  await page.keyboard.type(digits);
  await settled(page);
}

/** Loads with the edits there are, and waits for it. */
async function loadEdited(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+r');
  await expect(editsBar(page)).toContainText('This is the load of the edited kernel');
  await expect(page.locator('html')).toHaveAttribute('data-app-state', 'ready');
  await settled(page);
}

test('bytes of the kernel are typed over, tried out, saved and discarded; the file stays as it is', async ({
  launch,
  folders,
}) => {
  test.slow();
  const file = ownKernel(folders);
  const before = sha256(file);
  const app = await launch({ file });
  await app.waitFor('ready');
  const { page } = app;
  const bar = editsBar(page);
  const entry = Number(facts.bytes.readBigUInt64LE(ENTRY));
  await showSpace(page, 'File');
  await goTo(page, `file ${hex(ENTRY)}`);
  await page.keyboard.press('Control+Alt+e');
  const strip = page.getByRole('group', { name: 'Editing bytes of the kernel file' });
  await expect(strip).toContainText('File offset 0x18: b0');

  // Two places, so two steps of undo; the entry point becomes 0x5bc0.
  await typeAt(page, ENTRY, 'c05b');
  expect(await shownBytes(page, BigInt(ENTRY), 3)).toEqual([0xc0, 0x5b, 0]);
  await expect(cellOf(page, ENTRY)).toHaveAttribute('aria-label', /edited, was b0, not loaded yet/);
  await typeAt(page, FLAGS, '04');
  await expect(bar).toContainText('3 bytes edited in 2 places, not loaded yet');
  await page.keyboard.press('Control+z');
  await expect(bar).toContainText('2 bytes edited, not loaded yet');
  await page.keyboard.press('Control+z');
  await expect(bar).toHaveCount(0);
  await expect(cellOf(page, ENTRY)).toHaveAttribute('aria-label', /^0x18, b0, (?!.*edited)/);
  await page.keyboard.press('Control+Shift+z');
  await page.keyboard.press('Control+y');
  await expect(bar).toContainText('3 bytes edited in 2 places, not loaded yet');
  // What is typed and taken back before its second digit changes nothing.
  await page.keyboard.press('f');
  await page.keyboard.press('Escape');
  await expect(bar).toContainText('3 bytes edited in 2 places, not loaded yet');

  await loadEdited(page);
  const wanted = edited([ENTRY, 0xc0], [ENTRY + 1, 0x5b], [FLAGS, 4]);
  await expect(verdict(page)).toHaveText(`Edited: Loads · entry ${hex(BASE + 0x5bc0n)}`);
  await expect(page.locator('.titlebar')).toContainText('edited');
  // The headers are mapped as the first bytes of the kernel, and the entries of its code have another flag.
  await expect(bar).toContainText(`entry point ${hex(BASE + BigInt(entry))} → ${hex(BASE + 0x5bc0n)}`);
  await expect(bar).toContainText('3 bytes of virtual memory differ');
  await goTo(page, `virt ${hex(BASE + BigInt(ENTRY))}`);
  await expect(cellOf(page, BASE + BigInt(ENTRY))).toHaveAttribute(
    'aria-label',
    /, c0, .*edited, was b0, loaded/,
  );
  await goTo(page, `virt ${hex(BASE + 0x5ab0n)}`);
  await expect(page.getByLabel(`Walk of ${hex(BASE + 0x5000n)}`)).toContainText(
    /NO_EXECUTE.*Effective\s*read, no/s,
  );
  expect(sha256(file)).toBe(before);

  const saved = join(folders.work, 'edited.elf');
  await app.answerDialogs([saved]);
  await bar.getByRole('button', { name: 'Save as…' }).click();
  await expect(bar).toContainText(`Saved ${saved}`);
  expect(readFileSync(saved).equals(wanted)).toBe(true);
  // Never over the file itself.
  await app.answerDialogs([file]);
  await bar.getByRole('button', { name: 'Save as…' }).click();
  await expect(bar.getByRole('alert')).toBeVisible();
  expect(sha256(file)).toBe(before);
  await bar.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click();

  // An edit with which the load fails: the second LOAD over the first.
  await typeAt(page, ADDRESS, '3a');
  await loadEdited(page);
  await expect(verdict(page)).toHaveText(/^\s*Edited: Fails at step \d+/);
  await expect(bar).toContainText(/result loads → fails: /);

  await bar.getByRole('button', { name: 'Discard' }).click();
  await expect(verdict(page)).toHaveText(`Loads · entry ${hex(BASE + BigInt(entry))}`);
  await expect(bar).toHaveCount(0);
  await showSpace(page, 'File');
  await goTo(page, `file ${hex(ENTRY)}`);
  expect(await shownBytes(page, BigInt(ENTRY), 2)).toEqual([...facts.bytes.subarray(ENTRY, ENTRY + 2)]);
  await page.keyboard.press('Control+z');
  await expect(bar).toContainText('4 bytes edited in 3 places, not loaded yet');
  await app.electron.close();

  // They are kept with the file, and wait to be loaded.
  const second = await launch({ file });
  await second.waitFor('ready');
  await expect(editsBar(second.page)).toContainText('4 bytes edited in 3 places, not loaded yet');
  await expect(verdict(second.page)).toHaveText(`Loads · entry ${hex(BASE + BigInt(entry))}`);
  await showSpace(second.page, 'File');
  await goTo(second.page, `file ${hex(ENTRY)}`);
  expect(await shownBytes(second.page, BigInt(ENTRY), 2)).toEqual([0xc0, 0x5b]);
  expect(sha256(file)).toBe(before);
});

/** The tab of marks, in front. */
async function showMarks(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+Shift+b');
  const panel = page.getByRole('region', { name: 'Marks' });
  await expect(panel).toBeVisible();
  return panel;
}

/** Marks what is selected and names it. */
async function markAs(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+m');
  const field = page.getByLabel('Name of the mark');
  await expect(field).toBeFocused();
  await field.fill(name);
  await field.press('Enter');
  await expect(page.getByRole('treeitem', { name: new RegExp(`^${name}, `) })).toBeFocused();
}

test('ranges are marked, coloured, noted, gone through, kept and exported', async ({ launch, folders }) => {
  test.slow();
  const file = ownKernel(folders);
  const app = await launch({ file });
  await app.waitFor('ready');
  const { page } = app;
  const banner = BASE + 0x9040n;
  await goTo(page, `virt ${hex(banner)}`);
  const selected = page.locator('.hex [role=gridcell][aria-selected=true]:visible');
  await page.keyboard.press('Control+Alt+y');
  await expect(selected).toHaveCount(40);
  await markAs(page, 'the banner');
  await goTo(page, `virt ${hex(BASE + 0x90a0n)}`);
  await page.keyboard.press('Control+Alt+y');
  await expect(selected).toHaveCount(32);
  await markAs(page, 'levels');
  await goTo(page, 'file 0x278');
  await markAs(page, 'first relocation');

  const panel = await showMarks(page);
  const row = panel.getByRole('treeitem', { name: /^the banner, / });
  await expect(row).toHaveAccessibleName(/^the banner, 0x8000009040, virtual · 40 bytes, /);
  await row.focus();
  await page.keyboard.press('Shift+F2');
  const editor = panel.getByRole('group', { name: 'Note and colour of the banner' });
  await editor.getByRole('radio', { name: 'Lime' }).check();
  await editor.getByLabel('Note on the banner').fill('=five lines, each relocated');
  await editor.getByLabel('Note on the banner').press('Control+Enter');
  await expect(row).toHaveAccessibleName(/lime, =five lines, each relocated$/);

  // From mark to mark of the space, round the ends; each is selected as a whole.
  await goTo(page, `virt ${hex(BASE + 0x9000n)}`);
  await page.keyboard.press('Alt+F3');
  await expect(cellOf(page, banner)).toHaveAttribute('aria-label', /mark the banner/);
  await expect(selected).toHaveCount(40);
  await expect(hexGrid(page, /virtual/i).locator('[role=gridcell].mark-lime:visible')).toHaveCount(40);
  await page.keyboard.press('Alt+F3');
  await expect(selected.first()).toHaveAttribute('aria-label', /^0x80000090a0, .*mark levels/);
  await expect(selected).toHaveCount(32);
  await page.keyboard.press('Alt+F3');
  await expect(selected).toHaveCount(40);
  await page.keyboard.press('Alt+Shift+F3');
  await expect(selected).toHaveCount(32);
  await showSpace(page, 'File');
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Alt+F3');
  await expect(selected).toHaveAttribute('aria-label', /^0x278, .*mark first relocation/);

  const json = join(folders.work, 'marks.json');
  await app.answerDialogs([json]);
  await app.menu('notes.export.json');
  await expect(page.locator('.status')).toContainText(`Wrote ${json}`);
  const exported = JSON.parse(readFileSync(json, 'utf8')) as { marks: unknown[] };
  expect(exported.marks).toEqual([
    {
      name: 'the banner',
      note: '=five lines, each relocated',
      colour: 'lime',
      space: 'virtual',
      first: '0x9040',
      ofFile: true,
      length: 40,
    },
    expect.objectContaining({ name: 'levels', space: 'virtual', first: '0x90a0', length: 32 }),
    expect.objectContaining({ name: 'first relocation', space: 'file', first: '0x278', length: 1 }),
  ]);
  const csv = join(folders.work, 'marks.csv');
  await app.answerDialogs([csv]);
  await app.menu('notes.export.csv');
  await expect(page.locator('.status')).toContainText(`Wrote ${csv}`);
  expect(readFileSync(csv, 'utf8')).toContain("'=five lines, each relocated");
  await app.electron.close();

  const second = await launch({ file });
  await second.waitFor('ready');
  const kept = await showMarks(second.page);
  await expect(kept.getByRole('treeitem')).toHaveCount(3);
  await expect(kept.getByRole('treeitem', { name: /^the banner, .*lime, =five lines/ })).toBeVisible();
  await kept.getByRole('treeitem', { name: /^the banner/ }).dblclick();
  await expect(cellOf(second.page, banner)).toHaveAttribute('aria-label', /mark the banner/);
});

test('a machine with a tebibyte is gone through, selected and searched as any other', async ({
  launch,
  folders,
}) => {
  const TEBIBYTE = 2 ** 40;
  const path = join(folders.work, 'large.json');
  const region = (start: number, end: number) => ({
    start: hex(start),
    length: hex(end - start),
    kind: 'usable',
  });
  const machine = {
    memoryMap: [region(0, 0x9f000), region(0x100000, TEBIBYTE)],
    kernelAddress: hex(TEBIBYTE / 2),
  };
  writeFileSync(path, JSON.stringify(machine));
  const kernel = join(folders.work, 'needle.elf');
  const needle = 'a needle in a tebibyte';
  writeFileSync(kernel, Buffer.concat([facts.bytes, Buffer.from(needle)]));
  const app = await launch({ file: kernel, args: [`--machine=${path}`] });
  await app.waitFor('ready');
  const { page } = app;
  await expect(page.getByRole('button', { name: /^Machine: .*large\.json/ })).toBeVisible();
  await showSpace(page, 'Physical');
  await goTo(page, `phys ${hex(machineAddress(machine))}`);
  expect(await shownBytes(page, BigInt(machineAddress(machine)), 16)).toEqual([
    ...facts.bytes.subarray(0, 16),
  ]);

  await showEverything(page);
  await goTo(page, `phys ${hex(TEBIBYTE - 1)}`);
  const grid = hexGrid(page, /physical/i);
  // Its fold is opened, and the last byte of all is there.
  await expect(cellOf(page, TEBIBYTE - 1)).toHaveAttribute('aria-label', /^0xffffffffff, 00, free/);
  await expect(focusedCell(page)).toHaveAttribute('aria-label', /^0xffffffffff, /);
  await page.keyboard.press('ArrowDown');
  await expect(focusedCell(page)).toHaveAttribute('aria-label', /^0xffffffffff, /);
  await page.keyboard.press('Control+a');
  await expect(page.locator('.status')).toContainText(`${TEBIBYTE.toLocaleString('en-US')} bytes selected`);
  // More rows than 32 bits can count: their number is not told, rather than a wrong one; those in sight have places.
  await expect(grid).toHaveAttribute('aria-rowcount', '-1');
  const indexes = (await readRowsOf(grid)).map(({ rowIndex }) => rowIndex);
  expect(indexes).toEqual(indexes.map((_, i) => (indexes[0] ?? 0) + i));

  const search = await openSearch(page);
  await searchFor(search, { kind: 'Text', text: needle, choose: { Encoding: 'UTF-8' } });
  const place = machineAddress(machine) + facts.bytes.length;
  expect(await listedMatches(search)).toEqual([{ address: place, length: needle.length }]);
  await page.keyboard.press('F3');
  await settled(page);
  await expect(cellOf(page, place)).toHaveAttribute('aria-selected', 'true');

  // What the loader wrote: a relocated word, in the frames that it took.
  const { addend } = facts.relocation(0);
  const alike = Array.from({ length: facts.relocationCount }, (_, i) => facts.relocation(i).addend);
  await searchFor(search, { kind: 'Number', text: hex(BASE + addend), choose: { Width: '64 bits' } });
  const words = await listedMatches(search);
  expect(words).toHaveLength(alike.filter((one) => one === addend).length);
  await page.keyboard.press('F3');
  await settled(page);
  await expect(cellOf(page, words[0]?.address ?? 0)).toHaveAttribute('aria-label', /, relocated/);
});

function machineAddress({ kernelAddress }: { readonly kernelAddress: string }): number {
  return Number(kernelAddress);
}
