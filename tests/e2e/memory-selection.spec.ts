import type { Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, SAMPLE, test, type Application } from './application';
import type { AddressRange } from './kernel-file';
import { sectionOf, symbolOf } from './kernel-symbols';
import { KERNELS } from './kernels';
import { BASE, hex, KERNEL_ADDRESS, PAGE, shown } from './load-facts';
import { showSpace, travel } from './panels';
import {
  byteAt,
  goInView,
  hexGrid,
  selectedAddresses,
  selectRange,
  setView,
  showEverything,
  spoken,
  statistic,
  statisticsSubject,
} from './panels-memory';

const { facts } = KERNELS[0]!;
const CODE = facts.loads.find(({ executable }) => executable)!;
const ROW = 16;
const MIB = 2 ** 20;

/** A window with a space in front, all of it shown, and statistics of what is selected below. */
async function open(app: Application, space: 'Physical' | 'Virtual' | 'File'): Promise<Page> {
  await app.waitFor('ready');
  const { page } = app;
  await showSpace(page, space);
  if (space !== 'File') await showEverything(page);
  await page.keyboard.press('Control+Shift+a');
  await page.keyboard.press('Control+1');
  return page;
}

/** Waits until the statistics are about a range; `last` is the last byte of it. */
async function expectRange(page: Page, first: bigint | number, last: bigint | number): Promise<void> {
  await expect(statisticsSubject(page)).toContainText(`${hex(first)}–${hex(last)} of`);
}

/** A range of the kernel's addresses where it was loaded. */
function loaded({ start, end }: AddressRange): [first: bigint, last: bigint] {
  return [BASE + start, BASE + end - 1n];
}

test('bytes are selected with pointer and keys, by what they belong to, and by typing', async ({
  launch,
}) => {
  const page = await open(await launch({ file: SAMPLE }), 'Virtual');
  const grid = hexGrid(page);
  const start = BASE + CODE.vaddr;
  await setView(page, 'Columns', String(ROW));
  await goInView(page, hex(start));

  // Over the end of a row, and back beyond where it began.
  const cells = [start + 5n, start + BigInt(2 * ROW) + 3n, start + 1n];
  await byteAt(grid, cells[0]!).hover();
  await page.mouse.down();
  await byteAt(grid, cells[1]!).hover();
  await expectRange(page, cells[0]!, cells[1]!);
  await byteAt(grid, cells[2]!).hover();
  await expectRange(page, cells[2]!, cells[0]!);
  await page.mouse.up();
  expect(await selectedAddresses(grid)).toEqual([1n, 2n, 3n, 4n, 5n].map((at) => hex(start + at)));
  await byteAt(grid, start + 40n).click({ modifiers: ['Shift'] });
  await expectRange(page, start + 5n, start + 40n);
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Shift+ArrowLeft');
  await expectRange(page, start + 5n, start + 23n);
  await page.keyboard.press('Control+Shift+Home');
  await expectRange(page, 0n, start + 5n);
  await page.keyboard.press('Control+a');
  await expectRange(page, 0n, 2n ** 64n - 1n);

  // What a byte belongs to; `put_number` lies across no page.
  const symbol = symbolOf(facts, 'put_number');
  const inside = BASE + symbol.start + 9n;
  await goInView(page, hex(inside));
  await page.keyboard.press('Control+Alt+y');
  await expectRange(page, ...loaded(symbol));
  await expect(spoken(page)).toHaveText(`put_number: ${Number(symbol.end - symbol.start)} bytes selected`);
  await page.keyboard.press('Control+Alt+s');
  const [lowest, highest] = loaded({ start: CODE.vaddr, end: CODE.vaddr + BigInt(CODE.memSize) });
  // In memory a segment is its pages.
  await expectRange(page, lowest & ~0xfffn, highest | 0xfffn);
  await page.keyboard.press('Control+Alt+p');
  await expectRange(page, lowest & ~0xfffn, lowest | 0xfffn);

  // What is typed; wrong text says so and selects nothing.
  const text = sectionOf(facts, '.text');
  await selectRange(page, 'put_number', `${Number(symbol.end - symbol.start)} bytes`);
  await expectRange(page, ...loaded(symbol));
  await selectRange(page, '.text');
  await expectRange(page, ...loaded(text));
  await selectRange(page, 'put_number+8..put_number+0x1f');
  await expectRange(page, BASE + symbol.start + 8n, BASE + symbol.start + 0x1fn);
  const { offset } = facts.relocation(17);
  await selectRange(page, '#17', '8 bytes');
  await expectRange(page, BASE + offset, BASE + offset + 7n);
  await selectRange(page, 'f:0..0x3f', '64 bytes, 0x0–0x3f in the file');
  await expect(statisticsSubject(page)).toHaveText('0x0–0x3f of the file');
  await page.keyboard.press('Control+Shift+g');
  const box = page.getByRole('dialog', { name: 'Select range' });
  await page.keyboard.type('0x2000..no_such_symbol');
  await expect(box.getByRole('status').locator('.err')).toContainText('no_such_symbol');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(box).toHaveCount(0);
  await expect(statisticsSubject(page)).toHaveText('0x0–0x3f of the file');

  // A field of the ELF header, then all of it.
  await goInView(page, '0x18');
  await page.keyboard.press('Control+Alt+o');
  await expectRange(page, 0, 0x3f);
});

/** What the statistics of bytes are to say, by the names of the numbers. */
function expectedStatistics(bytes: Buffer): Record<string, string> {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]! += 1;
  const present = [...counts].filter((count) => count > 0);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  const entropy = present.reduce(
    (bits, count) => bits - (count / bytes.length) * Math.log2(count / bytes.length),
    0,
  );
  return {
    Bytes: shown(bytes.length),
    Sum: shown(sum),
    Mean: (sum / bytes.length).toFixed(3),
    Entropy: entropy.toFixed(4),
    Values: shown(present.length),
    'CRC-32': crc32(bytes).toString(16).padStart(8, '0'),
    'SHA-256': createHash('sha256').update(bytes).digest('hex'),
  };
}

test('statistics of bytes of the file, of memory with zeros, and of bytes that are missing', async ({
  launch,
}) => {
  const page = await open(await launch({ file: SAMPLE }), 'File');
  const check = async (bytes: Buffer): Promise<void> => {
    for (const [name, value] of Object.entries(expectedStatistics(bytes))) {
      await expect(statistic(page, name)).toHaveText(value);
    }
  };
  await page.keyboard.press('Control+a');
  await expectRange(page, 0, facts.bytes.length - 1);
  await check(facts.bytes);

  // 20 MiB that nothing has touched yet but for the kernel file near their end.
  const size = 20 * MIB;
  await showSpace(page, 'Physical');
  await travel(page, 'Control+Home');
  await selectRange(page, `0+${size}`, `${shown(size)} bytes`);
  await expectRange(page, 0, size - 1);
  const memory = Buffer.alloc(size);
  facts.bytes.copy(memory, KERNEL_ADDRESS);
  await check(memory);

  // The first page of the kernel, and two pages before it that are not there; then the picture as a table.
  await travel(page, 'Control+End');
  await showSpace(page, 'Virtual');
  await selectRange(page, `${hex(BASE - 0x2000n)}..${hex(BASE + 0xfffn)}`);
  await expect(page.getByRole('region', { name: 'Numbers' })).toContainText(
    '8,192 bytes take no part: nothing is there',
  );
  const first = facts.bytes.subarray(0, PAGE);
  await check(first);
  await page.getByRole('button', { name: 'Show the bytes as a table' }).click();
  const table = page.getByRole('region', { name: 'How often each byte comes' });
  const zeros = first.filter((byte) => byte === 0).length;
  await expect(table.getByRole('row').nth(1).getByRole('cell').nth(1)).toHaveText(shown(zeros));
});

/** The text that copying has left in the clipboard. */
function clipboard(app: Application): Promise<string> {
  return app.electron.evaluate(({ clipboard: system }) => system.readText());
}

test('bytes are copied in the format that is chosen, and in it again by Ctrl+C', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  const page = await open(app, 'Virtual');
  const symbol = symbolOf(facts, 'hex_digits');
  const bytes = Buffer.from(facts.bytesAt(symbol.start, Number(symbol.end - symbol.start)));
  await selectRange(page, 'hex_digits');
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  const [start, end] = loaded(symbol);
  const elements = digits.map((two) => `0x${two}`);
  const all: Readonly<Record<string, string>> = {
    'Hex without spaces': digits.join(''),
    Base64: bytes.toString('base64'),
    Text: '0123456789abcdef\u2400',
    Address: hex(start),
    'Range of addresses': `${hex(start)}..${hex(end)}`,
    'C array': `static const unsigned char data[17] = { ${elements.slice(0, 12).join(', ')}, ${elements.slice(12).join(', ')}, };`,
    'Python bytes': `data = ( b"${digits
      .slice(0, 12)
      .map((two) => `\\x${two}`)
      .join('')}" b"${digits
      .slice(12)
      .map((two) => `\\x${two}`)
      .join('')}" )`,
    'gdb: save, dump binary memory': `dump binary memory`,
    'Hex with spaces': digits.join(' '),
  };
  for (const [label, text] of Object.entries(all)) {
    await page.keyboard.press('Control+Shift+k');
    const list = page.getByRole('listbox', { name: `Copy 17 bytes at ${hex(start)} as` });
    await expect(list).toBeFocused();
    await list.pressSequentially(label.toLowerCase());
    await expect(list.getByRole('option', { selected: true })).toContainText(label);
    await page.keyboard.press('Enter');
    await expect(list).toHaveCount(0);
    await expect.poll(async () => (await clipboard(app)).replace(/\s+/g, ' ').trim()).toContain(text);
  }
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Control+c');
  await expect.poll(() => clipboard(app)).toMatch(/^[0-9a-f]{2} [0-9a-f]{2}$/);
});

test('selected bytes are saved; where some are missing it says so, and writes zeros if told to', async ({
  launch,
  folders,
}) => {
  const app = await launch({ file: SAMPLE });
  const page = await open(app, 'Virtual');
  const path = join(folders.work, 'saved.bin');
  await app.answerDialogs([path]);
  const text = sectionOf(facts, '.text');
  await selectRange(page, '.text');
  await page.keyboard.press('Control+Shift+s');
  const size = Number(text.end - text.start);
  await expect.poll(() => existsSync(path)).toBe(true);
  expect(
    readFileSync(path).equals(
      facts.bytes.subarray(facts.fileOffset(text.start), facts.fileOffset(text.start) + size),
    ),
  ).toBe(true);

  // One page that is mapped between others that are not: what was saved before stays.
  await selectRange(page, `${hex(BASE - 0x1000n)}..${hex(BASE + 0xfffn)}`);
  await page.keyboard.press('Control+Shift+s');
  const alert = page.getByRole('alert').filter({ hasText: 'Save with zeros there' });
  await expect(alert).toContainText('4,096');
  expect(readFileSync(path)).toHaveLength(size);
  await alert.getByRole('button', { name: 'Save with zeros there' }).click();
  await expect(alert).toHaveCount(0);
  await expect.poll(() => readFileSync(path).length).toBe(2 * PAGE);
  expect(readFileSync(path).equals(Buffer.concat([Buffer.alloc(PAGE), facts.bytes.subarray(0, PAGE)]))).toBe(
    true,
  );

  // A path below a file cannot be written by anyone, root included.
  await app.answerDialogs([join(path, 'below.bin')]);
  await selectRange(page, '.text');
  await page.keyboard.press('Control+Shift+s');
  const failed = page.getByRole('alert').filter({ hasText: 'Retry' });
  await expect(failed).toBeVisible();
  await failed.getByRole('button', { name: 'Dismiss' }).click();
  expect(readdirSync(folders.work)).toEqual(['saved.bin']);
});

test('pointers are followed in virtual memory and page tables, and one comes back', async ({ launch }) => {
  const page = await open(await launch({ file: SAMPLE }), 'Virtual');
  const grid = hexGrid(page);
  const { offset, addend } = facts.relocation(facts.relocationCount - 1);
  await selectRange(page, `${hex(BASE + offset)}+8`);
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => selectedAddresses(grid)).toEqual([hex(BASE + addend)]);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(() => selectedAddresses(grid)).toContain(hex(BASE + offset));
  // Text is no address.
  await selectRange(page, 'hex_digits');
  await page.keyboard.press('Control+Enter');
  await expect(spoken(page)).toHaveText(
    `0x${Buffer.from('01234567').reverse().toString('hex')} is no address: bits 47 to 63 differ`,
  );

  // An entry of the level 4 table, the first frame behind the file, leads to the table below it, the next frame.
  const table = KERNEL_ADDRESS + Math.ceil(facts.bytes.length / PAGE) * PAGE;
  await showSpace(page, 'Physical');
  await goInView(page, hex(table + 8));
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => selectedAddresses(grid)).toEqual([hex(table + PAGE)]);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(() => selectedAddresses(grid)).toEqual([hex(table + 8)]);
  // Entries that are not present lead nowhere.
  await goInView(page, hex(table));
  await page.keyboard.press('Control+Enter');
  await expect(spoken(page)).toHaveText('The page-table entry 0x0 is not present');
});
