import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildElf } from '../fixtures/elf-builder';
import { expect, SAMPLE, test, type Application, type Folders } from './application';
import { hex, PAGE } from './load-facts';
import { focusedCell, settled } from './panels';
import { chosenFrame, frameOwners, showCentre, shownRanges, strip } from './panels-space';

/** A kernel in the upper half: a page of code, and 40 pages that are mostly bss. */
const HIGH = 0xffffffff80000000n;
const CODE = HIGH + 0x200000n;
const DATA = HIGH + 0x300000n;

function highKernel({ work }: Folders): string {
  const path = join(work, 'high.elf');
  const bytes = buildElf({
    segments: [
      { vaddr: CODE, flags: 'rx', filesz: 0x1000 },
      { vaddr: DATA, flags: 'rw', filesz: 0x1000, memsz: 40 * PAGE },
    ],
  });
  writeFileSync(path, bytes);
  return path;
}

/** Memory with tables that no loader made: one page of 4 KiB, and one of 2 MiB that the memory does not reach. */
function tablesImage({ work }: Folders): string {
  const bytes = Buffer.alloc(8 * PAGE);
  const entries = [
    [0x1000, 0, 0x2003n],
    [0x2000, 0, 0x3003n],
    [0x3000, 0, 0x4003n],
    [0x3000, 1, 0x200083n],
    [0x4000, 5, 0x5003n],
  ] as const;
  for (const [table, index, entry] of entries) bytes.writeBigUInt64LE(entry, table + index * 8);
  const path = join(work, 'tables.raw');
  writeFileSync(path, bytes);
  return path;
}

async function attachKernel(app: Application, path: string): Promise<void> {
  await app.answerDialogs([path]);
  await app.menu('compare.kernel');
  await expect(app.page.getByRole('tabpanel', { name: 'Compare' })).toContainText('high.elf');
  await settled(app.page);
}

test('the address space and the memory of an attached kernel', async ({ launch, folders }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  await attachKernel(app, highKernel(folders));
  await showCentre(page, 'Address space');
  const own = await shownRanges(page);
  const of = page.getByLabel('Address space of', { exact: true });
  await of.selectOption({ label: 'high.elf' });
  await settled(page);
  await expect
    .poll(async () => (await shownRanges(page)).map(({ pages }) => Number(pages)))
    .toEqual([1, 1, 39]);
  const near = strip(page, 'Neighbourhood');
  await expect(near).toHaveAttribute(
    'aria-valuetext',
    new RegExp(`from ${hex(CODE)}: LOAD 1 file from ${hex(CODE)}`),
  );
  await expect(strip(page, 'Level 4 entries')).toHaveAttribute('aria-valuetext', /P4\[511\] kernel/);
  const budget = page.getByRole('region', { name: 'Level 4 budget' });
  await expect(budget).toContainText('The kernel has fixed addresses (ET_EXEC)');

  // A page of it is selected as its own, and leads to its bytes.
  await strip(page, 'Detail').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(focusedCell(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(CODE)}, `));

  await showCentre(page, 'Physical map');
  await page.getByLabel('Memory of', { exact: true }).selectOption({ label: 'high.elf' });
  await settled(page);
  await expect.poll(async () => (await frameOwners(page)).get('bss zero')).toBe(39);
  await expect(page.getByRole('button', { name: 'Play the load' })).toHaveCount(0);
  // The frame of the byte that is selected there.
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', /LOAD 1 file/);
  const detail = page.getByRole('region', { name: 'Frame', exact: true });
  await expect(detail).toContainText(hex(CODE));
  await expect(detail.getByRole('button', { name: 'History of this frame' })).toHaveCount(0);

  // What is taken away leaves the document in sight.
  await showCentre(page, 'Address space');
  await of.selectOption({ label: 'This kernel' });
  await expect.poll(() => shownRanges(page)).toEqual(own);
});

test('the address space of a dump by its tables; its frames have no owners', async ({ launch, folders }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  await app.answerDialogs([tablesImage(folders)]);
  await app.menu('compare.dump');
  const form = page.getByRole('form', { name: 'Place of the dump' });
  await form.getByLabel('from address').fill('0x0');
  await form.getByRole('button', { name: 'Choose file…' }).click();
  await showCentre(page, 'Physical map');
  await page.getByLabel('Memory of', { exact: true }).selectOption({ label: 'tables.raw' });
  const map = page.getByRole('region', { name: 'Physical map' });
  await expect(map).toContainText('A dump does not say who owns its frames');
  await map.getByRole('button', { name: 'Show its address space' }).click();
  const space = page.getByRole('region', { name: 'Address space', exact: true });
  await expect(space.getByRole('alert').first()).toContainText(
    'A dump does not say where its page tables are',
  );
  const root = space.getByLabel('Physical address of the level 4 table');
  await root.fill('0x1000');
  await root.press('Enter');
  await settled(page);
  await expect
    .poll(async () => (await shownRanges(page)).map(({ pages }) => Number(pages)))
    .toEqual([1, 512]);
  await expect(strip(page, 'Neighbourhood')).toHaveAttribute(
    'aria-valuetext',
    /from 0x5000: dump from 0x5000, 4 KiB; .*not in the dump from 0x200000, 2 MiB$/,
  );
  await expect(page.getByRole('list', { name: 'Colours of the strips' })).toContainText('not in the dump');
  await expect(page.getByRole('region', { name: 'Level 4 budget' })).toContainText(
    'A dump does not say who took its level 4 entries',
  );
});
