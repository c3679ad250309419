import type { Page } from '@playwright/test';
import { expect, test } from './application';
import type { KernelFile } from './kernel-file';
import { KERNELS, openKernel } from './kernels';
import { BASE, fileFrame, hex, PAGE, shown } from './load-facts';
import { focusedCell, goTo, momentOf, settled, travel } from './panels';
import { arriveAt, bottomPanel, historyRows, momentIn, readRows } from './panels-views';
import { copyingRelocation } from './relocated-words';

const PRESENT = 1n;
const WRITABLE = 2n;
const COPIED = 1n << 9n;
const NO_EXECUTE = 1n << 63n;

/** What a history says of a word of the file that is copied, then relocated. */
function expectedEvents(kernel: KernelFile, index: number): unknown[] {
  const { offset, addend } = kernel.relocation(index);
  const before = littleWord(kernel.bytesAt(offset, 8));
  const from = fileFrame(kernel, offset).toString(16);
  return [
    expect.stringMatching(
      `^0 file offset 0x${kernel.fileOffset(offset).toString(16)} ${before.toString(16)}$`,
    ),
    expect.stringMatching(`^[\\d,]+ copied from 0x${from} ${before.toString(16)}$`),
    expect.stringMatching(`^[\\d,]+ relocation #${shown(index)} ${(BASE + addend).toString(16)}$`),
  ];
}

/** Bytes of the page of an address that its segment has no say in, where that is one end of the page. */
function strayBytes({ loads }: KernelFile, address: bigint): string {
  const first = address - (address % BigInt(PAGE));
  const load = loads.find(({ vaddr, memSize }) => address >= vaddr && address < vaddr + BigInt(memSize))!;
  if (load.vaddr > first) return `0x0–${hex(load.vaddr - first - 1n)}`;
  return `${hex(load.vaddr + BigInt(load.fileSize) - first)}–0xfff`;
}

function littleWord(bytes: readonly number[]): bigint {
  return Buffer.from(bytes).readBigUInt64LE();
}

/** Selects a virtual address; its word is what the history is about. */
async function selectWord(page: Page, address: bigint): Promise<void> {
  await goTo(page, `virt ${hex(address)}`);
  await expect(page.getByRole('region', { name: 'History' }).getByRole('heading')).toContainText('History');
  await expect(historyRows(page).first()).toBeVisible();
  await settled(page);
}

for (const kernel of KERNELS) {
  test(`the history of a relocated word, each row a jump (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const index = copyingRelocation(kernel.facts);
    const { offset, addend } = kernel.facts.relocation(index);
    await selectWord(page, BASE + offset);
    const rows = historyRows(page);
    const wanted = expectedEvents(kernel.facts, index);
    await expect.poll(() => readRows(rows)).toEqual(expect.arrayContaining(wanted));
    const seen = await readRows(rows);
    expect(seen[0]).toEqual(wanted[0]);
    expect(seen.at(-1)).toEqual(wanted.at(-1));
    // The relocation is what made the word what it is.
    await expect(rows.and(page.locator('[aria-current=step]'))).toContainText(`relocation #${shown(index)}`);
    const details = page.getByRole('region', { name: 'History' }).getByRole('group', { name: 'Details' });
    await expect(details).toContainText(`${hex(BASE)} + ${hex(addend)} = ${hex(BASE + addend)}`);

    for (const [at, row] of seen.entries()) {
      await page.locator(`#event-${at}`).click();
      await arriveAt(page, momentIn(row.split(' ')[0]!));
    }
    await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(
      `0x${(BASE + addend).toString(16).padStart(16, '0')}`,
    );
  });

  test(`runs back to the last write and on to the next one (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const index = copyingRelocation(kernel.facts);
    await goTo(page, `#${index}`);
    const stack = page.getByRole('region', { name: 'Call stack' });
    await expect(stack).toContainText(`applyRelocation #${index} `);
    const written = await momentOf(page);
    await travel(page, 'Control+End');
    await selectWord(page, BASE + kernel.facts.relocation(index).offset);
    const history = page.getByRole('region', { name: 'History' });
    await history.getByRole('button', { name: 'Back to last write' }).click();
    await arriveAt(page, written);
    await page.keyboard.press('Control+F8');
    await expect(stack).toContainText('makeMut');
    expect(await momentOf(page)).toBeLessThan(written);
    await settled(page);
    await page.keyboard.press('F8');
    await arriveAt(page, written);
  });

  test(`the history of a page-table entry, and of a copied frame (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const index = copyingRelocation(kernel.facts);
    const { offset, addend } = kernel.facts.relocation(index);
    const source = fileFrame(kernel.facts, offset);
    const virtual = BASE + offset - (offset % BigInt(PAGE));
    await goTo(page, `#${index}`);
    await expect(page.getByRole('region', { name: 'Call stack' })).toContainText(
      `applyRelocation #${index} `,
    );
    // The op before maps the copy: the history is that of the entry.
    await travel(page, 'Control+F11');
    const events = historyRows(page);
    const flags = PRESENT | WRITABLE | NO_EXECUTE;
    await expect
      .poll(async () => (await readRows(events)).map((row) => row.replace(/^\S+ /, '')))
      .toEqual(
        expect.arrayContaining([
          expect.stringMatching(`file mapped ${(BigInt(source) | flags).toString(16)}$`),
          'cleared 0',
          expect.stringMatching(/copy mapped [0-9a-f]+$/),
          expect.stringMatching(/^COPIED off /),
        ]),
      );
    const mapped = (await readRows(events)).find((row) => / copy mapped /.test(row))!;
    const entry = BigInt(`0x${mapped.split(' ').at(-1)!}`);
    const copy = entry & 0xf_ffff_ffff_f000n;
    expect(entry).toBe(copy | flags | COPIED);

    await goTo(page, `phys ${hex(copy)}`);
    await page.getByLabel('History of').selectOption({ label: 'Frame' });
    const written = (BASE + addend).toString(16);
    await expect
      .poll(() => readRows(events))
      .toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^[\d,]+ frame allocated$/),
          expect.stringMatching(`^[\\d,]+ copied from ${hex(source)}$`),
          expect.stringMatching(`^[\\d,]+ mapped at ${hex(virtual)} ${entry.toString(16)}$`),
          expect.stringMatching(`^[\\d,]+ relocation #${shown(index)} ${written}$`),
        ]),
      );
    const details = page.getByRole('group', { name: 'Details' });
    await expect(details).toContainText(`Shown by page ${hex(virtual)}`);
    await expect(details).toContainText(`Copied from frame ${hex(source)} for page ${hex(virtual)}`);
    await expect(details).toContainText(`Bytes ${strayBytes(kernel.facts, offset)} belong to no segment`);
  });

  test(`who wrote the bytes of a selected range (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const index = copyingRelocation(kernel.facts);
    const words = [kernel.facts.relocation(index), kernel.facts.relocation(index + 1)];
    const address = BASE + words[0]!.offset;
    expect(words[1]!.offset).toBe(words[0]!.offset + 8n);
    await goTo(page, `#${index}`);
    await expect(page.getByRole('region', { name: 'Call stack' })).toContainText(
      `applyRelocation #${index} `,
    );
    const written = await momentOf(page);
    await travel(page, 'Control+End');
    await goTo(page, `virt ${hex(address)}`);
    await expect(focusedCell(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(address)},`));
    for (let i = 1; i < 16; i += 1) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('w');
    const panel = bottomPanel(page, 'writers');
    await expect(panel.getByRole('status')).toHaveText('16 bytes of virtual memory · 2 runs');
    await expect(panel.getByRole('table', { name: 'Writers by kind' })).toContainText('relocations');
    const runs = panel.locator('#writer-0, #writer-1');
    expect(await readRows(runs)).toEqual(
      words.map(
        ({ offset }, at) =>
          `${hex(BASE + offset)} 8 bytes relocation #${shown(index + at)} ${shown(written + at)}`,
      ),
    );
    await runs.nth(1).dblclick();
    await arriveAt(page, written + 1);
  });
}
