import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildElf } from '../fixtures/elf-builder';
import { kernelWithSymbols } from '../fixtures/symbol-kernel';
import { expect, SAMPLE, test, type Application } from './application';
import { entryOf, fullSymbols, programHeaders, sectionHeaders } from './elf-facts';
import { KernelFile } from './kernel-file';
import { BASE, hex } from './load-facts';
import { hexCell, settled } from './panels';
import { details, inColumn, kernelList, rowNames, rowWith, searchList, showPart } from './panels-kernel';

const PT_TLS = 7;
const facts = new KernelFile(SAMPLE);
const symbols = fullSymbols(facts);

/** A row of a table of fields, by the field's name. */
function field(page: Page, region: string, name: string) {
  return page
    .getByRole('region', { name: region, exact: true })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) });
}

/** A number as a row has it, e.g. `#1,214`. */
function numberOf(text: string): number {
  return Number(text.replace(/[#,]/g, ''));
}

/** Copies a list as CSV; its lines, each a list of fields. */
async function copiedAsCsv(app: Application, label: string): Promise<string[][]> {
  const { page, electron } = app;
  await page.getByRole('button', { name: label }).click();
  await page.getByRole('menuitem', { name: /^Copy the list as CSV/ }).click();
  const text = (): Promise<string> => electron.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(text).toMatch(/,Wrong\n/);
  return csv(await text());
}

/** The fields of a text in CSV. */
function csv(text: string): string[][] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}

test('notes: owner, type and the build id, which is copied', async ({ launch, folders }) => {
  const id = 'c0ffee0123456789';
  const note = Buffer.from(`04000000 08000000 03000000 474e5500 ${id}`.replaceAll(' ', ''), 'hex');
  const elf = buildElf({
    segments: [{ vaddr: 0x40_0000, filesz: 0x1000, flags: 'rx' }],
    sections: [{ name: '.note.gnu.build-id', bytes: note, type: 7 }],
  });
  const file = join(folders.work, 'noted.elf');
  writeFileSync(file, elf);
  const { page, electron } = await launch({ file });
  await expect(page.locator('html')).toHaveAttribute('data-app-state', /^(ready|failed)$/);
  const part = await showPart(page, 'Notes');
  const [row, ...others] = await rowNames(page, 'Notes');
  expect(others).toEqual([]);
  expect(inColumn(row!, 'Owner')).toBe('GNU');
  expect(inColumn(row!, 'Type')).toBe('NT_GNU_BUILD_ID');
  await expect(part.getByText(id, { exact: true }).first()).toBeVisible();
  await part.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect.poll(() => electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(id);
  // A double click leads to its bytes.
  const at = elf.findIndex((_, i) => note.every((byte, j) => elf[i + j] === byte));
  await rowWith(page, 'Notes', 'GNU').click();
  await expect(details(page)).toContainText(hex(at));
});

test('the picture: segments, zeros and frames that are shared, as the program headers have them', async ({
  launch,
}) => {
  const { page } = await launch({ file: SAMPLE });
  const part = await showPart(page, 'Picture');
  const list = kernelList(page, 'File against memory');
  const first = await rowNames(page, 'File against memory');
  await list.focus();
  await page.keyboard.press('End');
  const rows = [...new Set([...first, ...(await rowNames(page, 'File against memory'))])];
  await expect(list).toHaveAttribute('aria-rowcount', String(rows.length + 1));
  await page.keyboard.press('Home');
  const blocks = (side: string, what: string) =>
    rows
      .filter((name) => inColumn(name, 'In') === side && inColumn(name, 'What') === what)
      .map((name) => [inColumn(name, 'From'), inColumn(name, 'Bytes')]);
  facts.loads.forEach(({ vaddr, offset, fileSize, memSize }, i) => {
    const load = `LOAD ${i + 1}`;
    expect(blocks('memory', load)).toEqual([[hex(BASE + vaddr), hex(fileSize)]]);
    expect(blocks('file', load)).toEqual([[hex(offset), hex(fileSize)]]);
    const zeros = rows.filter((name) => name.includes(`zeroed by the loader, ${load};`));
    expect(zeros.reduce((sum, name) => sum + Number(inColumn(name, 'Bytes')), 0)).toBe(memSize - fileSize);
  });
  // Frames 4 and 9 of the file have bytes of two segments each; those that are written to were copied.
  const page4 = `${hex(BASE + 0x4000n)} of LOAD 1 and ${hex(BASE + 0x5000n)} of LOAD 2`;
  const page9 = `${hex(BASE + 0xa000n)} of LOAD 3 (copied) and ${hex(BASE + 0xb000n)} of LOAD 4 (copied)`;
  expect(
    rows
      .filter((name) => inColumn(name, 'What') === 'shared frame')
      .map((name) => [inColumn(name, 'From'), inColumn(name, 'Meaning')]),
  ).toEqual([
    ['0x4000', `shown at ${page4}`],
    ['0x9000', `shown at ${page9}`],
  ]);

  await rowWith(page, 'File against memory', 'LOAD 2').click();
  await part.getByRole('button', { name: 'Zoom into LOAD 2' }).click();
  await expect(part.getByRole('button', { name: 'Show all' })).toBeVisible();
  await list.focus();
  await page.keyboard.press('Escape');
  await expect(part.getByRole('button', { name: 'Show all' })).toBeHidden();
  const scale = part.getByRole('button', { name: 'To scale' });
  await scale.click();
  await expect(scale).toHaveAttribute('aria-pressed', 'true');
});

test('TLS and entry: what the file says, where it is loaded, and what lies there', async ({ launch }) => {
  const { page } = await launch({ file: SAMPLE });
  await showPart(page, 'TLS, RELRO, entry');
  const headers = programHeaders(facts);
  const tls = headers.find(({ type }) => type === PT_TLS)!;
  const storage = 'Thread-local storage';
  await expect(field(page, storage, 'header')).toContainText(`${headers.indexOf(tls)}PT_TLS`);
  await expect(field(page, storage, 'start')).toContainText(hex(tls.vaddr));
  await expect(field(page, storage, 'start')).toContainText(`loaded at ${hex(BASE + tls.vaddr)}`);
  await expect(field(page, storage, 'file size')).toContainText(hex(tls.fileSize));
  await expect(field(page, storage, 'memory size')).toContainText(hex(tls.memSize));
  await expect(field(page, storage, 'memory size')).toContainText(
    `the last ${tls.memSize - tls.fileSize} of them zeros`,
  );

  const entry = entryOf(facts);
  const symbol = symbols.find(({ value, type }) => value === entry && type === 2)!;
  await expect(field(page, 'Entry point', 'e_entry')).toContainText(`${hex(entry)}${hex(BASE)} is added`);
  await expect(field(page, 'Entry point', 'loaded')).toContainText(`${hex(BASE + entry)}${symbol.name}`);
  const load = facts.loads.findIndex(
    ({ vaddr, memSize }) => entry >= vaddr && entry < vaddr + BigInt(memSize),
  );
  await expect(field(page, 'Entry point', 'lies in')).toContainText(`.textLOAD ${load + 1}`);
  await expect(field(page, 'Entry point', 'rights')).toContainText('R X');
  // The address leads there.
  await field(page, 'Entry point', 'loaded')
    .getByRole('button', { name: hex(BASE + entry) })
    .click();
  await settled(page);
  await expect(hexCell(page, BASE + entry).first()).toHaveAttribute('aria-selected', 'true');
});

test('relocations are found by number, address, range and symbol', async ({ launch }) => {
  const { page } = await launch({ file: SAMPLE });
  await showPart(page, 'Relocations');
  const all = facts.relocations();
  const found = async (text: string): Promise<number[]> => {
    await searchList(page, 'relocations', text);
    return (await rowNames(page, 'Relocations'))
      .map((name) => numberOf(inColumn(name, '#')))
      .sort((a, b) => a - b);
  };
  expect(await found('#214')).toEqual([214]);
  const { offset } = all[214]!;
  expect(await found(hex(BASE + offset + 3n))).toContain(214);

  const [from, to] = [offset, offset + 0x40n];
  const isIn = (address: bigint): boolean => address >= from && address <= to;
  const inRange = all.flatMap((one, i) => (isIn(one.offset) || isIn(one.addend) ? [i] : []));
  expect(inRange.length).toBeGreaterThan(1);
  expect(await found(`${hex(BASE + from)}-${hex(BASE + to)}`)).toEqual(inRange);

  const target = symbols.find(({ type, value }) => type === 2 && all.some(({ addend }) => addend === value))!;
  const pointing = all.flatMap(({ addend }, i) => (addend === target.value ? [i] : []));
  expect(await found(target.name)).toEqual(expect.arrayContaining(pointing));
  for (const name of await rowNames(page, 'Relocations')) expect(name).toContain(target.name);

  await searchList(page, 'relocations', 'no such symbol at all');
  await expect(page.getByText('No relocation fits.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await expect(kernelList(page, 'Relocations')).toHaveAttribute('aria-rowcount', String(all.length + 1));
});

test('sections are copied as CSV as the file has them', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await showPart(app.page, 'Sections');
  const [head, ...lines] = await copiedAsCsv(app, 'Copy: Section headers');
  const column = (title: string): string[] => lines.map((line) => line[head!.indexOf(title)] ?? '');
  const sections = sectionHeaders(facts);
  expect(column('Name')).toEqual(sections.map(({ name }) => name));
  expect(column('Address')).toEqual(sections.map(({ address }) => hex(address)));
  expect(column('Size')).toEqual(sections.map(({ size }) => hex(size)));
});

test('names with commas are in quotes in CSV', async ({ launch, folders }) => {
  const file = join(folders.work, 'names.elf');
  writeFileSync(file, kernelWithSymbols(10));
  const app = await launch({ file });
  await showPart(app.page, 'Symbols');
  const [head, ...rows] = await copiedAsCsv(app, 'Copy: Symbols');
  const names = rows.map((row) => row[head!.indexOf('Name')]);
  expect(names).toContain('Net::Socket::send3(unsigned char const*, unsigned long, bool)');
  for (const row of rows) expect(row).toHaveLength(head!.length);
});
