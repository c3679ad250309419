import type { Locator, Page } from '@playwright/test';
import { expect, test } from './application';
import { KERNELS, openKernel } from './kernels';
import type { KernelFile } from './kernel-file';
import { relocationOps } from './load-facts';
import { goTo, momentOf, settled, toStart, travel } from './panels';
import { addBreakpoint } from './panels-breakpoints';
import { bookmark, timeline, timelineMark } from './panels-marks';
import { views } from './panels-source';

/** A stage by its title. */
function stage(page: Page, title: string): Locator {
  return timeline(page).getByRole('button', { name: `${title}, ` });
}

/** Where the relocations are drawn: the left end of the stage, its middle line, its width. */
async function relocationsBox(page: Page): Promise<{ x: number; y: number; width: number }> {
  const box = (await stage(page, 'Relocations').boundingBox())!;
  return { x: box.x, y: box.y + box.height / 2, width: box.width };
}

/** All views show a relocation that lies about so far among all of them. */
async function expectAmongRelocations(
  page: Page,
  { relocationCount }: KernelFile,
  share: number,
): Promise<void> {
  const { inspector, stack } = await views(page);
  const index = Number((/^Relocation #([\d,]+)$/.exec(inspector)?.[1] ?? 'NaN').replace(/,/g, ''));
  expect(index / relocationCount).toBeGreaterThan(share - 0.05);
  expect(index / relocationCount).toBeLessThan(share + 0.05);
  expect(stack.join('\n')).toContain(`applyRelocation #${index} `);
}

/** The first and the last op that the timeline shows, as it says once zooming has come to rest. */
async function expectOps(page: Page, fits: (first: number, last: number) => boolean): Promise<void> {
  const said = timeline(page).getByRole('status');
  const asWanted = async (): Promise<boolean> => {
    const [, first, last] = /ops ([\d,]+) to ([\d,]+)$/.exec(await said.innerText()) ?? [];
    if (first === undefined || last === undefined) return false;
    return fits(Number(first.replace(/,/g, '')), Number(last.replace(/,/g, '')));
  };
  await expect.poll(asWanted, { intervals: [50] }).toBe(true);
}

for (const kernel of KERNELS) {
  test(`a click, a drag and the slider lead through the load (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await stage(page, 'LOAD 1').click();
    await settled(page);
    expect((await views(page)).stack.join('\n')).toContain('handleLoadSegment LOAD 1');

    const { x, y, width } = await relocationsBox(page);
    await page.mouse.move(x + width * 0.2, y);
    await page.mouse.down();
    for (const share of [0.4, 0.8, 0.6]) {
      await page.mouse.move(x + width * share, y, { steps: 10 });
      await expect
        .poll(() =>
          page.getByRole('region', { name: 'Inspector' }).getByRole('heading', { level: 3 }).innerText(),
        )
        .toMatch(/^Relocation/);
      await settled(page);
      await expectAmongRelocations(page, kernel.facts, share);
    }
    await page.mouse.up();
    // The whole drag is one place to go back from.
    await travel(page, 'Alt+ArrowLeft');
    expect((await views(page)).stack.join('\n')).toContain('handleLoadSegment LOAD 1');

    await page.getByRole('slider', { name: 'Current moment' }).focus();
    await travel(page, 'PageUp');
    const end = await momentOf(page);
    await travel(page, 'PageUp');
    await travel(page, 'PageDown');
    expect(await momentOf(page)).toBe(end);
    await travel(page, 'ArrowLeft');
    await travel(page, 'ArrowRight');
    expect(await momentOf(page)).toBe(end);
    await travel(page, 'Home');
    expect(await momentOf(page)).toBe(0);
    await travel(page, 'End');
    await expect(page.getByRole('contentinfo')).toContainText('End of the load');
  });

  test(`zooms in, to a stage, and out again (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const last = await momentOf(page);
    await goTo(page, '#100');
    const moment = await momentOf(page);
    const tools = (name: string) => timeline(page).getByRole('button', { name, exact: true });
    await expect(tools('Zoom out')).toBeDisabled();
    await tools('Zoom in').click();
    await tools('Zoom in').click();
    await expectOps(page, (from, to) => from > 1 && from <= moment && moment <= to && to < last);
    await tools('Zoom out').click();
    await tools('Zoom out').click();
    // As near as it was before: the whole load.
    await expect(tools('Zoom out')).toBeDisabled();

    const ops = relocationOps(kernel.facts);
    await stage(page, 'Relocations').dblclick();
    await expectOps(page, (from, to) => to - from + 1 === ops);
    await tools('Show the whole load').click();
    await expect(tools('Zoom out')).toBeDisabled();
    const slider = page.getByRole('slider', { name: 'Current moment' });
    await slider.press('Enter');
    await expectOps(page, (from, to) => to - from + 1 === ops);
    await slider.press('0');
    await expect(tools('Zoom out')).toBeDisabled();
  });

  test(`hits, bookmarks and touched memory are places to go to (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const far = Math.floor(kernel.facts.relocationCount / 4);
    await goTo(page, `#${far}`);
    const marked = await momentOf(page);
    await bookmark(page, 'a quarter');
    await page.keyboard.press('Control+5');
    await addBreakpoint(page, {
      on: 'Relocations',
      fields: { 'First relocation': '305', 'Last relocation': '309' },
    });
    await toStart(page);
    await timelineMark(page, /^Relocations #305–#309, 5 hits, first at op/).click();
    await settled(page);
    expect((await views(page)).inspector).toBe('Relocation #305');
    // From near enough each hit is a mark of its own.
    const slider = page.getByRole('slider', { name: 'Current moment' });
    const hits = timelineMark(page, /^Relocations #305–#309, op/);
    for (let press = 0; press < 20 && (await hits.count()) < 5; press += 1) {
      await slider.press('+');
      await settled(page);
    }
    await expect(hits).toHaveCount(5);
    await hits.last().click();
    await settled(page);
    expect((await views(page)).inspector).toBe('Relocation #309');
    await slider.press('0');
    await timelineMark(page, 'Bookmark: a quarter').click();
    await settled(page);
    expect(await momentOf(page)).toBe(marked);

    await page.getByRole('button', { name: 'Memory touched over time' }).click();
    const picture = page.getByRole('img', { name: /^Memory touched over time: [\d,]+ frames from 0x/ });
    await expect(picture).toBeVisible();
    await settled(page);
    const colours = await picture.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
    expect(colours).toBeGreaterThan(3);
    const { x, width } = await relocationsBox(page);
    const { y, height } = (await picture.boundingBox())!;
    await page.mouse.click(x + width * 0.5, y + height / 2);
    await settled(page);
    await expectAmongRelocations(page, kernel.facts, 0.5);
  });
}
