import { expect, test } from './application';
import { KERNELS, openKernel } from './kernels';
import { goTo, hold, momentOf, toStart, travel, typeInto } from './panels';
import { lineOf, selectCall, sourceFile, sourcePanel, views } from './panels-source';
import { expectWritten, someRelocation } from './relocation-views';

for (const kernel of KERNELS) {
  test(`into, over, out and continue have their mirrors (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const last = await momentOf(page);
    for (const [there, back] of [
      ['F11', 'Control+F11'],
      ['F10', 'Control+F10'],
      ['Shift+F11', 'Control+Shift+F11'],
    ] as const) {
      await toStart(page);
      await travel(page, there);
      const first = await views(page);
      await travel(page, there);
      expect(await momentOf(page)).toBeGreaterThan(first.moment);
      await travel(page, back);
      expect(await views(page)).toEqual(first);
      await travel(page, back);
      expect(await momentOf(page)).toBe(0);
    }
    // Without a breakpoint "continue" goes to the ends, where "restart" and "go to end" go directly.
    await travel(page, 'F5');
    expect(await momentOf(page)).toBe(last);
    await travel(page, 'Control+F5');
    expect(await momentOf(page)).toBe(0);
    await travel(page, 'Shift+F5');
    expect(await momentOf(page)).toBe(last);
    await travel(page, 'Control+Shift+F5');
    expect(await momentOf(page)).toBe(0);
  });

  test(`every press of a held key lands, and every view follows (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const from = someRelocation(kernel.facts);
    await goTo(page, `#${from}`);
    const before = await expectWritten(page, kernel.facts, from);
    await hold(page, 'F10', 60);
    await expectWritten(page, kernel.facts, from + 60);
    await hold(page, 'Control+F10', 60);
    expect(await expectWritten(page, kernel.facts, from)).toEqual(before);
  });

  test(`runs to the cursor’s line in both directions (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const line = lineOf('relocations.ts', 'copyTo(inner, page, address.pageOffset');
    const from = someRelocation(kernel.facts);
    await goTo(page, `#${from}`);
    await selectCall(page, 'applyRelocation');
    await expect(sourceFile(page)).toHaveText('relocations.ts');
    await expect(sourcePanel(page).locator('.source-call-number')).toHaveText(String(line));
    await travel(page, 'F4');
    await expectWritten(page, kernel.facts, from + 1);
    await selectCall(page, 'applyRelocation');
    await travel(page, 'Control+F4');
    await expectWritten(page, kernel.facts, from);
  });

  test(`goes to moments by number, share and name, and many steps at once (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const last = await momentOf(page);
    await goTo(page, 'op 377');
    expect(await momentOf(page)).toBe(377);
    await goTo(page, '50%');
    expect(await momentOf(page)).toBe(Math.round(last / 2));
    await goTo(page, 'step 12');
    await expect(page.getByRole('status', { name: 'Position' })).toContainText(/Step\s*12\s*of/);
    await goTo(page, 'relo');
    expect((await views(page)).inspector).toBe('Relocation #0');
    await goTo(page, 'clean');
    expect((await views(page)).stack.join('\n')).toContain('removeCopiedFlags');

    const from = someRelocation(kernel.facts);
    await goTo(page, `#${from}`);
    for (const [text, to] of [
      ['over 100', from + 100],
      ['100 back', from],
    ] as const) {
      await page.keyboard.press('Control+Alt+n');
      await typeInto(page.getByRole('dialog', { name: 'Step N' }), text);
      await expectWritten(page, kernel.facts, to);
    }
  });

  test(`stops at stages in both directions (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const last = await momentOf(page);
    await toStart(page);
    const stops = page.getByRole('button', { name: 'Stop at stages' });
    await stops.click();
    await expect(stops).toHaveAttribute('aria-pressed', 'true');
    const why = page.getByRole('contentinfo');
    const loads = kernel.facts.loads.map((_load, index) => `LOAD ${index + 1}`);
    const ended: string[] = [];
    while ((await momentOf(page)) < last) {
      await travel(page, 'F5');
      ended.push(...(/End of (LOAD \d+)/.exec(await why.innerText()) ?? []).slice(1));
    }
    expect(ended).toEqual(loads);
    const begun: string[] = [];
    while ((await momentOf(page)) > 0) {
      await travel(page, 'Control+F5');
      begun.push(...(/Start of (LOAD \d+)/.exec(await why.innerText()) ?? []).slice(1));
    }
    expect(begun.reverse()).toEqual(loads);
    await stops.click();
    await travel(page, 'F5');
    expect(await momentOf(page)).toBe(last);
  });
}
