import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, SAMPLE, test, type Application } from './application';
import { entryOf, fullSymbols } from './elf-facts';
import { KernelFile } from './kernel-file';
import { symbolOf } from './kernel-symbols';
import { BASE, hex } from './load-facts';
import { goTo, hexCell, momentOf, settled, showSpace, toStart } from './panels';
import { codeLine, codeList, codePositions, codeText, goInCode, kernelList, openCode } from './panels-kernel';
import { showEverything } from './panels-memory';

const facts = new KernelFile(SAMPLE);
const entry = BASE + entryOf(facts);

async function open(launch: (options: { file: string }) => Promise<Application>): Promise<Application> {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await openCode(app.page);
  return app;
}

/** The first direct call behind the entry point that leads to a function of the full table. */
function firstCall(): { readonly from: bigint; readonly to: bigint; readonly name: string } {
  const start = entryOf(facts);
  const code = Buffer.from(facts.bytesAt(start, 256));
  for (let at = 0; at + 5 <= code.length; at += 1) {
    if (code[at] !== 0xe8) continue;
    const to = start + BigInt(at + 5 + code.readInt32LE(at + 1));
    const found = fullSymbols(facts).find(({ type, value }) => type === 2 && value === to);
    if (found) return { from: BASE + start + BigInt(at), to: BASE + to, name: found.name };
  }
  throw new Error('no call behind the entry point');
}

/** The first short jump with a condition behind the entry point: two bytes whose target lies within the same function. */
function firstJump(): { readonly from: bigint; readonly to: bigint } {
  const { from } = firstCall();
  const name = fullSymbols(facts).find(({ name: one }) => one === 'serial_read');
  const start = name?.value ?? from;
  const code = Buffer.from(facts.bytesAt(start, 64));
  // `test rdx, rdx`, which three bytes tell, comes before it.
  const at = code.indexOf(Buffer.of(0x48, 0x85, 0xd2)) + 3;
  if (at < 3 || (code[at]! & 0xf0) !== 0x70) throw new Error('no jump in serial_read');
  const end = start + BigInt(at + 2);
  return { from: BASE + start + BigInt(at), to: BASE + end + BigInt(code.readInt8(at + 1)) };
}

test('it begins at the entry point, with the bytes of the file', async ({ launch }) => {
  const { page } = await open(launch);
  const line = codeLine(page, entry);
  await expect(line).toBeVisible();
  await expect(codeList(page)).toContainText('ENTRY POINT');
  const text = await codeText(line);
  const [first] = facts.bytesAt(entryOf(facts), 1);
  expect(text).toContain(entry.toString(16));
  expect(text).toContain(first!.toString(16).padStart(2, '0'));
});

test('down and up again lead along the same lines', async ({ launch }) => {
  const { page } = await open(launch);
  await goInCode(page, 'serial_probe');
  await expect(codeLine(page, BASE + symbolOf(facts, 'serial_probe').start)).toBeVisible();
  const before = await codePositions(page);
  const box = (await codeList(page).boundingBox())!;
  await page.mouse.move(box.x + 200, box.y + 60);
  const seen = new Set<number>(before);
  for (let i = 0; i < 6; i += 1) {
    await page.mouse.wheel(0, 100);
    for (const position of await codePositions(page)) seen.add(position);
  }
  expect(Math.max(...seen)).toBeGreaterThan(Math.max(...before));
  for (let i = 0; i < 6; i += 1) {
    await page.mouse.wheel(0, -100);
    for (const position of await codePositions(page)) expect(seen).toContain(position);
  }
  await expect.poll(() => codePositions(page)).toEqual(before);
});

test('a call is followed, and back', async ({ launch }) => {
  const { page } = await open(launch);
  const { from, to, name } = firstCall();
  await goInCode(page, hex(from));
  const call = codeLine(page, from);
  await expect(call).toContainText('call');
  await call.locator('[data-token]', { hasText: name }).click();
  await expect(codeLine(page, to)).toBeVisible();
  await expect(codeList(page)).toContainText(`${name}:`);
  await page.keyboard.press('Alt+Shift+ArrowLeft');
  await expect(codeLine(page, from)).toBeVisible();
  await settled(page);
});

test('Alt+Left comes back to the same lines in sight, to what was selected and to the moment; Alt+Right goes there again', async ({
  launch,
}) => {
  const { page } = await open(launch);
  const { from, to, name } = firstCall();
  await goInCode(page, hex(from));
  const call = codeLine(page, from);
  await codeList(page).press('ArrowDown');
  await codeList(page).press('ArrowUp');
  const before = await codePositions(page);
  const moment = await momentOf(page);

  // Along a link of the code itself.
  await call.locator('[data-token]', { hasText: name }).click();
  await expect(codeLine(page, to)).toHaveAttribute('aria-selected', 'true');
  const there = await codePositions(page);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(call).toHaveAttribute('aria-selected', 'true');
  await expect.poll(() => codePositions(page)).toEqual(before);
  await expect(codeList(page)).toBeFocused();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(codeLine(page, to)).toHaveAttribute('aria-selected', 'true');
  await expect.poll(() => codePositions(page)).toEqual(there);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(() => codePositions(page)).toEqual(before);

  // To another moment, at which nothing is mapped, with the source in front.
  await toStart(page);
  await expect(codeList(page)).toContainText('not mapped');
  await page.keyboard.press('Control+2');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(call).toHaveAttribute('aria-selected', 'true');
  expect(await momentOf(page)).toBe(moment);
  await expect.poll(() => codePositions(page)).toEqual(before);
});

test('what is selected is selected in memory as well, both ways; and copied', async ({ launch }) => {
  const app = await open(launch);
  const { page } = app;
  await showSpace(page, 'Virtual');
  await showEverything(page);
  await goTo(page, hex(entry));
  const line = codeLine(page, entry);
  await expect(line).toHaveAttribute('aria-selected', 'true');

  const [, second] = (await codePositions(page)).filter((position) => position >= Number(entry));
  await codeLine(page, second!).locator('.address').click();
  await expect(codeLine(page, second!)).toHaveAttribute('aria-selected', 'true');
  await expect(line).toHaveAttribute('aria-selected', 'false');
  await settled(page);
  await expect(hexCell(page, BigInt(second!)).first()).toHaveAttribute('aria-selected', 'true');

  await page.keyboard.press('Control+c');
  const text = (): Promise<string> => app.electron.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(text).toContain(hex(second!).slice(2));
});

test('a drag of the pointer selects the lines that it passes', async ({ launch }) => {
  const { page } = await open(launch);
  const positions = (await codePositions(page)).filter((position) => position >= Number(entry));
  const [first, , third] = positions;
  const from = (await codeLine(page, first!).locator('.address').boundingBox())!;
  const to = (await codeLine(page, third!).locator('.address').boundingBox())!;
  await page.mouse.move(from.x + 4, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 4, to.y + 10, { steps: 6 });
  await page.mouse.up();
  for (const position of positions.slice(0, 3)) {
    await expect(codeLine(page, position)).toHaveAttribute('aria-selected', 'true');
  }
  await expect(codeLine(page, positions[3]!)).toHaveAttribute('aria-selected', 'false');
});

test('bytes that a relocation wrote say what it changed, and lead to its step and its row', async ({
  launch,
}) => {
  const { page } = await open(launch);
  const [relocation] = facts.relocations();
  await goInCode(page, hex(BASE + relocation!.offset));
  const line = codeLine(page, BASE + relocation!.offset);
  const last = await momentOf(page);
  const bytes = line.locator('.relocated').first();
  await bytes.hover();
  await expect(page.getByRole('tooltip')).toContainText(
    /^Relocation #0 by op [\d,]+.*: [0-9a-f ]+ → [0-9a-f ]+$/,
  );
  await bytes.click();
  await settled(page);
  const moment = await momentOf(page);
  expect(moment).toBeLessThan(last);
  await page.keyboard.press('Alt+ArrowLeft');
  await settled(page);
  expect(await momentOf(page)).toBe(last);

  // By keys alone.
  await expect(codeList(page)).toBeFocused();
  await page.keyboard.press('Shift+Enter');
  await settled(page);
  expect(await momentOf(page)).toBe(moment);
  await codeList(page).focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Show relocation #0 in the kernel file' }).click();
  await expect(kernelList(page, 'Relocations').locator('[aria-selected=true]')).toContainText('#0');
});

test('the arrow of a jump says where it leads from and to; Enter follows it', async ({ launch }) => {
  const { page } = await open(launch);
  const jump = firstJump();
  await goInCode(page, hex(jump.from));
  const line = codeLine(page, jump.from);
  await expect(page.locator('.gutter g.current')).not.toHaveCount(0);
  await page.keyboard.press('ArrowUp');
  await line.locator('.k-mnemonic').hover();
  const tip = page.getByRole('tooltip');
  await expect(tip).toContainText(/ → .*: jumps (up|down) [\d,]+ bytes?/);
  await page.keyboard.press('ArrowDown');
  await expect(line).toHaveAttribute('aria-label', /, (up|down) [\d,]+ bytes?/);
  await page.keyboard.press('Enter');
  await expect(codeLine(page, jump.to)).toHaveAttribute('aria-selected', 'true');
});

test('before the code is mapped it says so, and offers the moment at which it is', async ({ launch }) => {
  const { page } = await open(launch);
  await toStart(page);
  const panel = page.locator('[data-panel=disassembly]');
  await expect(panel).toContainText('Nothing is mapped at this moment. LOAD 2 is mapped by ops');
  await panel.getByRole('button', { name: 'Go to when it is mapped' }).click();
  await settled(page);
  expect(await momentOf(page)).toBeGreaterThan(0);
  await expect(codeLine(page, entry)).toBeVisible();
});

/** Puts a dump beside the document, and shows its code. */
async function openDump(app: Application, path: string, space: string, address: string): Promise<void> {
  const { page } = app;
  await app.answerDialogs([path]);
  await app.menu('compare.dump');
  const form = page.getByRole('form', { name: 'Place of the dump' });
  await form.getByRole('combobox').selectOption(space);
  await form.getByLabel('from address').fill(address);
  await form.getByRole('button', { name: 'Choose file…' }).click();
  await expect(form).toBeHidden();
  await settled(page);
  await page.getByLabel('Code of').selectOption({ label: path.split('/').at(-1)! });
  await settled(page);
}

test('the code in a dump: through its page tables, or at the address that it was put at', async ({
  launch,
  folders,
}) => {
  const machine = join(folders.work, 'small.json');
  const region = { start: '0x100000', length: '0x1f00000', kind: 'usable' };
  writeFileSync(
    machine,
    JSON.stringify({ memoryMap: [region], kernelAddress: '0x400000', overflowChecks: true }),
  );
  const app = await launch({ file: SAMPLE, args: ['--machine', machine] });
  await app.waitFor('ready');
  const { page } = app;
  const image = join(folders.work, 'image.raw');
  await app.answerDialogs([image]);
  await app.menu('export.raw');
  await expect(page.getByText(/^Exported 32 MiB/)).toBeVisible();
  await openCode(page);
  const call = firstCall();
  await goInCode(page, hex(call.from));
  const own = await codeText(codeLine(page, call.from));

  await openDump(app, image, 'physical', '0x0');
  await goInCode(page, hex(call.from));
  const theirs = await codeText(codeLine(page, call.from));
  // The same bytes; a dump has no symbols.
  expect(theirs.slice(0, 30)).toBe(own.slice(0, 30));
  expect(theirs).not.toContain(call.name);
  await page.keyboard.press('Enter');
  await expect(codeLine(page, call.to)).toHaveAttribute('aria-selected', 'true');
  await goInCode(page, hex(call.from));
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Copy bytes' }).click();
  const copied = (): Promise<string> => app.electron.evaluate(({ clipboard }) => clipboard.readText());
  const bytes = Buffer.from(facts.bytesAt(call.from - BASE, 5))
    .toString('hex')
    .replace(/..\B/g, '$& ');
  await expect.poll(copied).toBe(bytes);

  const part = join(folders.work, 'part.raw');
  writeFileSync(part, Buffer.from(facts.bytesAt(call.from - BASE, 64)));
  await openDump(app, part, 'virtual', '0xffffffff80000000');
  const first = codeLine(page, 2 ** 48 - 2 ** 31);
  await expect(first).toContainText('ffffffff80000000');
  await expect(codeList(page)).toContainText('not in the dump');

  // Nobody knows where page tables are in so little memory.
  const nothing = join(folders.work, 'nothing.raw');
  writeFileSync(nothing, Buffer.alloc(4096));
  await openDump(app, nothing, 'physical', '0x0');
  const panel = page.locator('[data-panel=disassembly]');
  await expect(panel).toContainText('A dump does not say where its page tables are');
  await panel.getByRole('button', { name: 'Open its page tables' }).click();
  const root = page
    .getByRole('region', { name: 'Page table' })
    .getByLabel('Physical address of the level 4 table');
  await expect(root).toBeVisible();
  await page.getByLabel('Code of').selectOption({ label: 'This kernel' });
  await expect(codeLine(page, entry)).toBeVisible();
});
