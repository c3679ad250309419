import type { Page } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, ROOT, test } from './application';
import type { KernelFile } from './kernel-file';
import { KERNELS, openKernel } from './kernels';
import { BASE, hex, PAGE } from './load-facts';
import { goTo, settled, travel } from './panels';
import { callStack, clickGutter, lineOf, selectCall, sourceFile, sourcePanel } from './panels-source';
import { plain } from './panels-views';
import { copyingRelocation } from './relocated-words';

const ENGINE = join(ROOT, 'main', 'engine');

/** A line of the loader's source, from the file itself. */
function sourceLine(file: string, line: number): string {
  const paths = readdirSync(ENGINE).flatMap((folder) =>
    folder.includes('.') ? [] : readdirSync(join(ENGINE, folder)).map((name) => join(ENGINE, folder, name)),
  );
  const path = paths.find((one) => basename(one) === file);
  if (path === undefined) throw new Error(`no ${file} in the engine`);
  return readFileSync(path, 'utf8').split('\n')[line - 1] ?? '';
}

/** Goes to the op of a relocation that maps the copied page. */
async function toCopyOnWrite(page: Page, index: number): Promise<void> {
  await goTo(page, `#${index}`);
  await expect.poll(async () => (await callStack(page)).join('\n')).toContain(`applyRelocation #${index} `);
  await travel(page, 'Control+F11');
}

/** The page and the arguments of a relocation, as the call stack writes them. */
function wordsOf(kernel: KernelFile, index: number) {
  const { offset, addend } = kernel.relocation(index);
  const address = BASE + offset;
  return {
    page: (address - (address % BigInt(PAGE))).toString(16),
    address: address.toString(16),
    relocation: `#${index} offset ${offset.toString(16)} addend ${addend.toString(16)}`,
  };
}

/** Values beside the lines of the source, from top to bottom; Monaco's own order is that of drawing. */
async function inlineValues(page: Page): Promise<string> {
  const values = sourcePanel(page).locator('.source-value');
  await expect(values.first()).toBeVisible();
  const pieces = await values.evaluateAll((all) =>
    all.map((one) => {
      const { top, left } = one.getBoundingClientRect();
      return { top, left, text: one.textContent ?? '' };
    }),
  );
  pieces.sort((a, b) => a.top - b.top || a.left - b.left);
  return plain(pieces.map(({ text }) => text).join(''));
}

/** Puts the pointer on a word of the source's text that is in sight. */
async function pointAt(page: Page, lineText: string, word: string): Promise<void> {
  const line = sourcePanel(page).locator('.view-line').filter({ hasText: lineText });
  const { x, y } = await line.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.textContent ?? '').indexOf(wanted);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      const box = range.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    }
    throw new Error(`no ${wanted} in ${element.textContent ?? ''}`);
  }, word);
  await page.mouse.move(x - 2, y);
  await page.mouse.move(x, y);
}

for (const kernel of KERNELS) {
  test(`the stack of a copy-on-write: names, arguments, lines and spans (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const index = copyingRelocation(kernel.facts);
    const words = wordsOf(kernel.facts, index);
    await toCopyOnWrite(page, index);
    const names = page.getByRole('button', { name: "Upstream's names" });
    await names.click();
    const upstream = (await callStack(page)).map((row) => row.replace(/ [\w-]+\.ts:\d+$/, ''));
    const flags = 'PRESENT | WRITABLE | COPIED | NO_EXECUTE';
    expect(upstream).toEqual([
      expect.stringMatching(`^map_to_with_table_flags ${words.page} → [0-9a-f]+ ${escape(flags)}$`),
      expect.stringMatching(`^map_to ${words.page} → [0-9a-f]+ ${escape(flags)}$`),
      `make_mut ${words.page}`,
      `copy_to ${words.address}, 8 bytes`,
      `apply_relocation ${words.relocation}`,
      expect.stringMatching(/^handle_dynamic_segment header \d+$/),
      'load_segments',
      'load_kernel kernel at 1000000',
    ]);
    await names.click();

    const stack = await callStack(page);
    const spans = ['Copy-on-write', 'Copy-on-write', 'Copy-on-write', '#', '#', 'Relocations', '', ''];
    const tree = page.getByRole('tree', { name: 'Steps of the load' });
    const rows = page.getByRole('listbox', { name: 'Frames, innermost first' }).getByRole('option');
    for (const [at, row] of stack.entries()) {
      await rows.nth(at).click();
      await settled(page);
      const [, file, line] = / ([\w-]+\.ts):(\d+)$/.exec(row) as unknown as [string, string, string];
      await expect(sourceFile(page)).toHaveText(file);
      const marked = at === 0 ? '.source-now-number' : '.source-call-number';
      await expect(sourcePanel(page).locator(marked).filter({ hasText: /\d/ })).toHaveText(line);
      // The line of a call that is under way calls the function above it in the list.
      if (at > 0) expect(sourceLine(file, Number(line))).toContain(`${stack[at - 1]!.split(' ')[0]!}(`);
      const selected = await tree.getByRole('treeitem', { selected: true }).allInnerTexts();
      expect(selected.map((text) => text.startsWith(spans[at]!))).toEqual(spans[at] === '' ? [] : [true]);
    }
  });

  test(`values beside the source are those of the file, with their meaning (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const index = copyingRelocation(kernel.facts);
    const { offset, addend } = kernel.facts.relocation(index);
    await goTo(page, `#${index}`);
    await selectCall(page, 'applyRelocation');
    await expect.poll(() => inlineValues(page)).toContain(`value = ${hex(BASE + addend)}`);
    const values = await inlineValues(page);
    expect(values).toContain(`rela.ADDEND = ${hex(addend)}`);
    expect(values).toContain(`page = ${hex(BASE + offset - (offset % BigInt(PAGE)))}`);
    await pointAt(page, 'copyTo(inner, page, address.pageOffset', 'value');
    await expect(page.locator('.monaco-hover:visible')).toContainText(`value = ${hex(BASE + addend)}`);

    await selectCall(page, 'handleDynamicSegment');
    await expect.poll(() => inlineValues(page)).toContain(`idx = ${index}`);
    expect(await inlineValues(page)).toContain(`numEntries = ${kernel.facts.relocationCount}`);
    await travel(page, 'F10');
    await selectCall(page, 'applyRelocation');
    const next = kernel.facts.relocation(index + 1);
    await expect.poll(() => inlineValues(page)).toContain(`value = ${hex(BASE + next.addend)}`);
  });
}

test('the explanation follows the line of the selected call', async ({ launch, folders }) => {
  const kernel = KERNELS[0]!;
  const { page } = await openKernel(kernel, launch, folders);
  await toCopyOnWrite(page, copyingRelocation(kernel.facts));
  await page.getByRole('button', { name: 'Explain what upstream does' }).click();
  const notes = page.getByRole('region', { name: 'What upstream does' });
  for (const [name, upstream] of [
    ['applyRelocation', 'apply_relocation'],
    ['makeMut', 'make_mut'],
    ['copyTo', 'copy_to'],
    ['handleDynamicSegment', 'handle_dynamic_segment'],
  ] as const) {
    await selectCall(page, name);
    await expect(notes.locator('.phead')).toContainText(upstream);
    const current = notes.locator('[aria-current=true]');
    const row = (await callStack(page)).find((one) => one.startsWith(`${name} `))!;
    const line = Number(/:(\d+)$/.exec(row)![1]);
    const [, first, last] = /^lines? (\d+)(?:–(\d+))?/.exec(await current.innerText()) ?? [];
    expect(Number(first)).toBeLessThanOrEqual(line);
    expect(Number(last ?? first)).toBeGreaterThanOrEqual(line);
  }
  await notes.getByRole('button', { name: 'Close the explanation' }).click();
  await expect(notes).toBeHidden();
});

test('the gutter shows where a line would bind, and binds there', async ({ launch, folders }) => {
  const kernel = KERNELS[0]!;
  const { page } = await openKernel(kernel, launch, folders);
  await goTo(page, `#${copyingRelocation(kernel.facts)}`);
  await selectCall(page, 'applyRelocation');
  const binds = lineOf('relocations.ts', 'copyTo(inner, page, address.pageOffset');
  const away = binds - 1;
  const numbers = sourcePanel(page).locator('.margin .line-numbers');
  await numbers.filter({ hasText: new RegExp(`^${away}$`) }).hover();
  await expect(sourcePanel(page).locator('.source-glyph.offer')).toHaveCount(1);
  await expect(sourcePanel(page).locator('.source-glyph.away')).toHaveCount(1);
  await clickGutter(page, away);
  const list = page.getByRole('region', { name: 'Breakpoints' }).getByRole('treeitem');
  await expect(list).toContainText(`relocations.ts:${binds}`);
});

function escape(text: string): string {
  return text.replaceAll('|', '\\|');
}
