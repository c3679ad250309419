import { COMMANDS } from '../../shared/commands';
import { expect, SAMPLE, test } from './application';
import { momentOf, settled, travel } from './panels';
import { arriveAt } from './panels-views';

test('every command is in the palette and in the menu', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  const ids = COMMANDS.map(({ command }) => command);
  const missing = await app.electron.evaluate(
    ({ Menu }, all) => all.filter((id) => !Menu.getApplicationMenu()?.getMenuItemById(id)),
    ids,
  );
  expect(missing).toEqual([]);

  await page.keyboard.press('Control+Shift+p');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  const field = palette.getByRole('combobox');
  const others = COMMANDS.filter(({ command }) => command !== 'palette.show');
  await expect(palette.getByRole('option')).toHaveCount(others.length);
  for (const { label, keys } of others) {
    await field.fill(label);
    const first = palette.getByRole('option', { selected: true });
    await expect(first.getByText(label, { exact: true })).toBeVisible();
    if (keys[0] !== undefined) await expect(first.locator('kbd')).toHaveText(keys[0]);
  }
  await field.fill('no such command');
  await expect(palette).toContainText('No such command.');
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
});

test('the palette carries commands out, and says why one cannot be', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  const last = await momentOf(page);
  await page.getByRole('listbox', { name: 'Log' }).focus();
  const run = async (typed: string) => {
    await page.keyboard.press('Control+Shift+p');
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(typed);
    await expect(palette.getByRole('option', { selected: true })).toBeVisible();
    await page.keyboard.press('Enter');
  };
  await run('restart');
  await arriveAt(page, 0);
  await expect(page.getByRole('listbox', { name: 'Log' })).toBeFocused();
  // Nothing lies before the first moment: the command stays where it is, and says so.
  await run('step over back');
  const option = palette.getByRole('option', { selected: true });
  await expect(option).toHaveAttribute('aria-disabled', 'true');
  await expect(option).toContainText('this is the first moment');
  await page.keyboard.press('Escape');

  await run('view compare');
  await expect(page.getByRole('tab', { name: 'Compare' })).toHaveAttribute('aria-selected', 'true');
  // What was used last comes first.
  await page.keyboard.press('Control+Shift+p');
  await expect(palette.getByRole('option').first()).toContainText('Compare');
  await page.keyboard.press('Escape');
  await run('end last');
  await arriveAt(page, last);
  await settled(page);
});

test('a command without its reason says so in the status bar', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  await travel(page, 'Control+Home');
  await page.keyboard.press('Control+F10');
  const reason = 'Step over back: this is the first moment';
  await expect(page.getByRole('status', { name: 'Announcements' })).toHaveText(reason);
  await expect(page.getByRole('contentinfo')).toContainText(reason);
});
