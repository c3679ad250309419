import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildElf } from '../fixtures/elf-builder';
import { expect, SAMPLE, test, type Application, type LaunchOptions } from './application';
import { goTo, settled } from './panels';
import { filterRanges, showCentre, type CentreTab } from './panels-space';
import { explanation, SHARING } from './panels-problems';
import { addressFact, lookAt } from './panels-tables';
import { addWatches, BOTTOM_TABS, openBottom, type BottomTab } from './panels-views';

/**
 * Rows of several columns have names in words; the rule compares them with the text of all columns run together, which
 * nobody sees as one word.
 */
const ROWS = /role="(?:option|row|treeitem)"/;

/** The looks of the window, as `data-theme` has them. */
const LOOKS = ['dark', 'light', 'contrast', 'contrast-light'] as const;

/** Serious and critical violations of a part of the window: which rule, where. */
async function violations(page: Page, part: string): Promise<string[]> {
  // Through the debugger, which the page's policy for scripts does not concern.
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(
    (context) => (window as unknown as { axe: typeof axe }).axe.run(context, { resultTypes: ['violations'] }),
    part,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes
        .filter(({ html }) => id !== 'label-content-name-mismatch' || !ROWS.test(html))
        .map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
    );
}

/** Nothing serious is wrong in a part, which is named; the other parts are looked at too. */
async function expectNone(page: Page, part: string, what: string): Promise<void> {
  expect.soft(await violations(page, part), what).toEqual([]);
}

/** Starts the application in a look; `null`: without a file. */
async function startIn(
  look: (typeof LOOKS)[number],
  launch: (options: LaunchOptions) => Promise<Application>,
  file: string | null = SAMPLE,
): Promise<Page> {
  const isDark = look === 'dark' || look === 'contrast';
  const app = await launch({ ...(file !== null && { file }), theme: isDark ? 'dark' : 'light' });
  await app.waitFor(file === null ? 'empty' : 'ready');
  if (look.startsWith('contrast')) {
    await app.menu('theme.contrast');
    const source = () => app.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
    // High contrast is dark or light as the system is.
    await expect.poll(source).toBe('system');
    await app.electron.evaluate(
      ({ nativeTheme }, dark) => (nativeTheme.themeSource = dark ? 'dark' : 'light'),
      isDark,
    );
  }
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', look);
  return app.page;
}

/** Gives a panel of the strip something to show. */
async function fill(page: Page, tab: BottomTab): Promise<void> {
  if (tab === 'Watch') await addWatches(page, ['u64(0x8000009040)', 'u64(nonsense)']);
  if (tab === 'Search') {
    const field = page.getByRole('search', { name: 'Search in memory' }).getByRole('textbox').first();
    await field.fill('7f 45 4c 46');
    await field.press('Enter');
    await expect(page.getByRole('listbox', { name: 'Matches' }).getByRole('option').first()).toBeVisible();
  }
  if (tab === 'Statistics') {
    await page.getByRole('button', { name: 'Show the bytes as a table' }).click();
    await expect(page.getByRole('region', { name: 'How often each byte comes' })).toBeVisible();
  }
  await settled(page);
}

/** Brings the pictures of the whole and the disassembly to the front, one after the other. */
async function expectNoneInCentre(page: Page, when: string): Promise<void> {
  for (const tab of ['Address space', 'Physical map', 'Kernel file'] satisfies CentreTab[]) {
    await showCentre(page, tab);
    await expectNone(page, '.centre', `${tab} ${when}`);
  }
  await page.keyboard.press('Control+Alt+i');
  await expect(page.locator('[data-panel=disassembly]').first()).toBeVisible();
  await settled(page);
  await expectNone(page, '[data-panel=disassembly]', `disassembly ${when}`);
}

for (const look of LOOKS) {
  test(`nothing before a file is opened keeps anybody out (${look})`, async ({ launch }) => {
    const page = await startIn(look, launch, null);
    await expectNone(page, 'html', 'window without a file');
  });

  test(`nothing in the window keeps anybody out (${look})`, async ({ launch }) => {
    test.slow();
    const page = await startIn(look, launch);
    await goTo(page, '#214');
    await goTo(page, 'virt 0x8000009040');
    await page.getByRole('button', { name: 'Compare moments' }).click();
    await page.keyboard.press('Control+F10');
    await page.getByRole('button', { name: 'Explain what upstream does' }).click();
    await page.getByRole('button', { name: 'Bookmark', exact: true }).click();
    await settled(page);
    await expectNone(page, 'html', 'window');
    for (const tab of BOTTOM_TABS) {
      await openBottom(page, tab);
      await fill(page, tab);
      await expectNone(page, '.strip', tab);
    }
    for (const key of ['Control+Shift+p', 'F1', 'Control+Shift+g']) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectNone(page, '[role=dialog]', key);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  });

  test(`nothing about memory keeps anybody out (${look})`, async ({ launch }) => {
    test.slow();
    const page = await startIn(look, launch);
    // The kernel's header is a structure, its table of segments another.
    await goTo(page, 'file 0x18');
    await page.keyboard.press('Control+m');
    const marks = page.getByRole('region', { name: 'Marks' });
    await page.keyboard.press('Control+Shift+b');
    await expect(marks.getByRole('treeitem')).toHaveCount(1);
    await page.keyboard.press('F2');
    await expectNone(page, '[data-panel=marks]', 'marks');
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+Shift+d');
    const readings = page.getByRole('region', { name: 'Data', exact: true });
    await expect(readings.getByRole('treeitem').first()).toBeVisible();
    await settled(page);
    await expectNone(page, '[data-panel=data]', 'readings');

    await page.keyboard.press('Control+1');
    await page.keyboard.press('o');
    const card = page.getByRole('tree', { name: 'Structures around the cursor' });
    await expect(card.getByRole('treeitem').first()).toBeVisible();
    await settled(page);
    await expectNone(page, '[data-panel=memory]', 'memory with a structure');
    await page.keyboard.press('Escape');
    await expect(card).toHaveCount(0);

    await page.getByRole('button', { name: 'Settings of this memory view' }).click();
    await expectNone(page, '[role=dialog]', 'settings of the view');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Shift+F10');
    await expect(page.getByRole('menu')).toBeVisible();
    await expectNone(page, '[role=menu]', 'menu of a byte');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+k');
    await expect(page.getByRole('dialog', { name: 'Copy as' })).toBeVisible();
    await expectNone(page, '[role=dialog]', 'copy as');
    await page.keyboard.press('Escape');

    const compare = await openBottom(page, 'Compare');
    const modes = page.getByRole('tablist', { name: 'What is compared' });
    await modes.getByRole('tab', { name: 'Memory' }).click();
    await compare.getByLabel('Moment of side A').fill('0');
    await compare.getByRole('form').getByRole('button', { name: 'Compare' }).click();
    await expect(
      compare.getByRole('grid', { name: 'Differences of memory' }).getByRole('row').first(),
    ).toBeVisible();
    await settled(page);
    await expectNone(page, '.strip', 'differences of memory');

    // Two views, of which one is edited.
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+\\');
    await page.keyboard.press('Control+Alt+e');
    await settled(page);
    await expectNone(page, '[data-panel=memory]', 'two views and an edit');
  });

  test(`nothing about the pictures of the whole keeps anybody out (${look})`, async ({ launch }) => {
    test.slow();
    const page = await startIn(look, launch);
    await goTo(page, 'virt 0x8000009040');
    for (const tab of ['Address space', 'Physical map'] satisfies CentreTab[]) {
      await showCentre(page, tab);
      await expectNone(page, '.centre', tab);
    }
    await showCentre(page, 'Address space');
    await filterRanges(page, 'nonsense > 1');
    await expect(page.getByLabel('Filter of the ranges')).toHaveAttribute('aria-invalid', 'true');
    await expectNone(page, '[data-panel=space]', 'ranges with a wrong filter');
    await page.getByRole('button', { name: 'Copy these ranges' }).click();
    await expectNone(page, '[role=menu]', 'copies of ranges');
    await page.keyboard.press('Escape');

    await showCentre(page, 'Kernel file');
    const parts = page.getByRole('region', { name: 'Kernel file' }).getByRole('tab');
    await expect(parts.first()).toBeVisible();
    for (const part of await parts.all()) {
      await part.click();
      await settled(page);
      await expectNone(page, '[data-panel=kernel]', `Kernel file: ${await part.innerText()}`);
    }
    for (const [key, panel] of [
      ['Control+Alt+i', 'disassembly'],
      ['Control+Alt+a', 'address'],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.locator(`[data-panel=${panel}]`).first()).toBeVisible();
      await settled(page);
      await expectNone(page, `[data-panel=${panel}]`, panel);
    }
    const modes = page.getByRole('group', { name: 'Page table as' });
    for (const mode of await modes.getByRole('button').all()) {
      await mode.click();
      await settled(page);
      await expectNone(page, '[data-panel=page-table]', `page table as ${await mode.innerText()}`);
    }
  });

  test(`nothing about a failed load keeps anybody out (${look})`, async ({ launch, folders }) => {
    const file = join(folders.work, 'kernel.elf');
    writeFileSync(file, buildElf(SHARING));
    const page = await startIn(look, launch, file);
    await expect(explanation(page)).toBeVisible();
    await settled(page);
    await expectNone(page, '[data-panel=verdict]', 'verdict');
    await expectNone(page, '.strip', 'findings and the explanation of the failure');
    // A page of the picture is selected; what is not mapped is explained.
    await explanation(page).getByRole('listbox', { name: 'Pages in question' }).focus();
    await page.keyboard.press('ArrowRight');
    await lookAt(page, '0x1234');
    await expect(addressFact(page, 'Read')).toContainText('page fault');
    await expectNone(page, '[data-panel=address]', 'address that is not mapped');
    await expectNone(page, '.strip', 'a selected page of the picture');
    await expectNoneInCentre(page, 'after a failure');
    await page.keyboard.press('Control+Home');
    await settled(page);
    await expectNoneInCentre(page, 'before the load');
  });
}
