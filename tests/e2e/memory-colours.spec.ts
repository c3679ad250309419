import type { Locator, Page } from '@playwright/test';
import type { Legend } from '../../shared/memory-types';
import { PROVENANCE_NAMES, type ProvenanceName } from '../../shared/provenance';
import { expect, SAMPLE, test, type Application } from './application';
import { KERNELS } from './kernels';
import { BASE, hex, KERNEL_ADDRESS, PAGE, shown } from './load-facts';
import { goTo, littleEndian, momentOf, showSpace, travel } from './panels';
import {
  byteAt,
  goInView,
  group,
  hexGrid,
  rowAddresses,
  setView,
  showEverything,
  widen,
} from './panels-memory';
import { copyingRelocation } from './relocated-words';

const { facts } = KERNELS[0]!;
const SPACES = { Physical: 'physical', Virtual: 'virtual', File: 'file' } as const;

/** Colours by the words of the legend. */
const LABELS: Readonly<Record<string, ProvenanceName>> = {
  'read-only': 'fileReadOnly',
  code: 'fileCode',
  data: 'fileData',
  'bss zero': 'bss',
  copy: 'copied',
  relocated: 'relocated',
  'handed over': 'handedOver',
  'page table': 'pageTable',
  unmapped: 'fileUnmapped',
  untouched: 'free',
};

function legend(page: Page): Locator {
  return group(page).getByRole('group', { name: 'Colours of bytes: show only some' });
}

function minimap(page: Page): Locator {
  return group(page).getByRole('slider', { name: 'Minimap' });
}

async function open(app: Application): Promise<Page> {
  await app.waitFor('ready');
  await showEverything(app.page);
  return app.page;
}

/** How many bytes have each colour, as the tooltips of the legend say. */
async function legendCounts(page: Page): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const key of await legend(page).getByRole('button', { name: /, / }).all()) {
    const label = (await key.getAttribute('aria-label'))!.split(', ')[0]!;
    await key.hover();
    const tip = page.getByRole('tooltip');
    await expect(tip).toContainText(/: [\d,]+ bytes?\n/);
    counts[LABELS[label] ?? label] = Number(
      /: ([\d,]+) bytes?\n/.exec(await tip.innerText())![1]!.replaceAll(',', ''),
    );
    await page.mouse.move(0, 0);
    await expect(tip).toHaveCount(0);
  }
  return counts;
}

/** The same as the engine says. */
async function engineCounts(page: Page, space: string, moment: number): Promise<Record<string, number>> {
  const answer = await page.evaluate(
    ([of, at]) => window.loadscope.call('memory.legend', { space: of, moment: at, source: 0 }),
    [space, moment] as const,
  );
  const { bytes } = (answer as { readonly value: Legend }).value;
  const named = PROVENANCE_NAMES.map((name, at) => [name, bytes[at] ?? 0] as const);
  return Object.fromEntries(named.filter(([, count]) => count > 0));
}

test('the legend counts every byte of each space, as the engine does', async ({ launch }) => {
  const page = await open(await launch({ file: SAMPLE }));
  // All colours have room then.
  await widen(page);
  const last = await momentOf(page);
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
  for (const [title, space] of Object.entries(SPACES)) {
    await showSpace(page, title as keyof typeof SPACES);
    const counts = await legendCounts(page);
    expect(counts).toEqual(await engineCounts(page, space, last));
    // Each relocation of the sample writes a word of its own.
    if (space !== 'file') expect(counts['relocated']).toBe(8 * facts.relocationCount);
    if (space === 'file') expect(sum(counts)).toBe(facts.bytes.length);
    if (space === 'physical') expect(sum(counts)).toBe(5 * 2 ** 30);
  }
  // Before the load there is the file, and the table that the loader was given.
  await showSpace(page, 'Physical');
  await travel(page, 'Control+Home');
  await expect(legend(page).getByRole('button', { name: /^relocated/ })).toHaveCount(0);
  const before = await legendCounts(page);
  expect(before).toEqual(await engineCounts(page, 'physical', 0));
  // What lies behind its end in its last frame is not the file's.
  expect(before['fileUnmapped']! + before['handedOver']!).toBe(facts.bytes.length);
});

/** Colours of the bytes in sight that are not dimmed. */
async function brightColours(page: Page): Promise<string[]> {
  const classes = await hexGrid(page)
    .locator('.tint')
    .filter({ visible: true })
    .evaluateAll((tints) =>
      tints
        .filter((tint) => getComputedStyle(tint).backgroundColor !== 'rgba(0, 0, 0, 0)')
        .map((tint) => tint.className.replace('tint ', '')),
    );
  return [...new Set(classes)].sort();
}

test('the legend dims and folds what has none of the colours that are chosen', async ({ launch }) => {
  const page = await open(await launch({ file: SAMPLE }));
  await showSpace(page, 'Virtual');
  const key = (name: string) => legend(page).getByRole('button', { name: new RegExp(`^${name}, `) });
  const grid = hexGrid(page);
  const word = BASE + facts.relocation(copyingRelocation(facts)).offset;
  await goInView(page, hex(word));
  await expect.poll(() => brightColours(page)).toContain('p-rel');

  await key('relocated').click();
  await expect(key('relocated')).toHaveAttribute('aria-pressed', 'true');
  await goInView(page, hex(word));
  await expect.poll(() => brightColours(page)).toEqual(['p-rel']);
  // Code is folded away; the fold says so, and opens.
  await minimap(page).focus();
  await page.keyboard.press('Home');
  const fold = grid.getByRole('button', { name: /^Show .* hidden by the legend/ }).first();
  await expect(fold).toBeVisible();
  expect(await rowAddresses(grid)).not.toContain(BASE);
  await key('code').click();
  await expect(key('relocated')).toHaveAttribute('aria-pressed', 'true');
  await goInView(page, hex(BASE + facts.loads.find(({ executable }) => executable)!.vaddr));
  await expect.poll(() => brightColours(page)).toEqual(['p-rx']);
  await key('read-only').click({ modifiers: ['Alt'] });
  await expect(legend(page).getByRole('button', { pressed: true })).toHaveCount(1);
  await legend(page).getByRole('button', { name: 'Show all' }).press('Enter');
  await expect(legend(page).getByRole('button', { pressed: true })).toHaveCount(0);
  await expect(grid.getByRole('button', { name: /hidden by the legend/ })).toHaveCount(0);
});

test('changes are marked by the op, by the step and since a pinned moment, with what was there', async ({
  launch,
}) => {
  const page = await open(await launch({ file: SAMPLE }));
  await showSpace(page, 'Virtual');
  const index = copyingRelocation(facts);
  const { offset, addend } = facts.relocation(index);
  const word = BASE + offset;
  const grid = hexGrid(page);
  const was = facts.bytesAt(offset, 8);
  const is = littleEndian(BASE + addend);
  const at = is.findIndex((byte, place) => byte !== was[place]);
  const changed = byteAt(grid, word + BigInt(at));
  const old = was[at]!.toString(16).padStart(2, '0');

  await goTo(page, `#${index}`);
  const written = await momentOf(page);
  await goInView(page, hex(word));
  await expect(changed).toHaveAttribute('aria-label', new RegExp(`changed, was ${old}`));

  // Some steps on the op's mark is gone, and what is pinned tells the old value.
  await page.getByRole('button', { name: 'Compare moments' }).click();
  await goTo(page, `#${index + 1}`);
  await goInView(page, hex(word));
  await expect(changed).not.toHaveAttribute('aria-label', /changed/);
  await setView(page, 'Changes', 'since the pinned moment');
  await expect(changed).not.toHaveAttribute('aria-label', /changed/);
  await goTo(page, `#${index + 2}`);
  await goInView(page, hex(word));
  const next = facts.relocation(index + 1);
  const now = littleEndian(BASE + next.addend);
  const differs = facts.bytesAt(next.offset, 8).findIndex((byte, place) => byte !== now[place]);
  const nextByte = byteAt(grid, BASE + next.offset + BigInt(differs));
  const then = `was ([0-9a-f]{2} ?)+ at moment ${shown(written)}`;
  await expect(nextByte).toHaveAttribute('aria-label', new RegExp(`changed, ${then}$`));
  await expect(nextByte).toHaveClass(/changed-since/);
  await nextByte.hover();
  await expect(page.getByRole('tooltip')).toContainText(new RegExp(then));

  // By the step: a step that copies a page first changes more than its last op.
  await setView(page, 'Changes', 'By the step');
  await goTo(page, `#${index}`);
  await goInView(page, hex(word));
  await expect(changed).toHaveAttribute('aria-label', new RegExp(`was ${old}`));
});

/** Colours of the picture beside the rows, from top to bottom, each run of equal ones once. */
async function pictureColours(page: Page): Promise<string[]> {
  return minimap(page)
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => {
      const context = canvas.getContext('2d');
      const column = Math.round((17 * canvas.width) / 46);
      const pixels = context?.getImageData(column, 0, 1, canvas.height).data ?? new Uint8ClampedArray();
      const colours: string[] = [];
      for (let at = 0; at < pixels.length; at += 4) {
        const colour = pixels[at + 3] === 0 ? 'nothing' : [...pixels.subarray(at, at + 3)].join(' ');
        if (colours.at(-1) !== colour) colours.push(colour);
      }
      return colours;
    });
}

test('the minimap shows who owns what, and scrolls by pointer and keys', async ({ launch }) => {
  const page = await open(await launch({ file: SAMPLE }));
  const grid = hexGrid(page);
  const map = minimap(page);
  const owners = await page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(
      ['rx', 'rw', 'bss', 'pt'].map((name) => [name, style.getPropertyValue(`--pc-${name}`).trim()]),
    );
  });
  // Most of what is there is bss; kernel file and page tables come before it.
  await expect.poll(() => pictureColours(page)).toContain(owners['bss']);
  await expect(map).toHaveAccessibleDescription(
    /From top to bottom: bss zero \d+ %.* Mean entropy [\d.]+ bits a byte\./,
  );

  const position = async () => Number(await map.getAttribute('aria-valuenow'));
  await map.focus();
  await page.keyboard.press('Home');
  await expect.poll(position).toBe(0);
  await expect.poll(async () => (await rowAddresses(grid))[0]).toBe(BigInt(KERNEL_ADDRESS));
  await page.keyboard.press('PageDown');
  await expect.poll(position).toBeGreaterThan(0);
  await page.keyboard.press('End');
  const end = Number(await map.getAttribute('aria-valuemax'));
  await expect.poll(position).toBe(end);
  await expect(grid).toContainText('never touched');

  const box = (await map.boundingBox())!;
  const middle = { x: box.width / 2, y: box.height / 2 };
  await map.click({ position: middle });
  await expect.poll(async () => Math.abs((await position()) / end - 0.5)).toBeLessThan(0.02);
  await expect(map).toHaveAttribute(
    'aria-valuetext',
    /^0x[0-9a-f]+ · mostly bss zero · entropy 0\.0 bits a byte/,
  );
  // What it says is in sight: rows of nothing but zeros are folded.
  const told = Number((await map.getAttribute('aria-valuetext'))!.split(' ')[0]);
  const inSight = [...(await grid.innerText()).matchAll(/0x[0-9a-f]+/g)].map(([address]) => Number(address));
  expect(inSight.some((address) => Math.abs(address - told) < 8 * PAGE)).toBe(true);
  await map.hover({ position: { x: middle.x, y: 3 } });
  await expect(page.getByRole('tooltip')).toContainText(/^0x[0-9a-f]+ · /);
});
