import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, SAMPLE, test, type Application } from './application';
import { dynamicValues, entryOf, fullSymbols, programHeaders, sectionHeaders } from './elf-facts';
import { KernelFile } from './kernel-file';
import { symbolOf } from './kernel-symbols';
import { BASE, hex, shown } from './load-facts';
import { hexCell, littleEndian, momentOf, settled } from './panels';
import {
  codeLine,
  details,
  inColumn,
  kernelList,
  rowNames,
  rowWith,
  searchList,
  showPart,
} from './panels-kernel';
import { chosenCentre } from './panels-space';
import { callStack } from './panels-source';

const facts = new KernelFile(SAMPLE);
const symbols = fullSymbols(facts);

async function open(launch: (options: { file: string }) => Promise<Application>): Promise<Application> {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  return app;
}

test('header, segments, sections and dynamic entries are those of the file', async ({ launch }) => {
  const { page } = await open(launch);
  const part = await showPart(page, 'ELF header');
  const entry = part.getByRole('row').filter({ hasText: 'e_entry' });
  await expect(entry).toContainText(hex(entryOf(facts)));

  await showPart(page, 'Segments');
  const headers = programHeaders(facts);
  await expect(kernelList(page, 'Program headers')).toHaveAttribute(
    'aria-rowcount',
    String(headers.length + 1),
  );
  const segments = await rowNames(page, 'Program headers');
  expect(
    segments.map((name) =>
      ['Offset', 'Address', 'In file', 'In memory'].map((title) => inColumn(name, title)),
    ),
  ).toEqual(headers.map((one) => [one.offset, one.vaddr, one.fileSize, one.memSize].map(hex)));

  await showPart(page, 'Sections');
  const sections = await rowNames(page, 'Section headers');
  expect(
    sections.map((name) => ['Name', 'Address', 'Offset', 'Size'].map((title) => inColumn(name, title))),
  ).toEqual(
    sectionHeaders(facts).map(({ name, address, offset, size }) => [
      name,
      ...[address, offset, size].map(hex),
    ]),
  );
  // The row in full, and its bytes.
  await rowWith(page, 'Section headers', '.text').click();
  await expect(details(page)).toContainText('.text');
  const text = sectionHeaders(facts).find(({ name }) => name === '.text')!;
  await expect(details(page)).toContainText(hex(text.size));

  await showPart(page, 'Dynamic');
  const entries = await rowNames(page, 'Dynamic entries');
  expect(entries.map((name) => BigInt(inColumn(name, 'Value')))).toEqual(dynamicValues(facts));

  await showPart(page, 'TLS, RELRO, entry');
  const relro = page.getByRole('region', { name: /^RELRO/ });
  await expect(relro).toContainText(hex(facts.relro!.start));
});

test('symbols: order, search, and links to code and bytes', async ({ launch }) => {
  const { page } = await open(launch);
  await showPart(page, 'Symbols');
  // Those that name addresses come first; a file's name is at none.
  const placed = symbols.filter(({ section, type }) => section > 0 && section < 0xff00 && type !== 6);
  const lowest = placed.reduce((low, { value }) => (value < low ? value : low), placed[0]!.value);
  const first = await rowNames(page, 'Symbols');
  expect(inColumn(first[0]!, 'Address')).toBe(hex(BASE + lowest));
  const values = first.map((name) => BigInt(inColumn(name, 'Address')));
  expect(values).toEqual([...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));

  const list = kernelList(page, 'Symbols');
  await list.getByRole('button', { name: 'Size' }).click();
  await list.getByRole('button', { name: 'Size' }).click();
  await expect(list.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'descending');
  const largest = symbols.reduce((most, one) => (one.size > most.size ? one : most));
  await expect.poll(async () => inColumn((await rowNames(page, 'Symbols'))[0]!, 'Name')).toBe(largest.name);

  await searchList(page, 'symbols', 'serial_');
  const found = symbols.filter(({ name }) => name.includes('serial_')).map(({ name }) => name);
  await expect
    .poll(async () => (await rowNames(page, 'Symbols')).map((name) => inColumn(name, 'Name')).sort())
    .toEqual(found.sort());

  const probe = BASE + symbolOf(facts, 'serial_probe').start;
  await rowWith(page, 'Symbols', 'serial_probe').click();
  await details(page).getByRole('button', { name: 'Disassemble' }).click();
  await settled(page);
  await expect(codeLine(page, probe)).toBeVisible();
  await showPart(page, 'Symbols');
  await details(page).getByRole('button', { name: 'Show in memory' }).click();
  await settled(page);
  await expect(chosenCentre(page)).toHaveText('Memory and source');
  await expect(hexCell(page, probe).first()).toHaveAttribute('aria-selected', 'true');
});

test('relocations: the words before and after, and their steps', async ({ launch }) => {
  const { page } = await open(launch);
  await showPart(page, 'Relocations');
  const list = kernelList(page, 'Relocations');
  await expect(list).toHaveAttribute('aria-rowcount', String(facts.relocationCount + 1));
  const names = await rowNames(page, 'Relocations');
  const spaced = (bytes: readonly number[]): string =>
    bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  names.slice(0, 10).forEach((name, index) => {
    const { offset, addend } = facts.relocation(index);
    expect(inColumn(name, 'Changes')).toBe(hex(BASE + offset));
    expect(inColumn(name, 'Value')).toBe(hex(BASE + addend));
    expect(inColumn(name, 'Before')).toBe(spaced(facts.bytesAt(offset, 8)));
    expect(inColumn(name, 'After')).toBe(spaced(littleEndian(BASE + addend)));
  });
  // To its step: every view shows it.
  const end = await momentOf(page);
  await list.focus();
  await page.keyboard.press('End');
  await settled(page);
  const last = facts.relocationCount - 1;
  await expect(list.locator('[data-row][aria-selected=true]')).toHaveAttribute(
    'aria-rowindex',
    String(facts.relocationCount + 1),
  );
  await page.keyboard.press('Enter');
  await expect.poll(() => momentOf(page)).toBeLessThan(end);
  await settled(page);
  const { offset, addend } = facts.relocation(last);
  expect((await callStack(page)).join('\n')).toContain(
    `applyRelocation #${last} offset ${offset.toString(16)} addend ${addend.toString(16)}`,
  );
});

test('a file that is cut off is shown as far as it can be read', async ({ launch, folders }) => {
  const file = join(folders.work, 'cut.elf');
  const table = Number(facts.bytes.readBigUInt64LE(40));
  // In the middle of the section headers.
  writeFileSync(file, facts.bytes.subarray(0, table + 64 * 5 + 10));
  const app = await launch({ file });
  await expect(app.page.locator('html')).toHaveAttribute('data-app-state', /^(ready|failed)$/);
  const { page } = app;
  const part = await showPart(page, 'Overview');
  await expect(part.getByRole('heading', { name: 'What is wrong' })).toBeVisible();
  const wrong = part.getByRole('listitem');
  await expect(wrong.first()).toContainText(/section/i);
  await showPart(page, 'Segments');
  await expect(kernelList(page, 'Program headers')).toHaveAttribute(
    'aria-rowcount',
    String(programHeaders(facts).length + 1),
  );
});

test('a list is copied whole, with its columns between tabs', async ({ launch }) => {
  const app = await open(launch);
  const { page } = app;
  await showPart(page, 'Symbols');
  await page.getByRole('button', { name: 'Copy: Symbols' }).click();
  await page.getByRole('menuitem', { name: /^Copy the list columns between tabs/ }).click();
  const text = (): Promise<string> => app.electron.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(text).toMatch(/^Address\tSize\t/);
  const [head, ...lines] = (await text()).split('\n').filter((line) => line !== '');
  const at = head!.split('\t').indexOf('Name');
  const copied = lines
    .map((line) => line.split('\t')[at]!)
    .filter((name) => symbols.some((one) => one.name === name && name !== ''));
  expect(copied.sort()).toEqual(
    symbols
      .map(({ name }) => name)
      .filter((name) => name !== '')
      .sort(),
  );
  await expect(
    page.getByRole('tab', { name: new RegExp(`^Symbols, ${shown(lines.length)}`) }),
  ).toBeAttached();
});
