import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, SAMPLE, test, type Application, type Folders, type LaunchOptions } from './application';
import { KernelFile } from './kernel-file';
import { BASE, hex, KERNEL_ADDRESS, PAGE, timesCopied, timesMapped } from './load-facts';
import { settled, showSpace } from './panels';
import { hexGrid, selectRange } from './panels-memory';
import {
  askFor,
  listedMatches,
  openSearch,
  searchFor,
  searchSummary,
  type ListedMatch,
  type Wanted,
} from './panels-search';

const sample = readFileSync(SAMPLE);
/** Where bytes to be found stand: behind everything that the loader reads of the sample. */
const PLANTED = Math.ceil(sample.length / PAGE) * PAGE;

/** Texts and numbers that come several times, in several forms, also where they overlap. */
function plantedPage(): Buffer {
  const bytes = Buffer.alloc(PAGE, 0x11);
  const put = (at: number, part: Buffer): number => part.copy(bytes, at);
  ['needle', 'NEEDLE', 'NeEdLe', 'needlework', 'éclair ÉCLAIR'].forEach((text, i) =>
    put(i * 32, Buffer.from(text)),
  );
  put(0x101, Buffer.from('Needle', 'utf16le'));
  put(0x200, Buffer.from('ababababa'));
  put(0x300, Buffer.from([0xde, 0xad, 0xbe, 0xef, 0xde, 0xad, 0x00, 0xe7, 0xde, 0xad, 0xde, 0xad]));
  [3.1, 3.1415, 3.1416, 3.2, -3.1416].forEach((value, i) => bytes.writeFloatLE(value, 0x403 + i * 5));
  [0x1233, 0x1234, 0x1236, 0x1237].forEach((value, i) => bytes.writeUInt16BE(value, 0x481 + i * 3));
  // A match over the border of two pages of the file would stand at the end of this one.
  put(PAGE - 3, Buffer.from('needle').subarray(0, 3));
  return bytes;
}

const file = Buffer.concat([
  sample,
  Buffer.alloc(PLANTED - sample.length),
  plantedPage(),
  Buffer.from('dle behind the border'),
]);
const facts = new KernelFile(file);
const latin1 = file.toString('latin1');

async function openPlanted(
  launch: (options?: LaunchOptions) => Promise<Application>,
  { work }: Folders,
): Promise<Application> {
  const path = join(work, 'planted.elf');
  writeFileSync(path, file);
  const app = await launch({ file: path });
  await app.waitFor('ready');
  return app;
}

/** Every place of the file at which `length` bytes are what is looked for. */
function scan(length: number, isMatch: (at: number) => boolean, step = 1): ListedMatch[] {
  const found: ListedMatch[] = [];
  for (let at = 0; at + length <= file.length; at += step) {
    if (isMatch(at)) found.push({ address: at, length });
  }
  return found;
}

/** Places of bytes, `null` for any. */
function scanBytes(pattern: readonly (number | null)[]): ListedMatch[] {
  return scan(pattern.length, (at) => pattern.every((byte, i) => byte === null || file[at + i] === byte));
}

function scanText(text: string, encoding: BufferEncoding, anyCase: boolean): ListedMatch[] {
  const { length } = Buffer.from(text, encoding);
  return scan(length, (at) => {
    const there = file.toString(encoding, at, at + length);
    return anyCase ? there.toLowerCase() === text.toLowerCase() : there === text;
  });
}

/** Matches of a regular expression over bytes, from left to right without overlap. */
function scanRegex(source: string): ListedMatch[] {
  return Array.from(latin1.matchAll(new RegExp(source, 'gs')), ({ index, 0: { length } }) => ({
    address: index,
    length,
  }));
}

/** Any: what an earlier search has chosen is undone. */
const EVERYWHERE = { choose: { Alignment: 'Any place' }, colours: [] } as const;

/** Whether all bytes of a match lie in frames of the file that a page shows in the end. */
function isMapped({ address, length }: ListedMatch): boolean {
  return [address, address + length - 1].every((at) => {
    const frame = KERNEL_ADDRESS + at - (at % PAGE);
    return timesMapped(facts, frame) > timesCopied(facts, frame);
  });
}

interface Case {
  readonly name: string;
  readonly wanted: Wanted;
  readonly expected: readonly ListedMatch[];
}

function cases(): Case[] {
  const text = (value: string, encoding: string, exact: boolean, expected: readonly ListedMatch[]): Case => ({
    name: `text ${value}, ${encoding}${exact ? ', exact case' : ''}`,
    wanted: { kind: 'Text', text: value, choose: { Encoding: encoding }, check: { 'Match case': exact } },
    expected,
  });
  return [
    {
      name: 'bytes with wildcards and nibbles',
      wanted: { kind: 'Bytes', text: 'de ad ?? e?' },
      expected: scan(
        4,
        (at) => file[at] === 0xde && file[at + 1] === 0xad && (file[at + 3] ?? 0) >> 4 === 0xe,
      ),
    },
    {
      name: 'overlapping bytes',
      wanted: { kind: 'Bytes', text: '61 62 61' },
      expected: scanBytes([0x61, 0x62, 0x61]),
    },
    {
      name: 'calls back in the code',
      wanted: { kind: 'Bytes', text: 'e8????ffff' },
      expected: scanBytes([0xe8, null, null, 0xff, 0xff]),
    },
    text('needle', 'UTF-8', false, scanText('needle', 'latin1', true)),
    text('needle', 'UTF-8', true, scanText('needle', 'latin1', false)),
    text('ÉCLAIR', 'UTF-8', false, scanText('éclair', 'utf8', true)),
    text('needle', 'UTF-16 LE', false, scanText('needle', 'utf16le', true)),
    {
      name: 'floats with a tolerance',
      wanted: {
        kind: 'Number',
        text: '3.1415',
        tolerance: '0.01',
        choose: { 'Kind of number': 'Float', Width: '32 bits', 'Order of bytes': 'Little-endian' },
      },
      expected: scan(4, (at) => Math.abs(file.readFloatLE(at) - 3.1415) <= 0.01),
    },
    {
      name: 'integers with a tolerance, big-endian',
      wanted: {
        kind: 'Number',
        text: '0x1235',
        tolerance: '1',
        choose: { 'Kind of number': 'Unsigned', Width: '16 bits', 'Order of bytes': 'Big-endian' },
      },
      expected: scan(2, (at) => Math.abs(file.readUInt16BE(at) - 0x1235) <= 1),
    },
    {
      name: 'aligned words',
      wanted: {
        kind: 'Number',
        text: '8',
        tolerance: '',
        choose: {
          ...EVERYWHERE.choose,
          Width: '64 bits',
          'Order of bytes': 'Little-endian',
          Alignment: 'Multiples of 16',
        },
      },
      expected: scan(8, (at) => file.readBigUInt64LE(at) === 8n, 16),
    },
    {
      name: 'a regular expression',
      wanted: {
        kind: 'Regex',
        text: '[a-c]{2,3}\\x62|n.{2}d(le)?',
        ...EVERYWHERE,
        check: { 'Match case': true },
      },
      expected: scanRegex('[a-c]{2,3}\\x62|n.{2}d(le)?'),
    },
    {
      name: 'only what is mapped',
      wanted: {
        kind: 'Text',
        text: 'er',
        choose: { Encoding: 'ASCII' },
        check: { 'Only what is mapped': true },
      },
      expected: scanText('er', 'latin1', false).filter(isMapped),
    },
    {
      name: 'not only what is mapped',
      wanted: { kind: 'Bytes', text: '11 11 6e 65', check: { 'Only what is mapped': false } },
      expected: scanBytes([0x11, 0x11, 0x6e, 0x65]),
    },
  ];
}

test('each kind of search finds in the file what a scan of it finds, and nothing else', async ({
  launch,
  folders,
}) => {
  const { page } = await openPlanted(launch, folders);
  await showSpace(page, 'File');
  const panel = await openSearch(page);
  await page.keyboard.press('Control+j');
  for (const { name, wanted, expected } of cases()) {
    expect(expected.length, name).toBeGreaterThan(0);
    await searchFor(panel, wanted);
    const count = expected.length === 1 ? '1 match' : `${expected.length.toLocaleString('en-US')} matches`;
    await expect(searchSummary(panel), name).toHaveText(count);
    expect(await listedMatches(panel), name).toEqual(expected);
  }
});

/** A match is selected in the view, with the keyboard's cell at its start. */
async function expectMatchAt(view: Locator, address: bigint | number): Promise<void> {
  const cell = view.locator('[tabindex="0"]');
  await expect(cell).toHaveAttribute('aria-label', new RegExp(`^${hex(address)}, .*match at hand`));
  await expect(cell).toHaveAttribute('aria-selected', 'true');
}

test('matches in a selection and of a colour, one after the other round the ends, and what is wrong is told', async ({
  launch,
  folders,
}) => {
  const app = await openPlanted(launch, folders);
  const { page } = app;
  await showSpace(page, 'File');
  // 0x20 to 0x6f of the planted page: the second to the fourth needle.
  await selectRange(page, `f:${hex(PLANTED + 0x20)}+0x50`);
  const panel = await openSearch(page);
  await searchFor(panel, {
    kind: 'Text',
    text: 'needle',
    check: { 'In selection': true, 'Match case': false },
  });
  const places = [0x20, 0x40, 0x60].map((offset) => PLANTED + offset);
  expect((await listedMatches(panel)).map(({ address }) => address)).toEqual(places);

  const view = hexGrid(page);
  const [first, second, third] = places as [number, number, number];
  await page.keyboard.press('F3');
  await expectMatchAt(view, second);
  await page.keyboard.press('F3');
  await expectMatchAt(view, third);
  await page.keyboard.press('F3');
  await expectMatchAt(view, first);
  await page.keyboard.press('Shift+F3');
  await expectMatchAt(view, third);
  const list = panel.getByRole('listbox', { name: 'Matches' });
  await list.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expectMatchAt(view, first);
  // All of them are tinted where they are in sight.
  await expect(view.locator('[role=gridcell][aria-label*=", match"]')).toHaveCount(3 * 6);

  for (const [kind, text, says] of [
    ['Bytes', 'de a', /digit/],
    ['Bytes', 'xy', /character 1/],
    ['Regex', 'a(b', /./],
    ['Number', '256', /8 bits|255/],
  ] as const) {
    const options = kind === 'Number' ? { choose: { Width: '8 bits', 'Kind of number': 'Unsigned' } } : {};
    await searchFor(panel, { kind, text, ...options });
    await expect(panel.getByRole('alert')).toHaveText(says);
    await expect(panel.getByRole('textbox', { name: `${kind} to look for` })).toHaveAttribute(
      'aria-invalid',
      'true',
    );
    await expect(panel.getByRole('textbox', { name: `${kind} to look for` })).toBeFocused();
  }

  // Each word that a relocation wrote is the address of something near the base.
  await showSpace(page, 'Virtual');
  await searchFor(panel, {
    kind: 'Number',
    text: hex(BASE + 0x200000n),
    tolerance: hex(0x200000n),
    choose: { Width: '64 bits', Alignment: 'Multiples of 8' },
    colours: ['relocated'],
    check: { 'In selection': false },
  });
  const words = facts.relocations().map(({ offset }) => Number(BASE + offset));
  await page.keyboard.press('Control+j');
  expect((await listedMatches(panel)).map(({ address }) => address)).toEqual(words.sort((a, b) => a - b));
});

test('Esc leads back to the bytes, and a mark is of what the key before has selected', async ({
  launch,
  folders,
}) => {
  const app = await openPlanted(launch, folders);
  const { page } = app;
  await showSpace(page, 'File');
  const panel = await openSearch(page);
  const field = await askFor(panel, { kind: 'Bytes', text: 'de ad' });
  await field.press('Enter');
  await settled(page);
  await field.press('Escape');
  await expect(page.locator('[data-panel=memory] :focus')).toHaveCount(1);
  await page.keyboard.press('Control+f');
  await panel.getByRole('listbox', { name: 'Matches' }).focus();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-panel=memory] :focus')).toHaveCount(1);

  await selectRange(page, 'f:0x1234');
  await page.keyboard.press('Control+Alt+p');
  await page.keyboard.press('Control+m');
  await expect(page.getByRole('treeitem', { name: /^Mark 1, 0x1000, file · 4,096 bytes/ })).toBeVisible();
});

test('matches of a long search are listed while it goes on, and it can be cancelled', async ({
  launch,
  folders,
}) => {
  const path = join(folders.work, 'large.elf');
  writeFileSync(path, sample);
  truncateSync(path, 384 * 2 ** 20);
  const handle = openSync(path, 'r+');
  for (const at of [0x20000, 383 * 2 ** 20]) writeSync(handle, 'needle', at);
  closeSync(handle);
  const app = await launch({ file: path });
  await app.waitFor('ready');
  const { page } = app;
  await showSpace(page, 'File');
  const panel = await openSearch(page);
  // Zeros nearly match: this takes seconds.
  const field = await askFor(panel, { kind: 'Regex', text: '(n|\\x00)(e|\\x00){2,9}dle' });
  await field.press('Enter');
  const summary = searchSummary(panel);
  await expect(summary).toHaveText('1 match so far');
  const match = panel.getByRole('option', { name: /^0x20000, 6 bytes, 6e 65 65 64 6c 65/ });
  await expect(match).toBeVisible();
  await expect(panel.getByRole('progressbar')).toBeVisible();
  // Meanwhile everything else works: the match can be gone to.
  await page.keyboard.press('F3');
  const view = hexGrid(page);
  await expectMatchAt(view, 0x20000);
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(summary).toHaveText('1 match before it was cancelled');
  await expect(panel.getByRole('button', { name: 'Find', exact: true })).toBeEnabled();

  await searchFor(panel, { kind: 'Text', text: 'needle', check: { 'Match case': true } });
  await expect(summary).toHaveText('2 matches');
  await page.keyboard.press('F3');
  await expectMatchAt(view, 383 * 2 ** 20);
});
