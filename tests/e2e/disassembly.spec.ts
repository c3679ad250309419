import { expect, SAMPLE, test, type Application } from './application';
import { entryOf, fullSymbols } from './elf-facts';
import { KernelFile } from './kernel-file';
import { symbolOf } from './kernel-symbols';
import { BASE, hex } from './load-facts';
import { goTo, hexCell, settled, showSpace } from './panels';
import { codeLine, codeList, codePositions, codeText, goInCode, openCode } from './panels-kernel';
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
