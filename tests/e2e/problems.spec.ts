import type { Locator } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildElf, type ElfSpec } from '../fixtures/elf-builder';
import { expect, SAMPLE, test, type Application, type Folders, type LaunchOptions } from './application';
import { hex, KERNEL_ADDRESS, PAGE } from './load-facts';
import { focusedCell, momentOf, settled } from './panels';
import { hexGrid, selectedAddresses, spoken } from './panels-memory';
import {
  clipboardText,
  explained,
  explanation,
  findings,
  problemFact,
  problemTree,
  resize,
  SHARED,
  SHARING,
  verdict,
} from './panels-problems';
import { sourceFile } from './panels-source';
import { arriveAt, openBottom } from './panels-views';

const SHARING_TITLE = `LOAD 1 and LOAD 2 share page ${hex(SHARED)}`;

/** Loads, but what is written can be run. */
const WRITABLE_CODE: ElfSpec = {
  entry: 0x400000,
  segments: [
    { vaddr: 0x400000, flags: 'rwx', filesz: 0x1000 },
    { vaddr: 0x500000, flags: 'rw', filesz: 0x1000, memsz: 0x3000 },
  ],
};

/** How many rows of a grid are in sight as a whole. */
function rowsInSight(grid: Locator): Promise<number> {
  return grid.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return [...element.querySelectorAll('[role=row]')].filter((row) => {
      const box = row.getBoundingClientRect();
      return box.height > 0 && box.top >= top - 1 && box.bottom <= bottom + 1;
    }).length;
  });
}

/** The bytes of a program header in the file. */
function headerBytes(index: number): string[] {
  return Array.from({ length: 56 }, (_, at) => hex(64 + index * 56 + at));
}

/** Starts the application with a kernel that is made for the test. */
async function open(
  spec: ElfSpec,
  launch: (options: LaunchOptions) => Promise<Application>,
  { work }: Folders,
): Promise<Application> {
  const file = join(work, 'kernel.elf');
  writeFileSync(file, buildElf(spec));
  const app = await launch({ file });
  await app.waitFor('ready');
  return app;
}

test('a load that fails explains itself at once: who holds the page, who claims it, how to mend it', async ({
  launch,
  folders,
}) => {
  const app = await open(SHARING, launch, folders);
  const { page } = app;
  await expect(verdict(page)).toContainText('map_to failed');
  await expect(explained(page)).toHaveText(SHARING_TITLE);
  await expect(findings(page).first()).toHaveAttribute(
    'aria-label',
    new RegExp(`^error, ${SHARING_TITLE}, map_to failed: PageAlreadyMapped, step \\d+$`),
  );
  await expect(findings(page).first()).toHaveAttribute('aria-selected', 'true');

  await expect(explanation(page).getByRole('columnheader')).toHaveText([
    /^LOAD 1\s*holds it$/,
    /^LOAD 2\s*claims it$/,
  ]);
  await expect(problemFact(page, 'In the page')).toHaveText([
    '0x0–0x7ff, 2,048 bytes',
    '0x800–0xfff, 2,048 bytes',
  ]);
  // The builder puts the segments behind each other, from 0x1000 on: the page in dispute is the second one.
  const frame = hex(KERNEL_ADDRESS + 2 * PAGE);
  await expect(problemFact(page, 'Frame')).toHaveText([frame, `${frame}, the same one`]);
  await expect(problemFact(page, 'Rights')).toHaveText([/^PRESENT$/, /^PRESENT\s*WRITABLE\s*NO_EXECUTE$/]);

  await explanation(page).getByRole('button', { name: 'Copy: In the linker script' }).click();
  await expect
    .poll(() => clipboardText(app))
    .toBe(
      [
        '.rodata : { *(.rodata .rodata.*) }',
        '. = ALIGN(CONSTANT(MAXPAGESIZE));',
        '.text : { *(.text .text.*) }',
      ].join('\n'),
    );
  await explanation(page).getByRole('button', { name: 'Copy -z separate-code' }).click();
  await expect.poll(() => clipboardText(app)).toBe('-z separate-code');
  await explanation(page).getByRole('button', { name: 'Copy report' }).click();
  await expect.poll(() => clipboardText(app)).toContain(SHARING_TITLE);
});

test('the failure leads to its bytes, its pages, its step and its place in the loader', async ({
  launch,
  folders,
}) => {
  const app = await open(SHARING, launch, folders);
  const { page } = app;
  const last = await momentOf(page);
  const strip = explanation(page).getByRole('listbox', { name: 'Pages in question' });
  await strip.focus();
  await page.keyboard.press('ArrowRight');
  const chosen = strip.getByRole('option', { selected: true });
  await expect(chosen).toHaveAttribute(
    'aria-label',
    `${hex(SHARED)}: mapped by LOAD 1, claimed by LOAD 1 and LOAD 2, LOAD 2 refused`,
  );
  await page.keyboard.press('ArrowRight');
  await expect(chosen).toHaveAttribute('aria-label', `${hex(SHARED + PAGE)}: claimed by LOAD 2`);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(focusedCell(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(SHARED)}, `));

  await explanation(page).getByRole('button', { name: 'Show in the file' }).click();
  await expect.poll(() => selectedAddresses(hexGrid(page))).toEqual(headerBytes(1));

  // The page's first mapping, and from there to where the load ended.
  const when = problemFact(page, 'When').first();
  const moment = Number(/op ([\d,]+)$/.exec(await when.innerText())![1]!.replaceAll(',', ''));
  await when.getByRole('button').click();
  await arriveAt(page, moment);
  expect(moment).toBeLessThan(last);
  const trail = explanation(page).getByRole('group', { name: 'In the loader' });
  await expect(trail).toContainText('Err("map_to failed")');
  await trail.getByRole('button', { name: 'handle_load_segment' }).click();
  await arriveAt(page, last);
  await expect(sourceFile(page)).toBeVisible();
  const call = page
    .getByRole('listbox', { name: 'Frames, innermost first' })
    .getByRole('option', { selected: true });
  await expect(call).toContainText('handleLoadSegment');

  // From another panel back to what is to be done.
  await openBottom(page, 'Steps');
  await expect(explanation(page)).toHaveCount(0);
  await verdict(page).getByRole('button', { name: 'What to do' }).click();
  await expect(explained(page)).toHaveText(SHARING_TITLE);
});

test('a kernel that loads, with warnings: the commands walk them round', async ({ launch, folders }) => {
  const app = await open(WRITABLE_CODE, launch, folders);
  const { page } = app;
  await expect(verdict(page)).toHaveCount(0);
  await openBottom(page, 'Problems');
  await expect(problemTree(page).getByRole('treeitem', { name: /^Failure/ })).toHaveCount(0);
  const names = await findings(page).evaluateAll((all) =>
    all.map((one) => one.getAttribute('aria-label') ?? ''),
  );
  expect(names.length).toBeGreaterThan(1);
  // That it has no configuration is worth knowing, no more.
  expect(names.map((name) => name.replace(/, .*/, ''))).toEqual(['warning', 'note']);
  const title = 'LOAD 1 is writable and executable';
  const number = names.findIndex((name) => name.startsWith(`warning, ${title}, `));
  expect(number).toBeGreaterThanOrEqual(0);

  const count = names.length;
  for (const [command, places] of [
    ['problem.next', [...names.keys(), 0]],
    ['problem.previous', [count - 1]],
  ] as const) {
    for (const place of places) {
      await app.menu(command);
      await expect(spoken(page)).toHaveText(new RegExp(`^Problem ${place + 1} of ${count}: `));
      await expect(findings(page).nth(place)).toHaveAttribute('aria-selected', 'true');
    }
  }
  await findings(page).nth(number).click();
  await expect(explained(page)).toHaveText(title);
  await explanation(page).getByRole('button', { name: 'Show in the file' }).click();
  await expect.poll(() => selectedAddresses(hexGrid(page))).toEqual(headerBytes(0));
});

test('where nothing is wrong, what was looked at is listed, with its place', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  const panel = await openBottom(page, 'Problems');
  await expect(panel).toContainText('No problems: only remarks.');
  await expect(findings(page)).toHaveAttribute('aria-label', /^note, /);
  const machine = problemTree(page).getByRole('treeitem', { name: /^The machine is x86-64/ });
  await machine.getByRole('button').click();
  // The field e_machine.
  await expect(focusedCell(page)).toHaveAttribute('aria-label', /^0x12, 3e, /);
});

test('a window without room for the right column: the list at the left, the explanation in the centre', async ({
  launch,
  folders,
}) => {
  const app = await open(SHARING, launch, folders);
  const { page } = app;
  await resize(app, 1180, 760);
  const left = page.getByRole('tablist', { name: 'Left column' });
  await expect(left.getByRole('tab', { name: /^Problems/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('.c-left').getByRole('tree', { name: 'Problems' })).toBeVisible();
  const centre = page.locator('.centre').getByRole('article', { name: 'Problem' });
  await expect(centre.getByRole('heading', { level: 3 })).toHaveText(SHARING_TITLE);

  // Memory keeps eight rows and the heads of its columns and of the page, until the explanation is to have them.
  const enlarge = centre.getByRole('button', { name: 'Enlarge the explanation' });
  await expect(enlarge).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => rowsInSight(hexGrid(page))).toBeGreaterThanOrEqual(10);
  const height = (await centre.boundingBox())?.height ?? 0;
  await enlarge.click();
  await expect(enlarge).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(async () => (await centre.boundingBox())?.height ?? 0).toBeGreaterThan(height + 60);
  await enlarge.click();
  await expect.poll(async () => (await centre.boundingBox())?.height ?? 0).toBe(height);

  await centre.getByRole('button', { name: 'Close the explanation' }).click();
  await expect(centre).toHaveCount(0);
  await expect(findings(page).first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(centre).toBeVisible();
  await centre.getByRole('region', { name: 'Explanation' }).focus();
  await page.keyboard.press('Escape');
  await expect(centre).toHaveCount(0);
  await left.getByRole('tab', { name: 'Steps' }).click();
  await verdict(page).getByRole('button', { name: 'What to do' }).click();
  await expect(centre).toBeVisible();
  await expect(problemTree(page)).toBeVisible();

  // The source of a function takes the place of the explanation.
  await centre
    .getByRole('group', { name: 'In the loader' })
    .getByRole('button', { name: 'load_segments' })
    .click();
  await expect(centre).toHaveCount(0);
  await expect(sourceFile(page)).toBeVisible();
  await settled(page);
});

test('a small window: the explanation gives way first, memory keeps its rows', async ({
  launch,
  folders,
}) => {
  const app = await open(SHARING, launch, folders);
  const { page } = app;
  await resize(app, 900, 700);
  await openBottom(page, 'Problems');
  await expect(explained(page)).toHaveText(SHARING_TITLE);
  // The heads of the columns and of the page, and six rows of it.
  await expect.poll(() => rowsInSight(hexGrid(page))).toBeGreaterThanOrEqual(8);
  const text = page.getByRole('region', { name: 'Explanation' });
  await expect.poll(async () => (await text.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(60);

  // All of it is one press away.
  await verdict(page).getByRole('button', { name: 'What to do' }).click();
  await expect.poll(async () => (await text.boundingBox())?.height ?? 0).toBeGreaterThan(240);
});

test('the strip of pages: its texts are beside what is in dispute', async ({ launch, folders }) => {
  const app = await open(SHARING, launch, folders);
  const { page } = app;
  const bars = explanation(page).getByRole('listbox', { name: 'Pages in question' });
  const boxes = (selector: string): Promise<{ left: number; right: number }[]> =>
    bars
      .locator(selector)
      .evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })),
      );
  await expect(bars.locator('.text')).toHaveText([/^(LOAD )?1$/, /^(LOAD )?2$/]);
  const marks = await boxes('.mark.hatched');
  expect(marks).toHaveLength(1);
  for (const text of await boxes('.text')) {
    expect(marks.every(({ left, right }) => text.right <= left || text.left >= right)).toBe(true);
  }
});
