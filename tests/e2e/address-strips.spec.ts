import { expect, SAMPLE, test } from './application';
import { KernelFile } from './kernel-file';
import { BASE, hex, PAGE, shown } from './load-facts';
import { focusedCell, settled, toStart, travel } from './panels';
import { firstPage, openSpace, strip } from './panels-space';
import { mappedPages } from './space-facts';

const facts = new KernelFile(SAMPLE);
const pages = mappedPages(facts);

test('the strips are walked by the keyboard: zoom, pan, ends, pages', async ({ launch }) => {
  const { page } = await openSpace(launch);
  const first = pages[0]!.page;
  const count = pages.at(-1)!.page - first + 1;
  const near = strip(page, 'Neighbourhood');
  const detail = strip(page, 'Detail');
  await expect(near).toHaveAttribute('aria-valuetext', new RegExp(`^3\\.6 MiB from ${hex(BASE)}: `));
  for (const [index, { vaddr }] of facts.loads.entries()) {
    const start = BASE + vaddr - (vaddr % BigInt(PAGE));
    await expect(near).toHaveAttribute(
      'aria-valuetext',
      new RegExp(`LOAD ${index + 1}.* from ${hex(start)}`),
    );
  }
  expect(await firstPage(page, 'Neighbourhood')).toBe(first);
  expect(await firstPage(page, 'Detail')).toBe(first);
  const shownFirst = await detail.getAttribute('aria-valuetext');

  // The detail: to the end of the neighbourhood, and back to where it was.
  await detail.focus();
  await page.keyboard.press('End');
  const [, size = '', unit] = /^([\d.]+) (KiB) from/.exec(
    (await detail.getAttribute('aria-valuetext')) ?? '',
  )!;
  expect(unit).toBe('KiB');
  expect(await firstPage(page, 'Detail')).toBe(first + count - (Number(size) * 1024) / PAGE);
  await page.keyboard.press('Home');
  expect(await firstPage(page, 'Detail')).toBe(first);
  await page.keyboard.press('ArrowRight');
  expect(await firstPage(page, 'Detail')).toBeGreaterThan(first);
  await page.keyboard.press('0');
  await expect(detail).toHaveAttribute('aria-valuetext', shownFirst!);

  // Nearer and farther.
  await near.focus();
  await page.keyboard.press('+');
  await expect(near).toHaveAttribute('aria-valuetext', /^2\.4 MiB from /);
  await page.keyboard.press('-');
  await expect(near).toHaveAttribute('aria-valuetext', /^3\.6 MiB from /);
  for (let i = 0; i < 60; i += 1) await page.keyboard.press('-');
  await expect(near).toHaveAttribute('aria-valuetext', /^256 TiB from 0x0: /);
  await page.keyboard.press('0');
  await expect(near).toHaveAttribute('aria-valuetext', new RegExp(`^3\\.6 MiB from ${hex(BASE)}: `));

  // Pages, one by one where the strip is that near, and their bytes.
  await detail.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await settled(page);
  const second = hex(BigInt(first + 1) * BigInt(PAGE));
  await expect(page.getByLabel(`Walk of ${second}`)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(focusedCell(page)).toHaveAttribute('aria-label', new RegExp(`^${second}, `));
});

test('the strips are zoomed and dragged with the pointer, which names a page and goes to it', async ({
  launch,
}) => {
  const { page } = await openSpace(launch);
  const detail = strip(page, 'Detail');
  const first = pages[0]!.page;
  const box = (await detail.boundingBox())!;
  const y = box.y + box.height / 2;
  // The first page has about a thirty-second of the strip.
  await page.mouse.move(box.x + 4, y);
  await expect(page.getByRole('tooltip')).toContainText(`${hex(BASE)}\nLOAD 1 file`);
  await page.mouse.dblclick(box.x + 4, y);
  await expect(focusedCell(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(BASE)}, `));
  await page.keyboard.press('Control+Alt+v');
  await expect(detail).toHaveAttribute('aria-valuetext', new RegExp(`from ${hex(BASE)}: `));

  // A drag to the left brings what lies behind; the wheel shows less of it, at the pointer.
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 4, y, { steps: 4 });
  await page.mouse.up();
  const dragged = await firstPage(page, 'Detail');
  expect(dragged).toBeGreaterThan(first);
  const size = async (): Promise<number> =>
    parseFloat((await detail.getAttribute('aria-valuetext'))!.replace(/ KiB from .*/, ''));
  const before = await size();
  const shown = (await detail.getAttribute('aria-valuetext'))!;
  await page.mouse.wheel(0, -100);
  await expect.poll(size).toBeLessThan(before);
  expect(await firstPage(page, 'Detail')).toBeGreaterThan(dragged);
  const nearer = await size();
  await page.mouse.wheel(0, 100);
  await expect.poll(size).toBeGreaterThan(nearer);
  // As many notches back as there: exactly what was shown.
  await expect(detail).toHaveAttribute('aria-valuetext', shown);
  for (const turn of [-100, -100, -100, 100, 100, 100]) await page.mouse.wheel(0, turn);
  await settled(page);
  await expect(detail).toHaveAttribute('aria-valuetext', shown);
});

test('the first strip moves the others, and everything is to scale without folds', async ({ launch }) => {
  const { page } = await openSpace(launch);
  const slots = strip(page, 'Level 4 entries');
  await expect(slots).toHaveAttribute('aria-valuetext', /P4\[1\] kernel/);
  await slots.focus();
  await page.keyboard.press('End');
  const near = strip(page, 'Neighbourhood');
  await expect(near).toHaveAttribute('aria-valuetext', /from 0xffffffffff[0-9a-f]{6}: /);
  await page.keyboard.press('Home');
  await expect(near).toHaveAttribute('aria-valuetext', /from 0x0: /);
  await page.keyboard.press('0');
  await expect(near).toHaveAttribute('aria-valuetext', new RegExp(`from ${hex(BASE)}: `));

  // Entries are selected and opened by the keyboard.
  await slots.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(near).toHaveAttribute('aria-valuetext', new RegExp(`^512 GiB from ${hex(BASE)}: `));
  await page.keyboard.press('0');
  await expect(near).toHaveAttribute('aria-valuetext', new RegExp(`^3\\.6 MiB from ${hex(BASE)}: `));

  const fold = page.getByRole('button', { name: 'Fold gaps' });
  await expect(fold).toHaveAttribute('aria-pressed', 'true');
  // To scale, one entry of 512 is a line: the mark of what is opened is as narrow.
  const mark = slots.locator('.opened');
  const wide = (await mark.boundingBox())!.width;
  const slotWidth = async (): Promise<number> => {
    const run = slots.locator('.slot.kernel');
    return (await run.boundingBox())!.width;
  };
  const folded = await slotWidth();
  await fold.click();
  await expect(fold).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(slotWidth).toBeLessThan(folded / 4);
  expect((await mark.boundingBox())!.width).toBeLessThanOrEqual(wide);

  const legend = page.getByRole('list', { name: 'Colours of the strips' });
  await page
    .getByRole('group', { name: 'Colour by' })
    .first()
    .getByRole('button', { name: 'Rights' })
    .click();
  const writable = pages.filter(({ rights }) => rights === 'RW').length;
  await expect(legend).toContainText(shown(writable));
});

test('the level 4 budget: which entries are taken, and why the kernel lies where it does', async ({
  launch,
}) => {
  const { page } = await openSpace(launch);
  const budget = page.getByRole('region', { name: 'Level 4 budget' });
  const slot = Number(BASE >> 39n);
  const legend = budget.getByRole('list', { name: 'Colours of the entries' }).getByRole('listitem');
  const counts = async (): Promise<Map<string, number>> =>
    new Map(
      (await legend.allInnerTexts()).map((text) => {
        const [, label = '', count = ''] = /^(\D+?)\s*([\d,]+)$/.exec(text.replace(/\s+/g, ' ')) ?? [];
        return [label.trim(), Number(count.replaceAll(',', ''))];
      }),
    );
  const seen = await counts();
  expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBe(512);
  expect(seen.get('kernel segments')).toBe(1);
  await expect(budget).toContainText(`${seen.get('free')!} of 512 entries free, 512 GiB each`);
  for (const fact of [`Base ${hex(BASE)}`, `Offset ${hex(BASE)}`]) {
    await expect(budget.locator('.facts')).toContainText(new RegExp(fact.replace(' ', '\\s*')));
  }
  await expect(budget.locator('.sentences').getByRole('listitem')).not.toHaveCount(0);

  // The entries by the keyboard: the first one is the bootloader's, the next one the kernel's.
  const squares = budget.getByRole('listbox', { name: 'Level 4 entries' });
  await squares.focus();
  const chosen = squares.getByRole('option', { selected: true });
  await page.keyboard.press('End');
  await expect(chosen).toHaveAttribute('aria-label', /^P4\[511\], 0xffffff8000000000: /);
  await page.keyboard.press('Home');
  await expect(chosen).toHaveAttribute('aria-label', /^P4\[0\], 0x0: taken\. /);
  for (let i = 0; i < slot; i += 1) await page.keyboard.press('ArrowRight');
  await expect(chosen).toHaveAttribute(
    'aria-label',
    new RegExp(
      `^P4\\[${slot}\\], ${hex(BASE)}: kernel segments\\. .* ${shown(pages.length)} pages are mapped\\.$`,
    ),
  );
  // The entry is selected in the window, where it lies in the root table.
  await settled(page);
  const inspector = page.getByRole('region', { name: 'Inspector', exact: true });
  await expect(inspector).toContainText('page table P4');
  await expect(inspector).toContainText(new RegExp(`0x[0-9a-f]+${(slot * 8).toString(16).padStart(3, '0')}`));

  // When it was chosen is a link; before, nothing is known of it.
  const at = budget.locator('.facts').getByRole('button', { name: /^[\d,]+$/ });
  const moment = Number((await at.innerText()).replaceAll(',', ''));
  await at.click();
  await expect(page.locator('html')).toHaveAttribute('data-moment', String(moment));
  await settled(page);
  await expect(budget).toContainText('Base');
  await toStart(page);
  await expect(budget).toContainText('The loader has not chosen yet at this moment.');
  await expect.poll(async () => (await counts()).get('kernel segments')).toBeUndefined();
  await travel(page, 'Control+End');
  await expect.poll(counts).toEqual(seen);
});
