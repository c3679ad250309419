import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect, SAMPLE, test } from './application';
import { goTo, settled } from './panels';
import { addWatches, BOTTOM_TABS, openBottom } from './panels-views';

/**
 * Rows of several columns have names in words; the rule compares them with the text of all columns run together, which
 * nobody sees as one word.
 */
const ROWS = /role="(?:option|row|treeitem)"/;

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

for (const theme of ['dark', 'light'] as const) {
  test(`nothing in the window keeps anybody out (${theme})`, async ({ launch }) => {
    test.slow();
    const app = await launch({ file: SAMPLE, theme });
    await app.waitFor('ready');
    const { page } = app;
    await goTo(page, '#214');
    await goTo(page, 'virt 0x8000009040');
    await page.getByRole('button', { name: 'Compare moments' }).click();
    await page.keyboard.press('Control+F10');
    await page.getByRole('button', { name: 'Explain what upstream does' }).click();
    await page.getByRole('button', { name: 'Bookmark', exact: true }).click();
    await settled(page);
    expect(await violations(page, 'html')).toEqual([]);
    for (const tab of BOTTOM_TABS) {
      await openBottom(page, tab);
      if (tab === 'Watch') await addWatches(page, ['u64(0x8000009040)', 'u64(nonsense)']);
      expect(await violations(page, '.strip')).toEqual([]);
    }
    for (const key of ['Control+Shift+p', 'F1']) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violations(page, '[role=dialog]')).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  });
}
