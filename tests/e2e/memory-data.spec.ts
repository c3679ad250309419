import type { Locator, Page } from '@playwright/test';
import type { Result } from '../../shared/result';
import type { Walk } from '../../shared/view-types';
import { expect, SAMPLE, test } from './application';
import { KernelFile } from './kernel-file';
import { BASE, fileFrame, hex, PAGE } from './load-facts';
import { focusedCell, goTo, momentOf, settled } from './panels';
import { openData, reading, readReadings, type ShownReadings } from './panels-data';

const facts = new KernelFile(SAMPLE);
const { bytes } = facts;
const ENTRY = bytes.readBigUInt64LE(24);
const PROGRAM_HEADERS = 64;
const PROGRAM_HEADER_SIZE = 56;

/** Headers of sections of a type, as offset and size in the file. */
function section(type: number): { readonly offset: number; readonly size: number } {
  const table = Number(bytes.readBigUInt64LE(40));
  for (let index = 0; index < bytes.readUInt16LE(60); index += 1) {
    const at = table + index * 64;
    if (bytes.readUInt32LE(at + 4) !== type) continue;
    return { offset: Number(bytes.readBigUInt64LE(at + 24)), size: Number(bytes.readBigUInt64LE(at + 32)) };
  }
  throw new Error(`no section of type ${type}`);
}

const SYMBOLS = section(2);
const RELA = section(4);

/** The entry in the file of the symbol with a value. */
function symbolOf(value: bigint): { readonly index: number; readonly at: number; readonly size: bigint } {
  for (let index = 1; index < SYMBOLS.size / 24; index += 1) {
    const at = SYMBOLS.offset + index * 24;
    if (bytes.readBigUInt64LE(at + 8) !== value || bytes.readUInt8(at + 4) % 16 !== 1) continue;
    return { index, at, size: bytes.readBigUInt64LE(at + 16) };
  }
  throw new Error(`no symbol at ${value}`);
}

/** The physical address of the entry of P1 that shows a page, found through the tables of the load. */
async function entryAddress(page: Page, virt: bigint): Promise<number> {
  const moment = await momentOf(page);
  const walk = (await page.evaluate(
    ([address, at]) => window.loadscope.call('pageTable.walk', { virt: address, moment: at }),
    [hex(virt), moment] as const,
  )) as Result<Walk>;
  const entry = walk.ok ? walk.value.entries.at(-1) : undefined;
  if (entry?.level !== 1) throw new Error(`no page at ${hex(virt)}`);
  return entry.table * PAGE + entry.index * 8;
}

/** Goes to a place and reads what its bytes can mean. */
async function readAt(panel: Locator, place: string): Promise<ShownReadings> {
  await goTo(panel.page(), place);
  return readReadings(panel);
}

function count(value: bigint | number): string {
  return value.toLocaleString('en-US');
}

test('the bytes at the cursor are read as what they are: headers, tables, entries, code', async ({
  launch,
}) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  const panel = await openData(page);

  // The entry point, in the ELF header.
  const entry = await readAt(panel, 'file 0x18');
  expect(entry['ELF header']?.['e_entry']).toEqual({
    value: hex(ENTRY),
    meaning: `_start, loaded at ${hex(BASE + ENTRY)}`,
  });
  const wide = bytes.readBigUInt64LE(0x20) * 2n ** 64n + ENTRY;
  const signed = [bytes.readInt8(0x18), bytes.readInt16LE(0x18), bytes.readInt32LE(0x18)];
  expect(entry['integers']).toMatchObject({
    u8: { value: count(bytes.readUInt8(0x18)), meaning: hex(bytes.readUInt8(0x18)) },
    i8: { value: count(signed[0] ?? 0) },
    i16: { value: count(signed[1] ?? 0) },
    i32: { value: count(signed[2] ?? 0) },
    u64: { value: count(ENTRY) },
    u128: { value: count(wide), meaning: hex(wide) },
    binary: { value: '1011 0000' },
  });
  expect(entry['floats']?.['f64']?.value).toBe(String(Number(bytes.readDoubleLE(0x18).toPrecision(4))));

  // The other order of bytes, and back.
  await panel.getByRole('button', { name: 'BE' }).click();
  const turned = await readReadings(panel);
  expect(turned['integers']?.['u64']?.value).toBe(count(bytes.readBigUInt64BE(0x18)));
  expect(turned['integers']?.['i16']?.value).toBe(count(bytes.readInt16BE(0x18)));
  expect(turned['ELF header']).toEqual(entry['ELF header']);
  await panel.getByRole('button', { name: 'LE' }).click();

  const magic = await readAt(panel, 'file 0x0');
  expect(magic['ELF header']?.['ei_magic']?.value).toContain('7f 45 4c 46');
  expect(magic['text']?.['ASCII']?.value).toBe('');
  expect((await readAt(panel, 'file 0x1'))['text']?.['ASCII']?.value).toBe('"ELF"');

  // The second LOAD: its program header is the third.
  const [, second] = facts.loads;
  const header = await readAt(panel, `file ${hex(PROGRAM_HEADERS + 2 * PROGRAM_HEADER_SIZE + 8)}`);
  expect(header['program header 2']).toEqual({
    'part of': { value: 'program headers', meaning: '9 headers, what the loader maps, and how' },
    segment: {
      value: 'PT_LOAD',
      meaning: `LOAD 2: readable, executable, ${count(second!.memSize)} bytes at ${hex(BASE + second!.vaddr)}`,
    },
    p_offset: { value: hex(second!.offset), meaning: 'in the file' },
  });

  const index = 13;
  const { offset, addend } = facts.relocation(index);
  const rela = await readAt(panel, `file ${hex(RELA.offset + index * 24 + 16)}`);
  expect(rela[`relocation ${index}`]?.['relocation']).toEqual({
    value: 'R_X86_64_RELATIVE',
    meaning: `writes ${hex(BASE + addend)} (always_present) to ${hex(BASE + offset)}`,
  });
  expect(rela[`relocation ${index}`]?.['r_addend']?.value).toBe(hex(addend));

  const keyNames = symbolOf(0x91c0n);
  const symbol = await readAt(panel, `file ${hex(keyNames.at + 8)}`);
  expect(symbol[`symbol ${keyNames.index}`]).toMatchObject({
    symbol: { value: 'key_names', meaning: `local, data, ${keyNames.size} bytes, at ${hex(BASE + 0x91c0n)}` },
    st_value: { value: '0x91c0' },
  });

  // The entry that shows the page of the code: present, neither writable nor without execution.
  const frame = fileFrame(facts, ENTRY);
  const leaf = await readAt(panel, `phys ${hex(await entryAddress(page, BASE + ENTRY))}`);
  expect(leaf['page-table entry P1[5]']).toMatchObject({
    'part of': { value: 'page table P1' },
    entry: { value: hex(frame + 1) },
    'flags, bits 0 to 11': { value: 'PRESENT' },
    'address, bits 12 to 51': { value: hex(frame) },
    'flags, bits 52 to 63': { value: 'none' },
  });

  // push r13, the first instruction; the sample begins with 41 55.
  expect(facts.bytesAt(ENTRY, 2)).toEqual([0x41, 0x55]);
  const code = await readAt(panel, `virt ${hex(BASE + ENTRY)}`);
  expect(code['instruction']).toMatchObject({
    text: { value: 'push r13' },
    bytes: { value: '41 55', meaning: '2 bytes' },
    next: { value: hex(BASE + ENTRY + 2n), meaning: '_start+0x2' },
  });

  const word = await readAt(panel, `virt ${hex(BASE + offset)}`);
  expect(word['pointer']?.['address']).toEqual({ value: hex(BASE + addend), meaning: 'always_present' });
  expect(Object.keys(word)).toContain(`written by relocation #${index}`);
});

test('links of readings are followed by mouse and by keyboard, and back', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  const panel = await openData(page);
  await goTo(page, 'file 0x18');
  await reading(panel, 'ELF header', 'e_entry')
    .getByRole('button', { name: hex(ENTRY) })
    .click();
  await expect(page.getByRole('tab', { name: 'Virtual', exact: true })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await expect(
    page.locator(`[role=gridcell][tabindex="0"][aria-label^="${hex(BASE + ENTRY)}, "]`),
  ).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await settled(page);
  await expect(page.getByRole('tab', { name: 'File', exact: true })).toHaveAttribute('aria-selected', 'true');

  const { offset, addend } = facts.relocation(13);
  await goTo(page, `virt ${hex(BASE + offset)}`);
  const list = panel.getByRole('tree', { name: 'Readings of the bytes at the cursor' });
  await list.focus();
  await page.keyboard.press('Home');
  const pointer = reading(panel, 'pointer', 'address');
  for (let i = 0; i < 20 && (await pointer.getAttribute('aria-selected')) !== 'true'; i += 1) {
    await page.keyboard.press('ArrowDown');
  }
  await expect(list).toHaveAttribute('aria-activedescendant', (await pointer.getAttribute('id')) ?? '');
  await page.keyboard.press('Control+c');
  await expect
    .poll(() => app.electron.evaluate(({ clipboard }) => clipboard.readText()))
    .toBe(hex(BASE + addend));
  await page.keyboard.press('Enter');
  await expect(
    page.locator(`[role=gridcell][tabindex="0"][aria-label^="${hex(BASE + addend)}, "]`),
  ).toBeVisible();
});

/** Rows of the card, as title and value. */
function cardRow(card: Locator, title: string): Locator {
  return card
    .getByRole('treeitem')
    .filter({ has: card.page().locator('.name', { hasText: new RegExp(`^${title}$`) }) });
}

test('the card of structures: opened by mouse and by key, walked, selects bytes, follows links', async ({
  launch,
}) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  const at = RELA.offset + 3 * 24;
  const { offset } = facts.relocation(3);
  await goTo(page, `file ${hex(at + 16)}`);
  const card = page.getByRole('region', { name: 'Structures' });
  const tree = card.getByRole('tree', { name: 'Structures around the cursor' });

  await page.getByRole('button', { name: 'Show structure: relocation 3' }).click();
  await expect(tree).toBeFocused();
  await expect(cardRow(card, 'r_addend')).toHaveAttribute('aria-selected', 'true');
  await expect(cardRow(card, 'r_addend')).toContainText(hex(facts.relocation(3).addend));
  await expect(cardRow(card, 'relocation table')).toContainText(`${facts.relocationCount} entries`);
  // A click selects the bytes of a row.
  await cardRow(card, 'r_offset').click();
  await settled(page);
  const selected = page.locator('.hex [role=gridcell][aria-selected=true]:visible');
  await expect(selected).toHaveCount(8);
  await expect(selected.first()).toHaveAttribute('aria-label', new RegExp(`^${hex(at)}, `));
  await card.getByRole('button', { name: 'Close' }).click();
  await expect(card).toHaveCount(0);
  await expect(focusedCell(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(at)}, `));

  await page.keyboard.press('o');
  await expect(tree).toBeFocused();
  await expect(cardRow(card, 'r_offset')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(cardRow(card, 'relocation 3')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(cardRow(card, 'relocation 3')).toHaveAttribute('aria-expanded', 'false');
  await expect(cardRow(card, 'r_offset')).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await expect(cardRow(card, 'relocation 4')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Space');
  await settled(page);
  await expect(selected).toHaveCount(24);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await settled(page);
  // Where the relocation writes.
  await expect(
    page.locator(`[role=gridcell][tabindex="0"][aria-label^="${hex(BASE + offset)}, "]`),
  ).toBeVisible();
});
