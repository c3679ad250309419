import type { Page } from '@playwright/test';
import type { FrameCount } from '../../shared/frame-types';
import { expect, SAMPLE, test, type Application } from './application';
import { KernelFile } from './kernel-file';
import { KERNELS, openKernel } from './kernels';
import { BASE, bssEdges, copiedPages, fileFrame, hex, KERNEL_ADDRESS, PAGE, shown } from './load-facts';
import { focusedCell, goTo, momentOf, settled, toStart, travel } from './panels';
import { arriveAt } from './panels-views';
import {
  chosenCentre,
  chosenFrame,
  frameDetails,
  frameOwners,
  framePicture,
  showCentre,
} from './panels-space';
import { mappedPages, tablesFor } from './space-facts';

const facts = new KernelFile(SAMPLE);

/** Opens the sample with the physical map in front. */
async function openFrames(launch: (options: { file: string }) => Promise<Application>): Promise<Application> {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await app.page.keyboard.press('Control+Alt+f');
  await expect(chosenCentre(app.page)).toHaveText('Physical map');
  await expect(framePicture(app.page)).toBeFocused();
  await settled(app.page);
  return app;
}

/** Owners of frames with their counts, as the engine has them; what is no memory is not among them. */
async function countedFrames(page: Page): Promise<Map<string, number>> {
  const moment = await momentOf(page);
  const answer = await page.evaluate((at) => window.loadscope.call('frames.counts', { moment: at }), moment);
  const { value } = answer as { readonly value: readonly FrameCount[] };
  const sums = new Map<string, number>();
  for (const { owner, frames } of value) sums.set(owner, (sums.get(owner) ?? 0) + frames);
  return sums;
}

/** The legend's counts, sorted; names of segments stand behind some. */
async function shownCounts(page: Page): Promise<number[]> {
  const owners = await frameOwners(page);
  owners.delete('no memory');
  return [...owners.values()].sort((a, b) => a - b);
}

/** Frames of the kernel file, whoever shows them. */
function ofFile(owners: ReadonlyMap<string, number>): number {
  return [...owners].reduce((sum, [name, frames]) => (name.startsWith('file, ') ? sum + frames : sum), 0);
}

/** Types into the field of the physical map. */
async function goToFrame(page: Page, text: string): Promise<void> {
  const field = page.getByLabel('Go to a frame');
  await field.fill(text);
  await field.press('Enter');
  await expect(framePicture(page)).toBeFocused();
  await settled(page);
}

/** How many frames a square stands for, and bytes of a row. */
async function scale(page: Page): Promise<{ square: string; row: number }> {
  const text = await page.getByRole('toolbar', { name: 'Physical map' }).getByRole('status').innerText();
  const [, square = '', size = '', unit = ''] =
    /one square is (.+); a row is ([\d.]+) (\w+)$/.exec(text) ?? [];
  const units: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
  return { square, row: Number(size) * (units[unit] ?? NaN) };
}

for (const kernel of KERNELS) {
  test(`the frames of each owner are counted (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await showCentre(page, 'Physical map');
    const pages = mappedPages(kernel.facts);
    const bss = pages.filter(({ owner }) => owner.endsWith(' bss')).length;
    const wanted: readonly (readonly [string, number])[] = [
      ['page table P4', tablesFor(pages, 4)],
      ['page tables P3', tablesFor(pages, 3)],
      ['page tables P2', tablesFor(pages, 2)],
      ['page tables P1', tablesFor(pages, 1)],
      ['copies', copiedPages(kernel.facts).size],
      ...(bss === 0 ? [] : [['bss zero', bss] as const]),
    ];
    await expect
      .poll(async () => [...(await frameOwners(page))])
      .toEqual(expect.arrayContaining([...wanted]));
    const inFile = Math.ceil(kernel.facts.bytes.length / PAGE);
    expect(ofFile(await frameOwners(page))).toBe(inFile);
    const counted = [...(await countedFrames(page)).values()].sort((a, b) => a - b);
    expect(await shownCounts(page)).toEqual(counted);

    // Before the load there is the file, and the root of the tables.
    await toStart(page);
    await expect.poll(async () => (await frameOwners(page)).get('file, unmapped')).toBe(inFile);
    expect((await frameOwners(page)).has('copies')).toBe(false);
    expect(await shownCounts(page)).toEqual([...(await countedFrames(page)).values()].sort((a, b) => a - b));
  });

  test(`the copies grow with the relocations (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await showCentre(page, 'Physical map');
    const { relocationCount } = kernel.facts;
    // Where bss begins in a page of the file it is copied before all relocations.
    const copied = bssEdges(kernel.facts);
    let next = 0;
    for (const index of [0, Math.floor(relocationCount / 2), relocationCount - 1]) {
      for (; next <= index; next += 1) {
        copied.add(Math.floor(Number(kernel.facts.relocation(next).offset) / PAGE));
      }
      await goTo(page, `#${index}`);
      await expect.poll(async () => (await frameOwners(page)).get('copies')).toBe(copied.size);
    }
    expect(copied).toEqual(copiedPages(kernel.facts));
  });
}

test('a square is a frame: its details, its bytes, its table; the keyboard walks them', async ({
  launch,
}) => {
  const { page } = await openFrames(launch);
  const load = facts.loads[0]!;
  const frame = fileFrame(facts, load.vaddr);
  await goToFrame(page, hex(frame));
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(frame)} LOAD 1 file`));
  expect(await frameDetails(page)).toContain(`${hex(BASE + load.vaddr)} R`);
  expect(await frameDetails(page)).toContain(`Number ${shown(frame / PAGE)}`);

  // One frame on, one row down, and back.
  await page.keyboard.press('ArrowRight');
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(frame + PAGE)} `));
  await page.keyboard.press('ArrowLeft');
  const { square, row } = await scale(page);
  expect(square).toBe('one frame of 4 KiB');
  await page.keyboard.press('ArrowDown');
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(frame + row)}\\s`));
  await page.keyboard.press('ArrowUp');
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(frame)} `));

  // Its bytes are those of physical memory there.
  await page.keyboard.press('Enter');
  await expect(chosenCentre(page)).toHaveText('Memory and source');
  const [first] = facts.bytes;
  const cell = new RegExp(`^${hex(frame)}, ${first!.toString(16).padStart(2, '0')}, `);
  await expect(focusedCell(page)).toHaveAttribute('aria-label', cell);

  // The entry that maps it.
  await showCentre(page, 'Physical map');
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(frame)} `));
  await page
    .getByRole('region', { name: 'Frame', exact: true })
    .getByRole('button', { name: 'Show in page table' })
    .click();
  const table = page.getByRole('region', { name: 'Page table', exact: true });
  const entry = table.getByRole('listbox').getByRole('option', { selected: true });
  await expect(entry).toHaveAttribute('aria-label', new RegExp(hex(BASE + load.vaddr)));
});

test('what is selected elsewhere is a square: a page, a byte of the file, an entry', async ({ launch }) => {
  const { page } = await openFrames(launch);
  const code = facts.loads[1]!;
  const frame = fileFrame(facts, code.vaddr);
  await goTo(page, `virt ${hex(BASE + code.vaddr)}`);
  await showCentre(page, 'Physical map');
  await expect(chosenFrame(page)).toHaveAttribute(
    'aria-label',
    new RegExp(`^${hex(frame)} LOAD 1 and 2 file`),
  );
  await goTo(page, `file ${hex(PAGE)}`);
  await showCentre(page, 'Physical map');
  await expect(chosenFrame(page)).toHaveAttribute(
    'aria-label',
    new RegExp(`^${hex(KERNEL_ADDRESS + PAGE)} LOAD 1 file`),
  );
  // A page that was copied is its copy, which names the frame that it was made from.
  const { offset } = facts.relocation(0);
  await goTo(page, `virt ${hex(BASE + offset)}`);
  await showCentre(page, 'Physical map');
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', /^0x[0-9a-f]+ LOAD \d copy/);
  const from = hex(fileFrame(facts, offset));
  expect(await frameDetails(page)).toContain(`Copy of ${from}`);
  await page
    .getByRole('region', { name: 'Frame', exact: true })
    .getByRole('button', { name: from, exact: true })
    .or(page.getByRole('region', { name: 'Frame', exact: true }).getByText(from, { exact: true }))
    .first()
    .click();
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', new RegExp(`^${from} `));
});

test('the op of a frame is a jump, and the frame of the op is marked', async ({ launch }) => {
  const { page } = await openFrames(launch);
  const { offset } = facts.relocation(0);
  await goTo(page, `virt ${hex(BASE + offset)}`);
  await showCentre(page, 'Physical map');
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', /copy/);
  const detail = page.getByRole('region', { name: 'Frame', exact: true });
  const taken = detail.getByRole('button', { name: /^op [\d,]+$/ }).first();
  const moment = Number((await taken.innerText()).replace(/\D/g, ''));
  const square = (await framePicture(page).locator('.selected').boundingBox())!;
  await taken.click();
  await arriveAt(page, moment);
  // At that op the frame is taken: the mark of the op is on its square.
  const mark = (await framePicture(page).locator('.changed').boundingBox())!;
  expect([mark.x, mark.y]).toEqual([square.x, square.y]);
  // One op before it was free: the page still had the frame of the file.
  await travel(page, 'Control+F11');
  const file = hex(fileFrame(facts, offset));
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', new RegExp(`^${file} LOAD \\d file`));
});

test('the pointer names a square, and selects it', async ({ launch }) => {
  const { page } = await openFrames(launch);
  const frame = fileFrame(facts, facts.loads[0]!.vaddr);
  await goToFrame(page, hex(frame));
  const box = (await chosenFrame(page).boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  const tip = page.getByRole('tooltip');
  await expect(tip).toContainText(`${hex(frame)} LOAD 1 file`);
  await expect(tip).toContainText(`shown by ${hex(BASE + facts.loads[0]!.vaddr)} R`);
  // Squares lie side by side, a pixel apart.
  await page.mouse.click(middle.x + box.width + 1, middle.y);
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(frame + PAGE)} `));
  await page.mouse.dblclick(middle.x, middle.y);
  await expect(focusedCell(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(frame)}, `));
});

test('the load is played from its start to its end, and stopped by hand', async ({ launch }) => {
  const { page } = await openFrames(launch);
  const last = await momentOf(page);
  const end = await frameOwners(page);
  await toStart(page);
  await page.getByRole('button', { name: 'Play the load' }).click();
  const pause = page.getByRole('button', { name: 'Pause' });
  await expect(pause).toBeVisible();
  await expect.poll(() => momentOf(page)).toBeGreaterThan(0);
  await pause.click();
  await expect(page.getByRole('button', { name: 'Play the load' })).toBeVisible();
  await settled(page);
  const between = await momentOf(page);
  expect(between).toBeLessThan(last);
  const counted = [...(await countedFrames(page)).values()].sort((a, b) => a - b);
  await expect.poll(() => shownCounts(page)).toEqual(counted);
  // It goes on from there.
  await page.getByRole('button', { name: 'Play the load' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-moment', String(last), { timeout: 30_000 });
  await expect(pause).toHaveCount(0);
  await expect.poll(() => frameOwners(page)).toEqual(end);
});

test('zoom: from one frame a square to the whole machine and back', async ({ launch }) => {
  const { page } = await openFrames(launch);
  await framePicture(page).focus();
  const part = page.getByRole('slider', { name: 'Part of the machine that the picture shows' });
  const total = Number(await part.getAttribute('aria-valuemax'));
  await page.keyboard.press('0');
  await settled(page);
  await expect(part).toHaveAttribute('aria-valuetext', new RegExp(`^0x0–${hex(total * PAGE - 1)}, `));
  await expect(framePicture(page)).toHaveAttribute('aria-label', new RegExp(`of ${shown(total)} taken$`));
  const whole = await scale(page);
  await page.keyboard.press('+');
  await expect.poll(async () => (await scale(page)).row).toBe(whole.row / 2);
  await page.keyboard.press('-');
  await expect.poll(async () => (await scale(page)).row).toBe(whole.row);
  await page.getByRole('button', { name: 'Show what the load takes' }).click();
  await expect.poll(async () => (await scale(page)).square).not.toBe(whole.square);

  // The part is moved by keys, and no further than the machine.
  await part.focus();
  await page.keyboard.press('End');
  await expect(part).toHaveAttribute('aria-valuetext', new RegExp(`–${hex(total * PAGE - 1)}, `));
  await page.keyboard.press('Home');
  await expect(part).toHaveAttribute('aria-valuenow', '0');

  const field = page.getByLabel('Go to a frame');
  await field.fill('no_such_symbol');
  await field.press('Enter');
  await expect(page.getByRole('region', { name: 'Physical map' }).getByRole('alert')).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
});

test('owners are shown alone, and the regions of the machine lead there', async ({ launch }) => {
  const { page } = await openFrames(launch);
  const owners = page.getByRole('group', { name: 'Owners: show only some' });
  const copies = owners.getByRole('button', { name: /^copies, / });
  await copies.click();
  await expect(copies).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('status', { name: 'Announcements' })).toHaveText(/Shown: copies/);
  await page.getByRole('button', { name: 'Show all', exact: true }).click();
  await expect(copies).toHaveAttribute('aria-pressed', 'false');

  const map = page.getByRole('region', { name: 'Memory map of the machine' });
  const region = map.getByRole('button', { name: /^Show [0-9a-f]+–/ }).last();
  const start = `0x${/^Show ([0-9a-f]+)–/.exec((await region.getAttribute('aria-label')) ?? '')![1]!}`;
  await region.click();
  await settled(page);
  const part = page.getByRole('slider', { name: 'Part of the machine that the picture shows' });
  const text = (await part.getAttribute('aria-valuetext')) ?? '';
  const [, first = '', last = ''] = /^(0x[0-9a-f]+)–(0x[0-9a-f]+), /.exec(text) ?? [];
  expect(BigInt(first)).toBeLessThanOrEqual(BigInt(start));
  expect(BigInt(last)).toBeGreaterThanOrEqual(BigInt(start));
});
