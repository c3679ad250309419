import { copyFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, leftovers, test } from './application';
import { KERNELS, openKernel } from './kernels';
import { goTo, momentOf, settled, toStart, travel } from './panels';
import { addBreakpoint, breakpointNames } from './panels-breakpoints';
import { bookmark, logLines, showBookmarks, showLog, timelineMark } from './panels-marks';

for (const kernel of KERNELS) {
  test(`bookmarks are named, noted, gone to and shown in the timeline (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const moments: number[] = [];
    for (const index of [400, 7]) {
      await goTo(page, `#${index}`);
      moments.unshift(await momentOf(page));
      await bookmark(page, `word ${index}`);
    }
    const panel = await showBookmarks(page);
    const rows = panel.getByRole('treeitem');
    await expect(rows).toHaveCount(2);
    await expect(rows.first()).toHaveAccessibleName(/^word 7, Relocation #7, Relocations, op \d/);
    await expect(rows.last()).toHaveAccessibleName(/^word 400, Relocation #400, /);

    await rows.first().focus();
    await page.keyboard.press('Shift+F2');
    const note = panel.getByRole('textbox', { name: 'Note on word 7' });
    await expect(note).toBeFocused();
    await note.fill('two\nlines');
    await note.press('Control+Enter');
    await expect(rows.first()).toContainText('two lines');

    await toStart(page);
    await rows.last().focus();
    await travel(page, 'Enter');
    expect(await momentOf(page)).toBe(moments[1]);
    await travel(page, 'Control+Alt+j');
    expect(await momentOf(page)).toBe(moments[0]);
    // Behind the last one comes the first.
    await travel(page, 'Control+Alt+l');
    await travel(page, 'Control+Alt+l');
    expect(await momentOf(page)).toBe(moments[0]);

    await toStart(page);
    await timelineMark(page, 'Bookmark: word 400').click();
    await settled(page);
    expect(await momentOf(page)).toBe(moments[1]);
    await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Relocation #400');

    await page.getByRole('button', { name: 'Bookmark', exact: true }).click();
    await expect(rows).toHaveCount(1);
    await panel.getByRole('button', { name: /Undo/ }).click();
    await expect(rows).toHaveCount(2);
  });

  test(`what is noted outlives the application, and lies beside nothing else (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const file = join(folders.work, basename(kernel.file(folders)));
    if (kernel.file(folders) !== file) copyFileSync(kernel.file(folders), file);
    const first = await launch({ file });
    await first.waitFor('ready');
    const { page } = first;
    await goTo(page, '#7');
    const moment = await momentOf(page);
    await bookmark(page, 'seven');
    await page.keyboard.press('Control+5');
    const fields = { 'First relocation': '5', 'Last relocation': '9' };
    await addBreakpoint(page, { on: 'Relocations', fields, condition: 'addend != 1', group: 'Words' });
    await page.getByRole('button', { name: 'Stop at stages' }).click();
    const names = await breakpointNames(page);
    // At once: nothing may be lost although the last change was just made.
    await first.electron.close();

    expect(readdirSync(dirname(file))).toEqual([basename(file)]);
    expect(readdirSync(join(folders.userData, 'notes'))).toHaveLength(1);
    expect(leftovers(folders)).toEqual([]);

    const second = await launch({ file });
    await second.waitFor('ready');
    await expect(second.page.getByRole('button', { name: 'Stop at stages' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await goTo(second.page, '#7');
    expect(await momentOf(second.page)).toBe(moment);
    expect(await breakpointNames(second.page)).toEqual(names);
    const panel = await showBookmarks(second.page);
    await expect(panel.getByRole('treeitem', { name: 'seven' })).toHaveAttribute('aria-current', 'step');
  });

  test(`the log has the loader’s lines, and each is a jump (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await showLog(page);
    const lines = logLines(page);
    const segments = lines.filter({ hasText: 'Handling Segment' });
    await expect(segments).toHaveCount(kernel.facts.loads.length);
    const position = page.getByRole('status', { name: 'Position' });
    for (const [index, { vaddr }] of kernel.facts.loads.entries()) {
      const line = segments.nth(index);
      await expect(line).toContainText(`virtual_addr: ${vaddr.toString(16)},`);
      await line.click();
      await settled(page);
      await expect(line).toHaveAttribute('aria-current', 'step');
      await expect(position).toContainText(await line.locator('.at').innerText());
    }
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await settled(page);
    await expect(segments.last()).not.toHaveAttribute('aria-current', 'step');
  });
}
