import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, SAMPLE, test, type Folders } from './application';
import { changeSettings, readRowsOf, rowAt, type SettingChange, type ShownRow } from './hex-view';
import { BASE, hex, PAGE } from './load-facts';
import { goTo, showSpace } from './panels';
import { hexGrid } from './panels-memory';

const sample = readFileSync(SAMPLE);
/** Where the bytes of this test stand: behind everything that the loader reads of the sample. */
const TEXTS = Math.ceil(sample.length / PAGE) * PAGE;
const NUMBERS = TEXTS + 0x60;

/** Texts whose places in a row are known, then numbers, then bytes of which no two neighbours are alike. */
function testPage(): Buffer {
  const bytes = Buffer.from(Array.from({ length: PAGE }, (_, i) => (i * 37 + (i >> 8)) & 0xff || 1));
  const units = [0x41, 0xe9, 0x20ac, 0xd83d, 0xde00, 0xdc00, 0xd800, 0x51];
  const rows = [
    Buffer.from('plain ~ASCII= >|'),
    Buffer.concat([Buffer.from('añ€😀'), Buffer.from([0xff, 0xc0, 0xaf, 0x80, 0xe2, 0x82])]),
    Buffer.from('z.............€ \0\x1f\x7f é̓ \u202eR \u200b', 'utf8'),
  ];
  rows.forEach((row, i) => row.copy(bytes, i * 16));
  units.forEach((unit, i) => bytes.writeUInt16LE(unit, 0x40 + i * 2));
  units.forEach((unit, i) => bytes.writeUInt16BE(unit, 0x50 + i * 2));
  const at = NUMBERS - TEXTS;
  bytes.writeDoubleLE(Math.PI, at);
  bytes.writeDoubleLE(-0, at + 8);
  bytes.writeDoubleLE(-1.7976931348623157e308, at + 16);
  bytes.writeDoubleLE(Number.NaN, at + 24);
  bytes.writeFloatLE(-1.17549435e-38, at + 32);
  bytes.writeFloatLE(Number.POSITIVE_INFINITY, at + 36);
  bytes.writeBigUInt64LE(2n ** 64n - 1n, at + 40);
  bytes.writeBigInt64LE(-(2n ** 63n), at + 48);
  return bytes;
}

const file = Buffer.concat([sample, Buffer.alloc(TEXTS - sample.length), testPage()]);

function kernelFile({ work }: Folders): string {
  const path = join(work, 'rows.elf');
  writeFileSync(path, file);
  return path;
}

/** The view of the file, at the bytes of this test. */
async function showTexts(page: Page): Promise<void> {
  await showSpace(page, 'File');
  await goTo(page, `file ${hex(TEXTS)}`);
}

/** Bytes of a group as one number. */
function unsignedAt(position: number, count: number, bigEndian: boolean): bigint {
  const bytes = [...file.subarray(position, position + count)];
  const digits = bigEndian ? bytes : bytes.reverse();
  return digits.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

interface Numbers {
  readonly format: string;
  readonly group: 1 | 2 | 4 | 8;
  readonly bigEndian: boolean;
  /** Bytes of a cell, if not those of a group. */
  readonly cell?: number;
  /** What a cell shows; `null` leaves it unchecked. */
  readonly text: (position: number, count: number, bigEndian: boolean) => string | number | bigint;
}

function floatAt(position: number, count: number, bigEndian: boolean): number {
  const view = new DataView(file.buffer, file.byteOffset + position, count);
  return count === 4 ? view.getFloat32(0, !bigEndian) : view.getFloat64(0, !bigEndian);
}

const hexByte: Numbers['text'] = (position) => file.subarray(position, position + 1).toString('hex');
const signed: Numbers['text'] = (...at) => BigInt.asIntN(8 * at[1], unsignedAt(...at)).toString();
const octal: Numbers['text'] = (...at) =>
  unsignedAt(...at)
    .toString(8)
    .padStart(Math.ceil((8 * at[1]) / 3), '0');

const FORMATS: readonly Numbers[] = [
  { format: 'hexadecimal', group: 1, bigEndian: false, text: hexByte },
  { format: 'hexadecimal', group: 8, bigEndian: false, cell: 1, text: hexByte },
  { format: 'hexadecimal', group: 4, bigEndian: true, cell: 1, text: hexByte },
  {
    format: 'binary',
    group: 2,
    bigEndian: false,
    cell: 1,
    text: (position) => (file[position] ?? 0).toString(2).padStart(8, '0'),
  },
  { format: 'octal', group: 8, bigEndian: true, text: octal },
  { format: 'decimal, unsigned', group: 1, bigEndian: true, text: (...at) => `${unsignedAt(...at)}` },
  { format: 'decimal, unsigned', group: 8, bigEndian: false, text: (...at) => `${unsignedAt(...at)}` },
  { format: 'decimal, signed', group: 8, bigEndian: false, text: signed },
  { format: 'floating point', group: 8, bigEndian: false, text: floatAt },
  { format: 'floating point', group: 4, bigEndian: true, text: floatAt },
];

/** The rows of the test page that are in sight; there are some. */
function testRows(rows: readonly ShownRow[]): ShownRow[] {
  const found = rows.filter(({ position }) => position >= TEXTS);
  expect(found.length).toBeGreaterThanOrEqual(8);
  return found;
}

/** Whether what a cell shows is a number, exactly: a float's text reads back as the same one. */
function isShown(text: string, expected: string | number | bigint, cellBytes: number): boolean {
  if (typeof expected !== 'number') return text === String(expected);
  if (Number.isNaN(expected)) return text === 'NaN';
  const value = Number(text.replace('inf', 'Infinity'));
  return Object.is(cellBytes === 4 ? Math.fround(value) : value, expected);
}

test('digits over each cell, its name and the bytes of the file agree, in each format and width', async ({
  launch,
  folders,
}) => {
  const app = await launch({ file: kernelFile(folders) });
  await app.waitFor('ready');
  const { page } = app;
  await showTexts(page);
  const grid = hexGrid(page, /file/i);
  for (const { format, group, bigEndian, cell = group, text } of FORMATS) {
    const changes: SettingChange[] = [
      ['Columns', '16'],
      ['Format', format],
      ['Value size', group === 1 ? '1 byte' : `${group} bytes`],
      ['Byte order', bigEndian ? 'Big-endian' : 'Little-endian'],
    ];
    await changeSettings(page, changes);
    const wrong: string[] = [];
    for (const row of testRows(await readRowsOf(grid))) {
      expect(row.cells).toHaveLength(16 / cell);
      for (const { position, name, painted } of row.cells) {
        const right =
          name[0] === hex(position) &&
          name[1] === painted &&
          isShown(painted, text(position, cell, bigEndian), cell);
        if (!right) wrong.push(`${hex(position)}: ${name.join(', ')} | ${painted}`);
      }
      // A number with its lowest byte first is drawn from its last byte; columns are counted as they are drawn.
      const drawn = row.cells.map(({ position }) => position - row.position);
      const inOrder = drawn.map((_, i) => i * cell);
      const turned = inOrder.map((at) =>
        cell < group && !bigEndian ? at - (at % group) + group - 1 - (at % group) : at,
      );
      expect(drawn).toEqual(turned);
      expect(row.cells.map(({ columnIndex }) => columnIndex)).toEqual(row.cells.map((_, i) => i + 2));
    }
    expect(wrong, `${format}, groups of ${group}`).toEqual([]);
  }
});

test('rows of 8 to 64 bytes, or as many as fit, begin at multiples of that and lose no byte', async ({
  launch,
  folders,
}) => {
  const app = await launch({ file: kernelFile(folders) });
  await app.waitFor('ready');
  const { page } = app;
  await showTexts(page);
  const grid = hexGrid(page, /file/i);
  const bytesOfRows = async (): Promise<number> => {
    const rows = testRows(await readRowsOf(grid));
    const count = rows[0]?.cells.length ?? 0;
    expect(await grid.getAttribute('aria-colcount')).toBe(String(1 + count + 2));
    rows.forEach((row, i) => {
      expect(row.position).toBe((rows[0]?.position ?? 0) + i * count);
      expect(row.header).toBe(hex(row.position));
      expect(row.address).toBe(row.position.toString(16).padStart(10, '0'));
      const bytes = row.cells.map(({ painted }) => painted).join('');
      expect(bytes).toBe(file.subarray(row.position, row.position + count).toString('hex'));
    });
    return count;
  };
  for (const columns of [8, 16, 32, 64]) {
    await changeSettings(page, [['Columns', String(columns)]]);
    expect(await bytesOfRows()).toBe(columns);
  }
  const sideways = grid.locator('.sideways');
  const overflow = () => sideways.evaluate((one) => one.scrollWidth - one.clientWidth);
  // The cursor stays in sight where a row is wider than the view.
  expect(await overflow()).toBeGreaterThan(0);
  await page.keyboard.press('Control+1');
  await page.keyboard.press('End');
  await expect(grid.locator('[data-col="63"]:focus')).toBeInViewport({ ratio: 1 });
  await changeSettings(page, [['Columns', 'as many as fit']]);
  const narrow = await bytesOfRows();
  expect(await overflow()).toBe(0);
  await page.keyboard.press('Control+b');
  await page.keyboard.press('Control+Alt+b');
  const cells = grid.locator('[data-row]:visible').first().locator('[data-col]');
  await expect.poll(() => cells.count()).toBeGreaterThan(narrow);
  expect(await bytesOfRows()).toBeGreaterThan(narrow);
  expect(await overflow()).toBe(0);
});

const INVALID = '·';
const BLANK = '.';

test('the text column has each character at its first byte, and no byte that is none passes for one', async ({
  launch,
  folders,
}) => {
  const app = await launch({ file: kernelFile(folders) });
  await app.waitFor('ready');
  const { page } = app;
  await showTexts(page);
  await changeSettings(page, [['Columns', '16']]);
  const grid = hexGrid(page, /file/i);
  const textOf = async (offset: number) => {
    const { text, textName } = rowAt(await readRowsOf(grid), TEXTS + offset);
    return { text, textName };
  };
  const plain = Object.fromEntries(
    [...'plain ~ASCII= >|'].map((one, i) => [i, one]).filter(([, c]) => c !== ' '),
  );
  expect(await textOf(0)).toEqual({ text: plain, textName: 'plain ~ASCII= >|' });
  expect((await textOf(0x10)).text).toMatchObject({ 0: 'a', 1: BLANK, 2: BLANK, 3: BLANK, 15: BLANK });

  await changeSettings(page, [['Text', 'Latin-1']]);
  expect((await textOf(0x10)).text).toMatchObject({
    0: 'a',
    1: 'Ã',
    2: '±',
    3: 'â',
    4: BLANK,
    5: '¬',
    10: 'ÿ',
  });

  await changeSettings(page, [['Text', 'UTF-8']]);
  const six = Object.fromEntries([10, 11, 12, 13, 14, 15].map((at) => [at, INVALID]));
  expect((await textOf(0x10)).text).toEqual({ 0: 'a', 1: 'ñ', 3: '€', 6: '😀', ...six });
  // A character that goes on in the next row stands in the first one only.
  expect((await textOf(0x20)).text).toMatchObject({ 0: 'z', 13: '.', 14: '€' });
  const third = await textOf(0x30);
  expect(third.text).toEqual({ 2: BLANK, 3: BLANK, 4: BLANK, 6: 'é', 8: '\u25cc\u0313', 11: BLANK, 14: 'R' });
  expect(third.textName).not.toContain('\u202e');

  const known = { 0: 'A', 2: 'é', 4: '€', 6: '😀', 10: INVALID, 12: INVALID, 14: 'Q' };
  await changeSettings(page, [['Text', 'UTF-16, little-endian']]);
  expect((await textOf(0x40)).text).toEqual(known);
  await changeSettings(page, [['Text', 'UTF-16, big-endian']]);
  expect((await textOf(0x50)).text).toEqual(known);
});

test('addresses from the start of segments and symbols, and a column of symbols', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  await showSpace(page, 'Virtual');
  await goTo(page, `virt ${hex(BASE + 0x9040n)}`);
  const grid = hexGrid(page, /virtual/i);
  const rows = async () => {
    const all = await readRowsOf(grid);
    return [0x9040, 0x9050, 0x90a0, 0x90b0].map((at) => rowAt(all, Number(BASE) + at));
  };
  // LOAD 3 begins at 0x9018, `banner` at 0x9040, `level_names` at 0x90a0.
  await changeSettings(page, [
    ['Columns', '16'],
    ['Addresses', 'from the start of the segment'],
  ]);
  expect((await rows()).map(({ header }) => header)).toEqual([
    'LOAD 3 +0x28, 0x8000009040',
    'LOAD 3 +0x38, 0x8000009050',
    'LOAD 3 +0x88, 0x80000090a0',
    'LOAD 3 +0x98, 0x80000090b0',
  ]);
  await changeSettings(page, [
    ['Addresses', 'from the start of the symbol'],
    ['Symbol', true],
  ]);
  const shown = await rows();
  expect(shown.map(({ address }) => address)).toEqual([
    'banner+0x0',
    'banner+0x10',
    'level_names+0x0',
    'level_names+0x10',
  ]);
  expect(shown.map(({ header }) => header.split(', ')[1])).toEqual([
    '0x8000009040',
    '0x8000009050',
    '0x80000090a0',
    '0x80000090b0',
  ]);
  expect(shown.map(({ symbol }) => symbol)).toEqual([
    'banner',
    'banner+0x10',
    'level_names',
    'level_names+0x10',
  ]);
  // The columns behind it move by one.
  expect(shown[0]?.cells[0]?.columnIndex).toBe(3);
  expect(await grid.getAttribute('aria-colcount')).toBe(String(2 + 16 + 2));
});
