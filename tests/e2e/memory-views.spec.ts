import type { Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, SAMPLE, test, type Application } from './application';
import { KERNELS } from './kernels';
import { BASE, hex, KERNEL_ADDRESS, PAGE } from './load-facts';
import { goTo, littleEndian, momentOf, settled, shownBytes, travel } from './panels';
import {
  byteAt,
  goInView,
  group,
  hexGrid,
  rowAddresses,
  runCommand,
  selectedAddresses,
  setView,
  showEverything,
  spoken,
  viewTab,
  viewTabs,
  widen,
} from './panels-memory';
import { copyingRelocation } from './relocated-words';

const { facts } = KERNELS[0]!;
const TIB = 2 ** 40;
/** Pixels of a row: so far the wheel turns it. */
const ROW_HEIGHT = 20;
/** A byte of code: mapped straight from the file, by one page, so that all three spaces have it. */
const CODE = facts.loads.find(({ executable }) => executable)!.vaddr + BigInt(PAGE) + 0x123n;
const CODE_OFFSET = facts.fileOffset(CODE);

async function start(launch: () => Promise<Application>): Promise<Page> {
  const app = await launch();
  await app.waitFor('ready');
  return app.page;
}

/** Each space in a group of its own, by the keyboard alone. */
async function threeGroups(page: Page): Promise<void> {
  await widen(page);
  await viewTab(page, 'Physical').focus();
  // To the next tab, and from there with it to the right.
  await page.keyboard.press('ArrowRight');
  await expect(viewTab(page, 'Virtual')).toBeFocused();
  await page.keyboard.press('Control+ArrowRight');
  await expect(viewTab(page, 'Virtual', 2)).toBeFocused();
  await viewTab(page, 'File').focus();
  await page.keyboard.press('Enter');
  for (const number of [2, 3]) {
    await page.keyboard.press('Control+ArrowRight');
    await expect(viewTab(page, 'File', number)).toBeFocused();
  }
  await settled(page);
  expect(await viewTabs(page)).toEqual([['Physical'], ['Virtual'], ['File']]);
}

/** Waits until the groups have these bytes selected; `null`: none, `undefined`: whichever. */
async function expectSelected(
  page: Page,
  addresses: readonly (bigint | number | null | undefined)[],
): Promise<void> {
  for (const [index, address] of addresses.entries()) {
    if (address === undefined) continue;
    const expected = address === null ? [] : [hex(address)];
    await expect
      .poll(() => selectedAddresses(hexGrid(page, new RegExp(`group ${index + 1}$`))))
      .toEqual(expected);
  }
}

test('three spaces side by side show the same byte, or say why they have none', async ({ launch }) => {
  const page = await start(() => launch({ file: SAMPLE }));
  await threeGroups(page);
  const places = [KERNEL_ADDRESS + CODE_OFFSET, BASE + CODE, CODE_OFFSET] as const;
  await goTo(page, `virt ${hex(BASE + CODE)}`);
  await expectSelected(page, places);
  for (const [index, address] of places.entries()) {
    const cell = byteAt(hexGrid(page, new RegExp(`group ${index + 1}$`)), address);
    await expect(cell).toHaveAttribute(
      'aria-label',
      new RegExp(`, ${facts.bytesAt(CODE, 1)[0]!.toString(16).padStart(2, '0')}, `),
    );
  }

  // The other way round: from the file, and by arrow keys.
  await group(page, 3).getByRole('grid').press('ArrowRight');
  await expectSelected(
    page,
    places.map((place) => (typeof place === 'bigint' ? place + 1n : place + 1)),
  );

  // A word that a relocation wrote is in a copy of the file's frame.
  const word = facts.relocation(copyingRelocation(facts)).offset;
  await goTo(page, `virt ${hex(BASE + word)}`);
  await expectSelected(page, [undefined, BASE + word, facts.fileOffset(word)]);
  expect(await selectedAddresses(hexGrid(page, /group 1$/))).not.toEqual([
    hex(KERNEL_ADDRESS + facts.fileOffset(word)),
  ]);
  await expect(group(page, 3).getByRole('status')).toContainText(/copied/);

  // Before the load nothing is mapped.
  await goTo(page, `phys ${hex(places[0])}`);
  await travel(page, 'Control+Home');
  await expect(group(page, 2).getByRole('status')).toContainText('no page shows this byte at this moment');
  await expectSelected(page, [places[0], null, places[2]]);
});

test('a free view keeps its selection, one that is pinned its moment', async ({ launch }) => {
  const page = await start(() => launch({ file: SAMPLE }));
  await threeGroups(page);
  const last = await momentOf(page);
  await goTo(page, `virt ${hex(BASE + CODE)}`);
  await group(page, 3).getByRole('grid').locator('[tabindex="0"]').focus();
  await runCommand(page, 'Link or free this memory view');
  await expect(spoken(page)).toHaveText('File: free');
  await page.keyboard.press('ArrowLeft');
  await expectSelected(page, [KERNEL_ADDRESS + CODE_OFFSET, BASE + CODE, CODE_OFFSET - 1]);
  await goTo(page, `virt ${hex(BASE + CODE + 1n)}`);
  await expectSelected(page, [KERNEL_ADDRESS + CODE_OFFSET + 1, BASE + CODE + 1n, CODE_OFFSET - 1]);
  // Linked again, the view in use leads the others.
  await viewTab(page, 'File', 3).focus();
  await runCommand(page, 'Link or free this memory view');
  await expectSelected(page, [KERNEL_ADDRESS + CODE_OFFSET - 1, BASE + CODE - 1n, CODE_OFFSET - 1]);

  // The pinned view stays at the end; one of the present comes for links to lead to.
  const word = facts.relocation(0);
  await goTo(page, `virt ${hex(BASE + word.offset)}`);
  await viewTab(page, 'Virtual', 2).focus();
  await runCommand(page, 'Keep this memory view at the moment, or let it follow');
  const pinned = `Virtual @${last.toLocaleString('en-US')}`;
  expect(await viewTabs(page)).toEqual([['Physical'], [pinned, 'Virtual 2'], ['File']]);
  await travel(page, 'Control+Home');
  const before = await shownBytes(page, BASE + word.offset, 8);
  expect(before).toEqual(littleEndian(BASE + word.addend));
  await viewTab(page, pinned, 2).focus();
  await runCommand(page, 'Keep this memory view at the moment, or let it follow');
  await expect(byteAt(group(page, 2), BASE + word.offset)).toHaveCount(0);
});

test('views have a history of their own, close, and come back in the next run', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  await widen(page);
  await goTo(page, `phys ${hex(KERNEL_ADDRESS)}`);
  await page.keyboard.press('Control+\\');
  await expect(viewTab(page, 'Physical 2', 2)).toHaveAttribute('aria-selected', 'true');
  await runCommand(page, 'Link or free this memory view');
  const places = [KERNEL_ADDRESS + 0x1000, KERNEL_ADDRESS + 0x2345, KERNEL_ADDRESS + 0x10];
  for (const place of places) await goInView(page, hex(place), 2);
  const own = hexGrid(page, 'Physical memory 2, group 2');
  await expect.poll(() => selectedAddresses(own)).toEqual([hex(places[2]!)]);
  for (const [key, place] of [
    ['Left', places[1]!],
    ['Left', places[0]!],
    ['Right', places[1]!],
  ] as const) {
    await page.keyboard.press(`Alt+Shift+Arrow${key}`);
    await expect.poll(() => selectedAddresses(own)).toEqual([hex(place)]);
  }
  // The other view has stayed where it was.
  expect(await selectedAddresses(hexGrid(page, 'Physical memory, group 1'))).toEqual([hex(KERNEL_ADDRESS)]);

  await page.keyboard.press('Control+Alt+m');
  await expect(viewTab(page, 'Physical 3', 2)).toHaveAttribute('aria-selected', 'true');
  await group(page, 2).getByRole('button', { name: 'New memory view' }).click();
  await page.getByRole('menuitem', { name: 'Kernel file', exact: true }).click();
  await setView(page, 'Columns', '32', 2);
  expect(await viewTabs(page)).toEqual([
    ['Physical', 'Virtual', 'File'],
    ['Physical 2', 'Physical 3', 'File 2'],
  ]);
  await viewTab(page, 'Physical 3', 2).focus();
  await page.keyboard.press('Delete');
  await expect(viewTab(page, 'Physical 3', 2)).toHaveCount(0);
  await viewTab(page, 'Virtual').click();
  await page.keyboard.press('Control+Alt+x');
  await expect(spoken(page)).toHaveText('This is the only view of its space: Virtual');
  await viewTab(page, 'File 2', 2).click();
  await expect(hexGrid(page, 'Kernel file 2, group 2').getByRole('columnheader').last()).toBeVisible();
  const tabs = await viewTabs(page);
  const columns = await hexGrid(page, 'Kernel file 2, group 2').getAttribute('aria-colcount');
  await app.electron.close();

  const next = await launch({ file: SAMPLE });
  await next.waitFor('ready');
  expect(await viewTabs(next.page)).toEqual(tabs);
  await expect(hexGrid(next.page, 'Kernel file 2, group 2')).toHaveAttribute('aria-colcount', columns!);
  await viewTab(next.page, 'Physical 2', 2).click();
  const link = group(next.page, 2).getByRole('button', { name: 'Linked with the selection' });
  await expect(link).toHaveAttribute('aria-pressed', 'false');
});

test('folds open and close by keys, and whatever hides a byte that one goes to', async ({ launch }) => {
  const page = await start(() => launch({ file: SAMPLE }));
  await viewTab(page, 'Virtual').click();
  await showEverything(page);
  const load = facts.loads.find(({ fileSize, memSize }) => memSize > fileSize + 8 * PAGE)!;
  const zero = BASE + ((load.vaddr + BigInt(load.fileSize)) / BigInt(PAGE) + 3n) * BigInt(PAGE) + 0x800n;
  const grid = hexGrid(page);
  await goInView(page, hex(zero));
  await expect(byteAt(grid, zero)).toBeFocused();
  await expect(byteAt(grid, zero)).toHaveAttribute('aria-label', /^0x[0-9a-f]+, 00, /);
  const fold = grid.getByRole('button', { name: new RegExp(`^Show ${hex(zero - 0x800n)}–.* all zero`) });
  for (const key of ['Enter', '+']) {
    await page.keyboard.press('-');
    await expect(fold).toBeFocused();
    await expect(byteAt(grid, zero)).toHaveCount(0);
    await page.keyboard.press(key);
    await expect(byteAt(grid, zero)).toBeFocused();
  }
  await group(page).getByRole('button', { name: 'Fold again' }).click();
  await expect(byteAt(grid, zero)).toHaveCount(0);
});

test('the virtual space from its first byte to its last', async ({ launch }) => {
  const page = await start(() => launch({ file: SAMPLE }));
  await viewTab(page, 'Virtual').click();
  await showEverything(page);
  await setView(page, 'Columns', '16');
  const grid = hexGrid(page);
  const last = 2n ** 64n - 1n;
  for (const address of [0n, BASE - 1n, 2n ** 47n - 1n, -(2n ** 47n) + 2n ** 64n, last]) {
    await goInView(page, hex(address));
    await expect(byteAt(grid, address)).toHaveAttribute('aria-label', /no byte|not mapped|nothing/);
    await expect(byteAt(grid, address)).toHaveAttribute('aria-selected', 'true');
  }
  const end = await rowAddresses(grid);
  expect(end.at(-1)).toBe(last - 15n);
  expect(end).toEqual(end.map((_, at) => last - 15n - 16n * BigInt(end.length - 1 - at)));
  // What is no address is told of, and refused.
  await group(page).getByRole('button', { name: 'Fold again' }).click();
  await goInView(page, hex(2n ** 47n - 1n));
  await expect(grid).toContainText('not canonical: no addresses here');
  await page.keyboard.press('Control+a');
  await expect(spoken(page)).toHaveText(`${(2 ** 48).toLocaleString('en-US')} bytes selected`);
});

test('a machine of 1 TiB is scrolled to its end, with the right addresses', async ({ launch, folders }) => {
  const machine = join(folders.work, 'tebibyte.json');
  writeFileSync(
    machine,
    JSON.stringify({
      memoryMap: [{ start: '0x100000', length: hex(TIB - 0x100000), kind: 'usable' }],
      kernelAddress: hex(KERNEL_ADDRESS),
      overflowChecks: true,
    }),
  );
  const app = await launch({ file: SAMPLE, args: ['--machine', machine] });
  await app.waitFor('ready');
  const { page } = app;
  await expect(page.getByRole('contentinfo')).toContainText('1 TiB · tebibyte.json');
  await showEverything(page);
  await setView(page, 'Columns', '16');
  const grid = hexGrid(page);
  await goInView(page, hex(TIB - 1));
  await expect(byteAt(grid, TIB - 1)).toHaveAttribute('aria-label', /^0xffffffffff, 00, /);
  const minimap = group(page).getByRole('slider', { name: 'Minimap' });
  await minimap.focus();
  await page.keyboard.press('Home');
  await expect.poll(async () => (await rowAddresses(grid))[0]).toBe(BigInt(KERNEL_ADDRESS));
  await page.keyboard.press('End');
  await expect.poll(async () => (await rowAddresses(grid)).at(-1)).toBe(BigInt(TIB - 16));
  const [top] = await rowAddresses(grid);
  await grid.hover();
  await page.mouse.wheel(0, -10 * ROW_HEIGHT);
  await expect.poll(async () => (await rowAddresses(grid))[0]).toBe(top! - 160n);
});
